//! 村情概况 Rows 1 to 32: campaign, place, people, cadres, officers, deals.

use std::collections::{BTreeMap, BTreeSet};

use super::counter::{Counter, before_bracket, number_before, source, whole};
use super::people::{living_on, of_category};
use crate::error::Result;
use crate::ledger::Held;
use crate::model::{
    AsOf, Campaign, CampaignLevel, Contract, ContractPeriod, Cooperative, Deal, DealMethod, DealState, Grid, GridKind,
    PartyMember, PersonMark, Post, PostBody, PostClass, Residence, StatedFigure, StatedValue,
};
use crate::report::{Number, Theme};
use crate::rules::party::CrossHolding;
use crate::schema::{Entity, Id};
use crate::value::{Day, DivisionCode, Money, Plain, Sex, SquareMetres};

/// The first day of what the articles tell of: 2022年至今.
pub(super) fn since() -> Option<Day> {
    Day::of(2022, 1, 1)
}

pub(super) fn count(counter: &mut Counter<'_>, boundary: Option<SquareMetres>) -> Result<()> {
    campaign(counter)?;
    place(counter, boundary)?;
    population(counter)?;
    cadres(counter)?;
    members(counter)?;
    officers(counter)?;
    deals(counter)
}

fn campaign(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    let stated = counter.fact("全市城中村").and_then(|fact| fact.figure()?.whole()).map(Number::whole);
    counter.put_as_of(1, None, stated, source::<StatedFigure>("“全市城中村”一行所述的数"))?;
    let runs = |one: &&Campaign| one.level == CampaignLevel::City && one.name.as_str().contains("城中村治理");
    let campaign = counter.list::<Campaign>().and_then(|list| list.iter().find(|one| runs(one) && one.runs_on(day)));
    let targets = campaign.and_then(|one| number_before(one.note.as_ref()?.as_str(), "个城中村")).map(Number::from);
    counter.put(2, targets, source::<Campaign>("进行中的市级“城中村治理”行动，其说明所列的城中村数"))?;
    let sender = |post: &Post| post.source.as_ref().map(|text| before_bracket(text.as_str()).to_owned());
    let sent = |post: &Post| post.class == PostClass::FirstSecretary && post.holds_on(day);
    counter.distinct::<Post, _>(5, "在任第一书记的派出单位，按单位去重", |post| {
        sent(post).then(|| sender(post)).flatten()
    })?;
    counter.count::<Post>(7, "在任第一书记中，来源为社会救助处处长的", |post| {
        sent(post) && post.source.as_ref().is_some_and(|text| text.as_str().contains("社会救助处处长"))
    })?;
    counter.count::<Post>(8, "在任的第一书记（任职机构为村党组织）", |post| {
        sent(post) && post.body_kind() == PostBody::Party
    })?;
    let model = counter.fact("工作模式").map(|fact| match &fact.value {
        StatedValue::Words(words) => words.as_str().split('、').filter_map(|name| Theme::parse(name).ok()).collect(),
        StatedValue::Figure(_) => BTreeSet::new(),
    });
    let all = Theme::ALL.len();
    let how = format!("“工作模式”一行列出的主题，去重；枚举“五治主题”共 {all} 项");
    counter.put_as_of(9, None, model.map(|themes: BTreeSet<Theme>| whole(themes.len())), source::<StatedFigure>(&how))
}

/// 村界面积 The area within the village's boundary, where the ledger holds it.
#[cfg(feature = "map")]
fn measured(held: &Held) -> Result<Option<SquareMetres>> {
    use crate::map::Area;
    use crate::model::{Outline, OutlineOf};
    use crate::value::Cgcs2000;
    let village = held.all::<Outline>().iter().find(|outline| outline.of == OutlineOf::Village);
    village.map(|outline| Ok(Area::<Cgcs2000>::of_record(outline)?.square_metres())).transpose()
}

/// Without the feature `map` nothing measures.
#[cfg(not(feature = "map"))]
#[allow(clippy::unnecessary_wraps, reason = "as with the feature")]
fn measured(_: &Held) -> Result<Option<SquareMetres>> {
    Ok(None)
}

fn place(counter: &mut Counter<'_>, boundary: Option<SquareMetres>) -> Result<()> {
    let code = counter.fact("行政区划代码").and_then(|fact| DivisionCode::parse(&fact.value.plain()).ok());
    let parts = code.map(|code| {
        let words = [code.county(), code.town(), code].map(DivisionCode::short).join(" / ");
        crate::report::Measure::Words(words)
    });
    counter.put_as_of(15, None, parts, source::<StatedFigure>("“行政区划代码”一行，拆成区、镇、村三级"))?;
    let stated = counter
        .list::<Grid>()
        .map(|grids| grids.iter().filter_map(|grid| grid.stated.area).map(SquareMetres::hundredths).sum::<i64>());
    let boundary = match boundary {
        Some(area) => Some(area),
        None => measured(counter.held)?,
    };
    let (area, how) = match boundary {
        Some(area) => (Some(area.hundredths()), "村界图形面积（平方米换算为平方公里）；".to_owned()),
        None => (stated, source::<Grid>("各网格所述面积之和（平方米换算为平方公里）；")),
    };
    // Hundredths of a square metre are 10⁻⁸ km².
    let area = area.and_then(|hundredths| Number::of(hundredths, 8)).map(|area| area.rounded(6));
    let how = how + &beside(counter, "全村总面积");
    counter.put(16, area, how)?;
    let day = counter.day;
    counter.count::<Cooperative>(17, "登记日期不晚于时点的村组一级合作社", |one| {
        one.registered.is_none_or(|registered| registered <= day)
    })
}

/// What the fact sheet states beside a count, with its day; shown, never taken into the count.
fn beside(counter: &Counter<'_>, item: &str) -> String {
    counter.fact(item).map_or_else(String::new, |fact| {
        let as_of = fact.as_of.map(|as_of| format!("，{}", as_of.plain())).unwrap_or_default();
        format!("旁列【{}】所述 {}{as_of}，并列不合并", StatedFigure::SPEC.zh, fact.value.plain())
    })
}

/// The last day of the time that a fact speaks of.
fn day_of(counter: &Counter<'_>, item: &str) -> Option<Day> {
    match counter.fact(item)?.as_of? {
        AsOf::At(date) => date.latest(),
        AsOf::Since(_) => None,
    }
}

/// The people of January 2023 are counted on the day of which the fact sheet speaks, beside what it states.
fn population(counter: &mut Counter<'_>) -> Result<()> {
    let time = counter.fact("户籍人口").and_then(|fact| fact.as_of).map(|as_of| match as_of {
        AsOf::At(date) | AsOf::Since(date) => crate::report::Measure::Words(date.plain()),
    });
    counter.put_as_of(18, None, time, source::<StatedFigure>("“户籍人口”一行的数据截止"))?;
    let rows: [(u16, &str, &str, bool); 2] = [(19, "户籍人口", "户籍", false), (20, "外来人员", "流动与境外", true)];
    for (row, item, label, outside) in rows {
        let Some(day) = day_of(counter, item) else { continue };
        let living = living_on(counter.held, day);
        let number = living.map(|living| whole(of_category(&living, |category| category.is_outside() == outside)));
        let how = format!("{label}人员，{} 在住（入住日不晚于、迁出日晚于该日），每人一次；", day.plain());
        let how = source::<Residence>(&how) + &beside(counter, item);
        counter.put_as_of(row, Some(day), number, how)?;
    }
    Ok(())
}

fn cadres(counter: &mut Counter<'_>) -> Result<()> {
    let Some(posts) = counter.list::<Post>() else { return Ok(()) };
    let held = CrossHolding::on(posts, counter.day);
    let how = format!("在任两委干部按人去重：村党委 {} 人 ∪ 村委会 {} 人", held.party, held.committee);
    counter.put(21, Some(Number::whole(i64::from(held.either))), source::<Post>(&how))?;
    let share = held.rate();
    let how = format!("两委都任职的 {} 人 ÷ 任一委任职的 {} 人", held.both, held.either);
    counter.put(22, share.and_then(|share| Number::of_percent(share.percent(2))), source::<Post>(&how))
}

fn members(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    counter.count::<PartyMember>(23, "入党日期不晚于时点的在册党员，正式与预备", |one| {
        one.is_member_on(day)
    })?;
    counter.count::<PartyMember>(
        24,
        "其中已回村报到的流动党员（在册党员之内，不另加）",
        |one| one.is_member_on(day) && one.has_reported_back_on(day),
    )?;
    let representative = |post: &&Post| post.class == PostClass::Representative && post.holds_on(day);
    let women = counter.list::<Post>().map(|posts| {
        let posts = posts.iter().filter(representative).filter(|post| post.sex == Sex::Female);
        posts.map(Post::person).collect::<BTreeSet<_>>().len()
    });
    let how = format!("在任村民代表，按人去重；其中妇女 {} 人", women.unwrap_or_default());
    counter.distinct::<Post, _>(25, &how, |post| representative(&post).then(|| post.person()))
}

fn officers(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    counter.count::<Grid>(26, "类型为综合网格的", |grid| grid.kind == GridKind::Comprehensive)?;
    let of = |class: PostClass| move |post: &Post| post.class == class && post.holds_on(day);
    let (full, part) = (of(PostClass::FullTimeOfficer), of(PostClass::PartTimeOfficer));
    let how = counter.list::<Post>().zip(counter.list::<Grid>()).map_or_else(String::new, |(posts, grids)| {
        let mut by_grid: BTreeMap<Id<Grid>, BTreeSet<PersonMark>> = BTreeMap::new();
        for post in posts.iter().filter(|post| full(post)) {
            if let Some(grid) = post.grid.as_ref().and_then(crate::model::Ref::id) {
                by_grid.entry(grid).or_default().insert(post.person());
            }
        }
        let one = grids.iter().filter(|grid| by_grid.get(&grid.id).is_some_and(|holders| holders.len() == 1)).count();
        format!("；{} 个网格中恰有 1 名的 {one} 个", grids.len())
    });
    counter.distinct::<Post, _>(27, &format!("在任专职网格员，按人去重{how}"), |post| {
        full(post).then(|| post.person())
    })?;
    counter
        .distinct::<Post, _>(28, "在任兼职网格员，按人去重", |post| part(post).then(|| post.person()))?;
    let cadre =
        |post: &Post| post.source.as_ref().is_some_and(|from| ["村社干部", "治保队员"].contains(&from.as_str()));
    counter.distinct::<Post, _>(
        29,
        "在任兼职网格员中来源为村社干部、治保队员的，按人去重",
        |post| (part(post) && cadre(post)).then(|| post.person()),
    )
}

/// 成交 A deal by open auction or tender since 2022, won, signed and on file by that day.
pub(super) fn is_won(deal: &Deal, day: Day) -> bool {
    let open = matches!(deal.method, DealMethod::Auction | DealMethod::Tender);
    let in_time = since().is_some_and(|since| since <= deal.auctioned) && deal.auctioned <= day;
    open && in_time && deal.state == DealState::Recorded
}

fn total(amounts: impl IntoIterator<Item = Money>) -> Option<Money> {
    amounts.into_iter().try_fold(Money::from_fen(0), Money::checked_add)
}

fn deals(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    counter.count::<Deal>(30, "2022-01-01 以来公开竞投、公开招标成交，已签约备案", |deal| {
        is_won(deal, day)
    })?;
    let kinds = (counter.list::<Deal>(), counter.list::<Contract>(), counter.list::<ContractPeriod>());
    let (Some(deals), Some(contracts), Some(periods)) = kinds else { return Ok(()) };
    let won: BTreeSet<Id<Deal>> = deals.iter().filter(|deal| is_won(deal, day)).map(|deal| deal.id).collect();
    let ours = |deal: Option<Id<Deal>>| deal.is_some_and(|id| won.contains(&id));
    let by_period = total(periods.iter().filter(|one| ours(one.deal.id())).map(|one| one.amount));
    let by_contract = total(contracts.iter().filter(|one| ours(one.deal.id())).map(Contract::total));
    let Some((sum, stated)) = by_period.zip(by_contract) else { return Ok(()) };
    let yuan = |money: Money| Number::from(money).grouped();
    let agree = if sum == stated { "相符" } else { "不符" };
    let how = format!("各期金额之和 {} 元；【合同】总金额之和 {} 元，两者{agree}", yuan(sum), yuan(stated));
    // Fen are 10⁻⁶ of ten thousand yuan; nothing is rounded away but zeros.
    let exact = Number::of(sum.fen(), 6);
    let short = exact.map(|exact| exact.rounded(2)).filter(|short| Some(*short) == exact).or(exact);
    counter.put(31, short, source::<ContractPeriod>(&how))
}
