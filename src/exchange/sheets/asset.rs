//! 农村集体资产登记台账 The register of collective assets.

use crate::error::Result;
use crate::exchange::sheets::person::{link_text, link_text_if};
use crate::exchange::{Held, Register, Stage};
use crate::model::{Asset, AssetKind, AssetState, AssetUnit, CollectiveOwner, Contract, Cooperative, House, Quantity};
use crate::schema::Key;
use crate::value::{Money, RefNo, Text, Year, YesNo};

const OWNER: &str = "权属单位";
const HOUSE: &str = "房屋编号";
const CONTRACT: &str = "合同编号";

crate::row! {
    /// 集体资产 A row of the register of assets.
    pub struct AssetRow {
        sheet: "集体资产", title: "农村集体资产登记台账", key: [no];
        no: RefNo = "资产编号" | "编号",
        name: Text = "资产名称",
        kind: AssetKind = "资产类别",
        owner: Text = "权属单位" | "所有权单位",
        quantity: Option<Quantity> = "数量(面积)" | "数量" as number,
        unit: AssetUnit = "计量单位",
        place: Text = "坐落",
        house: Option<RefNo> = "房屋编号",
        since: Option<Year> = "建成(购置)年份" | "建成年份" | "购置年份" as number,
        original_value: Money = "账面原值(元)" | "账面原值",
        state: AssetState = "使用状态",
        contract: Option<RefNo> = "合同编号",
        operating: YesNo = "是否经营性",
    }
}

/// The organisation of a name: the village's union by its name, a cooperative by a link.
pub(super) fn owner(to: &mut Stage<'_>, column: &'static str, name: &Text) -> Result<CollectiveOwner> {
    if CollectiveOwner::is_union(name.as_str()) {
        return Ok(CollectiveOwner::Union(name.clone()));
    }
    to.link::<Cooperative>(column, name.as_str()).map(CollectiveOwner::Cooperative)
}

/// The name of an organisation.
pub(super) fn owner_name(held: &Held, owner: &CollectiveOwner) -> Result<Text> {
    match owner {
        CollectiveOwner::Union(name) => Ok(name.clone()),
        CollectiveOwner::Cooperative(link) => link_text(held, link, |it| it.name.clone()),
    }
}

impl Register for AssetRow {
    type Primary = Asset;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        let owner = owner(to, OWNER, &self.owner)?;
        let house = self.house.as_ref().map(|no| to.link::<House>(HOUSE, no.as_str())).transpose()?;
        let contract = self.contract.as_ref().map(|no| to.link::<Contract>(CONTRACT, no.as_str())).transpose()?;
        to.put(Asset {
            id,
            no: self.no.clone(),
            name: self.name.clone(),
            kind: self.kind,
            owner,
            quantity: self.quantity,
            unit: self.unit,
            place: self.place.clone(),
            house,
            since: self.since,
            original_value: self.original_value,
            state: self.state,
            contract,
            operating: self.operating,
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<Asset>().iter().map(|it| Ok((row_of(held, it)?, vec![it.id.key()]))).collect()
    }
}

fn row_of(held: &Held, it: &Asset) -> Result<AssetRow> {
    Ok(AssetRow {
        no: it.no.clone(),
        name: it.name.clone(),
        kind: it.kind,
        owner: owner_name(held, &it.owner)?,
        quantity: it.quantity,
        unit: it.unit,
        place: it.place.clone(),
        house: link_text_if(held, it.house.as_ref(), |house| house.no.clone())?,
        since: it.since,
        original_value: it.original_value,
        state: it.state,
        contract: link_text_if(held, it.contract.as_ref(), |contract| contract.no.clone())?,
        operating: it.operating,
    })
}
