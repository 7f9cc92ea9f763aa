//! 集体资产交易 Deals in collective assets: what must hold from the Party organisation's study to the last rent.
//!
//! [`deal`] checks a whole dossier, each act by the rules of its own day. [`Auction`] runs a bidding, [`RentRoll`] tells arrears on any day.
//! The numbers of the tendering law are for construction works alone ([`works`]): nothing here takes them for a lease.

mod auction;
mod cases;
mod deal;
mod dossier;
mod income;
mod lease;
mod rent;
pub mod works;

pub use auction::{Auction, AuctionTerms, Bid, Sale};
pub(super) use cases::CASES;
pub use deal::{
    announced, bidders, deposit_once, deposit_own, deposit_paid, floor, notice, objectable_through, objection, on_file,
    party_study, price, resolution_publicity, resolution_shown, result_shown, result_workdays, rounds, sign_early,
    sign_late, vote,
};
pub use dossier::{DealDossier, DealObjection, DealRecords, OwnerVote, Round, Signing, deal};
pub(crate) use dossier::{passed, resolved};
pub use income::distribute;
pub use lease::{
    contract_ends, contract_price, contract_total, district_platform, expiring, lease_longest, lease_needs_writing,
    lease_written, limitation_near, rent_limitation, resolution_floor, resolution_stated, resolution_term,
};
pub use rent::{Arrears, Due, Receipt, RentRoll, schedule};
