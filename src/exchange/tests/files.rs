//! Files written and read again.
#![cfg(all(feature = "xlsx", feature = "csv"))]

use super::village::{HouseRow, Memory, sheets};
use super::{coops, counts, houses, persons};
use crate::exchange::{CsvEncoding, CsvFile, ExportSheet, RowSource, Table, Workbook, handler, workbook_bytes};

fn reread(bytes: Vec<u8>) -> Vec<Table> {
    Workbook::from_bytes("导出.xlsx", bytes).unwrap().tables().unwrap()
}

#[test]
fn what_a_workbook_exports_it_imports_without_a_difference() {
    let mut ledger = Memory::default();
    ledger.import(&[coops(), houses(), persons()]);
    let bytes = workbook_bytes(&ExportSheet::all(&sheets(), &ledger.held()).unwrap()).unwrap();
    let tables = reread(bytes);
    assert_eq!(tables.iter().map(|table| &*table.name).collect::<Vec<_>>(), ["居住人员", "房屋", "合作社", "会议"]);
    let plan = ledger.plan(&tables);
    assert_eq!(plan.report.problems, []);
    assert!(plan.is_empty(), "{:?}", plan.records);
    assert_eq!(plan.report.totals(), [8, 0, 0, 8, 0, 0]);

    let mut fresh = Memory::default();
    fresh.import(&tables);
    let rows = |ledger: &Memory| ExportSheet::all(&sheets(), &ledger.held()).unwrap();
    assert_eq!(rows(&fresh), rows(&ledger), "import(export(x)) = x");
}

#[test]
fn an_export_edited_and_imported_is_one_correction() {
    let mut ledger = Memory::default();
    ledger.import(&[coops(), houses(), persons()]);
    let mut sheets = ExportSheet::all(&sheets(), &ledger.held()).unwrap();
    sheets[0].rows[1][3] = Some("2022-04-01".to_owned());
    let plan = ledger.import(&reread(workbook_bytes(&sheets).unwrap()));
    assert_eq!(counts(&plan.report, "居住人员"), [3, 0, 1, 2, 0]);
    assert_eq!(plan.records.len(), 1);
}

#[test]
fn csv_in_both_encodings_is_read_back_and_keeps_long_numbers_and_formulas_as_text() {
    let mut ledger = Memory::default();
    let mut long = houses();
    long.rows[3].cells[5] = "440199197504166735".into();
    long.rows[3].cells[6] = "=1+1".into();
    ledger.import(&[coops(), long]);
    let export = ExportSheet::of(handler::<HouseRow>(), &ledger.held()).unwrap();
    for encoding in [CsvEncoding::Utf8, CsvEncoding::Gb18030] {
        let bytes = export.csv(encoding).unwrap();
        if encoding == CsvEncoding::Utf8 {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            assert!(text.contains("权属信息/联系电话,租户信息/联系电话"), "{text}");
            assert!(text.contains(",\t440199197504166735,\t=1+1\r\n"), "{text}");
        }
        let tables = CsvFile::from_bytes("房屋.csv", bytes).tables().unwrap();
        let plan = ledger.plan(&tables);
        assert_eq!(plan.report.problems, []);
        assert!(plan.is_empty(), "{encoding:?}: {:?}", plan.records);
    }
}

#[test]
fn a_blank_template_has_every_header_and_no_row() {
    let bytes = workbook_bytes(&ExportSheet::all(&sheets(), &Memory::default().held()).unwrap()).unwrap();
    let plan = Memory::default().plan(&reread(bytes));
    assert_eq!((plan.report.problems.as_slice(), plan.report.totals()), ([].as_slice(), [0; 6]));
}
