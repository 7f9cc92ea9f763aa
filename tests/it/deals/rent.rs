//! Rent counted instalment by instalment, from the words of the contract.

use cunwu::model::{Contract, ContractChange, ContractChangeKind as Change, Escalation, PriceUnit};
use cunwu::value::Day;

/// An instalment: first day, day after its last, fen.
pub(crate) type Instalment = (Day, Day, i64);

fn months(unit: PriceUnit) -> u32 {
    match unit {
        PriceUnit::PerMonth | PriceUnit::PerSquareMetreMonth => 1,
        PriceUnit::PerYear => 12,
        PriceUnit::Once => panic!("a sale has no instalments"),
    }
}

fn raised(fen: i64, basis_points: u32) -> i64 {
    let exact = i128::from(fen) * (10_000 + i128::from(basis_points));
    i64::try_from((exact * 2 + 10_000) / 20_000).unwrap()
}

/// The instalments of a contract as it was signed; nothing where its term does not end, or is not of whole instalments.
pub(crate) fn signed(contract: &Contract) -> Option<Vec<Instalment>> {
    let term = contract.term?;
    let (first, until, step) = (term.from(), term.until()?, months(contract.price.unit));
    let mut out = Vec::new();
    let mut rent = contract.price.amount.fen();
    for place in 0_u32.. {
        let (from, to) = (first.plus_months(step * place), first.plus_months(step * (place + 1)));
        if from >= until {
            break;
        }
        if to > until {
            return None;
        }
        if let Escalation::Every { years, basis_points } = &contract.escalation
            && place > 0
            && (step * place) % (years * 12) == 0
        {
            rent = raised(rent, *basis_points);
        }
        out.push((from, to, rent));
    }
    (!out.is_empty()).then_some(out)
}

/// The part of an instalment's rent for the days up to the day after the last, half a fen counting as one.
fn cut(instalment: &mut Instalment, until: Day) {
    let (from, to, fen) = *instalment;
    let (used, all) = (i128::from(until.days_since(from)), i128::from(to.days_since(from)));
    *instalment = (from, until, i64::try_from((2 * i128::from(fen) * used + all) / (2 * all)).unwrap());
}

/// The instalments with the changes, in the order in which they take effect; and the day after the last.
pub(crate) fn changed(contract: &Contract, changes: &[ContractChange]) -> (Vec<Instalment>, Day) {
    let mut rows = signed(contract).unwrap();
    let mut until = contract.term.unwrap().until().unwrap();
    let mut rent = rows.last().unwrap().2;
    let mut changes: Vec<&ContractChange> = changes.iter().collect();
    changes.sort_by_key(|change| change.from);
    for change in changes {
        match change.kind {
            Change::Rent => {
                rent = change.rent.unwrap().fen();
                rows.iter_mut().filter(|row| row.0 >= change.from).for_each(|row| row.2 = rent);
            }
            Change::Renewal => {
                rent = change.rent.map_or(rent, cunwu::value::Money::fen);
                let (step, end) = (months(contract.price.unit), change.until.unwrap());
                for place in 0_u32.. {
                    let from = change.from.plus_months(step * place);
                    if from >= end {
                        break;
                    }
                    let mut row = (from, change.from.plus_months(step * (place + 1)), rent);
                    if row.1 > end {
                        cut(&mut row, end);
                    }
                    rows.push(row);
                }
                until = end;
            }
            Change::Termination => {
                rows.retain(|row| row.0 < change.from);
                rows.iter_mut().filter(|row| row.1 > change.from).for_each(|row| cut(row, change.from));
                return (rows, change.from);
            }
        }
    }
    (rows, until)
}

/// What is owed on a day: of every instalment whose last day to pay has passed, less all that came by then; and whether something is unpaid.
pub(crate) fn owed(rows: &[Instalment], paid: i64, days: u32, on: Day) -> (i64, Vec<(Day, i64)>) {
    let mut left = paid;
    let mut unpaid = Vec::new();
    for (from, _, fen) in rows {
        let last = (0..days).fold(*from, |day, _| day.next());
        if last >= on {
            continue;
        }
        if left >= *fen {
            left -= fen;
        } else {
            unpaid.push((last, fen - left));
            left = 0;
        }
    }
    (unpaid.iter().map(|(_, fen)| fen).sum(), unpaid)
}
