//! What stands on record of the deals of a village.

use cunwu::ledger::Session;
use cunwu::model::{
    Asset, Contract, ContractChange, ContractPeriod, Deal, Decision, DecisionTerms, FailedRound, RentReceipt, SignUp,
    SpentPermit, Trade,
};
use cunwu::rules::decision::Dossier;
use cunwu::schema::{Entity, Id};

#[derive(Debug, Clone, Default)]
pub(crate) struct Books {
    pub(crate) assets: Vec<Asset>,
    pub(crate) trades: Vec<Trade>,
    pub(crate) sign_ups: Vec<SignUp>,
    pub(crate) failed: Vec<FailedRound>,
    pub(crate) deals: Vec<Deal>,
    pub(crate) contracts: Vec<Contract>,
    pub(crate) periods: Vec<ContractPeriod>,
    pub(crate) changes: Vec<ContractChange>,
    pub(crate) receipts: Vec<RentReceipt>,
    pub(crate) spent: Vec<SpentPermit>,
    pub(crate) terms: Vec<DecisionTerms>,
    pub(crate) files: Vec<(Id<Decision>, Dossier)>,
}

async fn all<E: Entity>(clerk: &Session<'_>) -> Vec<E> {
    clerk.kind::<E>().all().await.unwrap().into_iter().map(|stored| stored.entity).collect()
}

impl Books {
    pub(crate) async fn of(clerk: &Session<'_>) -> Self {
        let mut files = Vec::new();
        for decision in all::<Decision>(clerk).await {
            files.push((decision.id, clerk.decide().file(decision.id).await.unwrap().dossier()));
        }
        Self {
            assets: all(clerk).await,
            trades: all(clerk).await,
            sign_ups: all(clerk).await,
            failed: all(clerk).await,
            deals: all(clerk).await,
            contracts: all(clerk).await,
            periods: all(clerk).await,
            changes: all(clerk).await,
            receipts: all(clerk).await,
            spent: all(clerk).await,
            terms: all(clerk).await,
            files,
        }
    }

    pub(crate) fn trade(&mut self, id: Id<Trade>) -> &mut Trade {
        self.trades.iter_mut().find(|trade| trade.id == id).unwrap()
    }
}
