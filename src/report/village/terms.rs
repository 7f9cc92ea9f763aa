//! 提法 Enumerations that the articles name and that no record holds.

labels! {
    /// 宜居宜业宜商 What the environment is to be good for (row 83).
    pub enum Liveability: "宜居宜业宜商 liveability" {
        /// 宜居 To live in.
        Living = "living" / "宜居",
        /// 宜业 To work in.
        Working = "working" / "宜业",
        /// 宜商 To do business in.
        Business = "business" / "宜商",
    }
}

labels! {
    /// 座谈事项 What the forum of the donation station dealt with (row 148).
    pub enum ForumItem: "座谈事项 item of the forum" {
        /// 小结讲评前一阶段主题教育 Review of the stage of the education campaign.
        StageReview = "stage_review" / "小结讲评前一阶段主题教育",
        /// 向退休党员汇报业务 Report to retired members.
        ReportToRetired = "report_to_retired" / "向退休党员汇报业务",
    }
}

labels! {
    /// 建设目标 What the deputies' stations are to become (row 168).
    pub enum StationGoal: "建设目标 goal of a station" {
        /// 规范化 By the norm.
        Normative = "normative" / "规范化",
        /// 标准化 By one standard.
        Standard = "standard" / "标准化",
        /// 常态化 As a routine.
        Routine = "routine" / "常态化",
    }
}

labels! {
    /// 三见警 What of the police is to be seen at key places (row 87).
    pub enum Sighting: "三见警 sighting" {
        /// 见警察 Officers.
        Officers = "officers" / "见警察",
        /// 见警车 Cars.
        Cars = "cars" / "见警车",
        /// 见警灯 Lights.
        Lights = "lights" / "见警灯",
    }
}
