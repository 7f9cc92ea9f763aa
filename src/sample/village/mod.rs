//! 样本村 A village that does not exist, of any size, as records that fit together.

mod dwellers;
mod land;
#[cfg(test)]
mod tests;

use uuid::Uuid;

use crate::error::Result;
use crate::model::{Cooperative, Grid, House, Household, Letting, MapSheet, Outline, Residence, Resident};
use crate::sample::Rng;

/// 规模 How large a sample village is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    /// 房屋数 Houses, at least one.
    pub houses: u32,
    /// 居住人数 Residents.
    pub residents: u32,
}

impl Scale {
    /// 小 A hundred houses: for tests.
    pub const SMALL: Self = Self { houses: 100, residents: 800 };
    /// 东华 The size of the Donghua sample.
    pub const DONGHUA: Self = Self { houses: 1495, residents: 11_608 };
}

/// 样本村 The records of a sample village. Every link leads to a record that is here; secrets are open.
#[derive(Debug, Clone, PartialEq)]
pub struct Village {
    /// 经济合作社 Four co-operatives.
    pub cooperatives: Vec<Cooperative>,
    /// 网格 Grids of about two hundred houses.
    pub grids: Vec<Grid>,
    /// 图幅 Two map sheets for each grid.
    pub sheets: Vec<MapSheet>,
    /// 轮廓 Outlines of the village, its grids and its sheets: the grids tile the village, the sheets their grid.
    pub outlines: Vec<Outline>,
    /// 房屋 Houses.
    pub houses: Vec<House>,
    /// 出租屋 The houses that have tenants, as their landlords declared them.
    pub lettings: Vec<Letting>,
    /// 户 Households of those registered in the village.
    pub households: Vec<Household>,
    /// 居住人员 Residents.
    pub residents: Vec<Resident>,
    /// 居住 One open residence for each resident.
    pub residences: Vec<Residence>,
}

/// 生成样本村 The same seed and scale give the same village, ids included.
///
/// ```
/// use cunwu::sample::{Scale, village};
/// let village = village(1, Scale::SMALL)?;
/// assert_eq!(village.houses.len(), 100);
/// assert_eq!(village.residences.len(), 800);
/// # Ok::<(), cunwu::Error>(())
/// ```
///
/// # Errors
/// `value.…` when the scale is beyond what house and household numbers can hold.
pub fn village(seed: u64, scale: Scale) -> Result<Village> {
    let mut maker = Maker { rng: Rng::new(seed), made: 0 };
    let mut land = land::land(&mut maker, scale.houses.max(1))?;
    let people = dwellers::dwellers(&mut maker, &mut land, scale.residents)?;
    Ok(Village {
        cooperatives: land.cooperatives,
        grids: land.grids,
        sheets: land.sheets,
        outlines: land.outlines,
        houses: land.houses,
        lettings: people.lettings,
        households: people.households,
        residents: people.residents,
        residences: people.residences,
    })
}

/// Where chance and ids come from.
struct Maker {
    rng: Rng,
    made: u64,
}

impl Maker {
    /// The next id: version 7 of a fixed day, so that ids are in the order in which they were made.
    fn id<I: From<Uuid>>(&mut self) -> I {
        /// Midnight of 2023-06-30, UTC, in milliseconds.
        const START: u64 = 1_688_083_200_000;
        self.made += 1;
        let mut chance = [0_u8; 10];
        let bits = [self.rng.bits(), self.rng.bits()].map(u64::to_be_bytes).concat();
        for (byte, bit) in chance.iter_mut().zip(bits) {
            *byte = bit;
        }
        uuid::Builder::from_unix_timestamp_millis(START + self.made, &chance).into_uuid().into()
    }
}
