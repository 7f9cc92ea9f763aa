//! 值 Codes of `value`.

codes! {
    EMPTY: Invalid, "value.empty",
        "{what}不能为空。请填写。",
        "{what} is empty; fill it in";
    LABEL: Unknown, "value.label",
        "“{value}”不是{what}的选项。可填：{known}。",
        "`{value}` is none of {what}; take one of {known}";
    TEXT_CONTROL: Invalid, "value.text.control",
        "{what}含有不可见字符 {value}。请删除后重填。",
        "{what} holds the control character {value}; remove it";
    REF_NO: Invalid, "value.ref_no",
        "编号“{value}”含空格或超过 64 个字符。请核对编号。",
        "reference number `{value}` has spaces or more than 64 characters; check it";
    PERSON_NAME: Invalid, "value.person_name",
        "姓名含数字、不可见字符或超过 50 个字。请填写身份证上的姓名。",
        "a name holds digits or control characters, or is longer than 50; write it as on the identity card";
    DAY: Invalid, "value.day",
        "“{value}”不是日期。请写成 2023-06-30。",
        "`{value}` is no day; write 2023-06-30";
    MONTH: Invalid, "value.month",
        "“{value}”不是年月。请写成 2023-06。",
        "`{value}` is no month; write 2023-06";
    YEAR: Invalid, "value.year",
        "“{value}”不是 1800 至 2999 年之间的年份。请写成 2023。",
        "`{value}` is no year from 1800 to 2999; write 2023";
    PARTIAL_DATE: Invalid, "value.partial_date",
        "“{value}”不是日期。请写成 2023-06-30、2023-06、2023、<1950-01-01 或“不详”。",
        "`{value}` is no date; write 2023-06-30, 2023-06, 2023, <1950-01-01 or 不详";
    INSTANT: Invalid, "value.instant",
        "“{value}”不是时刻。请写成 2023-06-30T08:00:00+08:00。",
        "`{value}` is no instant; write 2023-06-30T08:00:00+08:00";
    PERIOD: Invalid, "value.period",
        "时段的结束 {until} 早于开始 {from}。请核对起止日期。",
        "a period ends on {until}, before it starts on {from}; check both days";
    PERIOD_FORM: Invalid, "value.period.form",
        "“{value}”不是时段。请写成 2023-01-01至2023-06-30（含末日）或 2023-01-01..2023-07-01（不含末日）。",
        "`{value}` is no period; write 2023-01-01至2023-06-30 with its last day or 2023-01-01..2023-07-01 without";
    STAT_PERIOD: Invalid, "value.stat_period",
        "“{value}”不是统计期。请写成 2023-06-30、2023-W26、2023-06-X1（上旬）、2023-06、2023-Q2、2023-H1 或 2023。",
        "`{value}` is no statistical period; write 2023-06-30, 2023-W26, 2023-06-X1, 2023-06, 2023-Q2, 2023-H1 or 2023";
    CALENDAR_FORM: Invalid, "value.calendar.form",
        "工作日历表有误：{reason}。请按国务院办公厅的放假通知改正。",
        "the working-day table is wrong: {reason}; correct it by the notice of the State Council's General Office";
    CALENDAR_YEAR: Unknown, "value.calendar.year",
        "工作日历缺少 {year} 年。请补充该年的放假安排后再算。",
        "the working-day calendar lacks {year}; supply that year's table and compute again";
    COUNT: Invalid, "value.count",
        "“{value}”不是个数。请填写 0 或正整数。",
        "`{value}` is no count; write 0 or a positive whole number";
    MONEY: Invalid, "value.money",
        "“{value}”不是金额。请以元填写，最多两位小数。",
        "`{value}` is no amount of money; write yuan with at most two decimals";
    SQUARE_METRES: Invalid, "value.square_metres",
        "“{value}”不是面积。请以平方米填写，不为负，最多两位小数。",
        "`{value}` is no area; write square metres, not negative, with at most two decimals";
    METRES: Invalid, "value.metres",
        "“{value}”不是距离。请以米填写，不为负，最多两位小数，不超过100000米。",
        "`{value}` is no distance; write metres, from 0 to 100000, with at most two decimals";
    RATIO: Invalid, "value.ratio",
        "“{value}”不是比率。请写成 33/49，分母大于 0。",
        "`{value}` is no ratio; write 33/49 with a number greater than 0 below";
    PERCENT: Invalid, "value.percent",
        "“{value}”不是百分比。请写成 -42.86%，最多六位小数。",
        "`{value}` is no percentage; write -42.86% with at most six decimals";
    FIGURE: Invalid, "value.figure",
        "“{value}”不是数值。请写成 1867、约1.5、逾700 或近8500。",
        "`{value}` is no figure; write 1867, 约1.5, 逾700 or 近8500";
    DEGREES: Invalid, "value.degrees",
        "“{value}”不是经纬度。请以十进制度填写，如 113.6060651。",
        "`{value}` is no longitude or latitude; write decimal degrees such as 113.6060651";
    POINT: Invalid, "value.point",
        "“{value}”不是坐标。请先写经度后写纬度，如 113.6060651,23.120824。",
        "`{value}` is no point; write longitude, then latitude, such as 113.6060651,23.120824";
    ID_NUMBER_LENGTH: Invalid, "value.id_number.length",
        "身份证号 {value} 有 {length} 位，应为 18 位。请按证件核对；15 位旧号请先换成 18 位。",
        "identity number {value} has {length} characters instead of 18; check the card, and convert a legacy number of 15 first";
    ID_NUMBER_CHARSET: Invalid, "value.id_number.charset",
        "身份证号 {value} 含有数字以外的字符（X 只能在末位）。请按证件核对。",
        "identity number {value} has characters other than digits (X only at the end); check the card";
    ID_NUMBER_BIRTH: Invalid, "value.id_number.birth_date",
        "身份证号 {value} 的第 7 至 14 位不是日历上的日期。请按证件核对。",
        "places 7 to 14 of identity number {value} are no date of the calendar; check the card";
    ID_NUMBER_AGE: Invalid, "value.id_number.age",
        "身份证号 {value} 的出生日期在未来或早于 130 年前。请按证件核对。",
        "identity number {value} has a birth date in the future or more than 130 years ago; check the card";
    ID_NUMBER_CHECK: Invalid, "value.id_number.check_digit",
        "身份证号 {value} 的校验码不符，有一位或几位抄错。请按证件核对。",
        "identity number {value} fails its check character, so a place is miswritten; check the card";
    ID_NUMBER_MANGLED: Invalid, "value.id_number.mangled",
        "身份证号被表格软件改成了科学计数法，原号已丢失。请把该列设为文本后按证件重填。",
        "a spreadsheet turned an identity number into scientific notation and lost it; make the column text and write the number from the card";
    ID_NUMBER_LEGACY: Invalid, "value.id_number.legacy",
        "{value} 不是 15 位旧身份证号。请核对，或直接填写 18 位号码。",
        "{value} is no legacy identity number of 15 digits; check it, or give the number of 18";
    ID_DOCUMENT_FORM: Invalid, "value.id_document.form",
        "{value} 不是{kind}的号码（{form}）。请核对证件类型和号码。",
        "{value} is no number of {kind} ({form}); check kind and number";
    ID_DOCUMENT_HOLDER: Invalid, "value.id_document.holder",
        "该号码不属于{kind}。请按号码的地区码核对证件类型。",
        "the number is not one of {kind}; check the kind by the area in the number";
    PHONE: Invalid, "value.phone",
        "“{value}”不是电话号码。请填写 11 位手机号，或带区号的固定电话，如 020-12345678。",
        "`{value}` is no phone; write a mobile of 11 digits or a landline with its area, such as 020-12345678";
    BANK_TAIL: Invalid, "value.bank_tail",
        "账号末四位应为 4 位数字，现为 {length} 个字符。只填写账号的最后四位。",
        "a bank tail has 4 digits, not {length} characters; write the last four digits of the account alone";
    HOUSEHOLD_NO: Invalid, "value.household_no",
        "户号“{value}”应为 9 位数字。请按户口簿核对。",
        "household number `{value}` must have 9 digits; check the household book";
    DIVISION_CODE: Invalid, "value.division_code",
        "“{value}”不是区划代码。请填写 12 位统计用区划代码（或 2、4、6、9 位）。",
        "`{value}` is no division code; write the 12 digits of statistics, or 2, 4, 6 or 9";
    GRID_CODE: Invalid, "value.grid_code",
        "“{value}”不是网格编码。应为 12 位村代码加 001 至 999 的顺序号，请核对。",
        "`{value}` is no grid code; check that it is a village's 12 digits and a sequence from 001 to 999";
    CREDIT_CODE_LENGTH: Invalid, "value.credit_code.length",
        "统一社会信用代码“{value}”有 {length} 位，应为 18 位。请按证照核对。",
        "credit code `{value}` has {length} characters instead of 18; check the certificate";
    CREDIT_CODE_CHARSET: Invalid, "value.credit_code.charset",
        "统一社会信用代码“{value}”含有不允许的字符（无 I、O、S、V、Z），或登记部门、地区码有误。请按证照核对。",
        "credit code `{value}` has characters that are not allowed (no I, O, S, V, Z), or a wrong registry or area; check the certificate";
    CREDIT_CODE_ORGANISATION: Invalid, "value.credit_code.organisation",
        "统一社会信用代码“{value}”第 9 至 17 位的组织机构代码校验不符。请按证照核对。",
        "the organisation code in places 9 to 17 of credit code `{value}` fails its check; check the certificate";
    CREDIT_CODE_CHECK: Invalid, "value.credit_code.check_digit",
        "统一社会信用代码“{value}”的校验码不符。请按证照核对。",
        "credit code `{value}` fails its check character; check the certificate";
    ORGANISATION_CODE: Invalid, "value.organisation_code",
        "“{value}”不是组织机构代码（8 位加 1 位校验码）。请按证照核对。",
        "`{value}` is no organisation code of 8 characters and a check; check the certificate";
    PLATE: Invalid, "value.plate",
        "{value} 不是号牌号码。请按号牌填写，如 粤A12345、粤AD12345；地方电动自行车号牌以地名开头。",
        "{value} is no plate; write it as on the vehicle, such as 粤A12345 or 粤AD12345, or a local e-bike plate that begins with its place";
}
