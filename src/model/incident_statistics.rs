//! 警情统计 Incidents reported to the police, as monthly totals and nothing else.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::schema::Id;
use crate::value::{Count, Month, Plain, Ratio};

labels! {
    /// 警情指标 What is counted.
    #[doc(alias = "警情指标")]
    pub enum IncidentMeasure: "警情指标 measure" {
        /// 报案数量 All reports; the four kinds below are not all there are.
        Reported = "reported" / "报案数量",
        /// 治安 Public order.
        PublicOrder = "public_order" / "治安",
        /// 盗窃 Theft.
        Theft = "theft" / "盗窃",
        /// 诈骗 Fraud.
        Fraud = "fraud" / "诈骗",
        /// 伤害 Injury.
        Injury = "injury" / "伤害",
    }
}

/// 警情统计 The police's totals of one month. They hold no person, place or case.
#[doc(alias = "警情统计")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IncidentStatistics {
    /// 编号 Id.
    pub id: Id<IncidentStatistics>,
    /// 年月 The month.
    pub month: Month,
    /// 报案数量 All reports.
    pub reported: Count,
    /// 治安 Public order.
    pub public_order: Count,
    /// 盗窃 Theft.
    pub theft: Count,
    /// 诈骗 Fraud.
    pub fraud: Count,
    /// 伤害 Injury.
    pub injury: Count,
    /// 抓获违法人员 Offenders caught.
    pub caught: Count,
}

crate::entity! {
    IncidentStatistics: "incident_statistics", "incs", v1, "警情统计";
    columns {
        month "年月": Text = |it| it.month.plain(),
        reported "报案数量": Int = |it| it.reported,
        public_order "治安": Int = |it| it.public_order,
        theft "盗窃": Int = |it| it.theft,
        fraud "诈骗": Int = |it| it.fraud,
        injury "伤害": Int = |it| it.injury,
        caught "抓获违法人员": Int = |it| it.caught,
    }
    indexes { by_month(month) }
    secrets {}
    subject = |it| it.id.key();
}

impl IncidentStatistics {
    /// The total of one measure.
    pub fn of(&self, measure: IncidentMeasure) -> Count {
        match measure {
            IncidentMeasure::Reported => self.reported,
            IncidentMeasure::PublicOrder => self.public_order,
            IncidentMeasure::Theft => self.theft,
            IncidentMeasure::Fraud => self.fraud,
            IncidentMeasure::Injury => self.injury,
        }
    }

    /// 同比 The change of a measure against the same month of the year before, exact: (this − last) / last. `None` when
    /// `last` is not that month, and when there was nothing to compare with.
    pub fn year_on_year(&self, last: &Self, measure: IncidentMeasure) -> Option<Ratio> {
        if last.month.plus(12) != self.month {
            return None;
        }
        Ratio::change(self.of(measure).get(), last.of(measure).get())
    }

    fn check(&self) -> Result<()> {
        let parts = [self.public_order, self.theft, self.fraud, self.injury];
        let sum = parts.iter().map(|part| u64::from(part.get())).sum::<u64>();
        if sum > u64::from(self.reported.get()) {
            return Err(Error::new(code::model::INCIDENT_PARTS)
                .with("column", "报案数量")
                .with("value", self.reported)
                .with("sum", sum));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn april(year: &str, [reported, public_order, theft, fraud, injury]: [u32; 5]) -> IncidentStatistics {
        IncidentStatistics {
            id: id(1),
            month: v(&format!("{year}-04")),
            reported: Count::new(reported),
            public_order: Count::new(public_order),
            theft: Count::new(theft),
            fraud: Count::new(fraud),
            injury: Count::new(injury),
            caught: Count::new(2),
        }
    }

    #[test]
    fn april_fell_by_the_figures_of_the_article() {
        let (last, this) = (april("2022", [36, 7, 12, 9, 3]), april("2023", [17, 4, 6, 4, 1]));
        let change = |measure: &IncidentMeasure| this.year_on_year(&last, *measure).unwrap().percent(2).number();
        let changes: Vec<String> = IncidentMeasure::ALL.iter().map(change).collect();
        assert_eq!(changes, ["-52.78", "-42.86", "-50.00", "-55.56", "-66.67"]);
        assert_eq!(last.year_on_year(&this, IncidentMeasure::Theft), None, "only against the year before");
        let none = april("2022", [36, 0, 12, 9, 3]);
        assert_eq!(this.year_on_year(&none, IncidentMeasure::PublicOrder), None, "nothing to compare with");
    }

    #[test]
    fn the_parts_are_not_more_than_the_whole() {
        assert!(april("2023", [14, 4, 6, 4, 0]).check().is_ok());
        let error = april("2023", [14, 4, 6, 4, 1]).check().unwrap_err();
        assert_eq!((error.code(), error.get("sum")), ("model.incident_statistics.parts", Some("15")));
    }
}
