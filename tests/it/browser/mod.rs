//! 图幅浏览器测试 The map sheets in a headless browser: an area drawn by mouse counts as the library counts it.
//!
//! Without Chromium and chromedriver the test says what it leaves out and passes; `CUNWU_REQUIRE_BROWSER=1` makes it fail.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    reason = "helpers of a test"
)]

mod driver;

use std::fs;
use std::path::PathBuf;

use cunwu::map::sheet::{MaskedResident, Overview, OverviewSheet, SheetHouse, SheetInput};
use cunwu::map::{Area, AreaCount, Counters, Headcount};
use cunwu::value::{Cgcs2000, Point};
use driver::{Browser, Mouse};
use serde_json::{Value, json};

type Sheet = SheetInput<Cgcs2000>;

/// What the escaping of text must survive.
const NASTY: &str = "东华村“人屋关联”智能网格图</script><b>&amp;";

/// Writes the page and gives its address.
fn save(name: &str, html: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("sheets");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join(name);
    fs::write(&file, html).unwrap();
    format!("file://{}", file.display())
}

fn index(sheet: &Sheet) -> Headcount<String, Cgcs2000> {
    let counters = |h: &SheetHouse<Cgcs2000>| Counters {
        residents: h.residents,
        registered: h.registered,
        migrant: h.outside,
        ..Counters::default()
    };
    Headcount::of_houses(sheet.houses.iter().map(|h| (h.no.clone(), Some(h.at), counters(h)))).unwrap()
}

fn area(ring: &Value) -> cunwu::Result<Area<Cgcs2000>> {
    let point = |p: &Value| Point::of_degrees(p[0].as_f64().unwrap(), p[1].as_f64().unwrap()).unwrap();
    Area::of_outline(ring.as_array().unwrap().iter().map(point))
}

fn numbers(count: &AreaCount) -> [u32; 4] {
    [count.houses, count.counters.residents, count.counters.registered, count.counters.outside()]
}

fn shown(browser: &Browser) -> [u32; 4] {
    ["houses", "residents", "registered", "outside"].map(|of| browser.text(&format!("count-{of}")).parse().unwrap())
}

/// Draws the outline: clicks each point, the last one twice.
fn draw(browser: &Browser, points: &[(i64, i64)]) {
    browser.click(browser.middle("draw"));
    let click = |point: &(i64, i64)| [Mouse::Move(point.0, point.1), Mouse::Down, Mouse::Up];
    let twice = [Mouse::Down, Mouse::Up];
    browser.mouse(&points.iter().flat_map(click).chain(twice).collect::<Vec<_>>());
}

/// Rings through and around the houses, some with corners on house points: what rounding would get wrong.
fn rings(sheet: &Sheet) -> Vec<Value> {
    let at = |place: usize| {
        let house = &sheet.houses[place % sheet.houses.len()];
        (house.at.lon().steps(), house.at.lat().steps())
    };
    let degrees = |(x, y): (i32, i32)| json!([f64::from(x) / 1e7, f64::from(y) / 1e7]);
    let mut out = Vec::new();
    for n in 0..60_usize {
        let (a, b, c, d) = (at(n * 31), at(n * 17 + 5), at(n * 7 + 11), at(n * 3 + 2));
        out.push([a, b, c].map(degrees).into_iter().collect());
        out.push([a, b, c, d].map(degrees).into_iter().collect());
        let corners = [a, (c.0, a.1), c, (a.0, c.1)];
        out.push(corners.map(degrees).into_iter().collect());
        // Far beyond the sheet, where the page counts with BigInt.
        let far = [(a.0 - 900_000_000, a.1), (b.0, b.1 + 300_000_000), c];
        out.push(far.map(degrees).into_iter().collect());
    }
    out
}

fn every_ring_counts_as_in_the_library(browser: &Browser, sheet: &Sheet) {
    let index = index(sheet);
    let rings = rings(sheet);
    let answers = browser.script("return arguments[0].map((ring) => window.cunwu.count(ring))", &[json!(rings)]);
    let mut refused = 0;
    for (ring, answer) in rings.iter().zip(answers.as_array().unwrap()) {
        let Ok(area) = area(ring) else {
            assert!(answer.get("fault").is_some(), "{}: {ring} is refused by the library alone", sheet.code);
            refused += 1;
            continue;
        };
        let found =
            ["houses", "residents", "registered", "outside"].map(|of| answer[of].as_u64().unwrap_or(u64::MAX) as u32);
        assert_eq!(found, numbers(&index.count(&area)), "{}: {ring} {answer}", sheet.code);
        let mut list: Vec<&str> = answer["list"].as_array().unwrap().iter().map(|no| no.as_str().unwrap()).collect();
        list.sort_unstable();
        assert_eq!(list, index.houses_in(&area), "{}", sheet.code);
    }
    assert!(refused < rings.len() / 2, "most rings are areas");
}

fn drawn_by_mouse(browser: &Browser, sheet: &Sheet) {
    let index = index(sheet);
    let total: u64 = sheet.residents();
    assert_eq!(u64::from(shown(browser)[1]), total, "the whole sheet, before drawing");
    let (x, y) = browser.middle("map");
    let points =
        [(-150, -80), (20, -160), (170, -30), (90, 130), (-40, 60), (-160, 110)].map(|(dx, dy)| (x + dx, y + dy));
    draw(browser, &points);
    let ring = browser.script("return window.cunwu.drawn()", &[]);
    assert_eq!(
        ring.as_array().map(Vec::len),
        Some(points.len()),
        "{}: the outline closed with its six points",
        sheet.code
    );
    let count = index.count(&area(&ring).unwrap());
    assert_eq!(shown(browser), numbers(&count), "{}", sheet.code);
    assert_eq!(browser.text("count-title"), "划定区域");

    browser.click(browser.middle("draw"));
    let end = (x + 140, y + 120);
    browser.mouse(&[
        Mouse::Move(x - 120, y - 90),
        Mouse::Down,
        Mouse::Move(x, y),
        Mouse::Move(end.0, end.1),
        Mouse::Up,
    ]);
    let ring = browser.script("return window.cunwu.drawn()", &[]);
    assert_eq!(shown(browser), numbers(&index.count(&area(&ring).unwrap())), "{}: a dragged box", sheet.code);
    browser.click(browser.middle("clear"));
    assert_eq!(u64::from(shown(browser)[1]), total, "the whole sheet again");
}

fn a_crossing_outline_is_refused(browser: &Browser) {
    let (x, y) = browser.middle("map");
    draw(browser, &[(x - 100, y - 100), (x + 100, y + 100), (x + 100, y - 100), (x - 100, y + 100)]);
    assert!(browser.text("count-note").contains("自相交"), "{}", browser.text("count-note"));
    assert_eq!(browser.text("count-residents"), "—");
    assert!(browser.script("return window.cunwu.drawn()", &[]).is_null());
    browser.click(browser.middle("clear"));
}

fn a_click_shows_the_masked_residents(browser: &Browser, sheet: &Sheet) {
    let house = sheet.houses.iter().find(|house| house.people.len() > 3).unwrap();
    let (lon, lat) = house.at.degrees();
    let place = browser.script(
        "const p = window.cunwu.project(arguments[0], arguments[1]); return [Math.round(p.x), Math.round(p.y)]",
        &[json!(lon), json!(lat)],
    );
    browser.click((place[0].as_i64().unwrap(), place[1].as_i64().unwrap()));
    let panel = browser.text("panel");
    assert!(panel.contains(&house.no) && panel.contains(house.address.as_deref().unwrap()), "{panel}");
    let rows = browser.script("return document.querySelectorAll('#panel tbody tr').length", &[]);
    assert_eq!(rows.as_u64(), Some(house.people.len() as u64));
    assert!(panel.contains(&house.people[0].name));
}

fn text_of_the_ledger_stays_text(browser: &Browser, sheet: &Sheet) {
    let mut nasty = sheet.clone();
    NASTY.clone_into(&mut nasty.title);
    nasty.houses[0].address = Some(NASTY.to_owned());
    nasty.houses[0].people = vec![MaskedResident { name: NASTY.to_owned(), category: NASTY.to_owned(), room: None }];
    browser.open(&save("nasty.html", &nasty.html()));
    assert_eq!(browser.script("return document.querySelector('h1').textContent", &[]), json!(NASTY));
    assert_eq!(browser.script("return document.querySelectorAll('b b, h1 b, body > b').length", &[]), json!(0));
    assert_eq!(browser.script("return window.cunwu.houses().length", &[]), json!(nasty.houses.len()));
}

fn overview(sheets: &[Sheet]) -> Overview<Cgcs2000> {
    let row = |sheet: &Sheet| OverviewSheet {
        code: sheet.code.clone(),
        grid: sheet.grid.name.clone(),
        file: format!("{}.html", sheet.code),
        outline: sheet.outline.clone(),
        houses: sheet.houses.len() as u64,
        residents: sheet.residents(),
    };
    Overview {
        title: sheets[0].title.clone(),
        as_of: sheets[0].as_of,
        village: sheets[0].village.clone(),
        grids: sheets[0].grids.clone(),
        sheets: sheets.iter().map(row).collect(),
    }
}

#[test]
fn an_area_drawn_by_mouse_on_each_of_the_15_sheets_counts_as_in_the_library() {
    let sheets = crate::donghua::map_sheets();
    assert_eq!(sheets.len(), 15);
    assert_eq!(sheets.iter().map(|sheet| sheet.houses.len()).sum::<usize>(), 1_495);
    let page = |sheet: &Sheet| {
        let html = sheet.html();
        assert!(html.len() < 1_000_000, "{} has {} bytes", sheet.code, html.len());
        for outer in ["src=", "url(", "@import", "<link", "fetch("] {
            assert!(!html.contains(outer), "{} reaches out by {outer}", sheet.code);
        }
        save(&format!("{}.html", sheet.code), &html)
    };
    let pages: Vec<String> = sheets.iter().map(page).collect();
    let index_page = save("index.html", &overview(&sheets).html());

    #[allow(clippy::disallowed_methods, reason = "whoever runs the tests says whether a browser must be there")]
    let required = std::env::var("CUNWU_REQUIRE_BROWSER").is_ok_and(|value| value == "1");
    let browser = match Browser::start() {
        Ok(browser) => browser,
        Err(missing) => {
            assert!(!required, "CUNWU_REQUIRE_BROWSER=1, but {missing}");
            let told =
                format!("left out: map sheets in a browser ({missing}); apt-get install chromium chromium-driver\n");
            // Straight to stderr: what a passing test prints is held back by the test runner.
            std::io::Write::write_all(&mut std::io::stderr(), told.as_bytes()).unwrap();
            return;
        }
    };
    for (sheet, page) in sheets.iter().zip(&pages) {
        browser.open(page);
        drawn_by_mouse(&browser, sheet);
        every_ring_counts_as_in_the_library(&browser, sheet);
    }
    a_crossing_outline_is_refused(&browser);
    a_click_shows_the_masked_residents(&browser, sheets.last().unwrap());
    text_of_the_ledger_stays_text(&browser, &sheets[0]);
    browser.open(&index_page);
    assert_eq!(browser.script("return document.querySelectorAll('#index a').length", &[]), json!(15));
}
