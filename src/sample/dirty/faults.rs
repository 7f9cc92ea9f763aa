//! 错误种类 Every kind of fault, declared once: where, how the cell is spoilt, and the code that must be reported.

use super::spoil::{self, Spoil};
use crate::error::code::{exchange, model, value};

crate::labels! {
    /// 错误种类 What is wrong with a spoilt row.
    pub enum FaultKind: "错误种类 kind of fault" {
        /// 身份证校验码不符 A digit of the identity number is miswritten.
        IdCheckDigit = "id_check_digit" / "身份证校验码不符",
        /// 身份证号成为科学计数法 A spreadsheet made a floating-point number of it.
        IdMangled = "id_mangled" / "身份证号成为科学计数法",
        /// 身份证号少一位 A digit is missing.
        IdShort = "id_short" / "身份证号少一位",
        /// 身份证号内的日期不存在 Month 13.
        IdBirthImpossible = "id_birth_impossible" / "身份证号内的日期不存在",
        /// 出生日期与身份证号不符 Birth date and number differ.
        BirthDisagrees = "birth_disagrees" / "出生日期与身份证号不符",
        /// 性别与身份证号不符 Sex and number differ.
        SexDisagrees = "sex_disagrees" / "性别与身份证号不符",
        /// 必填项空白 A required cell is blank.
        RequiredBlank = "required_blank" / "必填项空白",
        /// 日期不存在 30 February.
        DayImpossible = "day_impossible" / "日期不存在",
        /// 电话有误 A letter O for a digit.
        PhoneMalformed = "phone_malformed" / "电话有误",
        /// 选项不在表内 A label that is not in the list.
        LabelUnknown = "label_unknown" / "选项不在表内",
        /// 所指房屋不存在 A house that is nowhere.
        ReferenceDangling = "reference_dangling" / "所指房屋不存在",
        /// 编号重复 A later row has the key of an earlier one.
        KeyRepeated = "key_repeated" / "编号重复",
        /// 迁出早于入住 Until before from.
        UntilBeforeFrom = "until_before_from" / "迁出早于入住",
        /// 户号有误 Eight digits for nine.
        HouseholdNoMalformed = "household_no_malformed" / "户号有误",
        /// 号牌有误 Places are missing.
        PlateMalformed = "plate_malformed" / "号牌有误",
        /// 统一社会信用代码校验码不符 The check character is miswritten.
        CreditCodeCheckDigit = "credit_code_check_digit" / "统一社会信用代码校验码不符",
        /// 金额有误 An amount in words.
        MoneyMalformed = "money_malformed" / "金额有误",
        /// 个数为负 Fewer than nobody.
        CountNegative = "count_negative" / "个数为负",
        /// 网格编码有误 Fourteen digits for fifteen.
        GridCodeMalformed = "grid_code_malformed" / "网格编码有误",
        /// 票数多于实到 More votes than people present.
        VotesOverPresent = "votes_over_present" / "票数多于实到",
        /// 任期颠倒 The term ends before it begins.
        TermReversed = "term_reversed" / "任期颠倒",
        /// 经度超出范围 No longitude of this planet.
        LongitudeOutOfRange = "longitude_out_of_range" / "经度超出范围",
        /// 成交价低于底价 A winning price below the floor.
        PriceBelowFloor = "price_below_floor" / "成交价低于底价",
        /// 部分多于整体 More cases closed than taken.
        PartOverWhole = "part_over_whole" / "部分多于整体",
        /// 完成早于发现 Put right before it was found.
        DaysReversed = "days_reversed" / "完成早于发现",
    }
}

/// 错误声明 One kind of fault: where it is planted and what must be reported.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// Kind.
    pub kind: FaultKind,
    /// Sheet.
    pub sheet: &'static str,
    /// Header of the column that is spoilt, which is the one that must be reported.
    pub column: &'static str,
    /// Stable code that must be reported.
    pub code: &'static str,
    /// Whether other rows may name this one by the column.
    pub(super) names_row: bool,
    /// How the cell is spoilt.
    pub(super) spoil: Spoil,
}

/// 错误表 Every kind of fault that [`plant`](super::plant) knows.
pub fn faults() -> &'static [Fault] {
    FAULTS
}

macro_rules! faults {
    ($($kind:ident: $sheet:literal, $column:literal $($name:ident)?, $spoil:expr => $code:expr;)+) => {
        const FAULTS: &[Fault] = &[$(Fault {
            kind: FaultKind::$kind,
            sheet: $sheet,
            column: $column,
            code: $code.id,
            names_row: faults!(@ $($name)?),
            spoil: $spoil,
        }),+];
    };
    (@) => { false };
    (@ naming) => { true };
}

faults! {
    IdCheckDigit: "居住人员", "证件号码" naming, Spoil::Cell(spoil::id_check_digit) => value::ID_NUMBER_CHECK;
    IdMangled: "居住人员", "证件号码" naming, Spoil::Cell(spoil::id_mangled) => exchange::CELL_MANGLED;
    IdShort: "居住人员", "证件号码" naming, Spoil::Cell(spoil::id_short) => value::ID_NUMBER_LENGTH;
    IdBirthImpossible: "居住人员", "证件号码" naming, Spoil::Cell(spoil::id_month) => value::ID_NUMBER_BIRTH;
    BirthDisagrees: "居住人员", "出生日期", Spoil::Cell(spoil::birth) => model::PERSON_BIRTH;
    SexDisagrees: "党员", "性别", Spoil::Cell(spoil::sex) => model::PERSON_SEX;
    RequiredBlank: "居住人员", "姓名", Spoil::Cell(spoil::blank) => value::EMPTY;
    DayImpossible: "居住人员", "入住日期", Spoil::Cell(spoil::impossible_day) => value::DAY;
    PhoneMalformed: "出租屋", "联系电话", Spoil::Cell(spoil::phone) => value::PHONE;
    LabelUnknown: "房屋", "结构", Spoil::Cell(spoil::label) => value::LABEL;
    ReferenceDangling: "居住人员", "房屋编号", Spoil::Cell(spoil::no_house) => exchange::REFERENCE_UNKNOWN;
    KeyRepeated: "走访", "编号" naming, Spoil::Repeat => exchange::ROW_DUPLICATE;
    UntilBeforeFrom: "居住人员", "迁出日期", Spoil::Cell(spoil::until) => model::RESIDENCE_UNTIL;
    HouseholdNoMalformed: "居住人员", "户号", Spoil::Cell(spoil::shortened) => value::HOUSEHOLD_NO;
    PlateMalformed: "机动车", "号牌号码" naming, Spoil::Cell(spoil::plate) => value::PLATE;
    CreditCodeCheckDigit: "场所", "统一社会信用代码" naming, Spoil::Cell(spoil::last) => value::CREDIT_CODE_CHECK;
    MoneyMalformed: "技能培训", "培训费(元)", Spoil::Cell(spoil::money) => value::MONEY;
    CountNegative: "出租屋", "租住人数", Spoil::Cell(spoil::negative) => value::COUNT;
    GridCodeMalformed: "房屋", "网格编码", Spoil::Cell(spoil::shortened) => value::GRID_CODE;
    VotesOverPresent: "四议两公开", "实到", Spoil::Cell(spoil::present) => model::VOTES_OVER;
    TermReversed: "任职", "任职止", Spoil::Cell(spoil::term) => value::PERIOD;
    LongitudeOutOfRange: "房屋", "经度", Spoil::Cell(spoil::longitude) => value::DEGREES;
    PriceBelowFloor: "资产交易", "成交价", Spoil::Cell(spoil::price) => model::DEAL_BELOW_FLOOR;
    PartOverWhole: "政务自助", "办结件数", Spoil::Cell(spoil::completed) => model::COUNT_EXCEEDS;
    DaysReversed: "六乱整治", "完成日期", Spoil::Cell(spoil::completed_early) => model::DAYS_ORDER;
}
