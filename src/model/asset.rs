//! 集体资产 Assets of the collective.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::{above_zero, empty_while};
use crate::model::{CollectiveOwner, Contract, House, Quantity, Ref};
use crate::schema::Id;
use crate::value::{Money, Plain, RefNo, SquareMetres, Text, Year, YesNo};

labels! {
    /// 资产类别 What an asset is.
    #[doc(alias = "资产类别")]
    pub enum AssetKind: "资产类别 kind of asset" {
        /// 厂房 Factory building.
        Factory = "factory" / "厂房",
        /// 仓库 Warehouse.
        Warehouse = "warehouse" / "仓库",
        /// 市场 Market.
        Market = "market" / "市场",
        /// 停车场 Car park.
        CarPark = "car_park" / "停车场",
        /// 公寓 Flats, among them farmers' apartments.
        Apartment = "apartment" / "公寓",
        /// 土地 Land.
        Land = "land" / "土地",
        /// 广告位 Advertising site.
        AdvertisingSite = "advertising_site" / "广告位",
        /// 办公楼 Office building.
        Office = "office" / "办公楼",
        /// 屋顶 Roof, let for solar panels.
        Roof = "roof" / "屋顶",
        /// 商铺 Shop.
        Shop = "shop" / "商铺",
        /// 设备 Equipment.
        Equipment = "equipment" / "设备",
        /// 公共设施 Public facility.
        PublicFacility = "public_facility" / "公共设施",
        /// 其他 Anything else.
        Other = "other" / "其他",
    }
}

labels! {
    /// 使用状态 What is done with an asset.
    #[doc(alias = "使用状态")]
    pub enum AssetState: "使用状态 state of use" {
        /// 出租中 Let.
        Let = "let" / "出租中" | "出租",
        /// 自用 Used by the collective itself.
        OwnUse = "own_use" / "自用",
        /// 闲置 Idle.
        Idle = "idle" / "闲置",
        /// 已处置 Sold or scrapped.
        Disposed = "disposed" / "已处置",
    }
}

labels! {
    /// 计量单位 What the quantity of an asset is counted in.
    #[doc(alias = "计量单位")]
    pub enum AssetUnit: "计量单位 unit" {
        /// 平方米 Square metres.
        SquareMetre = "square_metre" / "平方米" | "㎡" | "m2" | "m²",
        /// 亩 Mu, a fifteenth of a hectare.
        Mu = "mu" / "亩",
        /// 米 Metres.
        Metre = "metre" / "米",
        /// 批 Lots.
        Lot = "lot" / "批",
        /// 台 Machines.
        Machine = "machine" / "台" | "台(套)",
        /// 套 Sets.
        Set = "set" / "套",
        /// 个 Pieces.
        Piece = "piece" / "个",
        /// 处 Places.
        Place = "place" / "处",
    }
}

/// 集体资产 An asset on the register that the village keeps of what the collective owns (村民委员会组织法 art. 34).
#[doc(alias = "集体资产")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asset {
    /// 编号 Id.
    pub id: Id<Asset>,
    /// 资产编号 Number on the register.
    pub no: RefNo,
    /// 资产名称 Name.
    pub name: Text,
    /// 资产类别 What it is.
    pub kind: AssetKind,
    /// 权属单位 Who owns it.
    pub owner: CollectiveOwner,
    /// 数量（面积） How much of it, in `unit`; not every lot is counted.
    pub quantity: Option<Quantity>,
    /// 计量单位 What the quantity is counted in.
    pub unit: AssetUnit,
    /// 坐落 Where it is.
    pub place: Text,
    /// 房屋 The house it is, if it is on the house register.
    pub house: Option<Ref<House>>,
    /// 建成（购置）年份 Year of building or buying, if known.
    pub since: Option<Year>,
    /// 账面原值 Original value in the books.
    pub original_value: Money,
    /// 使用状态 What is done with it.
    pub state: AssetState,
    /// 合同 The contract under which it is let or was sold.
    pub contract: Option<Ref<Contract>>,
    /// 是否经营性 Whether it is there to earn: only operating assets may be quantified into shares (集体经济组织法 art. 40).
    pub operating: YesNo,
}

crate::entity! {
    Asset: "asset", "ast", v1, "集体资产";
    columns {
        no "资产编号": Text = |it| it.no.as_str(),
        name "资产名称": Text = |it| it.name.as_str(),
        asset_kind "资产类别": Text = |it| it.kind.code(),
        cooperative "权属经济合作社": Text = |it| it.owner.cooperative(),
        house "房屋": Text = |it| it.house.as_ref().and_then(Ref::id),
        original_value "账面原值（分）": Int = |it| it.original_value,
        state "使用状态": Text = |it| it.state.code(),
        operating "是否经营性": Bool = |it| it.operating == YesNo::Yes,
    }
    indexes { by_no(no), by_state(state, no), by_kind(asset_kind, no) }
    secrets {}
    subject = |it| it.id.key();
}

impl Asset {
    /// 面积 Its area, where it is measured in square metres.
    pub fn area(&self) -> Option<SquareMetres> {
        match self.unit {
            AssetUnit::SquareMetre => SquareMetres::parse(&self.quantity?.plain()).ok(),
            _ => None,
        }
    }

    fn check(&self) -> Result<()> {
        if let Some(quantity) = self.quantity {
            above_zero("数量(面积)", quantity.thousandths())?;
        }
        above_zero("账面原值(元)", self.original_value.fen())?;
        match self.state {
            AssetState::OwnUse | AssetState::Idle => empty_while(("合同编号", self.contract.is_some()), self.state),
            AssetState::Let | AssetState::Disposed => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn workshop() -> Asset {
        Asset {
            id: id(1),
            no: v("DHZC-003"),
            name: v("东华工业区3号厂房"),
            kind: AssetKind::Factory,
            owner: CollectiveOwner::Union(v("东华村经济联合社")),
            quantity: Some(v("1920.5")),
            unit: AssetUnit::SquareMetre,
            place: v("东华村内"),
            house: None,
            since: Some(v("2007")),
            original_value: v("868066"),
            state: AssetState::Let,
            contract: Some(id(2).into()),
            operating: YesNo::Yes,
        }
    }

    #[test]
    fn an_asset_has_an_area_only_in_square_metres() {
        assert!(workshop().check().is_ok());
        assert_eq!(workshop().area(), Some(v("1920.5")));
        assert_eq!(Asset { unit: AssetUnit::Lot, ..workshop() }.area(), None);
    }

    #[test]
    fn an_idle_asset_has_no_contract_and_nothing_is_worth_nothing() {
        let idle = Asset { state: AssetState::Idle, ..workshop() };
        assert_eq!(idle.check().unwrap_err().code(), "model.field.undue");
        let free = Asset { original_value: v("0"), ..workshop() };
        assert_eq!(free.check().unwrap_err().code(), "model.amount.zero");
    }
}
