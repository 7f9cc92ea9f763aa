//! What planting promises, on sheets small enough to see.

use super::*;
use crate::sample::identity_number;
use crate::value::{Day, Plain, Sex};

fn sheets() -> Vec<TextSheet> {
    let text = |cells: [&str; 7]| cells.map(str::to_owned).to_vec();
    let residents = TextSheet {
        name: "居住人员".into(),
        headers: text(["姓名", "证件类型", "证件号码", "出生日期", "房屋编号", "入住日期", "迁出日期"]),
        first_row: 5,
        rows: (0..60)
            .map(|at| {
                let born = Day::of(1990, 1, 1).unwrap().plus_days(at);
                let number = identity_number(&mut Rng::new(1), "440199", Sex::Male, born).unwrap();
                let birth = number.birth().plain();
                text(["陈一", "居民身份证", number.as_str(), &birth, "DH01-0001", "2020-01-01", ""])
            })
            .collect(),
    };
    let visits = TextSheet {
        name: "走访".into(),
        headers: vec!["编号".into(), "身份证号".into()],
        first_row: 3,
        rows: (0..60).map(|at| vec![format!("ZF{at}"), residents.rows[at / 3][2].clone()]).collect(),
    };
    vec![residents, visits]
}

#[test]
fn every_kind_is_declared_once_and_its_code_exists() {
    let kinds: HashSet<FaultKind> = faults().iter().map(|fault| fault.kind).collect();
    assert_eq!(kinds.len(), faults().len());
    assert_eq!(kinds.len(), FaultKind::ALL.len());
    assert!(kinds.len() >= 20);
}

#[test]
fn a_row_has_one_fault_at_most_and_other_rows_are_as_they_were() {
    let (before, mut after) = (sheets(), sheets());
    let planted = plant(1, 40, &mut after);
    assert_eq!(planted.len(), 40);
    let mut changed = Vec::new();
    for (old, new) in before.iter().zip(&after) {
        for (row, (was, is)) in (old.first_row..).zip(old.rows.iter().zip(&new.rows)) {
            let cells: Vec<usize> = (0..was.len()).filter(|cell| was[*cell] != is[*cell]).collect();
            assert!(cells.len() <= 1);
            changed.extend(cells.iter().map(|cell| (new.name.clone(), row, *cell)));
        }
    }
    let told: Vec<_> = planted
        .iter()
        .map(|fault| {
            let sheet = after.iter().find(|sheet| sheet.name == fault.sheet).unwrap();
            (fault.sheet.to_owned(), fault.row, sheet.column(fault.column).unwrap())
        })
        .collect();
    assert_eq!(told, changed);
}

#[test]
fn a_number_by_which_other_rows_name_a_person_stays() {
    let mut after = sheets();
    for fault in plant(2, 100, &mut after).iter().filter(|fault| fault.column == "证件号码") {
        assert!(fault.row >= 25, "the first twenty residents have visits: {fault:?}");
    }
}

#[test]
fn a_repeated_key_is_that_of_an_earlier_good_row() {
    let mut after = sheets();
    let planted = plant(3, 100, &mut after);
    let faulty: HashSet<u32> = planted.iter().filter(|fault| fault.sheet == "走访").map(|fault| fault.row).collect();
    assert!(!faulty.is_empty());
    for row in &faulty {
        let key = after[1].cell((row - 3) as usize, "编号");
        let (first, _) = (3..).zip(&after[1].rows).find(|(_, cells)| cells[0] == key).unwrap();
        assert!(first < *row && !faulty.contains(&first));
    }
}

#[test]
fn the_same_seed_gives_the_same_faults_and_another_seed_others() {
    let planted = |seed| plant(seed, 40, &mut sheets());
    assert_eq!(planted(4), planted(4));
    assert_ne!(planted(4), planted(5));
}

#[test]
fn used_up_sheets_give_fewer_faults() {
    let mut after = sheets();
    let planted = plant(6, 1000, &mut after);
    assert!(planted.len() < 120 && planted.len() > 60, "{}", planted.len());
    assert_eq!(plant(7, 10, &mut []), []);
}
