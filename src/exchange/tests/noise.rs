//! Noise of the office: full-width characters and stray spaces do not change what is read.

use proptest::prelude::*;

use super::village::Memory;
use super::{coops, houses, persons};
use crate::exchange::{Cell, Table};

/// The cell as somebody else might have typed it.
fn noisy(text: &str, style: u8) -> String {
    let wide: String = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { char::from_u32(u32::from(c) + 0xfee0).unwrap() } else { c })
        .collect();
    match style % 6 {
        0 => format!("  {text}"),
        1 => format!("{text}\u{3000}"),
        2 => wide,
        3 => format!("\u{a0}{wide}\t"),
        4 => format!("\u{feff}{text}\u{200b}\r\n"),
        _ => text.to_owned(),
    }
}

fn blur(table: &Table, styles: &[u8]) -> Table {
    let mut styles = styles.iter().cycle();
    let mut blurred = table.clone();
    for row in &mut blurred.rows {
        for cell in &mut row.cells {
            let style = *styles.next().unwrap();
            let text = match &*cell {
                Cell::Text(text) => text.to_string(),
                Cell::Number(number) if style & 64 != 0 => number.to_string(),
                Cell::Date(day) if style & 64 != 0 => day.to_string(),
                _ => continue,
            };
            *cell = Cell::Text(noisy(&text, style).into());
        }
    }
    blurred
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, rng_seed: prop::test_runner::RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn noise_in_cells_does_not_change_the_rows(styles in prop::collection::vec(any::<u8>(), 40)) {
        let mut ledger = Memory::default();
        let tables = [coops(), houses(), persons()];
        ledger.import(&tables);
        let plan = ledger.plan(&tables.each_ref().map(|table| blur(table, &styles)));
        prop_assert_eq!(&plan.report.problems, &[]);
        prop_assert!(plan.is_empty(), "{:?}", plan.records);
    }
}
