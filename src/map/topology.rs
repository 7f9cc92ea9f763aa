//! 网格拓扑 Do the grids tile the village? Which ground is missed or taken twice, which house stands in the wrong grid?

use std::collections::{BTreeMap, BTreeSet};

use geo::{BooleanOps, GeodesicArea, MapCoords};
use geo_types::MultiPolygon;

use crate::map::Area;
use crate::map::area::rounded;
use crate::map::exact::{Edge, STEPS, Spot};
use crate::value::{Datum, Point, SquareMetres};

/// 网格 A grid as it is checked.
#[derive(Debug, Clone, PartialEq)]
pub struct GridArea<D: Datum> {
    /// 网格编码
    pub code: String,
    /// Its outline.
    pub area: Area<D>,
    /// 面积 The area that the register states, if any.
    pub stated: Option<SquareMetres>,
}

/// 房屋点 A house as it is checked.
#[derive(Debug, Clone, PartialEq)]
pub struct HousePlace<D: Datum> {
    /// 房屋编号
    pub no: String,
    /// The point of the house.
    pub at: Point<D>,
    /// 网格编码 The grid that the register states, if any.
    pub grid: Option<String>,
}

/// 地块 A piece of ground: its shape in degrees and its size.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Shape in degrees, longitude first.
    pub shape: MultiPolygon<f64>,
    /// Size.
    pub square_metres: SquareMetres,
}

/// 拓扑问题 What is wrong with the grids. Principles of division: full coverage, no overlap (domain 5.2).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Finding {
    /// 未覆盖 Ground of the village that no grid covers.
    Uncovered(Piece),
    /// 重叠 Ground that two grids both cover.
    Overlap {
        /// The two grids, in order of code.
        grids: (String, String),
        /// The common ground.
        piece: Piece,
    },
    /// 越界 Ground of a grid outside the village.
    Beyond {
        /// The grid.
        grid: String,
        /// The ground beyond the boundary.
        piece: Piece,
    },
    /// 面积不符 The stated area differs from the outline's by more than 1 m² and more than 0.1 %, which leaves room for areas
    /// taken in a plane projection.
    StatedArea {
        /// The grid.
        grid: String,
        /// By the register.
        stated: SquareMetres,
        /// Of the outline.
        computed: SquareMetres,
    },
    /// 网格编码重复 Two grids carry the same code.
    CodeTwice(String),
    /// 网格外房屋 A house in no grid.
    HouseOutside(String),
    /// 一房多格 A house in more than one grid.
    HouseInSeveral {
        /// The house.
        house: String,
        /// The grids that contain it, in order of code.
        grids: Vec<String>,
    },
    /// 网格不符 The stated grid of a house is not the one that contains its point.
    HouseElsewhere {
        /// The house.
        house: String,
        /// The grid of the register.
        stated: String,
        /// The grid of the map.
        found: String,
    },
}

/// 拓扑检查 The result of [`check_grids`].
#[derive(Debug, Clone, PartialEq)]
pub struct Topology {
    /// The grids tile the village exactly, without gap or overlap; proven on whole numbers.
    pub tiles: bool,
    /// Size of the village.
    pub village_size: SquareMetres,
    /// Sum over the grids; each is rounded, so the sum may differ by a few hundredths.
    pub grids_size: SquareMetres,
    /// Everything that is wrong.
    pub findings: Vec<Finding>,
}

/// 检查网格 Checks that the grids cover the village once, and that every house stands where the register says.
///
/// That the grids tile is decided exactly: common edges of neighbours cancel, and what remains must be the boundary.
/// Where they do not, the ground concerned comes from polygon overlay; pieces under 0.01 m² are noise of the overlay
/// and are not listed, but `tiles` is false even then.
pub fn check_grids<D: Datum>(village: &Area<D>, grids: &[GridArea<D>], houses: &[HousePlace<D>]) -> Topology {
    let tiles = tiles(village, grids);
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    findings.extend(grids.iter().filter(|g| !seen.insert(&g.code)).map(|g| Finding::CodeTwice(g.code.clone())));
    if !tiles {
        ground(village, grids, &mut findings);
    }
    findings.extend(grids.iter().filter_map(stated_area));
    findings.extend(houses.iter().filter_map(|house| house_finding(house, grids)));
    Topology {
        tiles,
        village_size: village.square_metres(),
        grids_size: SquareMetres::from_hundredths(
            grids.iter().map(|grid| grid.area.square_metres().hundredths()).sum(),
        ),
        findings,
    }
}

/// Sums of areas, taken as functions, are equal when their boundaries are equal as sums of directed edges. Edges are
/// split at every vertex that lies on them, so neighbours need not share all vertices.
fn tiles<D: Datum>(village: &Area<D>, grids: &[GridArea<D>]) -> bool {
    let areas = || grids.iter().map(|grid| &grid.area).chain([village]);
    let spots: BTreeSet<Spot> = areas().flat_map(Area::edges).map(|edge| edge.a).collect();
    let mut balance: BTreeMap<(Spot, Spot), i64> = BTreeMap::new();
    let mut add = |edge: Edge, weight: i64| {
        for piece in split(edge, &spots) {
            let (key, sign) = if piece.a < piece.b { ((piece.a, piece.b), 1) } else { ((piece.b, piece.a), -1) };
            *balance.entry(key).or_default() += sign * weight;
        }
    };
    for edge in grids.iter().flat_map(|grid| grid.area.edges()) {
        add(edge, 1);
    }
    for edge in village.edges() {
        add(edge, -1);
    }
    balance.values().all(|rest| *rest == 0)
}

fn split(edge: Edge, spots: &BTreeSet<Spot>) -> Vec<Edge> {
    let (low, high) = (edge.a.min(edge.b), edge.a.max(edge.b));
    let mut ends: Vec<Spot> = spots.range(low..=high).copied().filter(|spot| edge.holds_inside(*spot)).collect();
    ends.extend([low, high]);
    ends.sort();
    if edge.a > edge.b {
        ends.reverse();
    }
    ends.iter().zip(ends.iter().skip(1)).map(|(a, b)| Edge { a: *a, b: *b }).collect()
}

/// Uncovered, overlapping and outlying ground, by overlay on whole numbers.
fn ground<D: Datum>(village: &Area<D>, grids: &[GridArea<D>], findings: &mut Vec<Finding>) {
    let boundary = village.lattice_shape();
    let shapes: Vec<(&str, MultiPolygon<f64>)> =
        grids.iter().map(|grid| (grid.code.as_str(), grid.area.lattice_shape())).collect();
    let covered = shapes.iter().fold(MultiPolygon(Vec::new()), |all, (_, shape)| all.union(shape));
    findings.extend(piece(&boundary.difference(&covered)).map(Finding::Uncovered));
    for (place, (code, shape)) in shapes.iter().enumerate() {
        let beyond = piece(&shape.difference(&boundary));
        findings.extend(beyond.map(|piece| Finding::Beyond { grid: (*code).to_owned(), piece }));
        for (other, second) in shapes.iter().skip(place + 1) {
            let grids = (code.min(other).to_string(), code.max(other).to_string());
            findings.extend(piece(&shape.intersection(second)).map(|piece| Finding::Overlap { grids, piece }));
        }
    }
}

/// A piece of ground unless it is noise.
fn piece(lattice: &MultiPolygon<f64>) -> Option<Piece> {
    let degrees = lattice.map_coords(|c| geo_types::Coord { x: c.x / STEPS, y: c.y / STEPS });
    let shape: MultiPolygon<f64> = degrees.into_iter().filter(|part| part.geodesic_area_unsigned() >= 0.01).collect();
    let square_metres = rounded(shape.geodesic_area_unsigned());
    (!shape.0.is_empty()).then_some(Piece { shape, square_metres })
}

fn stated_area<D: Datum>(grid: &GridArea<D>) -> Option<Finding> {
    let (stated, computed) = (grid.stated?, grid.area.square_metres());
    let differs = stated.hundredths().abs_diff(computed.hundredths())
        > computed.hundredths().unsigned_abs().div_euclid(1_000).max(100);
    differs.then(|| Finding::StatedArea { grid: grid.code.clone(), stated, computed })
}

fn house_finding<D: Datum>(house: &HousePlace<D>, grids: &[GridArea<D>]) -> Option<Finding> {
    let mut found: Vec<&str> = grids.iter().filter(|g| g.area.contains(house.at)).map(|g| g.code.as_str()).collect();
    found.sort_unstable();
    let no = house.no.clone();
    match (found.as_slice(), &house.grid) {
        ([], _) => Some(Finding::HouseOutside(no)),
        ([one], Some(stated)) if one != stated => {
            Some(Finding::HouseElsewhere { house: no, stated: stated.clone(), found: (*one).to_owned() })
        }
        ([_], _) => None,
        (several, _) => {
            let grids = several.iter().map(|code| (*code).to_owned()).collect();
            Some(Finding::HouseInSeveral { house: no, grids })
        }
    }
}
