//! 授权 Who may do what: actors, roles, purposes, permits, and the policy that grants them.

use std::collections::BTreeMap;
use std::fmt;

use crate::error::{Error, Result, code};

/// 角色 The name of a role; a name that the policy does not know may do nothing.
#[doc(alias = "角色")]
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Role(Box<str>);

impl Role {
    /// A role by name.
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// 村务文员 A clerk: writes, imports, reads masked, unmasks and exports with a purpose.
    pub fn clerk() -> Self {
        Self::new("clerk")
    }

    /// 网格员 A grid officer: writes and reads masked.
    pub fn grid_officer() -> Self {
        Self::new("grid_officer")
    }

    /// 村监委 A supervisor: reads masked and lists, writes nothing.
    pub fn supervisor() -> Self {
        Self::new("supervisor")
    }

    /// 数据管理员 A data steward: all that a clerk may, erasure, and rotation of keys.
    pub fn steward() -> Self {
        Self::new("steward")
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.0
    }
}

/// 操作人 Who acts: an account and the role in which he acts.
#[doc(alias = "操作人")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Actor {
    name: Box<str>,
    role: Role,
}

impl Actor {
    /// An account in a role. The name goes into the log: an account, not a person's data.
    pub fn new(name: &str, role: Role) -> Self {
        Self { name: name.into(), role }
    }

    /// 村务文员 A clerk.
    pub fn clerk(name: &str) -> Self {
        Self::new(name, Role::clerk())
    }

    /// The account.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The role.
    pub fn role(&self) -> &Role {
        &self.role
    }
}

/// 用途 What a session is for. Goes into the log, so it holds no personal data.
#[doc(alias = "用途")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Purpose(Option<Box<str>>);

impl Purpose {
    /// 日常办理 Daily work, without a purpose that would justify clear text.
    pub fn routine() -> Self {
        Self(None)
    }

    /// A stated purpose: `办理居住登记`. Blank text states none.
    pub fn of(text: &str) -> Self {
        let text = text.trim();
        Self((!text.is_empty()).then(|| text.into()))
    }

    /// The text that is logged.
    pub fn text(&self) -> &str {
        self.0.as_deref().unwrap_or("日常办理")
    }

    /// Whether a purpose was stated.
    pub fn is_stated(&self) -> bool {
        self.0.is_some()
    }
}

crate::labels! {
    /// 行为 What a permit is for.
    pub enum Act: "行为" {
        /// 查看（掩码） See masked records, counts and reports.
        Read = "read" / "查看",
        /// 登记 Write records; the library opens secrets to compare and check, and shows them masked.
        Write = "write" / "登记",
        /// 导入 Bring a workbook in.
        Import = "import" / "导入",
        /// 搜索 Find persons by what is asked for, masked; a few at a time.
        Search = "search" / "搜索",
        /// 列表 List persons, masked.
        List = "list" / "列表",
        /// 查看明文 See clear text.
        Unmask = "unmask" / "查看明文",
        /// 导出 Write clear text out.
        Export = "export" / "导出",
        /// 建立索引 Build a finder or a map in memory from clear text.
        Index = "index" / "索引",
        /// 擦除 Erase a person.
        Erase = "erase" / "擦除",
        /// 轮换密钥 Rotate the unit's keys; nothing is shown.
        Rekey = "rekey" / "轮换密钥",
    }
}

impl Act {
    /// Whether the library may open secrets for it. Only [`Act::Unmask`] and [`Act::Export`] let clear text out.
    pub const fn opens(self) -> bool {
        matches!(self, Self::Write | Self::Import | Self::Unmask | Self::Export | Self::Index)
    }

    /// Whether clear text leaves the library.
    pub const fn shows(self) -> bool {
        matches!(self, Self::Unmask | Self::Export)
    }

    /// Whether its entry in the read log is durable before anything is returned.
    pub const fn logs_first(self) -> bool {
        matches!(self, Self::Unmask | Self::Export | Self::List)
    }
}

/// 许可 What a policy granted: to whom, for which act on which kind. Nothing but [`grant`] makes one.
#[doc(alias = "许可")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    actor: Actor,
    purpose: Purpose,
    act: Act,
    kind: Box<str>,
}

impl Permit {
    /// Who.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// What for.
    pub fn purpose(&self) -> &Purpose {
        &self.purpose
    }

    /// The act.
    pub fn act(&self) -> Act {
        self.act
    }

    /// The kind, `*` for every kind.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// That it was granted for this act on this kind.
    ///
    /// # Errors
    /// `access.permit` when it was granted for something else.
    pub fn serves(&self, act: Act, kind: &str) -> Result<()> {
        if self.act == act && (&*self.kind == "*" || &*self.kind == kind) {
            return Ok(());
        }
        Err(Error::new(code::access::PERMIT)
            .with("granted", format!("{} {}", self.act, self.kind))
            .with("wanted", format!("{act} {kind}")))
    }

    /// That it serves to open secrets of a kind.
    ///
    /// # Errors
    /// `access.permit` when it was granted for something else.
    pub fn opens(&self, kind: &str) -> Result<()> {
        if self.act.opens() && (&*self.kind == "*" || &*self.kind == kind) {
            return Ok(());
        }
        Err(Error::new(code::access::PERMIT)
            .with("granted", format!("{} {}", self.act, self.kind))
            .with("wanted", format!("open {kind}")))
    }
}

/// 授权规则 Decides what an actor may do. A host brings its own.
#[doc(alias = "授权")]
pub trait Policy: fmt::Debug + Send + Sync {
    /// Grants or refuses. What it does not know it must refuse.
    ///
    /// # Errors
    /// `access.denied`, `access.role.unknown`, `access.purpose.missing`.
    fn decide(&self, actor: &Actor, purpose: &Purpose, act: Act, kind: &str) -> Result<()>;
}

/// Asks a policy for a permit; `kind` is a stored kind, or `*` for all.
///
/// # Errors
/// What the policy refuses with.
pub fn grant(policy: &dyn Policy, actor: &Actor, purpose: &Purpose, act: Act, kind: &str) -> Result<Permit> {
    policy.decide(actor, purpose, act, kind)?;
    Ok(Permit { actor: actor.clone(), purpose: purpose.clone(), act, kind: kind.into() })
}

/// 角色表 The default policy: a table of what each role may do, on every kind. Clear text needs a stated purpose besides.
#[derive(Debug, Clone)]
pub struct RoleTable(BTreeMap<Role, Vec<Act>>);

impl Default for RoleTable {
    fn default() -> Self {
        use Act::{Erase, Export, Import, Index, List, Read, Rekey, Search, Unmask, Write};
        Self(BTreeMap::new())
            .role(Role::clerk(), &[Read, Write, Import, Search, List, Unmask, Export, Index])
            .role(Role::grid_officer(), &[Read, Write, Search, List, Index])
            .role(Role::supervisor(), &[Read, Search, List])
            .role(Role::steward(), &[Read, Write, Import, Search, List, Unmask, Export, Index, Erase, Rekey])
    }
}

impl RoleTable {
    /// Registers a role, in the place of what it might do before.
    #[must_use]
    pub fn role(mut self, role: Role, acts: &[Act]) -> Self {
        self.0.insert(role, acts.to_vec());
        self
    }
}

impl Policy for RoleTable {
    fn decide(&self, actor: &Actor, purpose: &Purpose, act: Act, kind: &str) -> Result<()> {
        let role = actor.role();
        let Some(acts) = self.0.get(role) else {
            return Err(Error::new(code::access::ROLE_UNKNOWN).with("role", role.name()).with("actor", actor.name()));
        };
        if !acts.contains(&act) {
            return Err(Error::new(code::access::DENIED)
                .with("actor", actor.name())
                .with("role", role.name())
                .with("act", act)
                .with("kind", kind));
        }
        if act.shows() && !purpose.is_stated() {
            return Err(Error::new(code::access::PURPOSE_MISSING).with("actor", actor.name()).with("kind", kind));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_may_what_the_table_says_and_no_other() {
        let table = RoleTable::default();
        let code = |role: &str, purpose: &Purpose, act| {
            let actor = Actor::new("zhang", Role::new(role));
            grant(&table, &actor, purpose, act, "resident").map_err(|error| error.code()).err()
        };
        let stated = Purpose::of("办理居住登记");
        assert_eq!(code("clerk", &Purpose::routine(), Act::Write), None);
        assert_eq!(code("clerk", &Purpose::routine(), Act::Unmask), Some("access.purpose.missing"));
        assert_eq!(code("clerk", &Purpose::of("  "), Act::Export), Some("access.purpose.missing"));
        assert_eq!(code("clerk", &stated, Act::Unmask), None);
        assert_eq!(code("clerk", &stated, Act::Erase), Some("access.denied"));
        assert_eq!(code("grid_officer", &stated, Act::Unmask), Some("access.denied"));
        assert_eq!(code("supervisor", &stated, Act::Write), Some("access.denied"));
        assert_eq!(code("mayor", &stated, Act::Read), Some("access.role.unknown"));
    }

    #[test]
    fn a_permit_serves_its_kind_and_act_alone() {
        let clerk = Actor::clerk("zhang");
        let permit = |act, kind| grant(&RoleTable::default(), &clerk, &Purpose::of("x"), act, kind).unwrap();
        assert!(permit(Act::Unmask, "resident").opens("resident").is_ok());
        assert!(permit(Act::Index, "*").opens("resident").is_ok());
        assert_eq!(permit(Act::Unmask, "house").opens("resident").unwrap_err().code(), "access.permit");
        assert_eq!(permit(Act::Read, "*").opens("resident").unwrap_err().code(), "access.permit");
    }
}
