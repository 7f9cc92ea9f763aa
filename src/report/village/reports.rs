//! 报告 The village's profile and the report of the five themes, computed from what a ledger holds.

use async_trait::async_trait;

use super::VillageBook;
use crate::error::Result;
use crate::ledger::Held;
use crate::report::five::{FIVE, PROFILE, five_governance, profile};
use crate::report::{Document, Report};
use crate::value::{Day, SquareMetres};

macro_rules! reports {
    ($($(#[$meta:meta])* $name:ident: $id:ident, $title:literal, $write:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name {
            /// 数据截止 The day on which its figures hold.
            pub day: Day,
            /// 村界面积 Area within the boundary, where it was measured.
            pub boundary: Option<SquareMetres>,
        }

        impl $name {
            /// The report on a day, without a boundary.
            pub const fn on(day: Day) -> Self {
                Self { day, boundary: None }
            }

            /// The same with the area within the village's boundary.
            #[must_use]
            pub const fn boundary(mut self, area: SquareMetres) -> Self {
                self.boundary = Some(area);
                self
            }
        }

        #[async_trait]
        impl Report<Held> for $name {
            fn id(&self) -> &str {
                $id
            }

            fn title(&self) -> &str {
                $title
            }

            async fn compute(&self, held: &Held) -> Result<Document> {
                let book = VillageBook::new(held, self.day);
                let book = self.boundary.map_or(book, |area| book.boundary(area));
                $write(&book.figures()?, &book.inputs()?)
            }
        }
    )+};
}

reports! {
    /// 村情概况 The profile: every figure of the inventory that records can answer, in its chapter.
    #[doc(alias = "村情概况")]
    VillageProfile: PROFILE, "村情概况", profile;
    /// 五治报告 The report of the five themes with its tables and charts.
    #[doc(alias = "五治")]
    FiveGovernance: FIVE, "“五治”工作报告", five_governance;
}
