//! 人与屋 The records that say who lives where, together.

use crate::model::{CareEntry, House, PartyMember, Residence, Resident};

/// 人与屋 Who lives where: what a headcount is built from.
#[derive(Debug, Clone, Copy)]
pub struct People<'a> {
    /// 房屋 Houses.
    pub houses: &'a [House],
    /// 居住 Residences.
    pub residences: &'a [Residence],
    /// 居住人员 Residents.
    pub residents: &'a [Resident],
    /// 特殊群体 The care roll.
    pub care: &'a [CareEntry],
    /// 党员 Party members.
    pub members: &'a [PartyMember],
}
