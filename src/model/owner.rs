//! 权属单位 Which collective organisation owns an asset, or lets it.

use serde::{Deserialize, Serialize};

use crate::model::{Cooperative, Ref};
use crate::schema::Id;
use crate::value::Text;

/// 权属单位 The collective organisation that owns an asset or lets it: the village's economic union, or one of its
/// cooperatives.
#[doc(alias = "权属单位")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CollectiveOwner {
    /// 经济联合社 The village-level organisation, by its registered name.
    Union(Text),
    /// 经济合作社 One of its cooperatives.
    Cooperative(Ref<Cooperative>),
}

impl CollectiveOwner {
    /// Whether a name is that of a village-level organisation.
    pub fn is_union(name: &str) -> bool {
        name.ends_with("经济联合社") || name.ends_with("经济联合总社")
    }

    /// The cooperative, if it is one.
    pub fn cooperative(&self) -> Option<Id<Cooperative>> {
        match self {
            Self::Union(_) => None,
            Self::Cooperative(link) => link.id(),
        }
    }
}
