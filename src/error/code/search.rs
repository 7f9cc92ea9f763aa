//! 人屋搜索 Codes of `search`.

codes! {
    EMPTY: Invalid, "search.empty",
        "没有输入要查找的内容。请输入姓名、拼音、地址、编号、号牌，或证件号、电话的后几位。",
        "nothing to look for; type a name, pinyin, an address, a code, a plate, or the last digits of a document or telephone";
    TOO_SHORT: Invalid, "search.too_short",
        "输入的 {characters} 个字符太少，分不清人和屋。请至少输入一个汉字、两个字母或四位数字。",
        "{characters} characters are too few to tell people and houses apart; type at least one Chinese character, two letters or four digits";
    TOO_LONG: Invalid, "search.too_long",
        "查找内容过长：{given}，最多 {most}。请只留下最能说明的几个词。",
        "too much to look for: {given}, at most {most}; keep the words that tell most";
    FULL: Unsupported, "search.full",
        "搜索索引已满（每类文字最多 1.34 亿条）。请按单位分别建立索引。",
        "the finder is full (134 million texts of a class); build one for each unit";
    BACKWARDS: Invalid, "search.backwards",
        "搜索索引已到 {day}，不能退回 {asked}。请按该日重新建立索引。",
        "the finder has come to {day} and cannot go back to {asked}; build one for that day";
    OTHER_UNIT: Invalid, "search.other_unit",
        "搜索索引属于单位 {found}，会话属于 {wanted}。请使用本单位的索引。",
        "the finder belongs to unit {found}, the session to {wanted}; use the finder of this unit";
}
