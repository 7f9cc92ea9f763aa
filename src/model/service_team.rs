//! 服务队 Standing teams of members and villagers.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::checks::entries;
use crate::schema::{Id, Secret};
use crate::value::{Count, Day, PersonName, Phone, Plain, Text};

crate::labels! {
    /// 队伍性质 Whether a team is standing.
    pub enum TeamNature: "队伍性质 nature of a team" {
        /// 常态化 Standing.
        Standing = "standing" / "常态化" | "常设",
        /// 临时 For one task.
        Temporary = "temporary" / "临时",
    }
}

/// 服务队 A Party–mass service team (同心党群服务队).
#[doc(alias = "服务队")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceTeam {
    /// 编号 Id.
    pub id: Id<ServiceTeam>,
    /// 队伍名称 Name.
    pub name: Text,
    /// 性质 Nature.
    pub nature: TeamNature,
    /// 队长 Leader, one of the members.
    pub leader: PersonName,
    /// 联系电话 The leader's telephone.
    pub phone: Option<Secret<Phone>>,
    /// 组建日期 Day of forming.
    pub formed: Day,
    /// 队员名单 Members, leader included.
    pub members: Vec<PersonName>,
    /// 服务内容 What it does.
    pub services: Text,
    /// 累计服务次数 Times it has served so far.
    pub times_served: Count,
}

crate::entity! {
    ServiceTeam: "service_team", "team", v1, "服务队";
    columns {
        name "队伍名称": Text = |it| it.name.as_str(),
        nature "性质": Text = |it| it.nature.code(),
        formed "组建日期": Day = |it| it.formed,
        members "队员数": Int = |it| it.size(),
        times_served "累计服务次数": Int = |it| it.times_served,
    }
    indexes { by_name(name) }
    secrets { phone "联系电话": "phone" }
    subject = |it| it.id.key();
}

impl ServiceTeam {
    /// Own invariant: the leader is one of the members.
    fn check(&self) -> Result<()> {
        if !self.members.contains(&self.leader) {
            return Err(Error::new(code::model::TEAM_LEADER).with("column", "队员名单"));
        }
        Ok(())
    }

    /// 队员数 How many members it has.
    pub fn size(&self) -> Count {
        Count::new(u32::try_from(self.members.len()).unwrap_or(u32::MAX))
    }

    /// 名单 The members of a list with 、 between the names.
    ///
    /// # Errors
    /// `value.person_name` when an entry is no name, `model.team.count` when the paper states another number.
    pub fn members_of(list: &Text, stated: Count) -> Result<Vec<PersonName>> {
        let members = entries(list.as_str()).into_iter().map(PersonName::parse).collect::<Result<Vec<_>>>()?;
        if u32::try_from(members.len()).ok() != Some(stated.get()) {
            return Err(Error::new(code::model::TEAM_COUNT)
                .with("column", "队员数")
                .with("value", stated)
                .with("listed", members.len()));
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    #[test]
    fn the_list_has_the_stated_number_and_the_leader() {
        let members = ServiceTeam::members_of(&v("张三、李四、王五"), Count::new(3)).unwrap();
        let team = ServiceTeam {
            id: id(1),
            name: v("同心平安巡防队"),
            nature: TeamNature::Standing,
            leader: v("李四"),
            phone: None,
            formed: v("2022-10-18"),
            members,
            services: v("夜间巡逻"),
            times_served: Count::new(47),
        };
        assert!(team.check().is_ok());
        assert_eq!(team.size(), Count::new(3));
        let other = ServiceTeam { leader: v("赵六"), ..team };
        assert_eq!(other.check().unwrap_err().code(), "model.team.leader");
        let short = ServiceTeam::members_of(&v("张三、李四"), Count::new(3)).unwrap_err();
        assert_eq!((short.code(), short.get("listed")), ("model.team.count", Some("2")));
    }
}
