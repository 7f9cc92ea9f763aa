//! 人与地 The registers of people and places.

use crate::exchange::sheets::{
    AllowanceRow, CareRow, CooperativeRow, FactRow, GridRow, HouseRow, HouseholdRow, IndexRow, LettingRow, MapSheetRow,
    MovedOutRow, ResidentRow, SurveyRow, VehicleRow, VenueRow, VisitRow,
};
use crate::exchange::{SheetHandler, handler};

/// The registers of people and places. Residents come before those who moved out: a row of 迁出人员 adds to what the row
/// of the same person in 居住人员 says.
pub(crate) fn registers() -> Vec<SheetHandler> {
    vec![
        handler::<IndexRow>(),
        handler::<FactRow>(),
        handler::<CooperativeRow>(),
        handler::<GridRow>(),
        handler::<MapSheetRow>(),
        handler::<HouseRow>(),
        handler::<HouseholdRow>(),
        handler::<ResidentRow>(),
        handler::<MovedOutRow>(),
        handler::<LettingRow>(),
        handler::<VehicleRow>(),
        handler::<VenueRow>(),
        handler::<CareRow>(),
        handler::<VisitRow>(),
        handler::<SurveyRow>(),
        handler::<AllowanceRow>(),
    ]
}

#[cfg(test)]
#[cfg(feature = "xlsx")]
mod tests;
