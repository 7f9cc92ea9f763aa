//! 证件号码 What the sheets of people share: a document number as a cell holds it, and texts of links.

use std::fmt;

use crate::error::{Error, Result, code};
use crate::exchange::Held;
use crate::model::{Household, Ref};
use crate::schema::{Entity, Id, Secret};
use crate::value::{DocumentKind, HouseholdNo, IdDocument, IdNumber, Plain, Sensitive, normalise_code};

/// 证件号码 The number of an identity document whose kind stands in another cell or nowhere: half-width, upper case,
/// without spaces. What it must look like is decided with its kind.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DocumentNo(Box<str>);

impl DocumentNo {
    /// The clear number.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The document of that kind.
    ///
    /// # Errors
    /// Those of [`IdDocument::of`].
    pub fn of_kind(&self, kind: DocumentKind) -> Result<IdDocument> {
        IdDocument::of(kind, &self.0)
    }

    /// The document, its kind told by the form of its number.
    ///
    /// # Errors
    /// Those of [`IdNumber`] for numbers of 18 places, those of [`IdDocument::of`] for others.
    pub fn guess(&self) -> Result<IdDocument> {
        if self.0.len() == 18 {
            return IdNumber::parse(&self.0).map(IdDocument::from);
        }
        let known = [DocumentKind::HkMacaoPermit, DocumentKind::TaiwanPermit, DocumentKind::ForeignerCard];
        let told = known.into_iter().find_map(|kind| self.of_kind(kind).ok());
        told.map_or_else(|| self.of_kind(DocumentKind::ForeignPassport), Ok)
    }
}

impl Plain for DocumentNo {
    const WHAT: &'static str = "证件号码 document number";

    fn plain(&self) -> String {
        self.0.to_string()
    }

    fn parse(text: &str) -> Result<Self> {
        let clean = normalise_code(text);
        if clean.is_empty() {
            return Err(Error::new(code::value::EMPTY).with("what", Self::WHAT));
        }
        Ok(Self(clean.into()))
    }
}

impl Sensitive for DocumentNo {
    fn expose(&self) -> String {
        self.plain()
    }

    fn from_exposed(text: &str) -> Result<Self> {
        Self::parse(text)
    }

    fn masked(&self) -> String {
        "*".repeat(self.0.chars().count())
    }
}

impl fmt::Debug for DocumentNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// The value of a secret for export; the session that exports has opened it.
pub(crate) fn opened<T: Clone>(secret: Option<&Secret<T>>) -> Result<Option<T>> {
    secret.map(|secret| secret.get().cloned()).transpose()
}

/// The record that an id leads to.
pub(crate) fn held_record<E: Entity>(held: &Held, id: Id<E>) -> Result<&E> {
    held.get(id).ok_or_else(|| Error::new(code::model::LINK_MISSING).with("kind", E::SPEC.zh).with("id", id))
}

/// The natural key of a linked record as its column shows it; of a pending link, the key it waits for.
pub(crate) fn link_text<E: Entity, T: Plain>(held: &Held, link: &Ref<E>, natural: impl Fn(&E) -> T) -> Result<T> {
    match link {
        Ref::Known(id) => held_record(held, *id).map(natural),
        Ref::Pending(key) => T::parse(key.as_str()),
    }
}

/// The same for a link that may be absent.
pub(crate) fn link_text_if<E: Entity, T: Plain>(
    held: &Held,
    link: Option<&Ref<E>>,
    natural: impl Fn(&E) -> T,
) -> Result<Option<T>> {
    link.map(|link| link_text(held, link, natural)).transpose()
}

/// The household number of a link; nothing when the household went with its head, who was erased: the link then leads nowhere.
pub(crate) fn household_no(held: &Held, link: Option<&Ref<Household>>) -> Result<Option<HouseholdNo>> {
    match link {
        Some(Ref::Known(id)) if held.get(*id).is_none() => Ok(None),
        link => link_text_if(held, link, |household: &Household| household.no),
    }
}
