//! 集体资产、民主决策与公共秩序 The registers of assets, decisions and public order.

use crate::exchange::sheets::asset::AssetRow;
use crate::exchange::sheets::campaign::CampaignRow;
use crate::exchange::sheets::case::CaseRow;
use crate::exchange::sheets::contract_period::ContractPeriodRow;
use crate::exchange::sheets::counter_service::CounterServiceRow;
use crate::exchange::sheets::deal::DealRow;
use crate::exchange::sheets::decision::DecisionStepRow;
use crate::exchange::sheets::decision_terms::DecisionTermsRow;
use crate::exchange::sheets::failed_round::FailedRoundRow;
use crate::exchange::sheets::incident_statistics::IncidentStatisticsRow;
use crate::exchange::sheets::mediation::MediationRow;
use crate::exchange::sheets::meeting::MeetingRow;
use crate::exchange::sheets::patrol_sighting::PatrolSightingRow;
use crate::exchange::sheets::repair_project::RepairProjectRow;
use crate::exchange::sheets::studio_member::StudioMemberRow;
use crate::exchange::sheets::village_rules::{RulesClauseRow, RulesEndingRow, VillageRulesRow};
use crate::exchange::{SheetHandler, handler};

/// The registers in the order of the workbook.
pub(crate) fn registers() -> Vec<SheetHandler> {
    vec![
        handler::<AssetRow>(),
        handler::<DealRow>(),
        handler::<ContractPeriodRow>(),
        handler::<FailedRoundRow>(),
        handler::<DecisionStepRow>(),
        handler::<DecisionTermsRow>(),
        handler::<MeetingRow>(),
        handler::<VillageRulesRow>(),
        handler::<RulesClauseRow>(),
        handler::<RulesEndingRow>(),
        handler::<CaseRow>(),
        handler::<CampaignRow>(),
        handler::<PatrolSightingRow>(),
        handler::<IncidentStatisticsRow>(),
        handler::<MediationRow>(),
        handler::<StudioMemberRow>(),
        handler::<RepairProjectRow>(),
        handler::<CounterServiceRow>(),
    ]
}

#[cfg(test)]
#[cfg(feature = "xlsx")]
mod tests;
