//! 模型 Codes of `model`.

codes! {
    // Party, posts & activities
    DAYS_ORDER: Invalid, "model.days.order",
        "{column} {value} 早于{earlier} {earlier_day}。请核对这两个日期。",
        "{column} {value} comes before {earlier} {earlier_day}; check both days";
    FIELD_NEEDS: Invalid, "model.field.needs",
        "填写了{field}，却没有填写{column}。请补填{column}，或删去{field}。",
        "{field} is filled but {column} is not; fill in {column} or clear {field}";
    FIELD_UNDUE: Invalid, "model.field.undue",
        "“{state}”时不应填写{column}。请核对两处，改正其一。",
        "{column} is filled although the record says `{state}`; check both and correct one";
    FIELD_DUE: Invalid, "model.field.due",
        "“{state}”时应填写{column}。请补填，或改正“{state}”。",
        "{column} is empty although the record says `{state}`; fill it in or correct `{state}`";
    AMOUNT_ZERO: Invalid, "model.amount.zero",
        "{column}为 {value}，应大于 0。请核对。",
        "{column} is {value} and must be more than 0; check it";
    AMOUNT_NEGATIVE: Invalid, "model.amount.negative",
        "{column}为 {value}，不能为负。请核对。",
        "{column} is {value} and cannot be negative; check it";
    AMOUNT_SUM: Invalid, "model.amount.sum",
        "{column} {value} 不等于{parts}之和 {sum}。请核对各项金额。",
        "{column} {value} is not the sum {sum} of {parts}; check the amounts";
    PERSON_AGE: Invalid, "model.person.age",
        "年龄 {value} 与身份证号推算的 {known} 周岁不符。请按身份证核对。",
        "the age {value} does not fit the identity number, which gives {known}; check both against the card";
    PARTY_SUPERIOR: Invalid, "model.party.superior",
        "“{value}”须隶属本村的一个党组织。请填写上级党组织的名称。",
        "`{value}` stands below an organisation of the village; name its superior";
    PARTY_AGE: Invalid, "model.party.age",
        "入党日期 {value} 时未满 18 周岁。请核对入党日期和出生日期。",
        "under 18 on joining the Party on {value}; check the day of joining and the birthday";
    PARTY_PROBATION: Invalid, "model.party.probation",
        "转正日期 {value} 不在预备期满一年至延长一年之间（{from} 至 {to}）。请核对入党日期和转正日期。",
        "confirmed on {value}, which is not between one and two years after joining ({from} to {to}); check both days";
    POST_YOUNG: Invalid, "model.post.young",
        "任职起 {value} 时未满 16 周岁。请核对任职起和出生日期。",
        "under 16 when the term begins on {value}; check the beginning and the birthday";
    TEAM_COUNT: Invalid, "model.team.count",
        "队员数为 {value}，名单有 {listed} 人。请核对名单。",
        "the team is said to have {value} members but {listed} are listed; check the list";
    TEAM_LEADER: Invalid, "model.team.leader",
        "队长不在队员名单中。请核对名单。",
        "the leader is not among the members listed; check the list";
    INSPECTION_SELF: Invalid, "model.inspection.self",
        "检查单位与被检查单位都是“{value}”。交叉检查须由另一单位进行，请核对。",
        "`{value}` inspects itself; a cross-check is done by another unit, check both";
    NOTICE_LATE: Invalid, "model.notice.late",
        "公告日期 {value} 不早于接待日期 {day}。请核对这两个日期。",
        "the notice of {value} is not before the reception day {day}; check both days";
    DONATION_UNIT: Invalid, "model.donation.unit",
        "捐赠类别为“{kind}”，单位“{value}”不符。资金以“元”登记，物资不以“元”登记，请核对。",
        "a donation of {kind} cannot be counted in `{value}`; money is counted in 元, goods are not, check both";
    DONATION_LOT: Invalid, "model.donation.lot",
        "数量 {value} 不是整批。“批”按整批登记，不折算件数，请核对。",
        "{value} is no whole number of lots; a 批 is one lot and not a number of pieces, check it";
    DONATION_OTHER_GOODS: Invalid, "model.donation.other_goods",
        "分配 {no} 的物资或单位与捐赠 {donation} 不一致。请核对捐赠编号、物资名称和单位。",
        "allocation {no} names other goods or another unit than donation {donation}; check number, goods and unit";
    DONATION_EARLY: Invalid, "model.donation.early",
        "分配 {no} 的日期 {value} 早于捐赠接收日期 {received}。请核对这两个日期。",
        "allocation {no} of {value} comes before the goods were received on {received}; check both days";
    DONATION_OVERDRAWN: Invalid, "model.donation.overdrawn",
        "捐赠 {donation} 共 {value}，已分配 {allocated}。分配不得超过捐赠，请核对各次分配。",
        "donation {donation} is {value} but {allocated} were given out; check its allocations";
    QUANTITY: Invalid, "model.quantity",
        "“{value}”不是数量。请填写数字，最多三位小数。",
        "`{value}` is no quantity; write a number with at most three decimals";
    SOCIETIES_TWICE: Invalid, "model.societies.twice",
        "“{value}”写了两次。请每类只写一次。",
        "`{value}` is written twice; name each society once";
}
