//! The index against one who looks at every house, over every sort of area and of change.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "small test numbers"
)]

use super::scan::{Window, by_houses, by_rows};
use super::snapshot::Sum;
use super::*;
use crate::map::exact::Edge;
use crate::value::{Cgcs2000, Lattice};

/// Deterministic numbers (xorshift*).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// From 0 up to and without `end`.
    fn below(&mut self, end: i32) -> i32 {
        (self.next() >> 33) as i32 % end
    }

    fn within(&mut self, low: i32, high: i32) -> i32 {
        low + self.below(high - low)
    }
}

type Places = Vec<(i32, i32)>;

fn point((x, y): (i32, i32)) -> Point<Cgcs2000> {
    Point::of(Lattice::of(x).unwrap(), Lattice::of(y).unwrap()).unwrap()
}

/// Where the areas of a run lie, how large they are, and on which steps their corners fall: a corner of a tile at the coarse ones.
#[derive(Clone, Copy)]
struct Scale {
    centre: (i32, i32),
    half: i32,
    step: i32,
}

const SCALES: [Scale; 6] = [
    Scale { centre: (1_136_000_000, 231_000_000), half: 40, step: 1 },
    Scale { centre: (1_136_000_000, 231_000_000), half: 3_000, step: 7 },
    // Corners and houses on the lines between cells and tiles.
    Scale { centre: (1_136_000_000 >> 18 << 18, 231_000_000 >> 15 << 15), half: 40_000, step: 2_048 },
    Scale { centre: (1_136_000_000, 231_000_000), half: 900_000, step: 1 },
    // Across both zero lines, and too wide for exact floating point.
    Scale { centre: (0, 0), half: 60_000, step: 512 },
    Scale { centre: (300_000_000, 100_000_000), half: 250_000_000, step: 1_000 },
];

impl Scale {
    fn at(self, numbers: &mut Numbers) -> (i32, i32) {
        let steps = self.half / self.step;
        let one = |numbers: &mut Numbers| numbers.within(-steps, steps + 1) * self.step;
        (self.centre.0 + one(numbers), self.centre.1 + one(numbers))
    }

    /// A ring around a corner: rectangle, star, comb, staircase or sliver.
    fn ring(self, numbers: &mut Numbers) -> Places {
        let (x, y) = self.at(numbers);
        let size = |numbers: &mut Numbers| (1 + numbers.below(self.half / self.step)) * self.step;
        let (w, h) = (size(numbers), size(numbers));
        match numbers.below(5) {
            0 => vec![(x, y), (x + w, y), (x + w, y + h), (x, y + h)],
            1 => {
                let corners = numbers.within(3, 40);
                let turn = std::f64::consts::TAU / f64::from(corners);
                let place = |k: i32| {
                    let radius = f64::from(w) * (0.3 + 0.7 * f64::from(numbers.below(1000)) / 1000.0);
                    let (sin, cos) = (turn * f64::from(k)).sin_cos();
                    (x + (radius * cos) as i32, y + (radius * sin) as i32)
                };
                (0..corners).map(place).collect()
            }
            2 => {
                // Teeth upwards, all flat edges on two heights.
                let teeth = numbers.within(1, 6);
                let mut ring = vec![(x, y)];
                for tooth in 0..teeth {
                    let left = x + 2 * tooth * self.step;
                    let right = left + self.step;
                    ring.extend([
                        (left, y + h),
                        (right, y + h),
                        (right, y + self.step),
                        (right + self.step, y + self.step),
                    ]);
                }
                ring.push((x + 2 * teeth * self.step, y));
                ring
            }
            3 => {
                let steps = numbers.within(1, 6);
                let mut ring = vec![(x, y)];
                for k in 0..steps {
                    ring.extend([
                        (x + (k + 1) * self.step, y + k * self.step),
                        (x + (k + 1) * self.step, y + (k + 1) * self.step),
                    ]);
                }
                ring.push((x, y + steps * self.step));
                ring
            }
            _ => vec![(x, y), (x + w, y + self.step), (x + w, y + self.step + numbers.below(3)), (x, y + 1)],
        }
    }
}

/// The rule of [`Area`] over all edges of a shape, with whole numbers.
fn naive(rings: &[Places], (px, py): (i32, i32)) -> bool {
    let mut inside = false;
    for ring in rings {
        for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            let (low, high) = if a.1 < b.1 { (a, b) } else { (b, a) };
            if low.1 <= py && py < high.1 {
                let [lx, ly, hx, hy, px, py] = [low.0, low.1, high.0, high.1, px, py].map(i128::from);
                inside ^= lx * (hy - ly) + (hx - lx) * (py - ly) > px * (hy - ly);
            }
        }
    }
    inside
}

fn counters(numbers: &mut Numbers) -> Counters {
    Counters { residents: numbers.below(9) as u32, party: numbers.below(3) as u32, care: 1, ..Counters::default() }
}

/// Houses of a run: anywhere, on the corners of the ring, and between neighbours of it.
fn houses(scale: Scale, ring: &Places, numbers: &mut Numbers) -> Places {
    let mut all: Places = (0..40).map(|_| scale.at(numbers)).collect();
    let between = |(a, b): (&(i32, i32), &(i32, i32))| (i32::midpoint(a.0, b.0), i32::midpoint(a.1, b.1));
    all.extend(ring.iter().zip(ring.iter().cycle().skip(1)).map(between));
    all.extend(ring);
    all.extend(ring.iter().map(|(x, y)| (x + 1, *y)));
    all
}

fn agrees(
    index: &Headcount<usize, Cgcs2000>,
    area: &Area<Cgcs2000>,
    rings: &[Places],
    held: &[((i32, i32), Counters)],
) {
    let inside: Vec<usize> = (0..held.len()).filter(|no| naive(rings, held[*no].0)).collect();
    let sum = inside.iter().fold(Counters::default(), |sum, no| sum.plus(&held[*no].1).unwrap());
    let count = index.count(area);
    assert_eq!((count.houses as usize, count.counters), (inside.len(), sum), "{area:?}");
    assert_eq!(index.houses_in(area).into_iter().copied().collect::<Vec<_>>(), inside, "{area:?}");
    // Whichever way is the quicker one here, both must be right.
    let edges: Vec<Edge> = area.edges().collect();
    if let Some(window) = Window::of(&index.now.bands, &edges) {
        let (mut rows, mut houses) = (Sum::default(), Sum::default());
        // Rows without end take their time: of the widest areas, some must do.
        let endless = window.rows.end() - window.rows.start() > 2_000;
        if endless && rings[0][0].0 / 1_000 % 16 != 0 {
            return;
        }
        by_rows(&index.now.bands, &window, &edges, &mut rows);
        by_houses(&index.now.bands, &window, &edges, &mut houses);
        let each = [rows, houses].map(|found| (found.houses as usize, Counters::of(found.counters.0)));
        assert_eq!(each, [(inside.len(), sum); 2], "{area:?}");
    }
}

#[test]
fn a_hundred_thousand_areas_of_every_shape_are_counted_as_by_looking_at_every_house() {
    let mut numbers = Numbers(20_261_125);
    let mut counted = 0;
    while counted < 100_000 {
        let scale = SCALES[counted % SCALES.len()];
        let ring = scale.ring(&mut numbers);
        let held: Vec<((i32, i32), Counters)> =
            houses(scale, &ring, &mut numbers).into_iter().map(|at| (at, counters(&mut numbers))).collect();
        let index =
            Headcount::of_houses(held.iter().enumerate().map(|(no, (at, n))| (no, Some(point(*at)), *n))).unwrap();
        // One index serves several areas; only simple rings make one.
        for ring in std::iter::once(ring).chain((0..24).map(|_| scale.ring(&mut numbers))) {
            let Ok(area) = Area::of_outline(ring.iter().map(|at| point(*at))) else { continue };
            agrees(&index, &area, &[ring], &held);
            counted += 1;
        }
    }
}

#[test]
fn holes_and_parts_are_counted_as_by_looking_at_every_house() {
    let mut numbers = Numbers(7);
    for turn in 0..600 {
        let scale = SCALES[turn % 4];
        let (x, y) = scale.centre;
        let unit = scale.step * numbers.within(1, 9);
        let square = |x: i32, y: i32, size: i32| vec![(x, y), (x + size, y), (x + size, y + size), (x, y + size)];
        let hole = square(x + unit, y + unit, unit * numbers.within(1, 3));
        let rings = vec![square(x, y, 4 * unit), hole, square(x + 4 * unit, y + 4 * unit, 2 * unit)];
        let line = |ring: &Places| ring.iter().map(|at| point(*at).degrees()).collect::<Vec<_>>().into();
        let shape = geo_types::MultiPolygon(vec![
            geo_types::Polygon::new(line(&rings[0]), vec![line(&rings[1])]),
            geo_types::Polygon::new(line(&rings[2]), vec![]),
        ]);
        let area = Area::of_shape(&shape).unwrap();
        let places = rings.iter().flat_map(|ring| houses(scale, ring, &mut numbers)).collect::<Places>();
        let held: Vec<_> = places.into_iter().map(|at| (at, counters(&mut numbers))).collect();
        let index =
            Headcount::of_houses(held.iter().enumerate().map(|(no, (at, n))| (no, Some(point(*at)), *n))).unwrap();
        agrees(&index, &area, &rings, &held);
    }
}

#[test]
fn the_index_stays_right_while_houses_come_go_move_and_fill() {
    let mut numbers = Numbers(99);
    for scale in SCALES {
        let mut held: BTreeMap<usize, ((i32, i32), Counters)> = BTreeMap::new();
        let mut index = Headcount::<usize, Cgcs2000>::new();
        let mut kept = Vec::new();
        for turn in 0..1_500 {
            let key = numbers.below(120) as usize;
            match numbers.below(5) {
                0 => {
                    let gone = held.remove(&key).map(|(_, counters)| counters);
                    assert_eq!(index.remove(&key), gone);
                }
                1 | 2 => {
                    let (at, n) = (scale.at(&mut numbers), counters(&mut numbers));
                    index.put(key, Some(point(at)), n).unwrap();
                    held.insert(key, (at, n));
                }
                _ => {
                    let more = counters(&mut numbers);
                    if let Some((_, n)) = held.get_mut(&key) {
                        index.add(&key, &more).unwrap();
                        *n = n.plus(&more).unwrap();
                        assert_eq!(index.house(&key).unwrap(), *n);
                    } else {
                        assert_eq!(index.add(&key, &more).unwrap_err().code(), "map.headcount.unknown");
                    }
                }
            }
            if turn % 10 > 0 {
                continue;
            }
            let ring = scale.ring(&mut numbers);
            let Ok(area) = Area::of_outline(ring.iter().map(|at| point(*at))) else { continue };
            let inside = held.iter().filter(|(_, (at, _))| naive(std::slice::from_ref(&ring), *at));
            let (keys, sums): (Vec<&usize>, Vec<Counters>) = inside.map(|(key, (_, n))| (key, *n)).unzip();
            let sum = sums.iter().fold(Counters::default(), |sum, n| sum.plus(n).unwrap());
            assert_eq!((index.houses_in(&area), index.count(&area).counters), (keys, sum));
            kept.push((index.snapshot(), index.count(&area), index.total(), area));
        }
        for (then, count, total, area) in &kept {
            assert_eq!(
                (then.count(area), then.total()),
                (*count, *total),
                "nothing that came later shows in a snapshot"
            );
        }
        let built = Headcount::of_houses(held.iter().map(|(key, (at, n))| (*key, Some(point(*at)), *n))).unwrap();
        assert_eq!(index.total(), built.total(), "as if built at once");
        for key in held.keys() {
            index.remove(key);
        }
        assert_eq!((index.total(), index.now.bands.len()), (Headcount::<usize, Cgcs2000>::new().total(), 0));
    }
}

#[test]
fn the_nearest_houses_are_those_that_a_look_at_every_house_finds() {
    let mut numbers = Numbers(5);
    for turn in 0..400 {
        // Up to some 30 km around; two houses in three stand close together, some on one spot.
        let spread = [300, 5_000, 80_000, 3_000_000][turn % 4];
        let near = |numbers: &mut Numbers| {
            let half = if numbers.below(3) == 0 { spread } else { spread / 20 + 1 };
            (1_136_000_000 + numbers.within(-half, half), 231_000_000 + numbers.within(-half, half))
        };
        let places: Places = (0..numbers.within(0, 200)).map(|_| near(&mut numbers)).collect();
        let nobody = Counters::default();
        let index =
            Headcount::of_houses(places.iter().enumerate().map(|(no, at)| (no, Some(point(*at)), nobody))).unwrap();
        let to = point(near(&mut numbers));
        let (number, within) = (numbers.below(30) as usize, Metres::from_centimetres(numbers.below(2_000_000) as u32));
        let mut all: Vec<(Metres, usize)> = places
            .iter()
            .enumerate()
            .filter_map(|(no, at)| Some((crate::map::distance(to, point(*at))?, no)))
            .filter(|(metres, _)| *metres <= within)
            .collect();
        all.sort_unstable();
        all.truncate(number);
        let found = index.nearest(to, number, within);
        assert_eq!(found.iter().map(|near| (near.metres, *near.key)).collect::<Vec<_>>(), all);
    }
}

#[test]
fn a_house_far_off_costs_no_memory_between() {
    let one = Counters { residents: 1, ..Counters::default() };
    let places = [(1_136_000_000, 231_000_000), (-1_700_000_000, -800_000_000)];
    let index = Headcount::of_houses(places.map(|at| (at, Some(point(at)), one))).unwrap();
    assert_eq!(index.now.bands.len(), 2);
    assert!(index.bytes() < 8_000, "{}", index.bytes());
    let world = Area::rectangle(point((-1_799_999_999, -899_999_999)), point((1_799_999_999, 899_999_999))).unwrap();
    assert_eq!(index.count(&world).houses, 2);
}

/// `(u, v)` with `a·u - b·v = 1`, where `a` and `b` have no common factor.
fn bezout(a: i64, b: i64) -> Option<(i64, i64)> {
    let (mut old, mut now) = ((a, 1, 0), (b, 0, 1));
    while now.0 != 0 {
        let q = old.0 / now.0;
        (old, now) = (now, (old.0 - q * now.0, old.1 - q * now.1, old.2 - q * now.2));
    }
    (old.0 == 1).then(|| {
        let u = old.1.rem_euclid(b);
        (u, (a * u - 1) / b)
    })
}

#[test]
fn a_house_a_hair_beside_an_outline_of_a_thousand_kilometres_is_on_its_own_side() {
    let mut numbers = Numbers(41);
    let mut tried = 0;
    while tried < 60 {
        // The long side runs through (0, 0) and (b, a); no point of the lattice can lie nearer to it than these two.
        let (a, b) = (numbers.within(150_000_000, 400_000_000), numbers.within(150_000_000, 400_000_000));
        let Some((u, v)) = bezout(a.into(), b.into()) else { continue };
        tried += 1;
        let south = |at: (i64, i64)| (at.0 as i32, at.1 as i32 - 200_000_000);
        let ring = [(0, 0), (b.into(), a.into()), (0, a.into())].map(south).to_vec();
        let near = [(u, v), (i64::from(b) - u, i64::from(a) - v)].map(south);
        let held: Vec<_> = near.iter().chain(&ring).map(|at| (*at, counters(&mut numbers))).collect();
        let rows = held.iter().enumerate().map(|(no, (at, n))| (no, Some(point(*at)), *n));
        let index = Headcount::of_houses(rows).unwrap();
        let area = Area::of_outline(ring.iter().map(|at| point(*at))).unwrap();
        let sides = near.map(|at| naive(std::slice::from_ref(&ring), at));
        assert_ne!(sides[0], sides[1], "one on either side");
        agrees(&index, &area, &[ring], &held);
    }
}
