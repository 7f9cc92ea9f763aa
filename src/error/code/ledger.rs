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
    PARTY_MISSING: NotFound, "ledger.party.missing",
        "没有该{kind}：{id}。请先登记，或核对编号。",
        "there is no {kind} {id}; register it first, or check the id";
    PARTY_CODE: Conflict, "ledger.party.code",
        "组织编码 {code} 已被使用。请换一个编码。",
        "code {code} is taken by another organisation; choose another";
    PARTY_DISSOLVED: Refused, "ledger.party.dissolved",
        "“{organisation}”已于 {day} 撤销，不能再办理。请核对党组织。",
        "`{organisation}` was dissolved on {day} and does nothing any more; check the organisation";
    PARTY_EARLY: Invalid, "ledger.party.early",
        "日期 {day} 早于{what} {earliest}。请核对日期。",
        "{day} comes before {what} on {earliest}; check the day";
    PARTY_DUPLICATE: Conflict, "ledger.party.duplicate",
        "身份证号 {value} 的党员已在名册中。请核对，或办理组织关系转移。",
        "a member with identity number {value} is on the roll already; check it, or move his relation";
    PARTY_CONFIRMED: Conflict, "ledger.party.confirmed",
        "党员 {no} 已经是正式党员。请核对党员编号。",
        "member {no} is a full member already; check the number";
    PARTY_NOT_FLOATING: Invalid, "ledger.party.not_floating",
        "党员 {no} 不是流动党员。请先登记外出，或核对党员编号。",
        "member {no} is no floating one; note that he left first, or check the number";
    PARTY_APPROVED: Conflict, "ledger.party.approved",
        "{day} 的选举结果已经批准，或者无须批准。请核对选举。",
        "the result of {day} is approved already, or needs no approval; check the election";
    RULES_MISSING: NotFound, "ledger.rules.missing",
        "没有村规民约版本 {rules}。请核对编号，或先起草。",
        "there is no version {rules} of the village rules; check its id, or draft it first";
    RULES_BEFORE: Conflict, "ledger.rules.before",
        "{article}现行条文是“{known}”，不是“{value}”。请按现行条文起草。",
        "{article} reads `{known}` and not `{value}`; draft against what is in force";
    DISCLOSURE_MISSING: NotFound, "ledger.disclosure.missing",
        "没有公开记录 {disclosure}。请核对编号。",
        "there is no disclosure {disclosure}; check its id";
    WORK_MISSING: NotFound, "ledger.work.missing",
        "没有办件 {item}。请先登记，或核对编号。",
        "there is no item {item}; register it first, or check its id";
    WORK_OUTCOME: Invalid, "ledger.work.outcome",
        "办理“{step}”须同时填写{wanted}。请补充。",
        "`{step}` needs {wanted} with it; add it";
    DECISION_MISSING: NotFound, "ledger.decision.missing",
        "没有决策 {decision}。请核对编号，或先提出提议。",
        "there is no decision {decision}; check its id, or propose it first";
    OBJECTION_MISSING: NotFound, "ledger.objection.missing",
        "没有异议 {objection}。请核对编号。",
        "there is no objection {objection}; check its id";
    PERMIT_STALE: Conflict, "ledger.permit.stale",
        "决策“{decision}”在准予以后又有变动（修订号 {revision}，现为 {now}）。请重新申请准予。",
        "decision {decision} has changed since the act was permitted (revision {revision}, now {now}); ask for the permit again";
}
