//! What the map promises, against naive oracles and real outlines.
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "small test shapes"
)]

use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::geojson::{Extent, Feature, Reading, read, write};
use super::*;
use crate::value::{Cgcs2000, Gcj02, Lattice, Point, SquareMetres, Wgs84};

type Spot = Point<Cgcs2000>;
type Shape = Area<Cgcs2000>;
type Any = Map<String, Value>;

fn fixed() -> ProptestConfig {
    ProptestConfig { rng_seed: RngSeed::Fixed(20_230_630), cases: 200, ..ProptestConfig::default() }
}

fn point(lon: i32, lat: i32) -> Spot {
    Point::of(Lattice::of(lon).unwrap(), Lattice::of(lat).unwrap()).unwrap()
}

/// A point so many lattice steps from a corner of the village.
fn at(x: i32, y: i32) -> Spot {
    point(1_136_000_000 + x, 231_100_000 + y)
}

fn outline(points: &[(i32, i32)]) -> crate::Result<Shape> {
    Area::of_outline(points.iter().map(|(x, y)| at(*x, *y)))
}

/// The rule of [`Area`] once more, in the plainest way: exact fractions, no cross product, no index.
fn naive_inside(rings: &[Vec<(i32, i32)>], (px, py): (i32, i32)) -> bool {
    let mut inside = false;
    for ring in rings {
        for (place, (ax, ay)) in ring.iter().enumerate() {
            let (bx, by) = ring[(place + 1) % ring.len()];
            let (low, high) = if *ay < by { ((*ax, *ay), (bx, by)) } else { ((bx, by), (*ax, *ay)) };
            if low.1 <= py && py < high.1 {
                // x of the edge at the height of the point, times its height, against the point's
                let height = i128::from(high.1 - low.1);
                let x = i128::from(low.0) * height + i128::from(high.0 - low.0) * i128::from(py - low.1);
                inside ^= x > i128::from(px) * height;
            }
        }
    }
    inside
}

/// A star-shaped ring around a centre: simple whatever the radii.
fn star(centre: (i32, i32), radii: &[i32]) -> Vec<(i32, i32)> {
    let step = std::f64::consts::TAU / radii.len() as f64;
    let spot = |(place, radius): (usize, &i32)| {
        let (sin, cos) = (step * place as f64).sin_cos();
        let along = |part: f64| (part * f64::from(*radius)).round() as i32;
        (centre.0 + along(cos), centre.1 + along(sin))
    };
    radii.iter().enumerate().map(spot).collect()
}

fn donghua<P: serde::de::DeserializeOwned>(file: &str) -> Reading<P, Cgcs2000> {
    let text = fs::read_to_string(format!("examples/donghua/data/{file}.geojson")).unwrap();
    let reading = read(&text, Some(Extent::CHINA)).unwrap();
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    reading
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct GridRow {
    #[serde(rename = "网格编码")]
    code: String,
    #[serde(rename = "面积")]
    area: i64,
}

#[derive(Debug, Deserialize)]
struct HouseRow {
    #[serde(rename = "房屋编号")]
    no: String,
    #[serde(rename = "网格编码")]
    grid: String,
}

/// Mean of a footprint's corners: inside it, as sample houses are rectangles.
fn middle(area: &Shape) -> Spot {
    let (low, high) = area.bounds();
    let half = |low: Lattice, high: Lattice| i32::midpoint(low.steps(), high.steps());
    point(half(low.lon(), high.lon()), half(low.lat(), high.lat()))
}

fn village() -> Shape {
    donghua::<Any>("village").features.remove(0).area
}

fn grids() -> Vec<GridArea<Cgcs2000>> {
    let grid = |f: Feature<GridRow, _>| GridArea {
        code: f.properties.code,
        area: f.area,
        stated: Some(SquareMetres::from_hundredths(100 * f.properties.area)),
    };
    donghua("grids").features.into_iter().map(grid).collect()
}

fn houses() -> Vec<HousePlace<Cgcs2000>> {
    let house = |f: Feature<HouseRow, _>| HousePlace {
        no: f.properties.no,
        at: middle(&f.area),
        grid: Some(f.properties.grid),
    };
    donghua("houses").features.into_iter().map(house).collect()
}

#[test]
fn a_self_crossing_outline_is_refused_with_the_crossing_point() {
    let error = outline(&[(0, 0), (100, 100), (100, 0), (0, 100)]).unwrap_err();
    assert_eq!(error.code(), "map.outline.crosses");
    assert_eq!(error.get("at"), Some("(113.6000050, 23.1100050)"));
}

#[test]
fn outlines_that_enclose_nothing_or_touch_themselves_are_refused() {
    let code = |points: &[(i32, i32)]| outline(points).unwrap_err().code().to_owned();
    assert_eq!(code(&[]), "map.area.empty");
    assert_eq!(code(&[(0, 0), (5, 5), (0, 0)]), "map.outline.few_points");
    assert_eq!(code(&[(0, 0), (5, 5), (9, 9)]), "map.outline.crosses", "there and back along one line");
    assert_eq!(code(&[(0, 0), (10, 0), (10, 10), (5, 0), (0, 10)]), "map.outline.crosses", "a corner on an edge");
    assert_eq!(code(&[(0, 0), (10, 0), (20, 0), (10, 0), (10, 10)]), "map.outline.crosses", "a spike");
}

#[test]
fn holes_and_parts_must_keep_to_their_places() {
    let json = |coordinates: &str, kind: &str| {
        let text = format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{{"type":"{kind}","coordinates":{coordinates}}}}}]}}"#
        );
        let reading: Reading<Any, Wgs84> = read(&text, None).unwrap();
        reading.problems.first().map_or("", |problem| problem.code()).to_owned()
    };
    let square = |x: i32, y: i32, side: i32| {
        format!("[[{x},{y}],[{},{y}],[{},{}],[{x},{}],[{x},{y}]]", x + side, x + side, y + side, y + side)
    };
    assert_eq!(json(&format!("[{},{}]", square(0, 0, 10), square(2, 2, 3)), "Polygon"), "");
    assert_eq!(json(&format!("[{},{}]", square(0, 0, 10), square(12, 2, 3)), "Polygon"), "map.outline.hole");
    assert_eq!(json(&format!("[{},{}]", square(0, 0, 10), square(8, 2, 3)), "Polygon"), "map.outline.rings_cross");
    assert_eq!(
        json(&format!("[{},{},{}]", square(0, 0, 10), square(2, 2, 5), square(3, 3, 2)), "Polygon"),
        "map.outline.hole"
    );
    assert_eq!(json(&format!("[[{}],[{}]]", square(0, 0, 10), square(20, 0, 5)), "MultiPolygon"), "");
    assert_eq!(json(&format!("[[{}],[{}]]", square(0, 0, 10), square(2, 2, 5)), "MultiPolygon"), "map.outline.parts");
    assert_eq!(json(&format!("[[{}],[{}]]", square(0, 0, 10), square(10, 0, 10)), "MultiPolygon"), "map.outline.parts");
    assert_eq!(
        json(&format!("[[{}],[{}]]", square(0, 0, 10), square(5, 5, 10)), "MultiPolygon"),
        "map.outline.rings_cross"
    );
}

#[test]
fn holes_and_parts_count_as_they_lie() {
    let ring = |points: &[(i32, i32)]| points.iter().map(|(x, y)| at(*x, *y).degrees()).collect::<Vec<_>>();
    let square = |x: i32, side: i32| ring(&[(x, x), (x + side, x), (x + side, x + side), (x, x + side)]);
    let with_hole = geo_types::Polygon::new(square(0, 100).into(), vec![square(40, 20).into()]);
    let apart = geo_types::Polygon::new(square(200, 50).into(), vec![]);
    let area = Shape::of_shape(&geo_types::MultiPolygon(vec![with_hole, apart])).unwrap();
    let inside = |x, y| area.contains(at(x, y));
    assert!(inside(10, 10) && inside(220, 220) && inside(0, 0));
    assert!(!inside(50, 50) && !inside(150, 150) && !inside(100, 50));
    assert!(!inside(40, 50), "the west edge of a hole belongs to the hole");
    assert!(inside(60, 50), "the east edge of a hole belongs to the land around it");
}

proptest! {
    #![proptest_config(fixed())]

    #[test]
    fn an_area_agrees_with_the_naive_rule_also_on_edges_and_corners(
        radii in prop::collection::vec(3_i32..40, 3..24),
        hole in prop::collection::vec(1_i32..3, 3..6),
    ) {
        let (outer, inner) = (star((0, 0), &radii), star((0, 0), &hole));
        let degrees = |ring: &[(i32, i32)]| ring.iter().map(|(x, y)| at(*x, *y).degrees()).collect::<Vec<_>>();
        let shape = |holes| geo_types::MultiPolygon(vec![geo_types::Polygon::new(degrees(&outer).into(), holes)]);
        for (area, rings) in [
            (Shape::of_shape(&shape(vec![])), vec![outer.clone()]),
            (Shape::of_shape(&shape(vec![degrees(&inner).into()])), vec![outer.clone(), inner.clone()]),
        ] {
            // Rounding to so coarse a lattice may make a ring touch itself; such rings are refused.
            let Ok(area) = area else { continue };
            for x in -42..=42 {
                for y in -42..=42 {
                    prop_assert_eq!(area.contains(at(x, y)), naive_inside(&rings, (x, y)), "at {},{}", x, y);
                }
            }
        }
    }

    #[test]
    fn triangles_that_tile_a_region_share_its_points_exactly_once(
        xs in prop::collection::btree_set(-30_i32..30, 3..7),
        ys in prop::collection::btree_set(-30_i32..30, 3..7),
        shifts in prop::collection::vec((0_i32..4, 0_i32..4, any::<bool>()), 49),
    ) {
        // A grid of quadrilaterals with shaken corners, each cut into two triangles along either diagonal.
        let (xs, ys): (Vec<i32>, Vec<i32>) = (xs.into_iter().map(|x| 5 * x).collect(), ys.into_iter().map(|y| 5 * y).collect());
        let corner = |i: usize, j: usize| {
            let rim = i == 0 || j == 0 || i + 1 == xs.len() || j + 1 == ys.len();
            let (dx, dy, _) = if rim { (0, 0, true) } else { shifts[i * 7 + j] };
            (xs[i] + dx, ys[j] + dy)
        };
        let mut tiles = Vec::new();
        for i in 0..xs.len() - 1 {
            for j in 0..ys.len() - 1 {
                let (a, b, c, d) = (corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1));
                let halves = if shifts[i * 7 + j].2 { [[a, b, c], [a, c, d]] } else { [[a, b, d], [b, c, d]] };
                tiles.extend(halves.iter().filter_map(|half| outline(half).ok()));
            }
        }
        let (west, east, south, north) = (xs[0], xs[xs.len() - 1], ys[0], ys[ys.len() - 1]);
        let whole = Area::rectangle(at(west, south), at(east, north)).unwrap();
        let owners = |spot: Spot| tiles.iter().filter(|tile| tile.contains(spot)).count();
        let corners = (0..xs.len()).flat_map(|i| (0..ys.len()).map(move |j| (i, j))).map(|(i, j)| corner(i, j));
        let everywhere = (west - 1..=east + 1).step_by(3).flat_map(|x| (south - 1..=north + 1).step_by(2).map(move |y| (x, y)));
        for (x, y) in corners.chain(everywhere) {
            prop_assert_eq!(owners(at(x, y)), usize::from(whole.contains(at(x, y))), "at {},{}", x, y);
        }
    }

    #[test]
    fn the_index_counts_as_one_who_looks_at_every_house(
        places in prop::collection::vec((-9_000_i32..9_000, -9_000_i32..9_000, 0_u32..20), 1..120),
        radii in prop::collection::vec(300_i32..9_000, 3..40),
        centre in (-3_000_i32..3_000, -3_000_i32..3_000),
        moves in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..20),
    ) {
        let ring = star(centre, &radii);
        let Ok(area) = outline(&ring) else { return Ok(()) };
        // Houses on corners and on edges of the area, too.
        let middles = ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| (i32::midpoint(a.0, b.0), i32::midpoint(a.1, b.1)));
        let edge: Vec<_> = ring.iter().copied().chain(middles).map(|(x, y)| (x, y, 1)).collect();
        let mut houses: Vec<(i32, i32, u32)> = places.into_iter().chain(edge).collect();
        let some = |n: u32| Counters { residents: n, registered: n / 3, migrant: n - n / 3, ..Counters::default() };
        let rows = houses.iter().enumerate().map(|(no, (x, y, n))| (no, Some(at(*x, *y)), some(*n)));
        let mut index = Headcount::of_houses(rows).unwrap();
        let one = Counters { residents: 1, ..Counters::default() };
        for (from, to) in moves {
            let (from, to) = (from.index(houses.len()), to.index(houses.len()));
            if houses[from].2 > 0 {
                index.transfer(&from, &to, &one).unwrap();
                houses[from].2 -= 1;
                houses[to].2 += 1;
            } else {
                prop_assert_eq!(index.transfer(&from, &to, &one).unwrap_err().code(), "map.headcount.below_zero");
            }
        }
        let inside: Vec<usize> = (0..houses.len()).filter(|no| naive_inside(std::slice::from_ref(&ring), (houses[*no].0, houses[*no].1))).collect();
        let count = index.count(&area);
        prop_assert_eq!(count.houses as usize, inside.len());
        prop_assert_eq!(count.counters.residents, inside.iter().map(|no| houses[*no].2).sum::<u32>());
        prop_assert_eq!(index.houses_in(&area).into_iter().copied().collect::<Vec<_>>(), inside);
        prop_assert_eq!(count.exactness, Exactness::Exact);
    }

    #[test]
    fn what_is_written_reads_back(
        radii in prop::collection::vec(prop::collection::vec(50_i32..400, 3..20), 1..4),
        name in "\\PC{0,12}", text in "\\PC{0,20}", number in any::<i64>(), id in any::<bool>(),
    ) {
        let rings = radii.iter().enumerate().map(|(no, radii)| star((no as i32 * 1_000, 0), radii));
        let polygon = |ring: Vec<(i32, i32)>| geo_types::Polygon::new(ring.iter().map(|(x, y)| at(*x, *y).degrees()).collect::<Vec<_>>().into(), vec![]);
        let Ok(area) = Shape::of_shape(&geo_types::MultiPolygon(rings.map(polygon).collect())) else { return Ok(()) };
        let properties: Any = [("名称".to_owned(), Value::from(text)), ("数".to_owned(), Value::from(number))].into_iter().collect();
        let id = id.then(|| ::geojson::feature::Id::Number(number.into()));
        let features = vec![Feature { id, properties, area }];
        let reading: Reading<Any, Cgcs2000> = read(&write(Some(&name), &features).unwrap(), Some(Extent::CHINA)).unwrap();
        prop_assert!(reading.problems.is_empty());
        prop_assert_eq!(reading.name.as_deref(), Some(name.as_str()));
        prop_assert_eq!(reading.features, features);
    }
}

#[test]
fn an_empty_field_counts_nobody_and_says_so_exactly() {
    let house = ("DH01-0001", Some(at(500, 500)), Counters { residents: 7, ..Counters::default() });
    let index = Headcount::of_houses([house]).unwrap();
    let field = Area::rectangle(at(0, 0), at(100, 100)).unwrap();
    let nobody = AreaCount { houses: 0, counters: Counters::default(), exactness: Exactness::Exact };
    assert_eq!(index.count(&field), nobody);
    assert_eq!(index.houses_in(&field), Vec::<&&str>::new());
}

#[test]
fn a_house_on_a_shared_edge_belongs_to_one_neighbour() {
    let square = |x: i32, y: i32| Area::rectangle(at(x, y), at(x + 100, y + 100)).unwrap();
    let four: [Shape; 4] = [square(0, 0), square(100, 0), square(0, 100), square(100, 100)];
    let one = Counters { residents: 1, ..Counters::default() };
    let places = [(100, 50), (50, 100), (100, 100), (150, 100), (100, 150)];
    let index = Headcount::of_houses(places.map(|(x, y)| ((x, y), Some(at(x, y)), one))).unwrap();
    let counts = four.each_ref().map(|area| index.count(area).houses);
    assert_eq!(counts, [0, 1, 1, 3], "an edge belongs to the neighbour east of it, or north of it");
}

#[test]
fn two_areas_that_differ_by_one_step_differ_by_the_house_between() {
    let one = Counters { residents: 3, ..Counters::default() };
    let index = Headcount::of_houses([("a", Some(at(10, 10)), one), ("b", Some(at(99, 50)), one)]).unwrap();
    let up_to = |east: i32| index.count(&Area::rectangle(at(0, 0), at(east, 100)).unwrap()).counters.residents;
    assert_eq!((up_to(99), up_to(100)), (3, 6));
}

#[test]
fn people_without_a_place_are_named_in_every_count() {
    let four = Counters { residents: 4, ..Counters::default() };
    let mut index = Headcount::of_houses([("a", Some(at(5, 5)), four), ("b", None, four)]).unwrap();
    index.set_without_house(Counters { residents: 2, ..Counters::default() });
    let count = index.count(&Area::rectangle(at(0, 0), at(9, 9)).unwrap());
    assert_eq!(count.counters.residents, 4);
    assert_eq!(count.exactness, Exactness::Partial { unlocated_residents: 6, unlocated_houses: 1 });
    assert_eq!(index.total().counters.residents, 10);
    index.put("b", Some(at(6, 6)), four).unwrap();
    index.set_without_house(Counters::default());
    assert_eq!(index.count(&Area::rectangle(at(0, 0), at(9, 9)).unwrap()).counters.residents, 8);
    assert_eq!(index.total().exactness, Exactness::Exact);
}

#[test]
fn the_index_refuses_doubles_and_strangers() {
    let some = Counters { residents: 1, ..Counters::default() };
    let twice = Headcount::of_houses([("a", Some(at(0, 0)), some), ("a", None, some)]);
    assert_eq!(twice.unwrap_err().code(), "map.headcount.twice");
    let mut index = Headcount::of_houses([("a", Some(at(0, 0)), some)]).unwrap();
    assert_eq!(index.transfer(&"a", &"b", &some).unwrap_err().code(), "map.headcount.unknown");
    assert_eq!(index.house(&"a").unwrap(), some, "a refused move changes nothing");
    let full = Counters { residents: u32::MAX, ..Counters::default() };
    assert_eq!(index.put("b", None, full).unwrap_err().code(), "map.headcount.full");
    assert_eq!(index.total().houses, 1);
    assert_eq!(index.remove(&"a"), Some(some));
    assert_eq!(index.total().counters, Counters::default());
}

#[test]
fn the_seven_grids_tile_the_village_and_hold_every_house_once() {
    let (village, grids, houses) = (village(), grids(), houses());
    let topology = check_grids(&village, &grids, &houses);
    assert_eq!(topology.findings, []);
    assert!(topology.tiles);
    assert_eq!((grids.len(), houses.len()), (7, 1_495));
    assert!(topology.grids_size.hundredths().abs_diff(topology.village_size.hundredths()) <= 7);
    let one = Counters { residents: 1, ..Counters::default() };
    let index = Headcount::of_houses(houses.iter().map(|h| (&h.no, Some(h.at), one))).unwrap();
    let sheets = donghua::<Any>("sheets").features;
    let sum = |areas: &[&Shape]| areas.iter().map(|area| index.count(area).houses).sum::<u32>();
    assert_eq!(sum(&[&village]), 1_495);
    assert_eq!(sum(&grids.iter().map(|g| &g.area).collect::<Vec<_>>()), 1_495);
    assert_eq!(sum(&sheets.iter().map(|s| &s.area).collect::<Vec<_>>()), 1_495);
    assert_eq!(sheets.len(), 15);
}

#[test]
fn gaps_overlaps_and_ground_beyond_the_boundary_are_found_with_their_size() {
    let square = |x: i32, y: i32, w: i32, h: i32| Area::<Cgcs2000>::rectangle(at(x, y), at(x + w, y + h)).unwrap();
    let grid = |code: &str, area| GridArea { code: code.to_owned(), area, stated: None };
    let village = square(0, 0, 2_000, 1_000);
    let good = [grid("1", square(0, 0, 1_000, 1_000)), grid("2", square(1_000, 0, 1_000, 1_000))];
    assert!(check_grids(&village, &good, &[]).tiles);
    let three = [
        grid("1", square(0, 0, 1_000, 1_000)),
        grid("2", square(1_000, 0, 1_000, 500)),
        grid("3", square(1_000, 500, 1_000, 500)),
    ];
    assert!(check_grids(&village, &three, &[]).tiles, "a neighbour's corner in the middle of an edge is no fault");

    let bad = [
        grid("1", square(0, 0, 1_000, 1_000)),
        grid("2", square(900, 0, 1_000, 1_000)),
        grid("3", square(1_950, 0, 100, 1_000)),
    ];
    let house = |no: &str, x, grid: &str| HousePlace { no: no.to_owned(), at: at(x, 500), grid: Some(grid.to_owned()) };
    let houses = [house("h1", 500, "1"), house("h2", 950, "1"), house("h3", 1_500, "1"), house("h4", 1_920, "2")];
    let topology = check_grids(&village, &bad, &houses);
    assert!(!topology.tiles);
    let strip = square(0, 0, 50, 1_000).square_metres().hundredths();
    let close = |piece: &Piece, size: i64| piece.square_metres.hundredths().abs_diff(size) <= 1;
    assert!(matches!(&topology.findings[0], Finding::Uncovered(piece) if close(piece, strip)));
    assert!(
        matches!(&topology.findings[1], Finding::Overlap { grids, piece } if grids.0 == "1" && grids.1 == "2" && close(piece, 2 * strip))
    );
    assert!(matches!(&topology.findings[2], Finding::Beyond { grid, piece } if grid == "3" && close(piece, strip)));
    assert!(
        matches!(&topology.findings[3], Finding::HouseInSeveral { house, grids } if house == "h2" && grids.len() == 2)
    );
    assert!(
        matches!(&topology.findings[4], Finding::HouseElsewhere { house, found, .. } if house == "h3" && found == "2")
    );
    assert_eq!(topology.findings[5..], [Finding::HouseOutside("h4".to_owned())]);
}

/// The file holds 486 features. Twelve of them are no outline of anything: nine cross themselves and three are a line there
/// and back. Each of the twelve is named; the others come in, the one of several parts included.
#[test]
fn real_outlines_read_whole_and_write_back() {
    let text = fs::read_to_string("tests/data/footprints.geojson").unwrap();
    let reading: Reading<BTreeMap<String, Value>, Wgs84> = read(&text, None).unwrap();
    assert_eq!(reading.name.as_deref(), Some("Helsinki"));
    let problems =
        |code: &str| reading.problems.iter().filter(|p| p.code() == code).map(|p| p.index).collect::<Vec<_>>();
    assert_eq!(problems("map.outline.crosses"), [28, 33, 36, 46, 90, 105, 222, 239, 278]);
    assert_eq!(problems("map.outline.few_points"), [168, 173, 195]);
    assert_eq!(reading.problems[1].error.get("at"), Some("(24.9493518, 60.1789661)"));
    assert!(reading.problems.iter().all(|p| p.properties.contains_key("id")), "each can be found again");
    assert_eq!(reading.features.len() + reading.problems.len(), 486);
    assert_eq!(reading.features.iter().filter(|f| f.area.parts() > 1).count(), 1);
    let again: Reading<BTreeMap<String, Value>, Wgs84> =
        read(&write(Some("Helsinki"), &reading.features).unwrap(), None).unwrap();
    assert_eq!(again.features, reading.features);
    let china: Reading<Any, Wgs84> = read(&text, Some(Extent::CHINA)).unwrap();
    assert_eq!((china.features.len(), china.problems.len()), (0, 486));
    assert_eq!(china.problems[0].code(), "map.coordinate.outside");
}

#[test]
fn each_bad_feature_is_reported_and_good_ones_go_in() {
    let good = r#"{"type":"Polygon","coordinates":[[[113.6,23.1],[113.61,23.1],[113.61,23.11],[113.6,23.1]]]}"#;
    let feature = |properties: &str, geometry: &str| {
        format!(r#"{{"type":"Feature","properties":{properties},"geometry":{geometry}}}"#)
    };
    let row = r#"{"网格编码":"440118101224001","面积":5}"#;
    let file = [
        feature(row, good),
        feature(
            row,
            r#"{"type":"Polygon","coordinates":[[[113.6,23.1],[113.61,23.11],[113.61,23.1],[113.6,23.11],[113.6,23.1]]]}"#,
        ),
        feature(row, r#"{"type":"Polygon","coordinates":[[[23.1,113.6],[23.1,113.61],[23.11,113.61],[23.1,113.6]]]}"#),
        feature(row, r#"{"type":"Polygon","coordinates":[[[113.6,23.1],[113.61,23.1],[113.61,23.11]]]}"#),
        feature(row, r#"{"type":"Point","coordinates":[113.6,23.1]}"#),
        feature(row, "null"),
        feature(r#"{"网格编码":"440118101224001"}"#, good),
        feature(row, r#"{"type":"Polygon","coordinates":[[[113.6],[113.61,23.1]]]}"#),
        feature(row, r#"{"type":"Polygon","coordinates":[]}"#),
        r#"{"type":"Nonsense"}"#.to_owned(),
        feature(
            row,
            r#"{"type":"Polygon","coordinates":[[[2538236.1,38563512.4],[2538246.1,38563512.4],[2538246.1,38563522.4],[2538236.1,38563512.4]]]}"#,
        ),
        feature(row, good),
    ];
    let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, file.join(","));
    let reading: Reading<GridRow, Cgcs2000> = read(&text, Some(Extent::CHINA)).unwrap();
    assert_eq!(reading.features.len(), 2);
    let found: Vec<(usize, &str)> = reading.problems.iter().map(|p| (p.index, p.code())).collect();
    let expected = [
        (1, "map.outline.crosses"),
        (2, "map.coordinate.swapped"),
        (3, "map.geojson.ring_open"),
        (4, "map.geojson.geometry"),
        (5, "map.geojson.geometry"),
        (6, "map.geojson.properties"),
        (7, "map.geojson.feature"),
        (8, "map.area.empty"),
        (9, "map.geojson.feature"),
        (10, "map.coordinate.outside"),
    ];
    assert_eq!(found, expected);
    for problem in &reading.problems {
        assert!(!problem.advice(crate::error::Lang::Zh).contains('?'), "{}", problem.advice(crate::error::Lang::Zh));
    }
}

#[test]
fn the_crs_of_a_file_must_be_the_stated_one() {
    let text = |crs: &str| {
        format!(
            r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"{crs}"}}}},"features":[]}}"#
        )
    };
    let code = |error: crate::Error| error.code().to_owned();
    assert!(read::<Any, Cgcs2000>(&text("urn:ogc:def:crs:EPSG::4490"), None).is_ok());
    assert!(read::<Any, Wgs84>(&text("urn:ogc:def:crs:OGC:1.3:CRS84"), None).is_ok());
    assert!(read::<Any, Wgs84>(&text("EPSG:4326"), None).is_ok());
    assert_eq!(code(read::<Any, Gcj02>(&text("EPSG:4326"), None).unwrap_err()), "map.geojson.crs_differs");
    assert_eq!(code(read::<Any, Cgcs2000>(&text("EPSG:4326"), None).unwrap_err()), "map.geojson.crs_differs");
    assert_eq!(code(read::<Any, Cgcs2000>(&text("EPSG:3857"), None).unwrap_err()), "map.geojson.crs_unknown");
    assert_eq!(code(read::<Any, Cgcs2000>("{", None).unwrap_err()), "map.geojson.text");
    assert_eq!(code(read::<Any, Cgcs2000>(r#"{"type":"Feature"}"#, None).unwrap_err()), "map.geojson.text");
}
