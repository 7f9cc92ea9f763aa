//! 表 The sheets of the village's workbook: one file a sheet, its row and what becomes of it.

mod allowance;
mod care;
mod cooperative;
mod grid;
mod house;
mod household;
mod letting;
mod map_sheet;
mod moved_out;
pub(crate) mod people;
mod person;
mod resident;
mod stated_figure;
mod survey;
mod vehicle;
mod venue;
mod visit;
mod workbook_index;

pub use allowance::AllowanceRow;
pub use care::CareRow;
pub use cooperative::CooperativeRow;
pub use grid::GridRow;
pub use house::HouseRow;
pub use household::HouseholdRow;
pub use letting::LettingRow;
pub use map_sheet::MapSheetRow;
pub use moved_out::MovedOutRow;
pub use person::DocumentNo;
pub use resident::ResidentRow;
pub use stated_figure::FactRow;
pub use survey::SurveyRow;
pub use vehicle::VehicleRow;
pub use venue::VenueRow;
pub use visit::VisitRow;
pub use workbook_index::IndexRow;

#[cfg(all(test, feature = "xlsx"))]
mod tests;
