//! 与户主关系 Relations within a household (GB/T 4761-2008, the whole table).

use crate::value::person_codes::gb_labels;

gb_labels! {
    /// 与户主关系 What a member of a household is to its head (GB/T 4761-2008). A household has exactly one head:
    /// [`Kinship::is_head`].
    #[doc(alias = "与户主关系")]
    pub enum Kinship: "与户主关系 relation to the head" {
        Oneself = "01" "oneself" / "本人",
        Head = "02" "head" / "户主",
        Spouse = "10" "spouse" / "配偶",
        Husband = "11" "husband" / "夫" | "丈夫",
        Wife = "12" "wife" / "妻" | "妻子",
        Son = "20" "son" / "子" | "儿子",
        OnlySon = "21" "only_son" / "独生子",
        FirstSon = "22" "first_son" / "长子",
        SecondSon = "23" "second_son" / "次子" | "二子",
        ThirdSon = "24" "third_son" / "三子",
        FourthSon = "25" "fourth_son" / "四子",
        FifthSon = "26" "fifth_son" / "五子",
        AdoptedOrStepSon = "27" "adopted_or_step_son" / "养子或继子" | "养子" | "继子",
        SonInLaw = "28" "son_in_law" / "女婿",
        OtherSon = "29" "other_son" / "其他儿子",
        Daughter = "30" "daughter" / "女" | "女儿",
        OnlyDaughter = "31" "only_daughter" / "独生女",
        FirstDaughter = "32" "first_daughter" / "长女",
        SecondDaughter = "33" "second_daughter" / "次女" | "二女",
        ThirdDaughter = "34" "third_daughter" / "三女",
        FourthDaughter = "35" "fourth_daughter" / "四女",
        FifthDaughter = "36" "fifth_daughter" / "五女",
        AdoptedOrStepDaughter = "37" "adopted_or_step_daughter" / "养女或继女" | "养女" | "继女",
        DaughterInLaw = "38" "daughter_in_law" / "儿媳" | "儿媳妇",
        OtherDaughter = "39" "other_daughter" / "其他女儿",
        Grandchild = "40" "grandchild" / "孙子、孙女或外孙子、外孙女",
        SonsSon = "41" "sons_son" / "孙子",
        SonsDaughter = "42" "sons_daughter" / "孙女",
        DaughtersSon = "43" "daughters_son" / "外孙子" | "外孙",
        DaughtersDaughter = "44" "daughters_daughter" / "外孙女",
        GrandsonsWife = "45" "grandsons_wife" / "孙媳妇或外孙媳妇" | "孙媳妇" | "孙媳",
        GranddaughtersHusband = "46" "granddaughters_husband" / "孙女婿或外孙女婿" | "孙女婿",
        GreatGrandson = "47" "great_grandson" / "曾孙子或外曾孙子" | "曾孙子" | "曾孙",
        GreatGranddaughter = "48" "great_granddaughter" / "曾孙女或外曾孙女" | "曾孙女",
        OtherGrandchild = "49" "other_grandchild" / "其他孙子、孙女或外孙子、外孙女",
        Parent = "50" "parent" / "父母",
        Father = "51" "father" / "父亲" | "父",
        Mother = "52" "mother" / "母亲" | "母",
        HusbandsFather = "53" "husbands_father" / "公公",
        HusbandsMother = "54" "husbands_mother" / "婆婆",
        WifesFather = "55" "wifes_father" / "岳父",
        WifesMother = "56" "wifes_mother" / "岳母",
        StepOrAdoptiveFather = "57" "step_or_adoptive_father" / "继父或养父" | "继父" | "养父",
        StepOrAdoptiveMother = "58" "step_or_adoptive_mother" / "继母或养母" | "继母" | "养母",
        OtherParent = "59" "other_parent" / "其他父母关系",
        Grandparent = "60" "grandparent" / "祖父母或外祖父母",
        FathersFather = "61" "fathers_father" / "祖父" | "爷爷",
        FathersMother = "62" "fathers_mother" / "祖母" | "奶奶",
        MothersFather = "63" "mothers_father" / "外祖父" | "外公",
        MothersMother = "64" "mothers_mother" / "外祖母" | "外婆",
        SpousesGrandparent = "65" "spouses_grandparent" / "配偶的祖父母或外祖父母",
        GreatGrandfather = "66" "great_grandfather" / "曾祖父",
        GreatGrandmother = "67" "great_grandmother" / "曾祖母",
        SpousesGreatGrandparent = "68" "spouses_great_grandparent" / "配偶的曾祖父母或外曾祖父母" | "配偶的曾祖父母",
        OtherGrandparent = "69" "other_grandparent" / "其他祖父母或外祖父母关系",
        Sibling = "70" "sibling" / "兄弟姐妹",
        ElderBrother = "71" "elder_brother" / "兄" | "哥哥",
        ElderBrothersWife = "72" "elder_brothers_wife" / "嫂" | "嫂子",
        YoungerBrother = "73" "younger_brother" / "弟" | "弟弟",
        YoungerBrothersWife = "74" "younger_brothers_wife" / "弟媳" | "弟妇",
        ElderSister = "75" "elder_sister" / "姐姐" | "姐",
        ElderSistersHusband = "76" "elder_sisters_husband" / "姐夫",
        YoungerSister = "77" "younger_sister" / "妹妹" | "妹",
        YoungerSistersHusband = "78" "younger_sisters_husband" / "妹夫",
        OtherSibling = "79" "other_sibling" / "其他兄弟姐妹",
        Other = "80" "other" / "其他",
        FathersElderBrother = "81" "fathers_elder_brother" / "伯父",
        FathersElderBrothersWife = "82" "fathers_elder_brothers_wife" / "伯母",
        FathersYoungerBrother = "83" "fathers_younger_brother" / "叔父",
        FathersYoungerBrothersWife = "84" "fathers_younger_brothers_wife" / "婶母",
        MothersBrother = "85" "mothers_brother" / "舅父",
        MothersBrothersWife = "86" "mothers_brothers_wife" / "舅母",
        MothersSistersHusband = "87" "mothers_sisters_husband" / "姨父",
        MothersSister = "88" "mothers_sister" / "姨母",
        FathersSistersHusband = "89" "fathers_sisters_husband" / "姑父",
        FathersSister = "90" "fathers_sister" / "姑母",
        PaternalCousin = "91" "paternal_cousin" / "堂兄弟、堂姐妹",
        OtherCousin = "92" "other_cousin" / "表兄弟、表姐妹",
        BrothersSon = "93" "brothers_son" / "侄子",
        BrothersDaughter = "94" "brothers_daughter" / "侄女",
        SistersSon = "95" "sisters_son" / "外甥",
        SistersDaughter = "96" "sisters_daughter" / "外甥女",
        OtherKin = "97" "other_kin" / "其他亲属",
        NotKin = "99" "not_kin" / "非亲属",
    }
}

impl Kinship {
    /// Whether it names the head himself: 户主, or 本人 as the register of the head writes it.
    pub const fn is_head(self) -> bool {
        matches!(self, Self::Head | Self::Oneself)
    }

    /// The general relation it belongs to, such as 子 for 长子; itself when it is general.
    #[must_use]
    pub fn group(self) -> Self {
        let general: String = self.gb().chars().take(1).chain(['0']).collect();
        match self {
            Self::Oneself | Self::Head | Self::OtherKin | Self::NotKin => self,
            _ if self.gb() >= "80" => Self::Other,
            _ => Self::of_gb(&general).unwrap_or(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Plain;
    use crate::value::testing::reads_back;

    #[test]
    fn the_whole_table_reads_back_by_label_and_by_code() {
        assert_eq!(Kinship::ALL.len(), 84);
        for kin in Kinship::ALL {
            reads_back(kin);
            assert_eq!(Kinship::parse(kin.gb()).unwrap(), *kin);
            assert_eq!(Kinship::of_gb(kin.gb()), Some(*kin));
        }
    }

    #[test]
    fn the_words_of_a_household_register_are_known() {
        for (label, gb) in
            [("户主", "02"), ("妻", "12"), ("女", "30"), ("长女", "32"), ("三女", "34"), ("儿媳", "38"), ("母亲", "52")]
        {
            assert_eq!(Kinship::parse(label).unwrap().gb(), gb);
        }
        assert_eq!(Kinship::parse("邻居").unwrap_err().code(), "value.label");
    }

    #[test]
    fn special_relations_belong_to_a_general_one() {
        assert_eq!(Kinship::FirstSon.group(), Kinship::Son);
        assert_eq!(Kinship::MothersMother.group(), Kinship::Grandparent);
        assert_eq!(Kinship::FathersSister.group(), Kinship::Other);
        assert!(Kinship::Head.is_head() && !Kinship::Wife.is_head());
    }
}
