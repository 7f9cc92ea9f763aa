//! 台账 Codes of `ledger`.

codes! {
    HOUSE_MISSING: NotFound, "ledger.house.missing",
        "没有房屋 {house}。请先登记房屋，或核对房屋编号。",
        "there is no house {house}; register it first, or check its number";
    RESIDENT_DUPLICATE: Conflict, "ledger.resident.duplicate",
        "证件 {value} 已在台账中。请用 by_document 找到该人，再办理搬迁或更正。",
        "document {value} is in the ledger already; find the person with by_document, then move or correct him";
    RESIDENT_NOT_LIVING: NotFound, "ledger.resident.not_living",
        "居住人员 {resident} 在 {day} 没有村内住处。请核对人员和日期，或先办理入住。",
        "resident {resident} lives nowhere in the village on {day}; check person and day, or move him in first";
    MOVE_SAME_PLACE: Invalid, "ledger.move.same_place",
        "居住人员 {resident} 已住在该房屋该房号。请填写另一处。",
        "resident {resident} lives in that room of that house already; name another";
    MOVE_BEFORE_START: Invalid, "ledger.move.before_start",
        "居住人员 {resident} 的搬离日期 {day} 不晚于入住日期 {from}。若入住日期有误，请先更正。",
        "resident {resident} cannot leave on {day}, not after he came on {from}; correct the first day if it is wrong";
}
