//! 人员代码 Codes of persons: sex, marriage, politics, education, same residence; and yes or no.

/// Declares labels that have a code of a national standard: `Variant = "GB code" "stable code" / "中文" | "又称"`.
macro_rules! gb_labels {
    ($(#[$meta:meta])* pub enum $name:ident: $what:literal {
        $($variant:ident = $gb:literal $code:literal / $zh:literal $(| $syn:literal)*),+ $(,)?
    }) => {
        $crate::labels! {
            $(#[$meta])*
            pub enum $name: $what {
                $(#[doc = concat!($zh, " (code ", $gb, ")")] $variant = $code / $zh | $gb $(| $syn)*,)+
            }
        }

        impl $name {
            /// 国标代码 The code of the national standard.
            pub const fn gb(self) -> &'static str {
                match self { $(Self::$variant => $gb),+ }
            }

            /// The value of a code of the national standard.
            pub fn of_gb(code: &str) -> Option<Self> {
                match code { $($gb => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use gb_labels;

gb_labels! {
    /// 性别 Sex (GB/T 2261.1-2003).
    #[doc(alias = "性别")]
    pub enum Sex: "性别 sex" {
        Unknown = "0" "unknown" / "未知的性别" | "未知",
        Male = "1" "male" / "男" | "男性",
        Female = "2" "female" / "女" | "女性",
        NotStated = "9" "not_stated" / "未说明的性别" | "未说明",
    }
}

gb_labels! {
    /// 婚姻状况 Marital status (GB/T 2261.2-2003).
    #[doc(alias = "婚姻状况")]
    pub enum Marital: "婚姻状况 marital status" {
        Unmarried = "10" "unmarried" / "未婚",
        Married = "20" "married" / "已婚",
        FirstMarriage = "21" "first_marriage" / "初婚",
        Remarried = "22" "remarried" / "再婚",
        Restored = "23" "restored" / "复婚",
        Widowed = "30" "widowed" / "丧偶",
        Divorced = "40" "divorced" / "离婚" | "离异",
        NotStated = "90" "not_stated" / "未说明的婚姻状况" | "未说明",
    }
}

gb_labels! {
    /// 政治面貌 Political status (GB/T 4762-1984).
    #[doc(alias = "政治面貌")]
    pub enum Politics: "政治面貌 political status" {
        PartyMember = "01" "party_member" / "中共党员" | "中国共产党党员" | "党员",
        Probationary = "02" "probationary" / "中共预备党员" | "中国共产党预备党员" | "预备党员",
        League = "03" "league" / "共青团员" | "中国共产主义青年团团员" | "团员",
        Revolutionary = "04" "revolutionary_committee" / "民革会员" | "民革党员" | "中国国民党革命委员会会员",
        DemocraticLeague = "05" "democratic_league" / "民盟盟员" | "中国民主同盟盟员",
        NationalConstruction = "06" "national_construction" / "民建会员" | "中国民主建国会会员",
        PromotingDemocracy = "07" "promoting_democracy" / "民进会员" | "中国民主促进会会员",
        PeasantsAndWorkers = "08" "peasants_and_workers" / "农工党党员" | "中国农工民主党党员",
        ZhiGong = "09" "zhi_gong" / "致公党党员" | "中国致公党党员",
        JiuSan = "10" "jiu_san" / "九三学社社员",
        TaiwanLeague = "11" "taiwan_league" / "台盟盟员" | "台湾民主自治同盟盟员",
        NonParty = "12" "non_party" / "无党派人士" | "无党派民主人士",
        Masses = "13" "masses" / "群众",
    }
}

gb_labels! {
    /// 学历 Education (GB/T 4658-2006).
    #[doc(alias = "文化程度")]
    pub enum Education: "学历 education" {
        Postgraduate = "10" "postgraduate" / "研究生教育" | "研究生",
        DoctorGraduated = "11" "doctor_graduated" / "博士研究生毕业" | "博士",
        DoctorCompleted = "12" "doctor_completed" / "博士研究生结业",
        DoctorLeft = "13" "doctor_left" / "博士研究生肄业",
        MasterGraduated = "14" "master_graduated" / "硕士研究生毕业" | "硕士",
        MasterCompleted = "15" "master_completed" / "硕士研究生结业",
        MasterLeft = "16" "master_left" / "硕士研究生肄业",
        PostgraduateClassGraduated = "17" "postgraduate_class_graduated" / "研究生班毕业",
        PostgraduateClassCompleted = "18" "postgraduate_class_completed" / "研究生班结业",
        PostgraduateClassLeft = "19" "postgraduate_class_left" / "研究生班肄业",
        Undergraduate = "20" "undergraduate" / "大学本科" | "本科",
        UndergraduateGraduated = "21" "undergraduate_graduated" / "大学本科毕业" | "本科毕业",
        UndergraduateCompleted = "22" "undergraduate_completed" / "大学本科结业",
        UndergraduateLeft = "23" "undergraduate_left" / "大学本科肄业",
        GeneralClassGraduated = "28" "general_class_graduated" / "大学普通班毕业",
        College = "30" "college" / "大学专科教育" | "专科教育" | "大学专科" | "大专" | "专科",
        CollegeGraduated = "31" "college_graduated" / "大学专科毕业" | "大专毕业",
        CollegeCompleted = "32" "college_completed" / "大学专科结业",
        CollegeLeft = "33" "college_left" / "大学专科肄业",
        Vocational = "40" "vocational" / "中等职业教育" | "中职",
        SecondarySpecialisedGraduated = "41" "secondary_specialised_graduated" / "中等专科毕业" | "中专",
        SecondarySpecialisedCompleted = "42" "secondary_specialised_completed" / "中等专科结业",
        SecondarySpecialisedLeft = "43" "secondary_specialised_left" / "中等专科肄业",
        VocationalHighGraduated = "44" "vocational_high_graduated" / "职业高中毕业" | "职高",
        VocationalHighCompleted = "45" "vocational_high_completed" / "职业高中结业",
        VocationalHighLeft = "46" "vocational_high_left" / "职业高中肄业",
        TechnicalSchoolGraduated = "47" "technical_school_graduated" / "技工学校毕业" | "技校",
        TechnicalSchoolCompleted = "48" "technical_school_completed" / "技工学校结业",
        TechnicalSchoolLeft = "49" "technical_school_left" / "技工学校肄业",
        SeniorHigh = "60" "senior_high" / "普通高级中学教育" | "普通高中" | "高中",
        SeniorHighGraduated = "61" "senior_high_graduated" / "普通高中毕业" | "高中毕业",
        SeniorHighCompleted = "62" "senior_high_completed" / "普通高中结业",
        SeniorHighLeft = "63" "senior_high_left" / "普通高中肄业",
        JuniorHigh = "70" "junior_high" / "初级中学教育" | "初级中等教育" | "初中",
        JuniorHighGraduated = "71" "junior_high_graduated" / "初中毕业",
        JuniorHighLeft = "73" "junior_high_left" / "初中肄业",
        Primary = "80" "primary" / "小学教育" | "小学",
        PrimaryGraduated = "81" "primary_graduated" / "小学毕业",
        PrimaryLeft = "83" "primary_left" / "小学肄业",
        Other = "90" "other" / "其他",
    }
}

gb_labels! {
    /// 人户一致标识 Whether a person lives where he is registered (GB/T 31000).
    #[doc(alias = "人户一致")]
    pub enum SameResidence: "人户一致标识 same residence" {
        Same = "01" "same" / "人户一致" | "一致",
        Different = "02" "different" / "人户分离" | "人户不一致" | "不一致",
    }
}

crate::labels! {
    /// 是否 Yes or no, in the words of forms.
    #[doc(alias = "是否")]
    pub enum YesNo: "是否 yes or no" {
        /// 是
        Yes = "yes" / "是" | "有" | "√" | "已贴" | "Y" | "1",
        /// 否
        No = "no" / "否" | "无" | "缺" | "未贴" | "×" | "N" | "0",
    }
}

impl YesNo {
    /// As a truth value.
    pub const fn is_yes(self) -> bool {
        matches!(self, Self::Yes)
    }
}

impl From<bool> for YesNo {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

impl From<YesNo> for bool {
    fn from(answer: YesNo) -> Self {
        answer.is_yes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Plain;
    use crate::value::testing::reads_back;

    #[test]
    fn every_code_of_every_table_reads_back() {
        Sex::ALL.iter().for_each(reads_back);
        Marital::ALL.iter().for_each(reads_back);
        Politics::ALL.iter().for_each(reads_back);
        Education::ALL.iter().for_each(reads_back);
        SameResidence::ALL.iter().for_each(reads_back);
        YesNo::ALL.iter().for_each(reads_back);
        assert!(Education::ALL.iter().all(|e| Education::of_gb(e.gb()) == Some(*e)));
    }

    #[test]
    fn the_words_of_forms_and_the_codes_of_the_standards_mean_the_same() {
        assert_eq!(Sex::parse("男").unwrap(), Sex::parse("1").unwrap());
        assert_eq!(Politics::parse("党员").unwrap().gb(), "01");
        assert_eq!(Education::parse("大专").unwrap().gb(), "30");
        assert_eq!(Marital::parse("离异").unwrap().gb(), "40");
        assert!(YesNo::parse("已贴").unwrap().is_yes());
        assert!(!YesNo::parse("缺").unwrap().is_yes());
    }

    #[test]
    fn full_width_and_spaces_around_a_label_do_not_matter() {
        assert_eq!(Sex::parse("　男 ").unwrap(), Sex::Male);
        assert_eq!(Sex::parse("１").unwrap(), Sex::Male);
        assert_eq!(Sex::parse("").unwrap_err().code(), "value.label");
    }
}
