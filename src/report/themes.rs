//! 五治 The five themes of governance, their headings, and which rows of the inventory each chapter carries.

use std::ops::RangeInclusive;

crate::labels! {
    /// 五治 The five themes of the governance model.
    #[doc(alias = "五治")]
    pub enum Theme: "五治主题 theme" {
        /// 强基治理 Foundations: the Party's organisation, pairing, social forces.
        Foundation = "foundation" / "强基治理" | "强基",
        /// 精准治理 Precision: grids, registers, village rules.
        Precision = "precision" / "精准治理" | "精准",
        /// 平安治理 Safety: prevention, fewer incidents, mediation.
        Safety = "safety" / "平安治理" | "平安",
        /// 智慧治理 Smart governance: person-house maps, counter services.
        Smart = "smart" / "智慧治理" | "智慧",
        /// 长效治理 Lasting: care, opinions, training.
        Lasting = "lasting" / "长效治理" | "长效",
    }
}

/// 章 A chapter of the profile: its rows, and the headings below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// Stable ASCII id.
    pub id: &'static str,
    /// Chinese title.
    pub zh: &'static str,
    /// English title.
    pub en: &'static str,
    /// The theme, for the five chapters of the five themes.
    pub theme: Option<Theme>,
    /// Headings below, in order; together they cover the chapter's rows.
    pub sections: &'static [Section],
}

/// 节 A heading of the second level: a duty with its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Stable ASCII id, unique over all chapters.
    pub id: &'static str,
    /// Chinese title.
    pub zh: &'static str,
    /// English title.
    pub en: &'static str,
    /// First and last row of the inventory.
    pub first: u16,
    /// Last row, included.
    pub last: u16,
}

impl Section {
    /// Its rows of the inventory.
    pub fn rows(&self) -> RangeInclusive<u16> {
        self.first..=self.last
    }
}

const fn section(id: &'static str, zh: &'static str, en: &'static str, first: u16, last: u16) -> Section {
    Section { id, zh, en, first, last }
}

/// 章节 All chapters: the village, the five themes, the donation station, the deputies' stations.
pub const CHAPTERS: &[Chapter] = &[
    Chapter {
        id: "village",
        zh: "村情概况",
        en: "The village",
        theme: None,
        sections: &[
            section("campaign", "城中村治理专项工作", "The campaign", 1, 14),
            section("population", "区划、面积与人口", "Place, area and people", 15, 20),
            section("cadres", "干部、党员与网格力量", "Cadres, members and officers", 21, 29),
            section("economy", "集体经济", "Collective economy", 30, 32),
        ],
    },
    Chapter {
        id: "foundation",
        zh: "强基治理",
        en: "Foundations",
        theme: Some(Theme::Foundation),
        sections: &[
            section("party_system", "强化党组织体系建设", "The Party's organisation", 33, 40),
            section("pairing", "开展结对共建协力推进治理", "Paired co-building", 41, 50),
            section("social_forces", "积极发动社会力量参与", "Social forces", 51, 61),
        ],
    },
    Chapter {
        id: "precision",
        zh: "精准治理",
        en: "Precision",
        theme: Some(Theme::Precision),
        sections: &[
            section("groundwork", "夯实治理工作基础", "Groundwork", 62, 77),
            section("mass_base", "厚植基层治理群众基础", "Village democracy", 78, 82),
        ],
    },
    Chapter {
        id: "safety",
        zh: "平安治理",
        en: "Safety",
        theme: Some(Theme::Safety),
        sections: &[
            section("mass_prevention", "强化群防群治工作", "Mass prevention", 83, 87),
            section("fewer_incidents", "压降警情保稳定", "Fewer incidents", 88, 92),
            section("elders", "弘扬新时代乡贤文化", "Village elders", 93, 96),
            section("grid_line", "筑牢网格化管理防线", "Grid management", 97, 98),
        ],
    },
    Chapter {
        id: "smart",
        zh: "智慧治理",
        en: "Smart governance",
        theme: Some(Theme::Smart),
        sections: &[
            section("pilot", "推进智慧治理试点建设", "The pilot", 99, 102),
            section("grid_maps", "创设智能化网格图", "Person-house grid maps", 103, 109),
            section("counter", "推广便民智慧政务", "Services in the village", 110, 112),
        ],
    },
    Chapter {
        id: "lasting",
        zh: "长效治理",
        en: "Lasting governance",
        theme: Some(Theme::Lasting),
        sections: &[
            section("care", "关爱特殊群众", "Care", 113, 122),
            section("opinions", "强化问需于民", "Asking the people", 123, 133),
            section("training", "培训提升促就业", "Training for work", 134, 141),
        ],
    },
    Chapter {
        id: "donation_station",
        zh: "市捐赠站",
        en: "City donation station",
        theme: None,
        sections: &[
            section("theme_day", "主题党日", "Theme Party day", 142, 153),
            section("donation_work", "捐赠与长寿保健金", "Donations and longevity allowance", 154, 155),
        ],
    },
    Chapter {
        id: "deputy_stations",
        zh: "人大代表联络站",
        en: "Deputies' liaison stations",
        theme: None,
        sections: &[section("cross_inspection", "交叉检查", "Cross-inspection", 156, 169)],
    },
];

/// The chapter and heading that carry a row of the inventory.
pub fn place_of(row: u16) -> Option<(&'static Chapter, &'static Section)> {
    CHAPTERS.iter().find_map(|chapter| {
        chapter.sections.iter().find(|section| section.rows().contains(&row)).map(|section| (chapter, section))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Plain;

    #[test]
    fn the_chapters_carry_every_row_once_and_in_order() {
        let rows: Vec<u16> = CHAPTERS.iter().flat_map(|chapter| chapter.sections).flat_map(Section::rows).collect();
        assert_eq!(rows, (1..=169).collect::<Vec<_>>());
    }

    #[test]
    fn there_are_five_themes_and_each_has_its_chapter() {
        let themes: Vec<Theme> = CHAPTERS.iter().filter_map(|chapter| chapter.theme).collect();
        assert_eq!(themes, Theme::ALL);
        assert_eq!(Theme::parse("强基").unwrap().label(), "强基治理");
        assert_eq!(place_of(96).unwrap().1.zh, "弘扬新时代乡贤文化");
        assert_eq!(place_of(170), None);
    }
}
