//! 值 Parsed values: what exists is valid. No I/O, no clock, no randomness.
//!
//! Every value reads and writes one plain text ([`Plain`]); full-width characters and stray spaces do not matter.
//! Values that belong to a person ([`Sensitive`]) have no `Display`, and their `Debug` shows a mask.

#[macro_use]
mod labels;
mod check_digit;
mod day;
mod decimal;
mod division;
mod document;
mod figure;
mod identity;
mod instant;
mod kinship;
mod month;
mod normalise;
mod number;
mod organisation;
mod partial_date;
mod period;
mod person_codes;
mod phone;
mod plain;
mod plate;
mod point;
mod ratio;
pub mod shift;
mod stat_period;
#[cfg(test)]
pub(crate) mod testing;
mod text;
mod work_calendar;

pub use day::Day;
pub use division::{DivisionCode, DivisionLevel, GridCode, TownKind, UrbanRural, VillageKind};
pub use document::{DocumentKind, IdDocument};
pub use figure::{Exactness, Figure};
pub use identity::{IdHolder, IdNumber};
pub use instant::Instant;
pub use kinship::Kinship;
#[doc(hidden)]
pub use labels::{loose_label, unknown_label};
pub use month::{Month, Year};
pub use normalise::{normalise, normalise_code};
pub use number::{Count, Metres, Money, SquareMetres};
pub use organisation::{CreditCode, OrganisationCode, Registry};
pub use partial_date::{AgeRange, PartialDate};
pub use period::Period;
pub use person_codes::{Education, Marital, Politics, SameResidence, Sex, YesNo};
pub use phone::{BankTail, HouseholdNo, Phone, PhoneKind};
pub use plain::{Form, Plain, Sensitive};
pub use plate::{Plate, PlateKind};
pub use point::{Bd09, Cgcs2000, Datum, Gcj02, Lattice, Point, Wgs84};
pub use ratio::{Percent, Ratio};
pub use stat_period::{StatKind, StatPeriod};
pub use text::{PersonName, RefNo, Text};
pub use work_calendar::{WorkCalendar, YearTable};
