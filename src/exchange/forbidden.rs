//! 禁止的列 Columns that the ledger does not take: police registers, scores and flags of persons, tracks.

/// Words that no header of ours contains, whatever the sheet is about.
const WORDS: &[&str] = &[
    "重点人员",
    "重点人口",
    "重点对象",
    "关注人员",
    "关注对象",
    "关注程度",
    "关注等级",
    "关注标记",
    "关注级别",
    "布控",
    "稳控",
    "管控等级",
    "管控级别",
    "在逃",
    "前科",
    "吸毒",
    "涉毒",
    "精神障碍等级",
    "风险评分",
    "风险分",
    "人员风险",
    "个人积分",
    "积分",
    "信用分",
    "信用评分",
    "信用等级",
    "社会信用评价",
    "诚信分",
    "行动轨迹",
    "轨迹",
    "人脸",
    "人像",
    "虹膜",
    "指纹",
];

/// Words that mark a person where the sheet lists persons by name, and a house or place elsewhere.
const OF_PERSONS: &[&str] = &["风险等级", "危险等级", "等级评定", "评分", "标签", "人员标记"];

/// Whether a header (already in comparable form) names what must not be registered.
pub(crate) fn forbidden(header: &str, persons: bool) -> bool {
    let holds = |words: &[&str]| words.iter().any(|word| header.contains(word));
    holds(WORDS) || (persons && holds(OF_PERSONS)) || (holds(OF_PERSONS) && header.contains('人'))
}

#[cfg(test)]
mod tests {
    use super::forbidden;

    #[test]
    fn marks_scores_and_tracks_of_persons_are_refused_and_houses_keep_their_grade() {
        for header in ["重点人员类别", "关注程度", "风险评分", "积分", "信用分", "行动轨迹", "人脸照片", "风险等级(人)"]
        {
            assert!(forbidden(header, false), "{header}");
        }
        assert!(forbidden("风险等级", true));
        for header in ["安全等级", "管理等级", "重点场所", "统一社会信用代码", "刷脸登录件数", "风险等级", "群体类别"]
        {
            assert!(!forbidden(header, false), "{header}");
        }
    }
}
