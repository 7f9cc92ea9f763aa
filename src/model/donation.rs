//! 捐赠与分配 Gifts received, and what became of each of them.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::checks::above_zero;
use crate::model::{Quantity, Ref};
use crate::schema::Id;
use crate::value::{Day, Money, PersonName, RefNo, Text};

crate::labels! {
    /// 捐赠类别 What sort of property was given (慈善法 art. 36).
    #[doc(alias = "捐赠类别")]
    pub enum DonationKind: "捐赠类别 kind of donation" {
        /// 资金 Money, counted in yuan.
        Money = "money" / "资金" | "现金" | "善款",
        /// 物资 Goods.
        Goods = "goods" / "物资",
        /// 医疗设备 A medical device: it needs a registration number and a recipient who may use it.
        MedicalDevice = "medical_device" / "医疗设备" | "医疗器械",
    }
}

/// 捐赠 A gift to the village, straight or through a charity. `1批` is one lot and never a number of pieces.
#[doc(alias = "捐赠")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Donation {
    /// 编号 Id.
    pub id: Id<Donation>,
    /// 捐赠编号 Number.
    pub no: RefNo,
    /// 捐赠人 Donor.
    pub donor: Text,
    /// 接收渠道 The charity through which it came.
    pub channel: Option<Text>,
    /// 物资名称 What was given.
    pub item: Text,
    /// 类别 Kind.
    pub kind: DonationKind,
    /// 数量 Quantity; yuan of money.
    pub quantity: Quantity,
    /// 单位 Unit of the quantity.
    pub unit: Text,
    /// 用途 Agreed use.
    pub purpose: Text,
    /// 受益对象 Beneficiary.
    pub beneficiary: Text,
    /// 接收日期 Day of receiving.
    pub received: Day,
    /// 接收人 Who received it.
    pub receiver: PersonName,
    /// 票据号 Number of the receipt (慈善法 art. 38).
    pub receipt: Option<RefNo>,
    /// 捐赠协议 Whether there is a written agreement (art. 39: if the donor asks).
    pub agreement: bool,
    /// 医疗器械注册证号 Registration number of a medical device.
    pub device_registration: Option<RefNo>,
    /// 备注 Note.
    pub note: Option<Text>,
}

crate::entity! {
    Donation: "donation", "don", v1, "捐赠";
    columns {
        no "捐赠编号": Text = |it| it.no.as_str(),
        donor "捐赠人": Text = |it| it.donor.as_str(),
        channel "接收渠道": Text = |it| it.channel.as_ref().map(Text::as_str),
        item "物资名称": Text = |it| it.item.as_str(),
        donation_kind "类别": Text = |it| it.kind.code(),
        quantity_thousandths "数量（千分之一）": Int = |it| it.quantity,
        measure "计量单位": Text = |it| it.unit.as_str(),
        received "接收日期": Day = |it| it.received,
    }
    indexes { by_no(no), by_received(received) }
    secrets {}
    subject = |it| it.id.key();
}

impl Donation {
    /// Own invariants: more than nothing; money in yuan and whole fen, goods in anything else; lots are whole.
    fn check(&self) -> Result<()> {
        above_zero("数量", self.quantity.thousandths())?;
        let yuan = self.unit.as_str() == "元";
        let fen = self.quantity.as_yuan().is_some();
        if yuan != (self.kind == DonationKind::Money) || (yuan && !fen) {
            return Err(Error::new(code::model::DONATION_UNIT)
                .with("column", "单位")
                .with("value", &self.unit)
                .with("kind", self.kind));
        }
        whole_lots(self.quantity, &self.unit)
    }

    /// 金额 The amount, of a gift of money.
    pub fn money(&self) -> Option<Money> {
        if self.kind == DonationKind::Money { self.quantity.as_yuan() } else { None }
    }

    /// 缺注册证号 Whether it is a medical device without a registration number.
    pub fn lacks_device_registration(&self) -> bool {
        self.kind == DonationKind::MedicalDevice && self.device_registration.is_none()
    }

    /// 结余 What is left after these allocations; those of other donations do not count.
    ///
    /// # Errors
    /// `model.donation.other_goods` when one names other goods or another unit, `model.donation.early` when one comes
    /// before the goods did, `model.donation.overdrawn` when together they give out more than came in.
    pub fn left_after<'a>(&self, allocations: impl IntoIterator<Item = &'a Allocation>) -> Result<Quantity> {
        let mut given = Quantity::default();
        for one in allocations.into_iter().filter(|one| one.donation.id() == Some(self.id)) {
            if one.unit != self.unit || one.item != self.item {
                return Err(Error::new(code::model::DONATION_OTHER_GOODS)
                    .with("column", "物资名称")
                    .with("no", &one.no)
                    .with("donation", &self.no));
            }
            if one.day < self.received {
                return Err(Error::new(code::model::DONATION_EARLY)
                    .with("column", "分配日期")
                    .with("no", &one.no)
                    .with("value", one.day)
                    .with("received", self.received));
            }
            given = given.plus(one.quantity).ok_or_else(|| self.overdrawn("∞"))?;
        }
        self.quantity.minus(given).ok_or_else(|| self.overdrawn(given))
    }

    fn overdrawn(&self, given: impl std::fmt::Display) -> Error {
        Error::new(code::model::DONATION_OVERDRAWN)
            .with("column", "数量")
            .with("donation", &self.no)
            .with("value", format_args!("{}{}", self.quantity, self.unit))
            .with("allocated", format_args!("{given}{}", self.unit))
    }
}

/// 捐赠分配 What was given out of a donation, to whom, and who signed for it.
#[doc(alias = "捐赠分配")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Allocation {
    /// 编号 Id.
    pub id: Id<Allocation>,
    /// 分配编号 Number.
    pub no: RefNo,
    /// 捐赠编号 The donation.
    pub donation: Ref<Donation>,
    /// 领用对象 Recipient.
    pub recipient: Text,
    /// 物资名称 What was given out.
    pub item: Text,
    /// 数量 Quantity.
    pub quantity: Quantity,
    /// 单位 Unit of the quantity.
    pub unit: Text,
    /// 分配日期 Day.
    pub day: Day,
    /// 签领人 Who signed for it.
    pub signed_by: PersonName,
    /// 是否公示 Whether it was published.
    pub published: bool,
}

crate::entity! {
    Allocation: "allocation", "alloc", v1, "捐赠分配";
    columns {
        no "分配编号": Text = |it| it.no.as_str(),
        donation "捐赠": Text = |it| &it.donation,
        recipient "领用对象": Text = |it| it.recipient.as_str(),
        quantity_thousandths "数量（千分之一）": Int = |it| it.quantity,
        day "分配日期": Day = |it| it.day,
        published "是否公示": Bool = |it| it.published,
    }
    indexes { by_no(no), by_donation(donation), by_day(day) }
    secrets {}
    subject = |it| it.id.key();
}

impl Allocation {
    /// Own invariants: more than nothing; lots are whole.
    fn check(&self) -> Result<()> {
        above_zero("数量", self.quantity.thousandths())?;
        whole_lots(self.quantity, &self.unit)
    }
}

fn whole_lots(quantity: Quantity, unit: &Text) -> Result<()> {
    if unit.as_str() == "批" && !quantity.is_whole() {
        return Err(Error::new(code::model::DONATION_LOT).with("column", "数量").with("value", quantity));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::checks::given::{id, v};

    fn drinks() -> Donation {
        Donation {
            id: id(1),
            no: v("JZ2022-01"),
            donor: v("某饮料有限公司"),
            channel: Some(v("市慈善会")),
            item: v("饮料"),
            kind: DonationKind::Goods,
            quantity: Quantity::of(3000),
            unit: v("瓶"),
            purpose: v("支援疫情防控"),
            beneficiary: v("防疫一线人员"),
            received: v("2022-11-16"),
            receiver: v("张三"),
            receipt: None,
            agreement: true,
            device_registration: None,
            note: None,
        }
    }

    fn given(number: u128, quantity: Quantity) -> Allocation {
        Allocation {
            id: id(number),
            no: v(&format!("FP{number}")),
            donation: Ref::Known(id(1)),
            recipient: v("第一综合网格防疫值守点"),
            item: v("饮料"),
            quantity,
            unit: v("瓶"),
            day: v("2022-11-17"),
            signed_by: v("李四"),
            published: true,
        }
    }

    #[test]
    fn what_is_left_is_what_came_in_less_what_went_out() {
        let given = [given(1, Quantity::of(2800)), given(2, Quantity::of(140))];
        assert!(drinks().check().is_ok() && given.iter().all(|one| one.check().is_ok()));
        assert_eq!(drinks().left_after(&given).unwrap(), Quantity::of(60));
        let elsewhere = Allocation { donation: Ref::Known(id(7)), ..given[0].clone() };
        assert_eq!(drinks().left_after([&elsewhere]).unwrap(), Quantity::of(3000));
    }

    #[test]
    fn no_more_goes_out_than_came_in_nor_earlier_nor_anything_else() {
        let code = |one: Allocation| drinks().left_after([&one]).unwrap_err().code();
        assert_eq!(code(given(1, Quantity::of(3001))), "model.donation.overdrawn");
        assert_eq!(code(Allocation { day: v("2022-11-15"), ..given(1, Quantity::of(1)) }), "model.donation.early");
        assert_eq!(code(Allocation { unit: v("箱"), ..given(1, Quantity::of(1)) }), "model.donation.other_goods");
        assert_eq!(code(Allocation { item: v("电脑"), ..given(1, Quantity::of(1)) }), "model.donation.other_goods");
    }

    #[test]
    fn money_is_counted_in_yuan_and_nothing_else_is() {
        let money = Donation { kind: DonationKind::Money, unit: v("元"), quantity: v("1234.56"), ..drinks() };
        assert!(money.check().is_ok());
        assert_eq!(money.money(), Some(v("1234.56")));
        assert_eq!(drinks().money(), None);
        for wrong in [
            Donation { unit: v("瓶"), ..money.clone() },
            Donation { kind: DonationKind::Goods, ..money.clone() },
            Donation { quantity: v("0.001"), ..money },
        ] {
            assert_eq!(wrong.check().unwrap_err().code(), "model.donation.unit");
        }
    }

    #[test]
    fn a_lot_is_one_lot() {
        let lot = Donation { quantity: Quantity::of(1), unit: v("批"), ..drinks() };
        assert!(lot.check().is_ok());
        let half = Donation { quantity: v("0.5"), ..lot };
        assert_eq!(half.check().unwrap_err().code(), "model.donation.lot");
        let none = Donation { quantity: Quantity::of(0), ..drinks() };
        assert_eq!(none.check().unwrap_err().code(), "model.amount.zero");
        assert!(Donation { kind: DonationKind::MedicalDevice, ..drinks() }.lacks_device_registration());
    }

    proptest! {
        #[test]
        fn left_and_given_are_the_whole_or_the_whole_is_overdrawn(parts in proptest::collection::vec(1_u32..900, 0..12)) {
            let given: Vec<Allocation> =
                parts.iter().zip(1..).map(|(part, number)| given(number, Quantity::of(*part))).collect();
            let sum: u32 = parts.iter().sum();
            match drinks().left_after(&given) {
                Ok(left) => prop_assert_eq!(left, Quantity::of(3000 - sum)),
                Err(error) => {
                    prop_assert_eq!(error.code(), "model.donation.overdrawn");
                    prop_assert!(sum > 3000);
                }
            }
        }
    }
}
