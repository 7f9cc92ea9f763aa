//! 同一人 Counting people who hold several posts, without showing who they are.

use std::fmt;

use crate::model::Resident;
use crate::schema::{Id, Secret};
use crate::value::{IdNumber, Sensitive};

/// 同一人标记 Equal for records of one person, for counting heads over several rows (统计人数时按身份证号去重). It is
/// the resident's id where the person lives in the village, else the blind tag of the identity number. It cannot be
/// printed, and it is never stored. Compare marks of one read only: tags change when index keys rotate.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonMark(Box<str>);

impl PersonMark {
    /// The mark of a person who is linked to a resident, or known by his identity number alone.
    pub(super) fn of(resident: Option<Id<Resident>>, identity: &Secret<IdNumber>) -> Self {
        if let Some(id) = resident {
            return Self(id.text());
        }
        if let Some(sealed) = identity.sealed() {
            return Self(sealed.tag.clone().unwrap_or_else(|| sealed.text.clone()));
        }
        Self(identity.get().map(Sensitive::canonical).unwrap_or_default().into())
    }
}

impl fmt::Debug for PersonMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonMark(…)")
    }
}
