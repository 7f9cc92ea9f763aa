//! 计数 The counters of a house: small, fixed, added and taken away field by field.

/// Declares the counters with checked arithmetic over all of them.
macro_rules! counters {
    ($($(#[$meta:meta])* $name:ident / $zh:literal,)+) => {
        /// 计数 How many people live in a house or an area, by what the village asks for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
        pub struct Counters {
            $($(#[$meta])* pub $name: u32,)+
        }

        impl Counters {
            /// Chinese names, in the order of [`Counters::values`].
            pub const NAMES: [&'static str; 16] = [$($zh),+];

            /// All values, in declared order.
            pub const fn values(&self) -> [u32; 16] {
                [$(self.$name),+]
            }

            /// From values in declared order.
            pub(crate) const fn of([$($name),+]: [u32; 16]) -> Self {
                Self { $($name),+ }
            }

            /// The sum; `None` when a counter would pass its range.
            #[must_use]
            pub fn plus(&self, other: &Self) -> Option<Self> {
                Some(Self { $($name: self.$name.checked_add(other.$name)?,)+ })
            }

            /// The difference; `None` when a counter would fall below zero.
            #[must_use]
            pub fn minus(&self, other: &Self) -> Option<Self> {
                Some(Self { $($name: self.$name.checked_sub(other.$name)?,)+ })
            }
        }
    };
}

counters! {
    /// 居住人员 All who live there.
    residents / "居住人员",
    /// 户籍人员 Registered in the village.
    registered / "户籍",
    /// 流动人员 From elsewhere on the mainland.
    migrant / "流动",
    /// 境外人员 From Hong Kong, Macao, Taiwan or abroad.
    overseas / "境外",
    /// 男 Men and boys.
    male / "男",
    /// 女 Women and girls.
    female / "女",
    /// 0 to 5 full years.
    age_0_5 / "0–5岁",
    /// 6 to 17 full years.
    age_6_17 / "6–17岁",
    /// 18 to 34 full years.
    age_18_34 / "18–34岁",
    /// 35 to 59 full years.
    age_35_59 / "35–59岁",
    /// 60 to 69 full years.
    age_60_69 / "60–69岁",
    /// 70 to 79 full years; the longevity allowance begins at 70.
    age_70_79 / "70–79岁",
    /// 80 full years and more.
    age_80_up / "80岁以上",
    /// Birth date unknown.
    age_unknown / "年龄不详",
    /// 特殊群体 On the care roll.
    care / "特殊群体",
    /// 党员 Party members.
    party / "党员",
}

impl Counters {
    /// 外来人员 From outside the village: migrant and overseas.
    pub const fn outside(&self) -> u32 {
        self.migrant.saturating_add(self.overseas)
    }
}
