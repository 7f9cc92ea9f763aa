//! 政务自助 What the self-service terminals did, as monthly counts.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::within;
use crate::schema::Id;
use crate::value::{Count, Month, Plain, Text};

/// 政务自助 One kind of business at one terminal in one month. Logging in by face needs each person's own consent
/// (个人信息保护法 art. 29); here are counts only.
#[doc(alias = "政务自助")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CounterService {
    /// 编号 Id.
    pub id: Id<CounterService>,
    /// 年月 The month.
    pub month: Month,
    /// 终端 The terminal.
    pub terminal: Text,
    /// 事项 The business.
    pub item: Text,
    /// 办理件数 Handled.
    pub handled: Count,
    /// 刷脸登录件数 Of these, with a login by face.
    pub by_face: Count,
    /// 办结件数 Of these, completed.
    pub completed: Count,
}

crate::entity! {
    CounterService: "counter_service", "csvc", v1, "政务自助";
    columns {
        month "年月": Text = |it| it.month.plain(),
        terminal "终端": Text = |it| it.terminal.as_str(),
        item "事项": Text = |it| it.item.as_str(),
        handled "办理件数": Int = |it| it.handled,
        by_face "刷脸登录件数": Int = |it| it.by_face,
        completed "办结件数": Int = |it| it.completed,
    }
    indexes { by_month(month, terminal, item), by_terminal(terminal, month), by_item(item, month) }
    secrets {}
    subject = |it| it.id.key();
}

impl CounterService {
    fn check(&self) -> Result<()> {
        within(("刷脸登录件数", self.by_face), ("办理件数", self.handled))?;
        within(("办结件数", self.completed), ("办理件数", self.handled))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    #[test]
    fn no_more_are_completed_or_logged_in_by_face_than_are_handled() {
        let service = CounterService {
            id: id(1),
            month: v("2022-07"),
            terminal: v("“云窗口”智能柜台"),
            item: v("社保查询"),
            handled: v("10"),
            by_face: v("10"),
            completed: v("9"),
        };
        assert!(service.check().is_ok());
        let wrong = CounterService { by_face: v("11"), ..service.clone() };
        assert_eq!(wrong.check().unwrap_err().get("column"), Some("刷脸登录件数"));
        let wrong = CounterService { completed: v("11"), ..service };
        assert_eq!(wrong.check().unwrap_err().get("column"), Some("办结件数"));
    }
}
