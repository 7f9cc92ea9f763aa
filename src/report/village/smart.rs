//! 智慧治理 Rows 99 to 112: the pilot, houses, residents, map sheets, counter services.

use std::collections::BTreeSet;

use super::counter::{Counter, source, whole};
use super::people::living_on;
use crate::error::Result;
use crate::model::{
    CounterService, Grid, GridKind, House, MapSheet, Recognition, RecognitionKind, Residence, Station, StationKind,
};
use crate::schema::Id;

pub(super) fn count(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    let granted = |kind: RecognitionKind| move |one: &Recognition| one.kind == kind && one.day <= day;
    counter.count::<Recognition>(99, "类型为试点的", granted(RecognitionKind::Pilot))?;
    houses(counter)?;
    let living = living_on(counter.held, day);
    let how = "时点在住人员，每人一次（入住日不晚于、迁出日晚于时点）；与 2023-01 的人口数时点、口径不同，并列不合并";
    counter.put(104, living.map(|living| whole(living.len())), source::<Residence>(how))?;
    counter.distinct::<MapSheet, _>(105, "已出图的图幅，按图幅编号去重", |one| {
        one.drawn.is_none_or(|drawn| drawn <= day).then(|| one.no.as_str())
    })?;
    counter.count::<Recognition>(109, "类型为认可推广的", granted(RecognitionKind::Spread))?;
    terminals(counter)
}

fn houses(counter: &mut Counter<'_>) -> Result<()> {
    let comprehensive: Option<BTreeSet<Id<Grid>>> = counter
        .list::<Grid>()
        .map(|grids| grids.iter().filter(|grid| grid.kind == GridKind::Comprehensive).map(|grid| grid.id).collect());
    let Some(grids) = comprehensive else { return Ok(()) };
    counter.count::<House>(103, "属于综合网格的房屋；一栋只属于房屋点所在的网格", |house| {
        house.grid.id().is_some_and(|grid| grids.contains(&grid))
    })
}

fn terminals(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    for (row, name) in [(110, "云窗口"), (111, "粤智助")] {
        let how = format!("类型为政务自助终端、名称含“{name}”、已启用的");
        counter.count::<Station>(row, &how, |one| {
            one.kind == StationKind::Terminal && one.name.as_str().contains(name) && one.is_open_on(day)
        })?;
    }
    counter.sum::<CounterService>(112, "各终端各月刷脸登录件数之和", |one| {
        (one.month.last_day() <= day).then(|| one.by_face.get())
    })
}
