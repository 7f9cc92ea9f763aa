//! 模型 The village's nouns, one file an aggregate: data and own invariants, nothing else.

mod reference;

mod allowance;
mod care;
mod cooperative;
mod grid;
mod house;
mod household;
mod identity;
mod letting;
mod map_sheet;
mod residence;
mod resident;
mod stated_figure;
mod survey;
mod vehicle;
mod venue;
mod visit;
mod workbook_index;

pub use allowance::{Allowance, AllowanceBand, AllowanceStatus, ConfirmationWay};
pub use care::{CareBasis, CareEntry, CareFrequency, CareGroup, CareGroups};
pub use cooperative::{Cooperative, CooperativeFigures, DatedCount};
pub use grid::{Grid, GridFigures, GridKind};
pub use house::{House, HouseUse, SafetyGrade, Structure};
pub use household::{Household, HouseholdKind};
pub use letting::{CodePlate, EmergencyExit, Extinguisher, Letting, LettingGrade, LettingHazard};
pub use map_sheet::{MapSheet, SheetDatum};
pub use reference::Ref;
pub use residence::{MoveOutReason, Registration, RegistrationWay, Residence, Room};
pub use resident::{AgeBand, Resident, ResidentCategory};
pub use stated_figure::{AsOf, Precision, StatedFigure, StatedValue};
pub use survey::{Survey, SurveyKind};
pub use vehicle::{NightCheck, Vehicle, VehicleFinding, VehicleKind, VehicleStanding};
pub use venue::{Venue, VenueClass, VenueHazard};
pub use visit::{Festival, Visit, VisitChannel};
pub use workbook_index::WorkbookIndex;
