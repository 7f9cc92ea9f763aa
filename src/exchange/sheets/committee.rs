//! 村民委员会选举的登记表 The registers of committee elections: the election, its voter list, objections to it.

mod village_election;
mod voter;

pub use village_election::VillageElectionRow;
pub use voter::{VoterObjectionRow, VoterRow};

use crate::exchange::{SheetHandler, handler};

/// The registers, in order; after those of residents.
pub(crate) fn registers() -> Vec<SheetHandler> {
    vec![handler::<VillageElectionRow>(), handler::<VoterRow>(), handler::<VoterObjectionRow>()]
}
