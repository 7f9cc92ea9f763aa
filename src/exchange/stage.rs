//! 登记 From a row to the records that it stands for.

use std::cell::RefCell;
use std::fmt;

use uuid::Uuid;

use crate::error::{Code, Error, Result, code};
use crate::exchange::plan::Written;
use crate::exchange::problem::{Problem, Severity};
use crate::exchange::registry::{Found, Registry};
use crate::exchange::row::{SheetRow, SheetSpec, mask};
use crate::exchange::sheet::Bench;
use crate::ledger::Held;
use crate::model::Ref;
use crate::schema::AnyRecord;
use crate::schema::{Entity, Id, Key};
use crate::value::{Day, Plain, Text};

/// 登记表 A sheet whose rows become records. Written by hand for each sheet, beside its [`row!`](crate::row).
pub trait Register: SheetRow {
    /// The kind that other sheets link to by this sheet's natural keys.
    type Primary: Entity;

    /// Turns the row into records.
    ///
    /// # Errors
    /// Any error refuses the row; `with("column", header)` names the cell.
    fn stage(&self, to: &mut Stage<'_>) -> Result<()>;

    /// The rows of what the ledger holds, in sheet order, each with the keys of the records it stands for.
    ///
    /// # Errors
    /// When held records contradict each other.
    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>>;

    /// 自然键 Texts under which the primary record can be linked. The first names it: rows of several sheets with the
    /// same first key stand for the same record.
    fn natural(&self) -> Vec<String> {
        vec![self.key()]
    }

    /// 未导入行的自然键 Keys of [`Register::natural`] that no single cell holds, for a row that could not be read: rows
    /// that name it are stored with the link pending. `cell` gives the text of a field's cell, if there is one.
    fn natural_of_refused(cell: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
        let _ = cell;
        Vec::new()
    }

    /// Kinds of the further records that [`Register::also`] names.
    const ALSO: &'static [&'static str] = &[];

    /// 其他自然键 Under what the further records of this row can be linked, such as the contract of a deal; one a kind.
    fn also(&self) -> Vec<Also> {
        Vec::new()
    }
}

/// 其他自然键 A natural key of a record that a row stands for beside its primary one.
#[derive(Debug, Clone)]
pub struct Also {
    pub(crate) kind: &'static str,
    pub(crate) natural: String,
    read: fn(&str) -> Option<Uuid>,
}

impl Also {
    /// The key of the row's record of that kind.
    pub fn of<E: Entity>(natural: impl Into<String>) -> Self {
        Self { kind: E::KIND, natural: natural.into(), read: |id| id.parse::<Id<E>>().ok().map(Id::uuid) }
    }

    /// The id of the record, where it is among these.
    pub(crate) fn among(&self, keys: &[Key]) -> Option<Uuid> {
        (self.read)(&keys.iter().find(|key| &*key.kind == self.kind)?.id)
    }
}

/// What stays with a row from one attempt at staging it to the next.
#[derive(Debug, Default)]
pub(crate) struct RowIds {
    /// Ids taken for the row, by kind; the primary one first.
    pub(crate) taken: Vec<(&'static str, Uuid)>,
    /// Records that the row already stands for.
    pub(crate) old: Vec<Key>,
    /// Ids minted for further records, in order.
    pub(crate) minted: Vec<Uuid>,
}

/// What one attempt at staging a row gave.
#[derive(Debug, Default)]
pub(crate) struct Staged {
    /// Records to put.
    pub(crate) records: Vec<StagedRecord>,
    /// Warnings.
    pub(crate) problems: Vec<Problem>,
}

/// A record that a row puts.
#[derive(Debug)]
pub(crate) struct StagedRecord {
    pub(crate) record: Box<dyn AnyRecord>,
    pub(crate) compared: Compared,
    /// Whether it may replace what an earlier row of this run put.
    pub(crate) also: bool,
}

/// How a staged record compares with what is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Compared {
    New,
    Same,
    Different,
}

/// 登记台 Where a row puts its records, and asks for ids and links.
pub struct Stage<'a> {
    held: &'a Held,
    registry: &'a Registry,
    written: &'a Written,
    change_on: Option<Day>,
    mint: &'a mut dyn FnMut() -> Uuid,
    spec: &'static SheetSpec,
    ids: &'a mut RowIds,
    /// How many ids were asked for beyond the reserved ones.
    further: usize,
    out: Staged,
    /// Ids that were handed out as links.
    links: RefCell<Vec<Uuid>>,
    failed: Option<Error>,
}

impl fmt::Debug for Stage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stage").field("sheet", &self.spec.name).field("ids", &self.ids).finish_non_exhaustive()
    }
}

impl<'a> Stage<'a> {
    /// The stage of one row.
    pub(crate) fn new(spec: &'static SheetSpec, ids: &'a mut RowIds, bench: &'a mut Bench<'_>) -> Self {
        Self {
            held: bench.held,
            registry: bench.registry,
            written: bench.written,
            change_on: bench.options.change_on,
            mint: bench.mint,
            spec,
            ids,
            further: 0,
            out: Staged::default(),
            links: RefCell::default(),
            failed: None,
        }
    }

    /// What was put and linked to.
    ///
    /// # Errors
    /// `exchange.kind.not_loaded`: the run cannot go on.
    pub(crate) fn finish(self) -> Result<(Staged, Vec<Uuid>)> {
        match self.failed {
            Some(error) => Err(error),
            None => Ok((self.out, self.links.into_inner())),
        }
    }
}

impl Stage<'_> {
    /// The id reserved for this row's record of that kind: the existing one when the row is already held, else a new
    /// one. For the primary kind it is the registered id.
    pub fn id<E: Entity>(&mut self) -> Id<E> {
        if let Some((_, id)) = self.ids.taken.iter().find(|(kind, _)| *kind == E::KIND) {
            return Id::from_uuid(*id);
        }
        let old = self.ids.old.iter().find(|key| &*key.kind == E::KIND);
        let id = old.and_then(|key| key.id.parse::<Id<E>>().ok()).unwrap_or_else(|| Id::from_uuid((self.mint)()));
        self.ids.taken.push((E::KIND, id.uuid()));
        id
    }

    /// A new id for a further record; the same one when the row is staged anew within one run.
    pub fn mint<E: Entity>(&mut self) -> Id<E> {
        let at = self.further;
        self.further += 1;
        if let Some(id) = self.ids.minted.get(at) {
            return Id::from_uuid(*id);
        }
        let id = (self.mint)();
        self.ids.minted.push(id);
        Id::from_uuid(id)
    }

    /// The existing record of that kind that this row stands for, secrets open.
    pub fn old<E: Entity>(&self) -> Option<&E> {
        let taken = self.ids.taken.iter().find(|(kind, _)| *kind == E::KIND).map(|(_, id)| Id::from_uuid(*id));
        let id = taken.or_else(|| self.ids.old.iter().find(|key| &*key.kind == E::KIND)?.id.parse().ok())?;
        self.held.get(id)
    }

    /// Everything the ledger held before this run.
    pub fn held(&self) -> &Held {
        self.held
    }

    /// A link by natural key.
    ///
    /// # Errors
    /// `exchange.reference.unknown` when nothing has that key, `exchange.reference.ambiguous` when several have. When the
    /// row of that key was refused, the link is pending and a warning is recorded.
    pub fn link<E: Entity>(&mut self, column: &'static str, natural: &str) -> Result<Ref<E>> {
        let shown = self.shown(column, natural);
        let told = |code| Error::new(code).with("column", column).with("value", &shown).with("kind", E::SPEC.zh);
        match self.registry.find(E::KIND, natural) {
            Found::One(id) => {
                self.links.borrow_mut().push(id);
                Ok(Ref::Known(Id::from_uuid(id)))
            }
            Found::Many => Err(told(code::exchange::REFERENCE_AMBIGUOUS)),
            Found::Nothing => Err(told(code::exchange::REFERENCE_UNKNOWN)),
            Found::Refused => {
                let error = told(code::exchange::REFERENCE_PENDING);
                self.out.problems.push(Problem::of(&error, Severity::Warning));
                Ok(Ref::Pending(Text::parse(natural)?))
            }
        }
    }

    /// The record under a natural key, if there is exactly one and its row was not refused.
    pub fn find<E: Entity>(&self, natural: &str) -> Option<Id<E>> {
        match self.registry.find(E::KIND, natural) {
            Found::One(id) => {
                self.links.borrow_mut().push(id);
                Some(Id::from_uuid(id))
            }
            Found::Many | Found::Refused | Found::Nothing => None,
        }
    }

    /// What an earlier row of this run, or this one, put under an id.
    pub fn staged<E: Entity>(&self, id: Id<E>) -> Option<&E> {
        let own = self.out.records.iter().rev().filter_map(|staged| staged.record.typed::<E>());
        own.into_iter().find(|record| Entity::id(*record) == id).or_else(|| self.written.get(id.uuid())?.typed())
    }

    /// Every record of a kind as this run leaves it so far, in no order: what is held, and what the rows so far put instead or in addition.
    pub fn every<E: Entity>(&self) -> impl Iterator<Item = &E> {
        let held = self.held.all::<E>().iter().filter(|record| self.staged(Entity::id(*record)).is_none());
        held.chain(self.written.every::<E>())
    }

    /// Puts a record that the row stands for, secrets open. The engine checks it, compares it with what is held, and
    /// the ledger seals and stores it. Two rows may put the same record if they agree about it.
    pub fn put<E: Entity>(&mut self, entity: E) {
        self.stage_record(entity, false);
    }

    /// Puts a further record, which the row does not stand for: the residence that a change ends, or a record of an
    /// earlier row (see [`Stage::staged`]) with something added. It replaces what the earlier row put.
    pub fn put_also<E: Entity>(&mut self, entity: E) {
        self.stage_record(entity, true);
    }

    fn stage_record<E: Entity>(&mut self, entity: E, also: bool) {
        if self.held.list::<E>().is_none() && self.failed.is_none() {
            self.failed = Some(Error::new(code::exchange::KIND_NOT_LOADED).with("kind", E::SPEC.zh));
        }
        let compared = match self.held.get(Entity::id(&entity)) {
            None => Compared::New,
            Some(old) if *old == entity => Compared::Same,
            Some(_) => Compared::Different,
        };
        self.out.records.push(StagedRecord { record: Box::new(entity), compared, also });
    }

    /// Records a warning about a cell; the row still goes in.
    pub fn warn(&mut self, column: &'static str, value: &str, code: &'static Code) {
        let shown = self.shown(column, value);
        let error = Error::new(code).with("column", column).with("value", &shown).with("sheet", self.spec.name);
        self.out.problems.push(Problem::of(&error, Severity::Warning));
    }

    /// The day of the change when the run says that the world moved; `None` when differences are corrections.
    pub fn change_on(&self) -> Option<Day> {
        self.change_on
    }

    fn shown(&self, column: &str, value: &str) -> String {
        if self.spec.column(column).is_some_and(|column| column.secret) { mask(value) } else { value.to_owned() }
    }
}
