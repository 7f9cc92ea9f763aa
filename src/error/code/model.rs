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
        "“{item}”的数值 {value} 与口径“{precision}”不符：约数须带“约”或“逾”，准确数不带。请改正其一。",
        "{item} is given as {value} and called {precision}: rounded figures carry 约 or 逾, exact ones do not; correct one of them";
}
