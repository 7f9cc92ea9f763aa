//! 内嵌数据 The data of a sheet as compact JSON: whole lattice steps from the sheet's south-west corner.

use serde_json::{Value, json};

use crate::map::Area;
use crate::map::exact::Spot;
use crate::map::sheet::{CLASSES, SheetHouse, SheetInput};
use crate::value::Datum;

/// JSON for a `<script type="application/json">`: no `<` can end the element.
pub(super) fn data<D: Datum>(sheet: &SheetInput<D>) -> String {
    let origin = Spot::of(sheet.outline.bounds().0);
    let grids: Vec<Value> =
        sheet.grids.iter().map(|grid| json!([grid.label.name, rings(&grid.area, origin)])).collect();
    let houses: Vec<Value> = sheet.houses.iter().map(|house| self::house(house, origin)).collect();
    let value = json!({
        "origin": [origin.x, origin.y],
        "classes": CLASSES.map(|class| json!([class.from, class.colour])),
        "sheet": rings(&sheet.outline, origin),
        "village": rings(&sheet.village, origin),
        "grids": grids,
        "houses": houses,
    });
    value.to_string().replace('<', "\\u003c")
}

/// `[no, address, x, y, residents, registered, outside, footprint, [[name, category, room]…]]`
fn house<D: Datum>(house: &SheetHouse<D>, origin: Spot) -> Value {
    let [x, y] = offset(Spot::of(house.at), origin);
    let footprint = house.footprint.as_ref().map_or_else(|| json!([]), |area| rings(area, origin));
    let people: Vec<Value> = house
        .people
        .iter()
        .map(|person| json!([person.name, person.category, person.room.as_deref().unwrap_or("")]))
        .collect();
    let address = house.address.as_deref().unwrap_or("");
    json!([house.no, address, x, y, house.residents, house.registered, house.outside, footprint, people])
}

/// Each ring as a flat list of offsets, east and north.
fn rings<D: Datum>(area: &Area<D>, origin: Spot) -> Value {
    area.rings().map(|ring| ring.iter().flat_map(|spot| offset(*spot, origin)).collect::<Value>()).collect()
}

fn offset(spot: Spot, origin: Spot) -> [i64; 2] {
    [i64::from(spot.x) - i64::from(origin.x), i64::from(spot.y) - i64::from(origin.y)]
}
