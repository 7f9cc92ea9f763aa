//! What the declarations become: catalog, tables, statements, plans, views and the data dictionary.

mod catalog;
mod recorder;
mod statements;
mod views;
