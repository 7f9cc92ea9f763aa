//! 村域 Houses on a square lattice, cut into grids, and each grid into two map sheets.

use super::Maker;
use crate::error::{Error, Result, code};
use crate::model::{
    Cooperative, CooperativeFigures, Grid, GridFigures, GridKind, House, HouseUse, MapSheet, Outline, OutlineOf,
    SafetyGrade, SheetDatum, Structure,
};
use crate::sample::{person_name, phone};
use crate::value::{
    Count, CreditCode, DivisionCode, GridCode, Lattice, Plain, Point, RefNo, Sex, SquareMetres, Text, Year, YesNo,
};

/// South-west corner, in steps of 1e-7 degree.
const WEST: i32 = 1_136_050_000;
const SOUTH: i32 = 231_170_000;
/// Distance of neighbouring houses: about ten metres.
const STEP: i32 = 1_000;
/// The village, of an area that no county has.
const VILLAGE: &str = "440199101224";
const HOUSES_A_GRID: u32 = 214;
const CODES: [&str; 4] = ["N1440118MF1002213H", "N1440118MF1002221C", "N1440118MF100223X4", "N1440118MF10022484"];
const ORDINALS: [&str; 4] = ["一", "二", "三", "四"];

/// The village without its people.
pub(super) struct Land {
    pub(super) cooperatives: Vec<Cooperative>,
    pub(super) grids: Vec<Grid>,
    pub(super) sheets: Vec<MapSheet>,
    pub(super) outlines: Vec<Outline>,
    pub(super) houses: Vec<House>,
}

/// Columns and rows of the lattice, and how it is cut into grids: strips of columns.
struct Layout {
    side: u32,
    rows: u32,
    grids: u32,
}

impl Layout {
    fn of(houses: u32) -> Self {
        let side = houses.isqrt() + u32::from(houses.isqrt().pow(2) < houses);
        let grids = houses.div_ceil(HOUSES_A_GRID).clamp(1, side.min(999));
        Self { side, rows: houses.div_ceil(side), grids }
    }

    /// The first column of a grid; of the one behind the last, the end.
    fn first_column(&self, grid: u32) -> u32 {
        (grid * self.side).div_ceil(self.grids)
    }

    fn grid_of(&self, column: u32) -> u32 {
        column * self.grids / self.side
    }

    /// The first row of the northern sheet.
    fn middle(&self) -> u32 {
        self.rows.div_ceil(2)
    }

    /// The rectangle around columns and rows, ends excluded, counterclockwise; houses stand half a step inside.
    fn ring(columns: [u32; 2], rows: [u32; 2]) -> Vec<[i32; 2]> {
        let at = |start: i32, place: u32| start + i32::try_from(place).unwrap_or(i32::MAX / STEP / 2) * STEP - STEP / 2;
        let ([west, east], [south, north]) = (columns.map(|place| at(WEST, place)), rows.map(|place| at(SOUTH, place)));
        vec![[west, south], [east, south], [east, north], [west, north], [west, south]]
    }
}

pub(super) fn land(maker: &mut Maker, houses: u32) -> Result<Land> {
    let layout = Layout::of(houses);
    let mut land = Land {
        cooperatives: cooperatives(maker)?,
        grids: Vec::new(),
        sheets: Vec::new(),
        outlines: vec![outline(maker, OutlineOf::Village, VILLAGE, [0, layout.side], [0, layout.rows])?],
        houses: Vec::new(),
    };
    for number in 0..layout.grids {
        land.add_grid(maker, &layout, number)?;
    }
    for at in 0..houses {
        let house = land.house(maker, &layout, at)?;
        land.houses.push(house);
    }
    Ok(land)
}

fn cooperatives(maker: &mut Maker) -> Result<Vec<Cooperative>> {
    let each = CODES.iter().zip(ORDINALS).map(|(credit_code, ordinal)| {
        Ok(Cooperative {
            id: maker.id(),
            name: Text::parse(&format!("样本村第{ordinal}经济合作社"))?,
            credit_code: CreditCode::parse(credit_code)?,
            registrar: None,
            registered: None,
            head: Some(person_name(&mut maker.rng, Sex::Male)?),
            deputy: Some(person_name(&mut maker.rng, Sex::Female)?),
            phone: Some(phone(&mut maker.rng)?.into()),
            parent: Some(Text::parse("样本村经济联合社")?),
            stated: CooperativeFigures {
                households: None,
                registered: Vec::new(),
                houses: None,
                representatives: None,
            },
        })
    });
    each.collect()
}

fn outline(maker: &mut Maker, of: OutlineOf, code: &str, columns: [u32; 2], rows: [u32; 2]) -> Result<Outline> {
    let parts = vec![vec![Layout::ring(columns, rows)]];
    Ok(Outline { id: maker.id(), of, code: RefNo::parse(code)?, datum: SheetDatum::Cgcs2000, parts })
}

impl Land {
    /// A grid, its two sheets, southern first, and the outlines of the three.
    fn add_grid(&mut self, maker: &mut Maker, layout: &Layout, number: u32) -> Result<()> {
        let seq = number + 1;
        let code = GridCode::of(DivisionCode::parse(VILLAGE)?, u16::try_from(seq).unwrap_or(u16::MAX))?;
        let columns = [layout.first_column(number), layout.first_column(seq)];
        let grid = Grid {
            id: maker.id(),
            code,
            name: Text::parse(&format!("第{seq}综合网格"))?,
            kind: GridKind::Comprehensive,
            leader: Some(person_name(&mut maker.rng, Sex::Male)?),
            officer: Some(person_name(&mut maker.rng, Sex::Female)?),
            officer_phone: Some(phone(&mut maker.rng)?.into()),
            branch: None,
            bounds: None,
            stated: GridFigures {
                part_time: None,
                houses: None,
                residents: None,
                lettings: None,
                sheets: None,
                area: None,
            },
        };
        self.outlines.push(outline(maker, OutlineOf::Grid, &code.plain(), columns, [0, layout.rows])?);
        let halves = [[0, layout.middle()], [layout.middle(), layout.rows]];
        for (half, rows) in halves.into_iter().enumerate().filter(|(_, rows)| rows[0] < rows[1]) {
            let no = format!("YB-T{:02}", number as usize * 2 + half + 1);
            self.outlines.push(outline(maker, OutlineOf::Sheet, &no, columns, rows)?);
            self.sheets.push(MapSheet {
                id: maker.id(),
                no: RefNo::parse(&no)?,
                name: Text::parse(&format!("{}第{}图幅", grid.name, half + 1))?,
                grid: grid.id.into(),
                stated_houses: None,
                stated_residents: None,
                datum: SheetDatum::Cgcs2000,
                drawn: None,
            });
        }
        self.grids.push(grid);
        Ok(())
    }

    /// The house at a place of the lattice, row by row.
    fn house(&self, maker: &mut Maker, layout: &Layout, at: u32) -> Result<House> {
        let (column, row) = (at % layout.side, at / layout.side);
        let grid = layout.grid_of(column) as usize;
        let sheet = grid * 2 + usize::from(row >= layout.middle());
        let society = grid % ORDINALS.len();
        let rng = &mut maker.rng;
        let (floors, wide) = (rng.between(1, 7), rng.between(2, 4));
        let structures = [Structure::Frame, Structure::Frame, Structure::BrickConcrete, Structure::BrickTimber];
        let safety = [SafetyGrade::A, SafetyGrade::A, SafetyGrade::B, SafetyGrade::B, SafetyGrade::C];
        let place = |start: i32, step: u32| i32::try_from(step).ok().and_then(|step| Lattice::of(start + step * STEP));
        Ok(House {
            no: RefNo::parse(&format!("YB{:02}-{:05}", grid + 1, at + 1))?,
            address: Text::parse(&format!("样本村第{}街{}号", row + 1, column + 1))?,
            grid: linked(self.grids.get(grid).map(|grid| grid.id.into()))?,
            sheet: linked(self.sheets.get(sheet).map(|sheet| sheet.id.into()))?,
            structure: rng.pick(&structures).copied().unwrap_or(Structure::Other),
            floors: Count::new(floors),
            rooms: Count::new(floors * wide),
            area: SquareMetres::from_hundredths(i64::from(floors * wide) * i64::from(rng.between(2_200, 3_600))),
            built: Some(Year::parse(&rng.between(1978, 2015).to_string())?),
            usage: HouseUse::OwnerOccupied,
            safety: rng.pick(&safety).copied(),
            owner: Some(person_name(rng, Sex::Male)?),
            cooperative: self.cooperatives.get(society).map(|society| society.id.into()),
            phone: Some(phone(rng)?.into()),
            is_let: YesNo::No,
            point: linked(place(WEST, column).zip(place(SOUTH, row)).map(|(lon, lat)| Point::of(lon, lat)))??,
            id: maker.id(),
        })
    }
}

/// What the lattice of a village has a place for.
fn linked<T>(found: Option<T>) -> Result<T> {
    found.ok_or_else(|| Error::new(code::value::POINT).with("value", "样本村"))
}
