//! 检查点 What a third party keeps of a log, so that nobody can rewrite it unseen.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result, code};
use crate::schema::UnitId;
use crate::store::{Digest, FORMAT, Head, Seq};
use crate::value::{Instant, Plain};

/// 检查点 Where a unit's log stood: one line of text that a third party keeps. Whoever can write the database can compute a new chain
/// over a changed past, but not one that meets a checkpoint out of his reach.
///
/// 怎样保管：每月村民会议或监委会例会时，把检查点这一行打印在会议纪要里，并抄送镇街；一年后用 `verify_against` 与纪要上的那一行对照，账本此前的内容
/// 是否被改写，一核便知。一行里没有任何个人信息，可以公开张贴。
///
/// How to keep one: print the line in the minutes of the monthly meeting, and send it to the town. A year later, compare
/// with [`crate::store::StoreExt::verify_against`]: whether anything before it was rewritten, shows. The line holds no personal
/// data and may hang on the notice board.
///
/// ```
/// use cunwu::store::Checkpoint;
/// let line = "cunwu-checkpoint 1 unit_01k3d0n6hwa000000000000000 0 - \
///             0000000000000000000000000000000000000000000000000000000000000000 8f7e0cd0";
/// assert!(line.parse::<Checkpoint>().is_err(), "the last group is a check against slips of the pen");
/// ```
#[doc(alias = "检查点")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// The unit.
    pub unit: UnitId,
    /// Where its log stood.
    pub head: Head,
    /// The stored format in which the chain was computed.
    pub format: u32,
}

impl Checkpoint {
    /// Of a head in the format of this build.
    pub fn new(unit: UnitId, head: Head) -> Self {
        Self { unit, head, format: FORMAT }
    }

    fn line(&self) -> String {
        let Head { seq, chain, at } = self.head;
        let at = at.map_or_else(|| "-".to_owned(), |at| at.plain());
        format!("cunwu-checkpoint {} {} {seq} {at} {chain}", self.format, self.unit)
    }
}

/// The first digits of a line's digest, against slips of the pen.
fn check(line: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(line.as_bytes()).into();
    Digest::from_bytes(digest).to_string().chars().take(8).collect()
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.line();
        write!(f, "{line} {}", check(&line))
    }
}

impl FromStr for Checkpoint {
    type Err = Error;

    /// Reads a line; how wide its gaps are does not matter.
    fn from_str(text: &str) -> Result<Self> {
        let wrong = || Error::new(code::store::CHECKPOINT_TEXT).with("value", text.trim());
        let words: Vec<&str> = text.split_whitespace().collect();
        let [name, format, unit, seq, at, chain, sum] = words.as_slice() else { return Err(wrong()) };
        let format: u32 = format.parse().map_err(|_| wrong())?;
        if *name == "cunwu-checkpoint" && format > FORMAT {
            return Err(Error::new(code::store::FORMAT_NEWER)
                .with("place", name)
                .with("found", format)
                .with("known", FORMAT));
        }
        let at = match *at {
            "-" => None,
            at => Some(Instant::parse(at).map_err(|error| wrong().because(error))?),
        };
        let seq: i64 = seq.parse().map_err(|_| wrong())?;
        let head = Head { seq: Seq::new(seq), chain: chain.parse()?, at };
        let read = Self { unit: unit.parse()?, head, format };
        // The line as it must have been printed: whatever reads otherwise was not copied whole.
        if read.line() == words.get(..6).unwrap_or_default().join(" ") && check(&read.line()) == *sum {
            Ok(read)
        } else {
            Err(wrong())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_checkpoint_is_one_line_that_reads_back_and_shows_each_slip_of_the_pen() {
        let head = Head {
            seq: Seq::new(42),
            chain: Digest::from_bytes([0xab; 32]),
            at: Some(Instant::from_micros(1_688_083_200_000_001)),
        };
        let checkpoint = Checkpoint::new(UnitId::from_uuid(Uuid::from_u128(7)), head);
        let line = checkpoint.to_string();
        let chain = "ab".repeat(32);
        let start = "cunwu-checkpoint 1 unit_00000000000000000000000007 42 2023-06-30T08:00:00.000001+08:00";
        assert_eq!(line, format!("{start} {chain} {}", check(&format!("{start} {chain}"))));
        assert_eq!(format!("  {}\n", line.replace(' ', "   ")).parse::<Checkpoint>().unwrap(), checkpoint);
        for place in 0..line.len() {
            for new in ['0', '1', 'x', ' '] {
                let mut slip: Vec<char> = line.chars().collect();
                if slip[place] == new {
                    continue;
                }
                slip[place] = new;
                let slip: String = slip.into_iter().collect();
                assert!(slip.parse::<Checkpoint>().is_err(), "{slip}");
            }
        }
        let empty = Checkpoint::new(checkpoint.unit, Head::default());
        assert_eq!(empty.to_string().parse::<Checkpoint>().unwrap(), empty);
        let newer = line.replace("checkpoint 1", "checkpoint 2");
        assert_eq!(newer.parse::<Checkpoint>().unwrap_err().code(), "store.format.newer");
    }
}
