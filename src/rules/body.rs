//! 组织 The bodies and persons that procedures name.

labels! {
    /// 组织 Who may take a step.
    #[doc(alias = "会议主体")]
    pub enum Body: "组织 body" {
        /// 村民会议 The villagers' assembly (村民委员会组织法 arts. 21–24).
        VillagersAssembly = "villagers_assembly" / "村民会议" | "村民会议(户代表)" | "村民大会",
        /// 村民代表会议 The villagers' representative assembly (arts. 25–26).
        Representatives = "representatives" / "村民代表会议" | "村民代表大会" | "村民代表会",
        /// 村民小组会议 A villagers' group meeting (art. 28).
        GroupMeeting = "group_meeting" / "村民小组会议",
        /// 村民委员会 The villagers' committee.
        Committee = "committee" / "村民委员会" | "村委会",
        /// 村“两委”会议 Both committees together.
        BothCommittees = "both_committees" / "村“两委”会议" | "村两委会议" | "“两委”会议" | "两委会议" | "村“两委”联席会议",
        /// 村务监督委员会 The supervision committee (art. 32).
        Supervision = "supervision" / "村务监督委员会",
        /// 村党组织 The village's Party organisation: committee, general branch or branch committee.
        PartyCommittee = "party_committee" / "村党组织" | "村党组织会议" | "村党委会议" | "村党委" | "村党总支会议" | "村党支部委员会会议",
        /// 党员大会 The meeting of the village's Party members.
        PartyMembers = "party_members" / "党员大会" | "村党员大会" | "全体党员大会",
        /// 党支部党员大会 A branch's meeting of members.
        BranchMembers = "branch_members" / "支部党员大会",
        /// 支部委员会 A branch committee.
        BranchCommittee = "branch_committee" / "支部委员会" | "支委会",
        /// 党小组 A Party group.
        PartyGroup = "party_group" / "党小组",
        /// 成员大会 The members' assembly of the collective (农村集体经济组织法 arts. 26–27).
        CollectiveMembers = "collective_members" / "集体成员大会" | "成员大会",
        /// 成员代表大会 The representatives' assembly of the collective (art. 28).
        CollectiveRepresentatives = "collective_representatives" / "集体成员代表大会" | "成员代表大会",
        /// 户代表会议 A cooperative's household representatives.
        HouseholdRepresentatives = "household_representatives" / "户代表会议" | "合作社户代表会议",
        /// 理事会 The council of the collective (arts. 29–31).
        Council = "council" / "理事会" | "理事会会议",
        /// 监事会 Its supervisors (art. 32).
        Supervisors = "supervisors" / "监事会" | "监事",
        /// 村民 Any villager.
        Villager = "villager" / "村民",
        /// 镇街 The town or street.
        Township = "township" / "镇街" | "乡镇人民政府",
        /// 镇街党（工）委 Its Party committee.
        TownParty = "town_party" / "镇街党（工）委",
        /// 县（市、区）党委 The county's Party committee.
        CountyParty = "county_party" / "县（市、区）党委",
        /// 村民选举委员会 The villagers' election committee (村民委员会组织法 art. 12).
        ElectionCommittee = "election_committee" / "村民选举委员会",
        /// 区县主管部门 The district's authority.
        District = "district" / "区县主管部门",
        /// 交易平台 The platform on which assets are traded.
        Platform = "platform" / "交易平台",
        /// 竞投人 A bidder.
        Bidder = "bidder" / "竞投人",
        /// 网格员 A grid officer.
        GridOfficer = "grid_officer" / "网格员",
        /// 承办人 Whoever a matter is assigned to.
        Handler = "handler" / "承办人" | "承办单位",
        /// 人民调解委员会 The village's mediation committee, or a mediator whom it or the parties chose.
        Mediators = "mediators" / "人民调解委员会" | "人民调解员",
        /// 诉求人 Whoever brought the matter.
        Reporter = "reporter" / "诉求人",
    }
}
