//! 错误码表 The table of errors, one file a room. A code is added, never changed in meaning, never reused.

/// Declares the codes of a room: `NAME: Kind, "dotted.id", "中文", "English";`
macro_rules! codes {
    ($($name:ident: $kind:ident, $id:literal, $zh:literal, $en:literal;)*) => {
        $(
            #[doc = concat!("`", $id, "` ", $zh)]
            pub const $name: &crate::error::Code =
                &crate::error::Code { id: $id, kind: crate::error::Kind::$kind, zh: $zh, en: $en };
        )*
        /// Every code of this room.
        pub const ALL: &[&crate::error::Code] = &[$($name),*];
    };
}

pub mod access;
pub mod exchange;
pub mod ledger;
pub mod map;
pub mod model;
pub mod report;
pub mod rules;
pub mod sample;
pub mod schema;
pub mod search;
pub mod store;
pub mod value;

/// Every room's table.
pub(super) const ALL: &[&[&super::Code]] = &[
    value::ALL,
    schema::ALL,
    store::ALL,
    access::ALL,
    model::ALL,
    ledger::ALL,
    map::ALL,
    search::ALL,
    rules::ALL,
    report::ALL,
    exchange::ALL,
    sample::ALL,
];
