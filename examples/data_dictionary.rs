//! 数据字典 Prints what every stored kind and column is called: `cargo run --example data_dictionary [csv]`.
#![allow(clippy::print_stdout, reason = "an example prints what it shows")]

use cunwu::store::dictionary;

fn main() -> cunwu::Result<()> {
    let catalog = cunwu::ledger::catalog()?;
    match std::env::args().nth(1).as_deref() {
        Some("csv") => print!("{}", dictionary::csv(&catalog)),
        _ => print!("{}", dictionary::markdown(&catalog)),
    }
    Ok(())
}
