//! What the declarations become: catalog, tables, statements, plans, views and the data dictionary.

mod catalog;
pub(crate) mod recorder;
mod statements;
mod views;
