//! 依据 How well a norm is known, and who set it.

labels! {
    /// 依据等级 How the text of a norm was seen. Only what was read in full binds as a floor; the rest are defaults that a layer with
    /// a source of its own may set either way.
    #[doc(alias = "依据等级")]
    pub enum Mark: "依据等级 evidence mark" {
        /// T: The full text was read.
        Text = "T" / "全文",
        /// X: An excerpt on a public page was read.
        Excerpt = "X" / "摘录",
        /// C: Public data or code were read.
        Data = "C" / "公开数据",
        /// K1: General knowledge, unverified, at least 90 % sure.
        Sure = "K1" / "未核实（较确定）",
        /// K2: General knowledge, unverified, 70 to 90 % sure.
        Likely = "K2" / "未核实",
        /// K3: Unverified, under 70 % sure: always a parameter.
        Unsure = "K3" / "未核实（不确定）",
        /// D: A choice of this library, no norm.
        Design = "D" / "本库设定",
    }
}

impl Mark {
    /// 法定 Whether it binds as a floor that may only be tightened.
    pub const fn binds(self) -> bool {
        matches!(self, Self::Text)
    }

    /// 未核实 Whether nobody has seen the text.
    pub const fn is_unverified(self) -> bool {
        matches!(self, Self::Sure | Self::Likely | Self::Unsure)
    }

    /// In English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Text => "full text read",
            Self::Excerpt => "excerpt read",
            Self::Data => "public data",
            Self::Sure => "unverified, at least 90 % sure",
            Self::Likely => "unverified, 70 to 90 % sure",
            Self::Unsure => "unverified, under 70 % sure",
            Self::Design => "choice of this library",
        }
    }
}

labels! {
    /// 层级 Who set a norm, from the state to the village.
    #[doc(alias = "效力层级")]
    pub enum Level: "层级 level" {
        /// 国家法律 The state.
        National = "national" / "国家",
        /// 党内法规 The Party.
        Party = "party" / "党内法规",
        /// 省 The province.
        Province = "province" / "省",
        /// 市 The city.
        City = "city" / "市",
        /// 区县 The district or county.
        District = "district" / "区",
        /// 镇街 The town or street.
        Town = "town" / "镇街",
        /// 村章程 The village's own charter.
        Charter = "charter" / "村自治章程",
    }
}
