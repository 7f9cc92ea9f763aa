//! 模型 Codes of `model`.

codes! {
    // people & places
    LINK_MISSING: Corrupt, "model.link.missing",
        "关联的{kind}记录 {id} 不存在。请用备份核对台账。",
        "the linked {kind} {id} is not there; check the ledger against a backup";
    PERSON_BIRTH: Invalid, "model.person.birth",
        "证件 {document} 所示出生{part}为 {number}，填报为 {stated}。请核对证件号码和出生日期。",
        "document {document} says {number} for the birth date's {part}, the form says {stated}; check number and birth date against the paper";
    PERSON_SEX: Invalid, "model.person.sex",
        "证件 {document} 所示性别为{number}，填报为{stated}。请核对证件号码和性别。",
        "document {document} belongs to a person of sex {number}, the form says {stated}; check number and sex against the paper";
    BEFORE_BIRTH: Invalid, "model.person.before_birth",
        "“{column}” {day} 早于出生日期。请核对两个日期。",
        "{column} {day} is before the birth date; check both dates";
    RESIDENT_HOUSEHOLD: Invalid, "model.resident.household",
        "户籍人员没有填写{missing}。请按户口簿补填。",
        "a registered resident lacks {missing}; fill it in from the household book";
    RESIDENT_CATEGORY: Invalid, "model.resident.category",
        "人员类别“{category}”与证件类型“{document}”不符：持港澳台或外国证件的为境外人员，其他人员用居民身份证。请核对两项。",
        "category {category} does not go with {document}: papers of Hong Kong, Macao, Taiwan or abroad make an overseas resident, others have an identity card; check both";
    RESIDENCE_UNTIL: Invalid, "model.residence.until",
        "迁出日期 {until} 不晚于入住日期 {from}。请核对两个日期。",
        "moved out on {until}, not after moving in on {from}; check both dates";
    RESIDENCE_REASON: Invalid, "model.residence.reason",
        "填了迁出原因“{reason}”而没有迁出日期。请补填迁出日期。",
        "a reason for moving out ({reason}) without the day; fill in the day";
    RESIDENCE_REGISTERED: Invalid, "model.residence.registered",
        "居住登记日期 {registered} 早于入住日期 {from}。请核对两个日期。",
        "registered on {registered}, before moving in on {from}; check both dates";
    REGISTRATION_HALF: Invalid, "model.residence.registration",
        "居住登记的日期和方式须同时填写，缺{missing}。请补填，或两项都留空。",
        "a registration has a day and a way, {missing} is missing; fill it in, or leave both blank";
    HOUSE_FLOORS: Invalid, "model.house.floors",
        "房屋 {house} 的层数为 0。请填写实际层数。",
        "house {house} has no floor; enter the number of floors";
    HOUSE_AREA: Invalid, "model.house.area",
        "房屋 {house} 的建筑面积不是正数。请以平方米填写。",
        "house {house} has no floor space; enter it in square metres";
    HOUSEHOLD_EMPTY: Invalid, "model.household.empty",
        "户 {household} 的家庭人数为 0。请填写在册人数。",
        "household {household} has no members; enter how many are registered";
    HOUSEHOLD_WOMEN: Invalid, "model.household.women",
        "户 {household} 的女性人数 {women} 多于家庭人数 {members}。请核对两个数。",
        "household {household} has {women} women among {members} members; check both";
    COOPERATIVE_CODE: Invalid, "model.cooperative.code",
        "{value} 不是农业农村部门赋的代码（N 开头）。请填写农村集体经济组织登记证上的代码。",
        "{value} was not given by the authority for agriculture (class N); enter the code of the registration certificate";
    LETTING_ROOMS: Invalid, "model.letting.rooms",
        "已租 {occupied} 间，多于可租 {lettable} 间。请核对两个数。",
        "{occupied} rooms are let of {lettable} that can be; check both";
    VEHICLE_EVIDENCE: Invalid, "model.vehicle.evidence",
        "车辆 {plate} 既没有自主申报，也没有凌晨核查。请至少填写一种来源的日期。",
        "vehicle {plate} was neither declared nor found at night; enter the day of one of them";
    VEHICLE_NIGHT: Invalid, "model.vehicle.night",
        "凌晨核查的日期和停放地点须同时填写，缺{missing}。请补填，或两项都留空。",
        "a night check has a day and a place, {missing} is missing; fill it in, or leave both blank";
    VEHICLE_FINDING: Invalid, "model.vehicle.finding",
        "核查结果填“{stated}”，按申报和核查日期应为“{finding}”。请核对日期和结果。",
        "the finding says {stated}, the days of declaration and check say {finding}; check them";
    VEHICLE_STANDING: Invalid, "model.vehicle.standing",
        "{finding}的车辆不得直接认定常驻为“{standing}”。请填“待核实”。",
        "a vehicle with one source only ({finding}) cannot be settled as {standing}; write 待核实";
    CARE_GROUP_TWICE: Invalid, "model.care.group_twice",
        "群体类别“{group}”重复。请删除重复的一类。",
        "care group {group} stands twice; delete one";
    SURVEY_DONE: Invalid, "model.survey.done",
        "已查 {done}，多于应查 {due}。请核对两个数。",
        "{done} were checked of {due} that are due; check both";
    SURVEY_ON_TIME: Invalid, "model.survey.on_time",
        "是否按期填“{stated}”，而完成日期为 {completed}、期限为 {deadline}。请核对。",
        "stated in time: {stated}, but completed on {completed} with the deadline {deadline}; check them";
    ALLOWANCE_BAND: Invalid, "model.allowance.band",
        "{age} 周岁与年龄档“{band}”不符。请核对年龄和年龄档。",
        "age {age} is not in the band {band}; check both";
    ALLOWANCE_RATE: Invalid, "model.allowance.rate",
        "年龄档“{band}”的月标准应为 {owed} 元，填报为 {stated} 元。请按标准改正。",
        "the band {band} is paid {owed} yuan a month, the form says {stated}; correct it";
    ALLOWANCE_STATUS: Invalid, "model.allowance.status",
        "发放状态“{status}”与年龄 {age} 周岁、应发 {due} 元不符：未满70周岁或已停发的不发放。请核对。",
        "status {status} does not go with age {age} and {due} yuan due: nothing is paid before 70 or after the stop; check them";
    ALLOWANCE_SEVENTIETH: Invalid, "model.allowance.seventieth",
        "满70周岁日期填 {stated} 年，按出生日期应在 {turns} 年，或月日不符。请核对出生日期。",
        "the 70th birthday is given in {stated}, by the birth date it is in {turns}, or month and day differ; check the birth date";
    ALLOWANCE_START: Invalid, "model.allowance.start",
        "起发年月 {since} 早于满70周岁的 {turns}。请核对。",
        "paid from {since}, before turning 70 in {turns}; check both";
    STATED_PRECISION: Invalid, "model.stated_figure.precision",
        "“{item}”的数值 {figure} 与口径“{precision}”不符：约数须带“约”或“逾”，准确数不带。请改正其一。",
        "{item} is given as {figure} and called {precision}: rounded figures carry 约 or 逾, exact ones do not; correct one of them";
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

    // assets, decisions & order
    COUNT_EXCEEDS: Invalid, "model.count.exceeds",
        "{column} {value} 大于{limit_name} {limit}。请核对两个数。",
        "{column} {value} is more than {limit_name} {limit}; check both";
    DEAL_BELOW_FLOOR: Invalid, "model.deal.below_floor",
        "成交价 {value} 低于底价 {floor}。请核对两个价格。",
        "the winning price {value} is below the floor {floor}; check both prices";
    DEAL_CONTRACT: Invalid, "model.deal.contract",
        "合同 {contract} 与交易 {deal} 的{column}不一致。请核对合同和交易记录。",
        "contract {contract} and deal {deal} differ in {column}; check the contract against the record of the deal";
    CONTRACT_SHAPE: Invalid, "model.contract.shape",
        "合同性质“{nature}”与计价单位“{unit}”、租期不符：转让按次计价且没有租期，租赁和承包按期计价且有租期。请核对{column}。",
        "a contract of nature {nature} does not go with a price in {unit} or with its term: a sale has one price and no term, a lease has both rent and term; check {column}";
    CONTRACT_TOO_LONG: Invalid, "model.contract.too_long",
        "到期日期 {value} 超过租赁最长期限二十年（民法典第七百零五条），最迟为 {latest}。请改正到期日期。",
        "the lease ends on {value}, beyond the 20 years of Civil Code art. 705; the latest last day is {latest}, correct it";
    CONTRACT_MONTHS: Invalid, "model.contract.months",
        "租期填 {value} 个月，按起租日期和到期日期为 {found} 个月。请核对三项。",
        "the term is given as {value} months, its first and last day make it {found}; check the three";
    CONTRACT_SUM_OVERFLOW: Invalid, "model.contract.sum_overflow",
        "合同 {contract} 各期金额之和超出可登记的范围。请核对各期金额。",
        "the stretches of contract {contract} add up to more than can be kept; check their amounts";
    PERIOD_RENT: Invalid, "model.contract_period.rent",
        "每期租金 {value} 与单价 {price} 不符：不按面积计价的，每期租金等于单价。请核对。",
        "the rent {value} is not the price {price}; without an area the rent of an instalment is the price, check both";
    PERIOD_AMOUNT: Invalid, "model.contract_period.amount",
        "金额 {value} 不等于每期租金 {rent} 乘以期数 {number}。请核对三项。",
        "the amount {value} is not the rent {rent} times {number}; check the three";
    PERIOD_NUMBER: Invalid, "model.contract_period.number",
        "期数 {value}（按{unit}）与起止日期 {from} 至 {last} 不符。请核对期数和日期。",
        "{value} instalments (by {unit}) do not fill {from} to {last}; check the number and the days";
    PERIOD_UNIT: Invalid, "model.contract_period.unit",
        "期数单位“{value}”与计价单位“{unit}”不符。请改正其一。",
        "instalments by {value} do not go with a price in {unit}; correct one of them";
    VOTES_OVER: Invalid, "model.votes.over",
        "赞成、反对、弃权共 {cast} 票，多于实到 {value}。请核对票数。",
        "{cast} votes were cast by {value} present; check the votes";
    EVIDENCE_DIGEST: Invalid, "model.evidence.digest",
        "附件“{file}”的摘要“{value}”不是 64 位小写十六进制数（SHA-256）。请重新计算摘要。",
        "digest `{value}` of the file `{file}` is no SHA-256 of 64 lower-case hexadecimal digits; compute it again";
    ROLL_MEMBER: NotFound, "model.roll.member",
        "名册中没有 {value}。请核对人员，或者以会议日为准重新冻结名册。",
        "{value} is not on the roll; check who it is, or freeze the roll anew for the day of the meeting";
    STEP_NUMBER: Invalid, "model.decision_step.number",
        "“{step}”是第 {number} 步，填的是第 {value} 步。请改正步骤或步骤名称。",
        "{step} is step {number}, the row says {value}; correct the number or the name of the step";
    STEP_OUTCOME: Invalid, "model.decision_step.outcome",
        "“{step}”的结果不能是“{value}”：议事步骤填通过或未通过，公开步骤填无异议或有异议。请改正。",
        "{step} cannot end with {value}: a deliberation passes or not, a publicity meets objections or not; correct it";
    HOUR: Invalid, "model.hour",
        "时段 {value} 不是钟点。请填写 0 至 23 的整数。",
        "{value} is no hour of the day; write a whole number from 0 to 23";
    INCIDENT_PARTS: Invalid, "model.incident_statistics.parts",
        "治安、盗窃、诈骗、伤害共 {sum} 起，多于报案数量 {value}。请核对月度汇总。",
        "public order, theft, fraud and injury make {sum}, more than the {value} reported; check the monthly totals";
    CANDIDATE_TWICE: Invalid, "model.candidate.twice",
        "同一候选人写了两次。请每人只写一行。",
        "a candidate stands twice; write each on one line";
    CANDIDATE_PASSED: Invalid, "model.candidate.passed_over",
        "得票 {value} 的候选人当选，而得票 {most} 的候选人未当选。请核对得票数和是否当选；得票相等的，须就该职位另行投票。",
        "a candidate with {value} votes is elected and one with {most} is not; check votes and results; equal votes for the last post elect neither until they vote again";
    DIGEST: Invalid, "model.digest",
        "“{value}”不是{column}。请填写 64 位小写十六进制的 SHA-256。",
        "`{value}` is no digest in {column}; write the 64 lower-case hex digits of its SHA-256";
    // maps
    OUTLINE: Invalid, "model.outline",
        "{of}“{value}”的轮廓没有面，或有不足三点的环。请重新绘制。",
        "the outline of {of} `{value}` has no part, or a ring of fewer than three points; draw it again";
    // members of the collective
    MEMBERSHIP_KEPT: Invalid, "model.membership.kept",
        "不能以“{value}”为由取消成员身份。请保留其成员身份，直至死亡、丧失国籍、已取得其他集体成员身份、成为公务员，或者有章程规定的其他情形。",
        "membership does not end by `{value}`; keep it until death, loss of nationality, membership elsewhere, civil service or what the charter says";
    TRADE_UNIT: Invalid, "model.trade.unit",
        "底价 {value} 的计价单位与决议的“{unit}”不同。请用同一单位。",
        "the floor {value} is not in the unit of the resolution ({unit}); use the same";
}
