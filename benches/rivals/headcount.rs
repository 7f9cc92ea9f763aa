//! Headcounts of drawn areas beside what a platform would use: `cargo bench --manifest-path benches/rivals/Cargo.toml --bench headcount`.
//! The rivals count houses and residents; ours counts sixteen counters, and once more with the residents alone for comparison.

use std::time::Instant;

use cunwu::map::{Area, Counters, Headcount};
use cunwu::sample::Rng;
use cunwu::value::{Cgcs2000, Lattice, Point};
use cunwu_rivals::{Times, micros, resident, scale, time, times};
use geo::indexed::IntervalTreeMultiPolygon;
use geo::{BoundingRect, Contains, Coord, LineString, MultiPolygon, Polygon};
use geo_index::kdtree::{KDTree, KDTreeBuilder, KDTreeIndex};
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};
use rusqlite::Connection;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A village is about 1.2 km wide: in steps of 1e-7 degree.
const VILLAGE: i32 = 115_000;
/// From one village to the next.
const APART: i32 = 190_000;
const WEST: i32 = 1_132_000_000;
const SOUTH: i32 = 230_000_000;

struct House {
    x: i32,
    y: i32,
    people: Counters,
}

fn houses(villages: u32, each: u32) -> Vec<House> {
    let mut rng = Rng::new(20_261);
    let wide = (f64::from(villages)).sqrt().ceil() as i32;
    let mut made = Vec::new();
    for village in 0..villages as i32 {
        let (left, low) = (WEST + village % wide * APART, SOUTH + village / wide * APART);
        // Rows of houses along lanes, as villages are built.
        for house in 0..each {
            let lane = (house / 24) as i32;
            let across = VILLAGE / (each as i32 / 24 + 1);
            let x = left + (house % 24) as i32 * (VILLAGE / 24) + rng.below(3_000) as i32;
            let y = low + lane * across + rng.below(1 + across as u32 / 3) as i32;
            made.push(House { x, y, people: people(&mut rng) });
        }
    }
    made
}

fn people(rng: &mut Rng) -> Counters {
    let residents = rng.below(16);
    let male = rng.below(residents + 1);
    let registered = rng.below(residents + 1) / 4;
    Counters {
        residents,
        registered,
        migrant: residents - registered,
        male,
        female: residents - male,
        age_18_34: residents / 2,
        age_35_59: residents - residents / 2,
        care: residents / 12,
        ..Counters::default()
    }
}

/// Outlines: a third boxes, a third blobs of twenty points, a third concave shapes of two hundred, of 0.1 % to 20 % of a village; of a
/// district one of fifty is as large as several villages, and one of a hundred as large as many.
fn outlines(houses: &[House], villages: u32) -> Vec<Vec<(i32, i32)>> {
    let mut rng = Rng::new(4_242);
    let mut made = Vec::new();
    while made.len() < 1_000 {
        let middle = &houses[rng.below(houses.len() as u32) as usize];
        let share = 0.001 + 0.199 * f64::from(rng.below(1_000)) / 1_000.0;
        let large = match rng.below(100) {
            0 if villages > 40 => 200.0,
            1..=2 if villages > 4 => 20.0,
            _ => 1.0,
        };
        let points = match made.len() % 3 {
            0 => 4,
            1 => 20,
            _ => 200,
        };
        let turn = if points == 4 { std::f64::consts::FRAC_PI_4 } else { f64::from(rng.below(6_283)) / 1_000.0 };
        let corners: Vec<(f64, f64)> = (0..points)
            .map(|place| {
                let angle = turn + std::f64::consts::TAU * f64::from(place) / f64::from(points);
                let far = match points {
                    4 => 1.0,
                    20 => 0.7 + f64::from(rng.below(300)) / 1_000.0,
                    _ => 0.35 + 0.65 * (angle * 7.0).sin().abs() * (0.9 + f64::from(rng.below(100)) / 1_000.0),
                };
                (far * angle.cos(), far * angle.sin())
            })
            .collect();
        let next = corners.iter().skip(1).chain(corners.first());
        let size: f64 =
            corners.iter().zip(next).map(|(one, other)| one.0 * other.1 - one.1 * other.0).sum::<f64>() / 2.0;
        let radius = (share * large / size).sqrt() * f64::from(VILLAGE);
        let place = |(x, y): &(f64, f64)| (middle.x + (radius * x) as i32, middle.y + (radius * y) as i32);
        let outline: Vec<(i32, i32)> = corners.iter().map(place).collect();
        if area(&outline).is_some() {
            made.push(outline);
        }
    }
    made
}

fn point(x: i32, y: i32) -> Point<Cgcs2000> {
    Point::of(Lattice::of(x).expect("on the lattice"), Lattice::of(y).expect("on the lattice")).expect("a place")
}

fn area(outline: &[(i32, i32)]) -> Option<Area<Cgcs2000>> {
    Area::of_outline(outline.iter().map(|(x, y)| point(*x, *y))).ok()
}

fn degrees(step: i32) -> f64 {
    f64::from(step)
}

fn shape(outline: &[(i32, i32)]) -> Polygon<f64> {
    let ring: Vec<Coord<f64>> = outline.iter().map(|(x, y)| Coord { x: degrees(*x), y: degrees(*y) }).collect();
    Polygon::new(LineString::new(ring), Vec::new())
}

fn main() {
    run("village", 1, 1_495, 7);
    if scale() != "village" {
        run("district", 271, 1_476, 3);
    }
    if scale() == "city" {
        run("city", 1_760, 1_476, 2);
    }
}

/// What a count gives: houses and residents.
type Count = (u32, u32);

fn run(name: &str, villages: u32, each: u32, rounds: usize) {
    let houses = houses(villages, each);
    println!("\n{name}: {} houses", houses.len());
    let before = resident();
    let begun = Instant::now();
    let all = houses.iter().zip(0_u32..).map(|(house, number)| (number, Some(point(house.x, house.y)), house.people));
    let mut ours = Headcount::<u32, Cgcs2000>::of_houses(all).expect("an index");
    println!(
        "ours: built in {:.3} s; {:.0} bytes a house in tiles, process {:.0} a house",
        begun.elapsed().as_secs_f64(),
        ours.bytes() as f64 / houses.len() as f64,
        (resident() - before) as f64 / houses.len() as f64
    );
    let begun = Instant::now();
    let tree: RTree<GeomWithData<[f64; 2], u32>> = RTree::bulk_load(
        houses
            .iter()
            .map(|house| GeomWithData::new([degrees(house.x), degrees(house.y)], house.people.residents))
            .collect(),
    );
    println!("rstar: built in {:.3} s", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    let mut builder = KDTreeBuilder::<f64>::new(houses.len() as u32);
    for house in &houses {
        builder.add(degrees(house.x), degrees(house.y));
    }
    let kd = builder.finish();
    println!("geo-index: built in {:.3} s", begun.elapsed().as_secs_f64());
    let db = rtree(&houses);

    let outlines = outlines(&houses, villages);
    let areas: Vec<Area<Cgcs2000>> = outlines.iter().map(|outline| area(outline).expect("simple")).collect();
    let shapes: Vec<Polygon<f64>> = outlines.iter().map(|outline| shape(outline)).collect();
    agree(&ours, &areas, &shapes, &tree, &kd, &houses, &db);

    let mine = time(&areas, rounds, |area| ours.count(area).houses as usize);
    let by_rstar = time(&shapes, rounds, |shape| of_rstar(&tree, shape).0 as usize);
    let by_kd = time(&shapes, rounds, |shape| of_kd(&kd, &houses, shape, false).0 as usize);
    let by_kd_indexed = time(&shapes, rounds, |shape| of_kd(&kd, &houses, shape, true).0 as usize);
    let by_sqlite = time(&shapes, rounds.min(2), |shape| of_sqlite(&db, shape).0 as usize);
    let every = (houses.len() < 100_000).then(|| time(&shapes, 1, |shape| of_all(&houses, shape).0 as usize));
    println!("rival | median / p99 µs | queries a second | ours faster: queries, median, p99");
    let row = |name: &str, theirs: &Times| {
        println!(
            "{name} | {} / {} | {:.0} | {:.1} ×, {:.1} ×, {:.1} ×",
            micros(theirs.median()),
            micros(theirs.p99()),
            theirs.per_second(),
            mine.per_second() / theirs.per_second(),
            times(theirs.median(), mine.median()),
            times(theirs.p99(), mine.p99()),
        );
    };
    row("ours, 16 counters", &mine);
    row("rstar + geo", &by_rstar);
    row("geo-index kd + geo", &by_kd);
    row("geo-index kd + geo interval tree", &by_kd_indexed);
    row("SQLite R*Tree + geo", &by_sqlite);
    if let Some(every) = every {
        row("every house", &every);
    }
    moves(&mut ours, &houses);
}

/// A family moves, and the fifty metres around its new house are counted.
fn moves(index: &mut Headcount<u32, Cgcs2000>, houses: &[House]) {
    let mut rng = Rng::new(9);
    let one = Counters { residents: 1, ..Counters::default() };
    let (mut moved, mut put) = (Vec::new(), Vec::new());
    for _ in 0..4_000 {
        let (from, to) = (rng.below(houses.len() as u32), rng.below(houses.len() as u32));
        let at = &houses[to as usize];
        let square =
            Area::rectangle(point(at.x - 2_400, at.y - 2_200), point(at.x + 2_400, at.y + 2_200)).expect("a box");
        if index.house(&from).expect("known").residents > 0 {
            let begun = Instant::now();
            index.transfer(&from, &to, &one).expect("somebody");
            std::hint::black_box(index.count(&square));
            moved.push(begun.elapsed());
        }
        let held = index.house(&to).expect("known");
        index.remove(&to);
        let begun = Instant::now();
        index.put(to, Some(point(at.x, at.y)), held).expect("room");
        put.push(begun.elapsed());
    }
    for (what, mut list) in [("a move and the count of a 50 m box", moved), ("an insert", put)] {
        list.sort_unstable();
        println!("{what}: {} / {} µs", micros(list[list.len() / 2]), micros(list[list.len() * 99 / 100]));
    }
}

fn of_rstar(tree: &RTree<GeomWithData<[f64; 2], u32>>, shape: &Polygon<f64>) -> Count {
    let bounds = shape.bounding_rect().expect("bounds");
    let window = AABB::from_corners([bounds.min().x, bounds.min().y], [bounds.max().x, bounds.max().y]);
    let mut count = (0, 0);
    for house in tree.locate_in_envelope(window) {
        let [x, y] = *house.geom();
        if shape.contains(&Coord { x, y }) {
            count = (count.0 + 1, count.1 + house.data);
        }
    }
    count
}

fn of_kd(kd: &KDTree<f64>, houses: &[House], shape: &Polygon<f64>, indexed: bool) -> Count {
    let bounds = shape.bounding_rect().expect("bounds");
    let found = kd.range(bounds.min().x, bounds.min().y, bounds.max().x, bounds.max().y);
    let mut count = (0, 0);
    let mut add = |inside: &dyn Fn(Coord<f64>) -> bool| {
        for number in &found {
            let house = &houses[*number as usize];
            if inside(Coord { x: degrees(house.x), y: degrees(house.y) }) {
                count = (count.0 + 1, count.1 + house.people.residents);
            }
        }
    };
    if indexed {
        let tree = IntervalTreeMultiPolygon::new(&MultiPolygon(vec![shape.clone()]));
        add(&|at| tree.contains(&at));
    } else {
        add(&|at| shape.contains(&at));
    }
    count
}

fn of_all(houses: &[House], shape: &Polygon<f64>) -> Count {
    let inside = houses.iter().filter(|house| shape.contains(&Coord { x: degrees(house.x), y: degrees(house.y) }));
    inside.fold((0, 0), |count, house| (count.0 + 1, count.1 + house.people.residents))
}

fn rtree(houses: &[House]) -> Connection {
    let db = Connection::open_in_memory().expect("a database");
    db.execute_batch("CREATE VIRTUAL TABLE place USING rtree_i32(id, west, east, south, north, +people); BEGIN;")
        .expect("a table");
    {
        let mut put = db.prepare("INSERT INTO place VALUES(?1, ?2, ?2, ?3, ?3, ?4)").expect("a statement");
        for (house, id) in houses.iter().zip(0_i64..) {
            put.execute((id, house.x, house.y, house.people.residents)).expect("a row");
        }
    }
    db.execute_batch("COMMIT").expect("committed");
    db
}

fn of_sqlite(db: &Connection, shape: &Polygon<f64>) -> Count {
    let bounds = shape.bounding_rect().expect("bounds");
    let mut statement = db
        .prepare_cached(
            "SELECT west, south, people FROM place WHERE west >= ?1 AND east <= ?2 AND south >= ?3 AND north <= ?4",
        )
        .expect("a statement");
    let window = (bounds.min().x as i64, bounds.max().x as i64, bounds.min().y as i64, bounds.max().y as i64);
    let mut rows = statement.query(window).expect("rows");
    let mut count = (0, 0);
    while let Some(row) = rows.next().expect("a row") {
        let at = Coord { x: degrees(row.get(0).expect("x")), y: degrees(row.get(1).expect("y")) };
        if shape.contains(&at) {
            count = (count.0 + 1, count.1 + row.get::<_, u32>(2).expect("people"));
        }
    }
    count
}

/// All give the same, but for houses on the outline itself, which `geo` leaves out and ours gives to one side.
fn agree(
    ours: &Headcount<u32, Cgcs2000>,
    areas: &[Area<Cgcs2000>],
    shapes: &[Polygon<f64>],
    tree: &RTree<GeomWithData<[f64; 2], u32>>,
    kd: &KDTree<f64>,
    houses: &[House],
    db: &Connection,
) {
    for (area, shape) in areas.iter().zip(shapes) {
        let mine = ours.count(area);
        let on_edge = || {
            let in_window = ours.houses_in(area).into_iter().filter(|number| {
                let house = &houses[**number as usize];
                !shape.contains(&Coord { x: degrees(house.x), y: degrees(house.y) })
            });
            in_window.count() as u32
        };
        let theirs = of_rstar(tree, shape);
        let counts = [of_kd(kd, houses, shape, false), of_kd(kd, houses, shape, true), of_sqlite(db, shape)];
        assert!(counts.iter().all(|count| *count == theirs), "the rivals differ: {theirs:?} {counts:?}");
        if (mine.houses, mine.counters.residents) != theirs {
            assert_eq!(mine.houses - on_edge(), theirs.0, "more than edges differ");
        }
    }
}
