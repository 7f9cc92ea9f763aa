//! Days as the notices of the State Council on holidays give them, written down apart from the crate's tables.

use cunwu::value::Day;

fn day(text: &str) -> Day {
    cunwu::value::Plain::parse(text).unwrap()
}

/// Days off, first to last, and days worked on a weekend.
const OFF: &[(&str, &str)] = &[
    ("2022-01-01", "2022-01-03"),
    ("2022-01-31", "2022-02-06"),
    ("2022-04-03", "2022-04-05"),
    ("2022-04-30", "2022-05-04"),
    ("2022-06-03", "2022-06-05"),
    ("2022-09-10", "2022-09-12"),
    ("2022-10-01", "2022-10-07"),
    ("2022-12-31", "2023-01-02"),
    ("2023-01-21", "2023-01-27"),
    ("2023-04-05", "2023-04-05"),
    ("2023-04-29", "2023-05-03"),
    ("2023-06-22", "2023-06-24"),
    ("2023-09-29", "2023-10-06"),
    ("2023-12-30", "2024-01-01"),
    ("2024-02-10", "2024-02-17"),
    ("2024-04-04", "2024-04-06"),
    ("2024-05-01", "2024-05-05"),
    ("2024-06-08", "2024-06-10"),
    ("2024-09-15", "2024-09-17"),
    ("2024-10-01", "2024-10-07"),
    ("2025-01-01", "2025-01-01"),
    ("2025-01-28", "2025-02-04"),
    ("2025-04-04", "2025-04-06"),
    ("2025-05-01", "2025-05-05"),
    ("2025-05-31", "2025-06-02"),
    ("2025-10-01", "2025-10-08"),
];
const WORKED: &[&str] = &[
    "2022-01-29",
    "2022-01-30",
    "2022-04-02",
    "2022-04-24",
    "2022-05-07",
    "2022-10-08",
    "2022-10-09",
    "2023-01-28",
    "2023-01-29",
    "2023-04-23",
    "2023-05-06",
    "2023-06-25",
    "2023-10-07",
    "2023-10-08",
    "2024-02-04",
    "2024-02-18",
    "2024-04-07",
    "2024-04-28",
    "2024-05-11",
    "2024-09-14",
    "2024-09-29",
    "2024-10-12",
    "2025-01-26",
    "2025-02-08",
    "2025-04-27",
    "2025-09-28",
    "2025-10-11",
];

/// The years that are written down here.
fn known(on: Day) {
    assert!((2022..=2025).contains(&on.year()), "no notice is written down for {on}");
}

pub(crate) fn works(on: Day) -> bool {
    known(on);
    let off = OFF.iter().any(|(from, to)| day(from) <= on && on <= day(to));
    !off && (on.weekday() <= 5 || WORKED.iter().any(|it| day(it) == on))
}

/// The so-manieth working day after a day.
pub(crate) fn working(mut on: Day, number: u32) -> Day {
    let mut left = number;
    while left > 0 {
        on = on.next();
        left -= u32::from(works(on));
    }
    on
}

/// The last day of so many days, the first not counted; one that is off moves to the next that is not.
pub(crate) fn term(from: Day, days: usize) -> Day {
    let mut last = (0..days).fold(from, |day, _| day.next());
    while !works(last) {
        last = last.next();
    }
    last
}
