//! Commands of the room, how they are given, and what each would write if nobody refused it.

use cunwu::error::Result;
use cunwu::ledger::Session;
use cunwu::ledger::trade::{
    Announce, AnswerResult, ChangeContract, Fail, ObjectToResult, OpenTrade, PublishResult, Receive, Record, Settle,
    Sign, SignUpFor,
};
use cunwu::model::{
    AssetState, Contract, ContractChange, ContractChangeKind, ContractPeriod, Deal, DealState, Decision, DepositState,
    FailedRound, FailureReason, GatedAct, Instalments, Price, RentReceipt, ResultObjection, RoundOutcome, SignUp,
    SpentPermit, Trade, TradeRound, TradeStep, TradeWinner,
};
use cunwu::rules::decision::DecisionAct;
use cunwu::rules::gate::{AssetDeal, Facts};
use cunwu::schema::Id;
use cunwu::value::{Count, Day, Instant, Money, Period};

use super::books::Books;
use super::rent;
use crate::decisions::given::v;

/// An auction from its opening to its close: who bids how many fen in which minute.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) trade: Id<Trade>,
    pub(crate) on: Day,
    pub(crate) bids: Vec<(String, i64, i64)>,
    /// Minutes after the announced end.
    pub(crate) closed: i64,
}

#[derive(Debug, Clone)]
pub(crate) enum Command {
    Open(OpenTrade),
    Announce(Announce),
    SignUp(SignUpFor),
    Auction(Held),
    Fail(Fail),
    Publish(PublishResult),
    Object(ObjectToResult),
    Answer(AnswerResult),
    Settle(Settle),
    Sign(Sign),
    Record(Record),
    Receive(Receive),
    Change(ChangeContract),
}

fn at(on: Day, minute: i64) -> Instant {
    Instant::start_of(on).plus_micros((570 + minute) * 60_000_000)
}

impl Command {
    /// Gives the command; what a change comes to is counted apart and must be what the ledger asks a token for.
    pub(crate) async fn give(&self, clerk: &Session<'_>, books: &Books) -> Result<()> {
        let room = clerk.trade();
        match self.clone() {
            Self::Open(how) => room.open(how).await.map(|_| ()),
            Self::Announce(how) => room.announce(how).await.map(|_| ()),
            Self::SignUp(how) => room.sign_up(how).await.map(|_| ()),
            Self::Auction(how) => {
                let mut bidding = room.hold(how.trade, at(how.on, 0), at(how.on, 60)).await?;
                for (name, fen, minute) in how.bids {
                    let _refused = bidding.auction.bid(name, Money::from_fen(fen), at(how.on, minute));
                }
                let ends = bidding.auction.ends().max(at(how.on, 60 + how.closed));
                room.close(bidding, ends).await.map(|_| ())
            }
            Self::Fail(how) => room.fail(how).await.map(|_| ()),
            Self::Publish(how) => room.publish_result(how).await.map(|_| ()),
            Self::Object(how) => room.object(how).await.map(|_| ()),
            Self::Answer(how) => room.answer(how).await.map(|_| ()),
            Self::Settle(how) => room.settle(how).await.map(|_| ()),
            Self::Sign(how) => {
                let amount = Some(room.total(&how).await?);
                let trade = books.trades.iter().find(|it| it.id == how.trade).unwrap();
                let facts = Facts { object: object(books, trade).into(), amount, on: how.on };
                let token = clerk.decide().permit(trade.decision.id().unwrap(), AssetDeal(facts)).await?;
                room.sign(token, how).await.map(|_| ())
            }
            Self::Record(how) => room.record(how).await.map(|_| ()),
            Self::Receive(how) => room.receive(how).await.map(|_| ()),
            Self::Change(how) => {
                let Some(decision) = how.decision else { return room.change(None, how).await.map(|_| ()) };
                let contract = books.contracts.iter().find(|it| it.id == how.contract).unwrap();
                let amount = room.change_total(&how).await?;
                let mut changes = of(books, contract);
                changes.push(change(clerk, &how));
                let rows = rent::changed(contract, &changes).0;
                let slow: i64 = rows.iter().filter(|row| row.0 >= how.from).map(|row| row.2).sum();
                let trade = books.trades.iter().find(|it| it.asset == contract.asset).unwrap();
                let facts = Facts { object: object(books, trade).into(), amount: Some(amount), on: how.signed };
                let token = clerk.decide().permit(decision, AssetDeal(facts)).await?;
                room.change(Some(token), how.clone()).await?;
                assert_eq!(amount.fen(), slow, "what {how:?} comes to");
                Ok(())
            }
        }
    }

    /// The books as they would be; nothing where the command has no place in them.
    pub(crate) fn force(&self, clerk: &Session<'_>, books: &Books) -> Option<Books> {
        let mut books = books.clone();
        match self.clone() {
            Self::Open(how) => books.open(clerk, how)?,
            Self::Announce(how) => books.announce(&how),
            Self::SignUp(how) => books.sign_up(clerk, how),
            Self::Auction(how) => {
                let winner = how.bids.last().map(|(name, fen, _)| TradeWinner {
                    name: v(name),
                    code: None,
                    price: Money::from_fen(*fen),
                });
                let trade = books.trade(how.trade);
                take(trade, "open_auction", how.on, false);
                take(trade, if winner.is_some() { "win" } else { "fail" }, how.on, winner.is_none());
                trade.winner = winner;
                if let (None, Some(round)) = (&trade.winner, trade.rounds.last_mut()) {
                    round.failed = Some(FailureReason::NoBidder);
                }
            }
            Self::Fail(how) => books.fail(clerk, &how),
            Self::Publish(how) => {
                let trade = books.trade(how.trade);
                take(trade, "publish_result", how.shown.from(), false);
                trade.shown = Some(how.shown);
            }
            Self::Object(how) => {
                let trade = books.trade(how.trade);
                take(trade, "object", how.on, true);
                trade.objections.push(ResultObjection { on: how.on, text: how.text, answer: None, upheld: false });
            }
            Self::Answer(how) => {
                let trade = books.trade(how.trade);
                take(trade, if how.upheld { "uphold" } else { "answer" }, how.on, true);
                if let Some(open) = trade.objections.iter_mut().find(|it| it.answer.is_none()) {
                    (open.answer, open.upheld) = (Some((how.on, how.text)), how.upheld);
                }
            }
            Self::Settle(how) => {
                let paid = books.sign_ups.iter_mut().find(|it| it.id == how.sign_up)?;
                let last = books
                    .trades
                    .iter()
                    .any(|it| paid.trade.id() == Some(it.id) && it.rounds.len() == paid.round.get() as usize);
                if paid.state != DepositState::Held || (how.state == DepositState::Forfeited && !last) {
                    return None; // What was done would be written over; who won a round before is no longer told.
                }
                (paid.state, paid.settled_on) = (how.state, Some(how.on));
            }
            Self::Sign(how) => books.sign(clerk, how)?,
            Self::Record(how) => {
                let trade = books.trade(how.trade);
                take(trade, "record", how.on, false);
                let (project, asset) = (trade.project_no.clone(), trade.asset.clone());
                let mine = books.deals.iter_mut().filter(|it| it.project_no == project && it.asset == asset);
                mine.for_each(|it| it.state = DealState::Recorded);
            }
            Self::Receive(how) => {
                let Receive { no, contract, on, amount } = how;
                books.receipts.push(RentReceipt { id: clerk.mint(), no, contract: contract.into(), on, amount });
            }
            Self::Change(how) => {
                let contract = books.contracts.iter().find(|it| it.id == how.contract)?;
                if let Some(decision) = how.decision {
                    let mut changes = of(&books, contract);
                    changes.push(change(clerk, &how));
                    let rows = rent::changed(contract, &changes).0;
                    let total = rows.iter().filter(|row| row.0 >= how.from).map(|row| row.2).sum();
                    if total == 0 {
                        return None; // No instalment is left that could change.
                    }
                    books.spend(clerk, decision, Money::from_fen(total), how.signed);
                }
                books.changes.push(change(clerk, &how));
            }
        }
        Some(books)
    }
}

fn object(books: &Books, trade: &Trade) -> String {
    books.assets.iter().find(|it| trade.asset.id() == Some(it.id)).unwrap().no.to_string()
}

fn of(books: &Books, contract: &Contract) -> Vec<ContractChange> {
    books.changes.iter().filter(|it| it.contract.id() == Some(contract.id)).cloned().collect()
}

fn change(clerk: &Session<'_>, how: &ChangeContract) -> ContractChange {
    ContractChange {
        id: clerk.mint(),
        contract: how.contract.into(),
        kind: how.kind,
        signed: how.signed,
        from: how.from,
        rent: how.rent,
        until: how.last.filter(|_| how.kind == ContractChangeKind::Renewal).map(Day::next),
        decision: how.decision.map(Into::into),
        reason: how.reason.clone(),
    }
}

const STATES: &[(&str, &str)] = &[
    ("open_sign_up", "signing_up"),
    ("open_auction", "auctioning"),
    ("win", "won"),
    ("fail", "failed"),
    ("announce", "announced"),
    ("announce_again", "announced"),
    ("publish_result", "result_publicity"),
    ("object", "objected"),
    ("answer", "result_publicity"),
    ("uphold", "failed"),
    ("sign", "signed"),
    ("record", "recorded"),
];

fn take(trade: &mut Trade, step: &str, on: Day, reason: bool) {
    trade.state = v(STATES.iter().find(|it| it.0 == step).unwrap().1);
    trade.steps.push(TradeStep { step: v(step), on, by: v("platform"), reason: reason.then(|| v("说明")) });
}

impl Books {
    fn spend(&mut self, clerk: &Session<'_>, decision: Id<Decision>, amount: Money, on: Day) {
        let (id, decision, act) = (clerk.mint(), decision.into(), GatedAct::AssetDeal);
        self.spent.push(SpentPermit { id, decision, act, object: v("标的"), amount: Some(amount), on });
    }

    fn open(&mut self, clerk: &Session<'_>, how: OpenTrade) -> Option<()> {
        let asset = self.assets.iter().find(|it| it.id == how.asset)?;
        let file = &self.files.iter().find(|it| it.0 == how.decision)?.1;
        let fixed = self.terms.iter().find(|it| it.decision.id() == Some(how.decision)).and_then(|it| it.deal)?;
        let studied = file.events.iter().find(|it| it.act == DecisionAct::Propose)?.on;
        let own = how.members.map(|it| it.on).or(how.households.map(|it| it.on));
        let voted = own.or(file.last(DecisionAct::Resolve).map(|it| it.on))?;
        let step = |step: &str, on| TradeStep { step: v(step), on, by: v("platform"), reason: None };
        self.trades.push(Trade {
            id: clerk.mint(),
            project_no: how.project_no,
            asset: how.asset.into(),
            asset_name: asset.name.clone(),
            asset_kind: asset.kind,
            area: how.area.or_else(|| asset.area()),
            lessor: asset.owner.clone(),
            method: fixed.method,
            nature: fixed.nature,
            decision: how.decision.into(),
            resolved_floor: fixed.floor,
            resolved_months: fixed.months,
            households: how.households,
            members: how.members,
            steps: vec![step("study", studied), step("vote", voted), step("file", how.filed)],
            state: v("filed"),
            rounds: Vec::new(),
            winner: None,
            shown: None,
            objections: Vec::new(),
        });
        Some(())
    }

    fn announce(&mut self, how: &Announce) {
        let lowered = how.lowered_by.map(|by| self.terms.iter().find(|it| it.decision.id() == Some(by)));
        let lowered = lowered.flatten().and_then(|it| it.deal);
        let trade = self.trade(how.trade);
        let again = !trade.rounds.is_empty();
        take(trade, if again { "announce_again" } else { "announce" }, how.announced, false);
        (trade.winner, trade.shown) = (None, None);
        let before = trade.resolved_floor;
        trade.resolved_floor = lowered.map_or(before, |deal| deal.floor);
        trade.rounds.push(TradeRound {
            announced: how.announced,
            sign_up_by: how.sign_up_by,
            auction_on: how.auction_on,
            floor: Price::new(how.floor, before.unit),
            increment: how.increment,
            highest_raise: how.highest_raise,
            deposit: how.deposit,
            voted_anew: None,
            lowered_by: how.lowered_by.map(Into::into),
            failed: None,
        });
    }

    fn sign_up(&mut self, clerk: &Session<'_>, how: SignUpFor) {
        let id = clerk.mint();
        let trade = self.trade(how.trade);
        if trade.state.as_str() != "signing_up" {
            take(trade, "open_sign_up", how.on, false);
        }
        let round = Count::new(u32::try_from(trade.rounds.len()).unwrap());
        let (state, settled_on, trade) = (DepositState::Held, None, how.trade.into());
        let SignUpFor { bidder, code, on, payer, voucher, deposit, paid_on, .. } = how;
        let paid = SignUp { id, trade, round, bidder, code, on, payer, voucher, deposit, paid_on, state, settled_on };
        self.sign_ups.push(paid);
    }

    fn fail(&mut self, clerk: &Session<'_>, how: &Fail) {
        let trade = self.trade(how.trade);
        take(trade, "fail", how.on, true);
        let number = Count::new(u32::try_from(trade.rounds.len()).unwrap());
        let Some(round) = trade.rounds.last_mut() else { return };
        round.failed = Some(how.reason);
        let failed = FailedRound {
            id: clerk.mint(),
            project_no: trade.project_no.clone(),
            asset: trade.asset.clone(),
            asset_name: trade.asset_name.clone(),
            round: number,
            announced: round.announced,
            auctioned: round.auction_on,
            floor: round.floor,
            outcome: RoundOutcome::Failed,
            reason: how.reason,
            later_deal: None,
        };
        self.failed.push(failed);
    }

    fn sign(&mut self, clerk: &Session<'_>, how: Sign) -> Option<()> {
        let trade = self.trade(how.trade);
        take(trade, "sign", how.on, false);
        let trade = trade.clone();
        let (Some(winner), Some(round)) = (trade.winner.clone(), trade.round()) else { return Some(()) };
        let price = Price::new(winner.price, trade.resolved_floor.unit);
        let mut contract = Contract {
            id: clerk.mint(),
            no: how.contract_no,
            deal: clerk.mint::<Deal>().into(),
            asset: trade.asset.clone(),
            nature: trade.nature,
            lessor: trade.lessor.clone(),
            signed: how.on,
            lessee: winner.name,
            lessee_code: None,
            term: how.term,
            price,
            escalation: how.escalation,
            total: Money::from_fen(1),
            written: Some(how.written),
        };
        let rows = rent::signed(&contract)?;
        contract.total = Money::from_fen(rows.iter().map(|row| row.2).sum());
        for (place, (from, until, fen)) in (1_u32..).zip(rows) {
            let amount = Money::from_fen(fen);
            let instalments =
                Instalments { price: Price::new(amount, price.unit), rent: amount, number: Count::new(1) };
            let period = Period::new(from, Some(until)).unwrap();
            let (id, deal, seq) = (clerk.mint(), contract.deal.clone(), Count::new(place));
            let contract = contract.id.into();
            self.periods.push(ContractPeriod { id, contract, deal, seq, period, instalments, amount });
        }
        let publicity = trade.shown.unwrap_or_else(|| Period::of_day(how.on));
        self.deals.push(Deal {
            id: contract.deal.id()?,
            no: how.deal_no,
            project_no: trade.project_no.clone(),
            asset: trade.asset.clone(),
            asset_name: trade.asset_name.clone(),
            asset_kind: trade.asset_kind,
            area: trade.area,
            lessor: trade.lessor.clone(),
            method: trade.method,
            round: Count::new(u32::try_from(trade.rounds.len()).unwrap()),
            floor: round.floor.amount,
            price,
            deposit: round.deposit,
            announced: round.announced,
            sign_up_by: round.sign_up_by,
            auctioned: round.auction_on,
            publicity,
            decision: Some(trade.decision.clone()),
            households: trade.households,
            state: DealState::Signed,
        });
        let asset = self.assets.iter_mut().find(|it| trade.asset.id() == Some(it.id))?;
        (asset.state, asset.contract) = (AssetState::Let, Some(contract.id.into()));
        self.spend(clerk, trade.decision.id()?, contract.total, how.on);
        self.contracts.push(contract);
        Some(())
    }
}
