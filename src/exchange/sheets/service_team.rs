//! 服务队一览表 The list of service teams.

use crate::error::Result;
use crate::exchange::sheets::person::opened;
use crate::exchange::{Held, Register, Stage};
use crate::model::{ServiceTeam, TeamNature};
use crate::schema::{Key, Secret};
use crate::value::{Count, Day, PersonName, Phone, Plain, Text};

crate::row! {
    /// 服务队 A row of the list of service teams.
    pub struct ServiceTeamRow {
        sheet: "服务队", title: "同心党群服务队一览表", key: [name];
        name: Text = "队伍名称" | "名称",
        nature: TeamNature = "性质",
        leader: PersonName = "队长",
        phone: Option<Phone> = "联系电话" | "电话",
        formed: Day = "组建日期",
        size: Count = "队员数",
        members: Text = "队员名单",
        services: Text = "服务内容",
        times_served: Count = "累计服务次数",
    }
}

impl Register for ServiceTeamRow {
    type Primary = ServiceTeam;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let members = ServiceTeam::members_of(&self.members, self.size)?;
        let id = to.id();
        to.put(ServiceTeam {
            id,
            name: self.name.clone(),
            nature: self.nature,
            leader: self.leader.clone(),
            phone: self.phone.clone().map(Secret::open),
            formed: self.formed,
            members,
            services: self.services.clone(),
            times_served: self.times_served,
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<ServiceTeam>().iter().map(|it| Ok((row_of(it)?, vec![it.id.key()]))).collect()
    }
}

fn row_of(it: &ServiceTeam) -> Result<ServiceTeamRow> {
    let names: Vec<&str> = it.members.iter().map(PersonName::as_str).collect();
    Ok(ServiceTeamRow {
        name: it.name.clone(),
        nature: it.nature,
        leader: it.leader.clone(),
        phone: opened(it.phone.as_ref())?,
        formed: it.formed,
        size: it.size(),
        members: Text::parse(&names.join("、"))?,
        services: it.services.clone(),
        times_served: it.times_served,
    })
}
