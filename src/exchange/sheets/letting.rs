//! 出租屋 The register of let houses.

use crate::error::Result;
use crate::exchange::sheets::person::{link_text, opened};
use crate::exchange::{Held, Register, Stage};
use crate::model::{CodePlate, EmergencyExit, Extinguisher, Grid, House, Letting, LettingGrade, LettingHazard};
use crate::schema::{Key, Secret};
use crate::value::{Count, Day, GridCode, PersonName, Phone, Plain, RefNo, Text, YesNo};

crate::row! {
    /// 出租屋 A row of the register of let houses.
    pub struct LettingRow {
        sheet: "出租屋", title: "出租屋管理台账", key: [house];
        house: RefNo = "房屋编号",
        address: Text = "地址" | "房屋地址",
        grid: GridCode = "网格编码",
        landlord: PersonName = ["出租人信息"] "出租人" | "房东",
        phone: Option<Phone> = ["出租人信息"] "联系电话" | "电话",
        lettable: Count = ["租住情况"] "可租间数",
        occupied: Count = ["租住情况"] "已租间数",
        tenants: Count = ["租住情况"] "租住人数",
        declared: Option<Day> = ["申报登记"] "线下申报日期" | "申报日期",
        plate: CodePlate = ["申报登记"] "房屋二维码",
        filed: YesNo = ["申报登记"] "合同备案",
        extinguisher: Extinguisher = ["安全检查"] "灭火器",
        exit: EmergencyExit = ["安全检查"] "逃生出口",
        hazard: Option<LettingHazard> = ["安全检查"] "隐患类型",
        inspected: Option<Day> = ["安全检查"] "最近检查日期",
        grade: LettingGrade = "管理等级",
    }
}

impl Register for LettingRow {
    type Primary = Letting;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let house = to.link::<House>("房屋编号", self.house.as_str())?;
        let grid = to.link::<Grid>("网格编码", &self.grid.plain())?;
        let letting = Letting {
            id: to.id(),
            house,
            address: self.address.clone(),
            grid,
            landlord: self.landlord.clone(),
            phone: self.phone.clone().map(Secret::open),
            lettable: self.lettable,
            occupied: self.occupied,
            stated_tenants: self.tenants,
            declared: self.declared,
            plate: self.plate,
            filed: self.filed,
            extinguisher: self.extinguisher,
            exit: self.exit,
            hazard: self.hazard,
            inspected: self.inspected,
            grade: self.grade,
        };
        to.put(letting);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<Letting>().iter().map(|letting| Ok((Self::of(letting, held)?, vec![letting.id.key()]))).collect()
    }
}

impl LettingRow {
    fn of(letting: &Letting, held: &Held) -> Result<Self> {
        Ok(Self {
            house: link_text(held, &letting.house, |house: &House| house.no.clone())?,
            address: letting.address.clone(),
            grid: link_text(held, &letting.grid, |grid: &Grid| grid.code)?,
            landlord: letting.landlord.clone(),
            phone: opened(letting.phone.as_ref())?,
            lettable: letting.lettable,
            occupied: letting.occupied,
            tenants: letting.stated_tenants,
            declared: letting.declared,
            plate: letting.plate,
            filed: letting.filed,
            extinguisher: letting.extinguisher,
            exit: letting.exit,
            hazard: letting.hazard,
            inspected: letting.inspected,
            grade: letting.grade,
        })
    }
}
