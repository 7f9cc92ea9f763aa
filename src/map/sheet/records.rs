//! 出图 Map sheets and their index from the records of a village.

use std::collections::{BTreeMap, HashMap};

use crate::error::{Error, Result, code};
use crate::map::sheet::{GridLabel, GridOutline, MaskedResident, Overview, OverviewSheet, SheetHouse, SheetInput};
use crate::map::{Area, VillageCount};
use crate::model::{Grid, House, MapSheet, Outline, OutlineOf, Residence, Resident};
use crate::schema::Id;
use crate::value::{Cgcs2000, Day, Plain, Sensitive};

/// 出图记录 The records that map sheets are drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Atlas<'a> {
    /// 村名 Name of the village, for titles.
    pub village: &'a str,
    /// 图幅 Sheets.
    pub sheets: &'a [MapSheet],
    /// 网格 Grids.
    pub grids: &'a [Grid],
    /// 房屋 Houses.
    pub houses: &'a [House],
    /// 居住人员 Residents; their names are masked here.
    pub residents: &'a [Resident],
    /// 居住 Residences, for the rooms.
    pub residences: &'a [Residence],
    /// 轮廓 Outlines of the village, grids, sheets and houses.
    pub outlines: &'a [Outline],
}

/// 图幅文件 A sheet to write: file stem and content.
#[derive(Debug, Clone)]
pub struct DrawnSheet {
    /// Number of the sheet, which serves as file stem.
    pub no: String,
    /// Content.
    pub input: SheetInput<Cgcs2000>,
}

impl Atlas<'_> {
    /// Draws every sheet, and the index over them. A house stands on the sheet that its record names; nobody under 14 is
    /// listed (PIPL art. 28 treats all data of them as sensitive), though everybody is counted.
    ///
    /// # Errors
    /// `map.sheet.outline` when the outline of the village or of a sheet is missing, `map.outline…` for a broken one.
    pub fn draw(&self, count: &VillageCount, overview_file: &str) -> Result<(Vec<DrawnSheet>, Overview<Cgcs2000>)> {
        let mut areas: HashMap<(OutlineOf, &str), Area<Cgcs2000>> = HashMap::with_capacity(self.outlines.len());
        for outline in self.outlines {
            areas.insert((outline.of, outline.code.as_str()), Area::of_record(outline)?);
        }
        let missing =
            |of: OutlineOf, code: &str| Error::new(code::map::SHEET_OUTLINE).with("of", of).with("value", code);
        let village = areas.iter().find(|((of, _), _)| *of == OutlineOf::Village).map(|(_, area)| area.clone());
        let village = village.ok_or_else(|| missing(OutlineOf::Village, self.village))?;
        let grids: Vec<GridOutline<Cgcs2000>> = self
            .grids
            .iter()
            .filter_map(|grid| {
                let area = areas.get(&(OutlineOf::Grid, grid.code.plain().as_str()))?.clone();
                Some(GridOutline { label: label(grid), area })
            })
            .collect();
        let living = self.living(count);
        let mut sheets: Vec<&MapSheet> = self.sheets.iter().collect();
        sheets.sort_by(|a, b| a.no.cmp(&b.no));
        let mut drawn = Vec::with_capacity(sheets.len());
        let mut index = Vec::with_capacity(sheets.len());
        for sheet in sheets {
            let outline = areas.get(&(OutlineOf::Sheet, sheet.no.as_str()));
            let outline = outline.ok_or_else(|| missing(OutlineOf::Sheet, sheet.no.as_str()))?.clone();
            let grid = self.grids.iter().find(|grid| Some(grid.id) == sheet.grid.id()).map(label).unwrap_or_default();
            let houses = self.houses_of(sheet.id, &areas, count, &living)?;
            let input = SheetInput {
                title: format!("{} · {}", self.village, sheet.name),
                code: sheet.no.plain(),
                grid: grid.clone(),
                as_of: count.day(),
                outline: outline.clone(),
                grids: grids.clone(),
                village: village.clone(),
                houses,
                overview: Some(overview_file.to_owned()),
            };
            index.push(OverviewSheet {
                code: sheet.no.plain(),
                grid: grid.name,
                file: format!("{}.html", sheet.no),
                outline,
                houses: input.houses.len() as u64,
                residents: input.residents(),
            });
            drawn.push(DrawnSheet { no: sheet.no.plain(), input });
        }
        let overview = Overview {
            title: format!("{}人屋关联智能网格图", self.village),
            as_of: count.day(),
            village,
            grids,
            sheets: index,
        };
        Ok((drawn, overview))
    }

    fn houses_of(
        &self,
        sheet: Id<MapSheet>,
        areas: &HashMap<(OutlineOf, &str), Area<Cgcs2000>>,
        count: &VillageCount,
        living: &BTreeMap<Id<House>, Vec<MaskedResident>>,
    ) -> Result<Vec<SheetHouse<Cgcs2000>>> {
        let mut houses: Vec<&House> = self.houses.iter().filter(|house| house.sheet.id() == Some(sheet)).collect();
        houses.sort_by(|a, b| a.no.cmp(&b.no));
        houses
            .into_iter()
            .map(|house| {
                let counters = count.house(house.id)?;
                Ok(SheetHouse {
                    no: house.no.plain(),
                    address: Some(house.address.plain()),
                    footprint: areas.get(&(OutlineOf::House, house.no.as_str())).cloned(),
                    at: house.point,
                    residents: counters.residents,
                    registered: counters.registered,
                    outside: counters.outside(),
                    people: living.get(&house.id).cloned().unwrap_or_default(),
                })
            })
            .collect()
    }

    /// Who is listed in each house, masked, in the order of rooms.
    fn living(&self, count: &VillageCount) -> BTreeMap<Id<House>, Vec<MaskedResident>> {
        let day = count.day();
        let people: HashMap<Id<Resident>, &Resident> =
            self.residents.iter().map(|resident| (resident.id, resident)).collect();
        let mut rooms: HashMap<(Id<Resident>, Option<Id<House>>), String> = HashMap::new();
        for residence in self.residences.iter().filter(|residence| residence.current_on(day)) {
            rooms.insert((residence.resident, residence.house.id()), residence.room.plain());
        }
        let mut living = BTreeMap::new();
        for (house, who) in count.occupants() {
            let mut listed: Vec<MaskedResident> = who
                .iter()
                .filter_map(|id| Some((id, people.get(id)?)))
                .map(|(id, person)| masked(person, rooms.get(&(*id, Some(house))).cloned(), day))
                .collect();
            listed.sort_by(|a, b| (&a.room, &a.name).cmp(&(&b.room, &b.name)));
            living.insert(house, listed);
        }
        living
    }
}

fn masked(person: &Resident, room: Option<String>, day: Day) -> MaskedResident {
    let child = person.age_on(day).is_none_or(|age| age < 14);
    let name = if child { "未满14周岁".to_owned() } else { person.name.masked() };
    MaskedResident { name, category: person.category.label().to_owned(), room }
}

fn label(grid: &Grid) -> GridLabel {
    GridLabel { code: grid.code.plain(), name: grid.name.plain() }
}
