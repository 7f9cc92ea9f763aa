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
mod outline;
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
pub use outline::{Outline, OutlineOf, OutlineRing};
pub use reference::Ref;
pub use residence::{Home, MoveOutReason, Registration, RegistrationWay, Residence, Room};
pub use resident::{AgeBand, Resident, ResidentCategory};
pub use stated_figure::{AsOf, Precision, StatedFigure, StatedValue};
pub use survey::{Survey, SurveyKind};
pub use vehicle::{NightCheck, Vehicle, VehicleFinding, VehicleKind, VehicleStanding};
pub use venue::{Venue, VenueClass, VenueHazard};
pub use visit::{Festival, Visit, VisitChannel};
pub use workbook_index::WorkbookIndex;

mod activity;
mod big_committee_member;
mod checks;
mod donation;
mod election;
mod mark;
mod opinion;
mod pairing;
mod party_change;
mod party_meeting;
mod party_member;
mod party_organisation;
mod party_standing;
mod people;
mod pledge;
mod post;
mod quantity;
mod recognition;
mod service_order;
mod service_team;
mod station;
mod training;
mod venture_project;

pub use activity::{Activity, ActivityKind, ActivityMode};
pub use big_committee_member::BigCommitteeMember;
pub use donation::{Allocation, Donation, DonationKind};
pub use election::{Candidate, Election, ElectionKind};
pub use mark::PersonMark;
pub use opinion::{Opinion, OpinionChannel, OpinionKind, OpinionState};
pub use pairing::{Pairing, PairingLevel};
pub use party_change::{PartyApprover, PartyChange, PartyChangeKind};
pub use party_meeting::{PartyMeeting, PartyMeetingKind};
pub use party_member::{Floating, Membership, PartyMember};
pub use party_organisation::{PartyOrganisation, PartyOrganisationKind};
pub use party_standing::{PartyStanding, StandingKind};
pub use people::People;
pub use pledge::{Achievement, Badge, BadgeKind, Pledge, PledgeCategory};
pub use post::{Post, PostBody, PostClass};
pub use quantity::Quantity;
pub use recognition::{Recognition, RecognitionKind};
pub use service_order::{NeedCategory, OrderState, Satisfaction, ServiceOrder};
pub use service_team::{ServiceTeam, TeamNature};
pub use station::{
    DeputyLevel, FixState, InspectionItem, InspectionResult, ReceptionDay, Station, StationKind, StationLevel,
};
pub use training::{ExamResult, Training, TrainingOutcome};
pub use venture_project::{Societies, Society, VentureCategory, VentureProject, VentureStage};

mod appraisal;
mod asset;
mod campaign;
mod case;
mod collective_member;
mod contract;
mod counter_service;
mod deal;
mod decision;
mod disclosure;
mod disclosure_complaint;
mod dismissal;
mod failed_round;
mod incident_statistics;
mod matter;
mod mediation;
mod meeting;
mod owner;
mod patrol_sighting;
mod price;
mod rent;
mod repair_project;
mod roll;
mod rules_ending;
mod studio_member;
mod trade;
mod village_election;
mod village_rules;
mod voter;
mod work_step;

pub use appraisal::{Appraisal, AppraisalResult, Appraised, AppraisedBody};
pub use asset::{Asset, AssetKind, AssetState, AssetUnit};
pub use campaign::{Campaign, CampaignLevel};
pub use case::{Case, CaseSource, CaseState, Disorder};
pub use collective_member::{CollectiveMember, MembershipGround, MembershipReason};
pub use contract::{Contract, ContractNature, ContractPeriod, LONGEST_LEASE_MONTHS};
pub use counter_service::CounterService;
pub use deal::{Deal, DealMethod, DealState, HouseholdVote};
pub use decision::{Ballot, Decision, DecisionStep, Publicity, StepKind, StepOutcome, Votes};
pub use disclosure::Disclosure;
pub use disclosure_complaint::{ComplaintState, DisclosureComplaint, DisclosureFault};
pub use dismissal::{Dismissal, DismissalState, DismissalVote, Hearing, Petition, PostEnd, PostEnding, Withdrawal};
pub use failed_round::{FailedRound, FailureReason, RoundOutcome};
pub use incident_statistics::{IncidentMeasure, IncidentStatistics};
pub use matter::{
    Answer, AnswerKind, DealTerms, DecisionMove, DecisionTerms, GatedAct, Limits, MatterKind, MoveKind, Objection,
    SpentPermit,
};
pub use mediation::{Agreement, AgreementForm, DisputeKind, Mediation, Performance};
pub use meeting::{Meeting, MeetingKind};
pub use owner::CollectiveOwner;
pub use patrol_sighting::PatrolSighting;
pub use price::{Escalation, InstalmentUnit, Instalments, Price, PriceUnit, months_begun, whole_months};
pub use rent::{ContractChange, ContractChangeKind, IncomeShare, RentReceipt, Valuation};
pub use repair_project::{LiftVote, OwnersShare, RepairFunds, RepairKind, RepairProject, RepairState};
pub use roll::{
    Attachment, Attendance, CountedRoll, NamedRoll, Papers, Proxy, ProxyRelation, Roll, RollMember, RollUnit,
    StepEvidence,
};
pub use rules_ending::{RulesEnding, RulesEndingKind};
pub use studio_member::{Assessment, StudioMember};
pub use trade::{DepositState, MembersVote, ResultObjection, SignUp, Trade, TradeRound, TradeStep, TradeWinner};
pub use village_election::{ChosenCommittee, Handover, LeftVacant, Nomination, VillageElection, VoidPoll};
pub use village_rules::{LegalityReview, RulesClause, RulesState, RulesVote, VillageRules};
pub use voter::{Voter, VoterClaim, VoterClass, VoterConsent, VoterDecision, VoterObjection};
pub use work_step::WorkStep;
