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
    COUNT: Invalid, "value.count",
        "“{value}”不是个数。请填写 0 或正整数。",
        "`{value}` is no count; write 0 or a positive whole number";
    MONEY: Invalid, "value.money",
        "“{value}”不是金额。请以元填写，最多两位小数。",
        "`{value}` is no amount of money; write yuan with at most two decimals";
    INSTANT: Invalid, "value.instant",
        "“{value}”不是时刻。请写成 2023-06-30T08:05:00Z。",
        "`{value}` is no instant; write 2023-06-30T08:05:00Z";
}
