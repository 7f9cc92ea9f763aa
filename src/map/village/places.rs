//! 空间查询 What is asked of places: who and what is inside, near, empty, dense, within reach.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::map::{Area, AreaCount, Near, VillageCount};
use crate::model::{House, Resident};
use crate::schema::{Entity, Id};
use crate::value::{Cgcs2000, Metres, Point, Ratio, SquareMetres};

/// 一页编号 A page of ids, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdPage<E: Entity> {
    /// The ids of this page.
    pub ids: Vec<Id<E>>,
    /// How many there are in all.
    pub of: usize,
    /// What the next page comes after; none on the last.
    pub next: Option<Id<E>>,
}

impl<E: Entity> IdPage<E> {
    fn of(mut ids: Vec<Id<E>>, after: Option<Id<E>>, limit: usize) -> Self {
        let of = ids.len();
        let start = after.map_or(0, |after| ids.partition_point(|id| *id <= after));
        ids.drain(..start);
        let more = ids.len() > limit;
        ids.truncate(limit);
        let next = ids.last().copied().filter(|_| more);
        Self { ids, of, next }
    }
}

/// 密度 How densely an area is lived in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(alias = "人口密度")]
pub struct Density {
    /// Who and what is inside.
    pub count: AreaCount,
    /// How large it is.
    pub size: SquareMetres,
}

impl Density {
    /// 每公顷居住人数 Residents per hectare, exact; `None` where the area is less than a hundredth of a square metre.
    pub fn residents_per_hectare(&self) -> Option<Ratio> {
        self.per_hectare(self.count.counters.residents)
    }

    /// 每公顷房屋数 Houses per hectare.
    pub fn houses_per_hectare(&self) -> Option<Ratio> {
        self.per_hectare(self.count.houses)
    }

    fn per_hectare(&self, number: u32) -> Option<Ratio> {
        // A hectare has 10⁶ hundredths of a square metre.
        Ratio::of(i64::from(number) * 1_000_000, self.size.hundredths().unsigned_abs())
    }
}

/// 服务覆盖 How many live within reach of something.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "服务半径覆盖")]
pub struct Reach {
    /// Where it reaches.
    pub area: Area<Cgcs2000>,
    /// Who lives there.
    pub inside: AreaCount,
    /// The whole village.
    pub all: AreaCount,
}

impl Reach {
    /// 覆盖率 The part of all residents; `None` in a village without any.
    pub fn residents(&self) -> Option<Ratio> {
        Ratio::share(self.inside.counters.residents, self.all.counters.residents)
    }
}

impl VillageCount {
    /// 区域内房屋 The houses of an area, by id.
    pub fn houses_in(&self, area: &Area<Cgcs2000>) -> Vec<Id<House>> {
        self.index.houses_in(area).into_iter().copied().collect()
    }

    /// 区域内房屋（分页） The houses of an area, a page at a time: those after an id, at most `limit`.
    pub fn houses_page(&self, area: &Area<Cgcs2000>, after: Option<Id<House>>, limit: usize) -> IdPage<House> {
        IdPage::of(self.houses_in(area), after, limit)
    }

    /// 区域内居住人员（分页） Who is counted in an area, a page at a time, in the order of ids. A host that shows them takes `residents_in` of its
    /// session, which notes the listing.
    pub fn residents_page(&self, area: &Area<Cgcs2000>, after: Option<Id<Resident>>, limit: usize) -> IdPage<Resident> {
        let mut ids: Vec<Id<Resident>> =
            self.houses_in(area).into_iter().flat_map(|house| self.counted_in(house)).collect();
        ids.sort_unstable();
        IdPage::of(ids, after, limit)
    }

    /// Who is counted in each house, by id.
    pub fn occupants(&self) -> BTreeMap<Id<House>, Vec<Id<Resident>>> {
        let houses = self.linked.keys().map(|house| (*house, self.counted_in(*house).collect::<Vec<_>>()));
        houses.filter(|(_, who)| !who.is_empty()).collect()
    }

    fn counted_in(&self, house: Id<House>) -> impl Iterator<Item = Id<Resident>> + '_ {
        let linked = self.linked.get(&house).into_iter().flatten().copied();
        linked.filter(move |who| {
            let counted = self.people.get(who).and_then(|person| person.counted);
            counted.is_some_and(|counted| counted.house == Some(house))
        })
    }

    /// 坐标 Where a house stands; every house of the register has a place.
    ///
    /// # Errors
    /// `map.headcount.unknown`.
    pub fn place(&self, house: Id<House>) -> Result<Option<Point<Cgcs2000>>> {
        self.index.place(&house)
    }

    /// 最近房屋 The nearest houses of a point; as [`Snapshot::nearest`](crate::map::Snapshot::nearest).
    pub fn nearest(&self, to: Point<Cgcs2000>, number: usize, within: Metres) -> Vec<Near<Id<House>>> {
        let found = self.index.nearest(to, number, within);
        found.into_iter().map(|near| Near { metres: near.metres, key: *near.key }).collect()
    }

    /// 周边居住人数 Who lives within so many metres of a point, such as a hazard.
    ///
    /// # Errors
    /// As [`Area::circle`].
    pub fn within(&self, of: Point<Cgcs2000>, metres: Metres) -> Result<AreaCount> {
        Ok(self.count(&Area::circle(of, metres)?))
    }

    /// 服务覆盖 How much of the village lives within so many metres of any of the points, such as its stations.
    ///
    /// # Errors
    /// As [`Area::around`].
    pub fn reach(&self, of: impl IntoIterator<Item = Point<Cgcs2000>>, metres: Metres) -> Result<Reach> {
        let area = Area::around(of, metres)?;
        Ok(Reach { inside: self.count(&area), all: self.total(), area })
    }

    /// 居住密度 How densely an area is lived in.
    pub fn density(&self, area: &Area<Cgcs2000>) -> Density {
        Density { count: self.count(area), size: area.square_metres() }
    }

    /// 空置房屋 Houses of an area where nobody is counted on the day, by id.
    #[doc(alias = "空置房屋")]
    pub fn empty_houses_in(&self, area: &Area<Cgcs2000>) -> Vec<Id<House>> {
        let empty = |house: &Id<House>| self.counted_in(*house).next().is_none();
        self.houses_in(area).into_iter().filter(empty).collect()
    }
}
