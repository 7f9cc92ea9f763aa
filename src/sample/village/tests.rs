//! The records of a sample village fit together.

use std::collections::HashSet;

use super::*;
use crate::model::{OutlineOf, ResidentCategory};
use crate::value::Plain;

#[test]
fn a_village_has_the_size_asked_for_and_the_same_seed_makes_it_again() {
    for (houses, residents) in [(1, 0), (2, 9), (7, 3), (500, 3000)] {
        let scale = Scale { houses, residents };
        let made = village(9, scale).unwrap();
        assert_eq!((made.houses.len(), made.residents.len()), (houses as usize, residents as usize));
        assert_eq!(made.residences.len(), made.residents.len());
        assert_eq!(made, village(9, scale).unwrap());
    }
    assert_ne!(village(1, Scale::SMALL).unwrap(), village(2, Scale::SMALL).unwrap());
}

#[test]
fn every_link_leads_to_a_record_and_every_number_is_of_nobody() {
    let made = village(3, Scale { houses: 300, residents: 2500 }).unwrap();
    let houses: HashSet<_> = made.houses.iter().map(|house| house.id).collect();
    let households: HashSet<_> = made.households.iter().map(|household| household.id).collect();
    assert_eq!(houses.len(), 300);
    for (residence, resident) in made.residences.iter().zip(&made.residents) {
        assert_eq!(residence.resident, resident.id);
        assert!(houses.contains(&residence.house.id().unwrap()));
        assert!(residence.from >= resident.birth);
        let number = resident.document.get().unwrap().id_number().unwrap();
        assert!(number.area().ends_with("99"));
        assert_eq!((number.birth(), number.sex()), (resident.birth, resident.sex));
        let registered = resident.category == ResidentCategory::Registered;
        assert_eq!(
            resident.household.as_ref().is_some_and(|link| households.contains(&link.id().unwrap())),
            registered
        );
    }
    let registered = made.residents.iter().filter(|resident| resident.category == ResidentCategory::Registered).count();
    let stated: u32 = made.households.iter().map(|household| household.stated_members.get()).sum();
    assert_eq!(registered, stated as usize);
    assert!(registered > 0 && registered < 1250);
}

#[test]
fn each_house_stands_in_the_outline_of_its_own_grid_and_sheet_alone() {
    let made = village(4, Scale { houses: 700, residents: 0 }).unwrap();
    assert_eq!((made.grids.len(), made.sheets.len()), (4, 8));
    let ring = |of: OutlineOf, code: &str| {
        let outline = made.outlines.iter().find(|outline| outline.of == of && outline.code.as_str() == code).unwrap();
        outline.parts[0][0].clone()
    };
    let within = |ring: &[[i32; 2]], lon: i32, lat: i32| {
        ring[0][0] < lon && lon < ring[2][0] && ring[0][1] < lat && lat < ring[2][1]
    };
    for house in &made.houses {
        let (lon, lat) = (house.point.lon().steps(), house.point.lat().steps());
        let grids = made.grids.iter().filter(|grid| within(&ring(OutlineOf::Grid, &grid.code.plain()), lon, lat));
        assert_eq!(grids.map(|grid| grid.id).collect::<Vec<_>>(), [house.grid.id().unwrap()]);
        let sheets = made.sheets.iter().filter(|sheet| within(&ring(OutlineOf::Sheet, sheet.no.as_str()), lon, lat));
        assert_eq!(sheets.map(|sheet| sheet.id).collect::<Vec<_>>(), [house.sheet.id().unwrap()]);
    }
    let area = |ring: &[[i32; 2]]| i64::from(ring[2][0] - ring[0][0]) * i64::from(ring[2][1] - ring[0][1]);
    let grids: i64 = made.grids.iter().map(|grid| area(&ring(OutlineOf::Grid, &grid.code.plain()))).sum();
    assert_eq!(grids, area(&ring(OutlineOf::Village, "440199101224")), "the grids tile the village");
}
