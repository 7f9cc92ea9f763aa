//! 村 A unit's ledger, opened: store, keys, rules of access, clock and ids in one hand.

use std::sync::Arc;

use crate::access::{
    Actor, Clock, IdGen, KeyRing, Policy, Purpose, ReadLog, RoleTable, Sealer, SystemClock, Vault, keys_or_fresh,
};
use crate::error::{Error, Result, code};
use crate::ledger::Session;
use crate::ledger::kinds;
use crate::rules::{Procedure, Rulebook, procedure};
use crate::schema::UnitId;
use crate::store::{Head, Migrate, Store};

/// 装备 What a host brings besides the store; each part has a default.
#[derive(Debug, Clone)]
pub struct Means {
    /// Where unit keys are kept.
    pub ring: Arc<dyn KeyRing>,
    /// The cipher; `None` opens only ledgers without secrets.
    pub sealer: Option<Arc<dyn Sealer>>,
    /// Where ids and random bytes come from.
    pub ids: Arc<dyn IdGen>,
    /// Where time comes from.
    pub clock: Arc<dyn Clock>,
    /// Who may do what.
    pub policy: Arc<dyn Policy>,
    /// 规则库 What must hold; `None` takes [`Rulebook::guangzhou`].
    pub rules: Option<Arc<Rulebook>>,
}

impl Means {
    /// Keys of this ring, XChaCha20-Poly1305, random ids, the machine's clock, and the default table of roles.
    ///
    /// # Errors
    /// `access.random` when the machine gives no random bytes.
    #[cfg(feature = "crypto")]
    pub fn new(ring: impl KeyRing + 'static) -> Result<Self> {
        Ok(Self {
            ring: Arc::new(ring),
            sealer: Some(Arc::new(crate::access::XChaCha)),
            ids: Arc::new(crate::access::RandomIds::new()?),
            clock: Arc::new(SystemClock),
            policy: Arc::new(RoleTable::default()),
            rules: None,
        })
    }

    /// These ids, no cipher, the machine's clock, and the default table of roles.
    pub fn without_cipher(ring: impl KeyRing + 'static, ids: impl IdGen + 'static) -> Self {
        Self {
            ring: Arc::new(ring),
            sealer: None,
            ids: Arc::new(ids),
            clock: Arc::new(SystemClock),
            policy: Arc::new(RoleTable::default()),
            rules: None,
        }
    }

    /// Another clock.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Another source of ids.
    #[must_use]
    pub fn ids(mut self, ids: impl IdGen + 'static) -> Self {
        self.ids = Arc::new(ids);
        self
    }

    /// Another policy.
    #[must_use]
    pub fn policy(mut self, policy: impl Policy + 'static) -> Self {
        self.policy = Arc::new(policy);
        self
    }

    /// 规则库 Another rulebook: with the village's own charter over the rules that the crate ships, or of another place.
    #[must_use]
    pub fn rules(mut self, rules: impl Into<Arc<Rulebook>>) -> Self {
        self.rules = Some(rules.into());
        self
    }
}

/// 村 The ledger of one unit. Its only door is [`Village::session`].
#[doc(alias = "村")]
#[doc(alias = "台账")]
#[derive(Debug)]
pub struct Village {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) unit: UnitId,
    pub(crate) vault: Vault,
    pub(crate) means: Means,
    pub(crate) reads: ReadLog,
    rules: Arc<Rulebook>,
    procedures: Vec<Procedure>,
}

impl Village {
    /// Opens the ledger of a unit: brings the store to the current format, and takes the unit's keys from the ring,
    /// which mints them for a unit that has none.
    ///
    /// # Errors
    /// Those of the store; `schema.kind.unknown` when the store was opened without the crate's [`super::catalog`];
    /// `access.crypto.missing` when there is no cipher and the unit holds secrets; `rules.procedure` when the rulebook sets terms that a
    /// procedure cannot keep.
    pub async fn open(store: impl Store + 'static, unit: UnitId, means: Means) -> Result<Self> {
        let store: Arc<dyn Store> = Arc::new(store);
        for spec in kinds::catalog()?.kinds() {
            store.info().catalog.kind(spec.name)?;
        }
        store.migrate(&Migrate::default()).await?;
        let vault = match &means.sealer {
            Some(sealer) => {
                keys_or_fresh(&*means.ring, unit, &*means.ids).await?;
                Vault::open(unit, Arc::clone(&means.ring), Arc::clone(sealer), Arc::clone(&means.ids)).await?
            }
            None => Vault::without_cipher(unit, &*store, Arc::clone(&means.ids)).await?,
        };
        let rules = match &means.rules {
            Some(rules) => Arc::clone(rules),
            None => Arc::new(Rulebook::guangzhou()?),
        };
        let procedures = procedure::shipped(&rules)?;
        Ok(Self { store, unit, vault, means, reads: ReadLog::default(), rules, procedures })
    }

    /// 会话 The door: who acts, and what for. No call on the ledger lacks either.
    pub fn session(&self, actor: Actor, purpose: Purpose) -> Session<'_> {
        Session::new(self, actor, purpose)
    }

    /// The unit.
    pub fn unit(&self) -> UnitId {
        self.unit
    }

    /// The store below, for exports and verification; what it gives is sealed.
    pub fn store(&self) -> &dyn Store {
        &*self.store
    }

    /// The clock of this ledger.
    pub fn clock(&self) -> &dyn Clock {
        &*self.means.clock
    }

    /// 规则库 What must hold in this village.
    pub fn rules(&self) -> &Rulebook {
        &self.rules
    }

    /// 程序 A procedure that the crate ships, proven against the village's rulebook.
    ///
    /// # Errors
    /// `rules.procedure.unknown` when there is none of that id.
    pub fn procedure(&self, id: &str) -> Result<&Procedure> {
        let known = self.procedures.iter().find(|procedure| *procedure.id == *id);
        known.ok_or_else(|| Error::new(code::rules::PROCEDURE_UNKNOWN).with("procedure", id))
    }

    /// The last commit.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn head(&self) -> Result<Head> {
        self.store.head(self.unit).await
    }

    /// Writes what still waits in the log of readings. Call it before the process ends.
    ///
    /// # Errors
    /// Those of the store; the entries then still wait.
    pub async fn close(&self) -> Result<()> {
        self.reads.flush(&*self.store, self.unit, &*self.means.clock, &*self.means.ids).await
    }
}
