//! 村务数字 Every figure of the inventory, computed from what a ledger holds on a day, and the two reports built on them.
//!
//! A figure is a count or sum over records, or a dated fact that the fact sheet states; what it counted and where an
//! outside statement stands beside it is said in its [`Computed::how`](crate::report::Computed::how). Statements are
//! never merged with counts. A kind that was not read gives no figure, rather than nought.

mod counter;
mod facts;
mod foundation;
mod inputs;
mod lasting;
mod order;
mod people;
mod precision;
mod reports;
mod safety;
mod setting;
mod smart;
mod stations;
mod tables;
mod terms;

use crate::error::Result;
use crate::ledger::Held;
use crate::report::FigureSet;
use crate::report::five::Inputs;
use crate::value::{Day, SquareMetres};

pub use reports::{FiveGovernance, VillageProfile};
pub use terms::{ForumItem, Liveability, Sighting, StationGoal};

use counter::Counter;

/// 村务账面 What a ledger holds, seen on a day.
///
/// ```
/// use cunwu::ledger::Held;
/// use cunwu::model::Cooperative;
/// use cunwu::report::village::VillageBook;
/// use cunwu::value::{Day, Plain};
/// let held = Held::new().with::<Cooperative>(Vec::new());
/// let figures = VillageBook::new(&held, Day::parse("2023-06-30")?).figures()?;
/// assert_eq!(figures.computed(17)?.map(|figure| figure.value.shown()), Some("0".into()), "read, and none there");
/// assert!(figures.computed(103)?.is_none(), "houses were not read");
/// # Ok::<(), cunwu::Error>(())
/// ```
#[doc(alias = "村务账面")]
#[derive(Debug, Clone, Copy)]
pub struct VillageBook<'a> {
    held: &'a Held,
    day: Day,
    boundary: Option<SquareMetres>,
}

impl<'a> VillageBook<'a> {
    /// What is held, seen on a day: nothing that came later counts.
    pub const fn new(held: &'a Held, day: Day) -> Self {
        Self { held, day, boundary: None }
    }

    /// 村界面积 The area within the village's boundary, in m². Without it the outline that the ledger holds is measured
    /// (feature `map`); without that the areas that the grids' sheet states are added up.
    #[must_use]
    pub const fn boundary(mut self, area: SquareMetres) -> Self {
        self.boundary = Some(area);
        self
    }

    /// 数字集 Every row of the inventory that records can answer, each saying what was counted and where it is shown.
    ///
    /// # Errors
    /// `report.figures.*` when the embedded register is damaged.
    pub fn figures(&self) -> Result<FigureSet> {
        let mut counter = Counter::new(self.held, self.day)?;
        setting::count(&mut counter, self.boundary)?;
        foundation::count(&mut counter)?;
        precision::count(&mut counter)?;
        safety::count(&mut counter)?;
        smart::count(&mut counter)?;
        lasting::count(&mut counter)?;
        stations::count(&mut counter)?;
        let mut figures = counter.into_figures();
        crate::report::five::mark_places(&mut figures)?;
        Ok(figures)
    }

    /// 报告输入 The tables and charts of profile and report: counts, sums and names of organisations, no person.
    ///
    /// # Errors
    /// As [`figures`](Self::figures).
    pub fn inputs(&self) -> Result<Inputs> {
        inputs::of(self.held, self.day, &self.figures()?)
    }
}

/// 数字集 [`VillageBook::figures`] without a boundary.
///
/// # Errors
/// As there.
pub fn figures(held: &Held, day: Day) -> Result<FigureSet> {
    VillageBook::new(held, day).figures()
}

/// 报告输入 [`VillageBook::inputs`] without a boundary.
///
/// # Errors
/// As there.
pub fn inputs(held: &Held, day: Day) -> Result<Inputs> {
    VillageBook::new(held, day).inputs()
}
