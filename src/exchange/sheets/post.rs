//! 任职人员名册 The roll of posts: one row a post, several for a person.

use crate::error::Result;
use crate::exchange::sheets::person::{link_text_if, opened};
use crate::exchange::{Held, Register, Stage};
use crate::model::{Post, PostClass};
use crate::schema::{Key, Secret};
use crate::value::{Day, GridCode, IdNumber, Period, PersonName, Phone, Plain, Sex, Text};

crate::row! {
    /// 任职 A row of the roll of posts.
    pub struct PostRow {
        sheet: "任职", title: "任职人员名册", key: [identity, body, title, since];
        name: PersonName = ["基本信息"] "姓名",
        sex: Sex = ["基本信息"] "性别",
        identity: IdNumber = ["基本信息"] "身份证号" | "身份证号码" | "公民身份号码",
        birth: Day = ["基本信息"] "出生日期",
        phone: Option<Phone> = ["基本信息"] "联系电话" | "电话" | "手机号码",
        body: Text = ["任职信息"] "任职机构" | "机构",
        title: Text = ["任职信息"] "职务",
        class: PostClass = ["任职信息"] "任职类别",
        grid: Option<GridCode> = ["任职信息"] "网格编码",
        cooperative: Option<Text> = ["任职信息"] "所属经济合作社",
        since: Day = ["任职信息"] "任职起" | "任职开始",
        last_day: Option<Day> = ["任职信息"] "任职止" | "任职到期",
        source: Option<Text> = "来源",
    }
}

const GRID: &str = "网格编码";
const COOPERATIVE: &str = "所属经济合作社";

impl Register for PostRow {
    type Primary = Post;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let term = match self.last_day {
            Some(last) => Period::through(self.since, last).map_err(|error| error.with("column", "任职止"))?,
            None => Period::since(self.since),
        };
        let grid = self.grid.as_ref().map(|code| to.link(GRID, &code.plain())).transpose()?;
        let cooperative = self.cooperative.as_ref().map(|name| to.link(COOPERATIVE, name.as_str())).transpose()?;
        let (id, resident) = (to.id(), to.find(&self.identity.plain()));
        to.put(Post {
            id,
            resident,
            name: self.name.clone(),
            sex: self.sex,
            identity: Secret::open(self.identity.clone()),
            birth: self.birth,
            phone: self.phone.clone().map(Secret::open),
            body: self.body.clone(),
            title: self.title.clone(),
            class: self.class,
            grid,
            cooperative,
            term,
            source: self.source.clone(),
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<Post>().iter().map(|it| Ok((row_of(held, it)?, vec![it.id.key()]))).collect()
    }
}

fn row_of(held: &Held, it: &Post) -> Result<PostRow> {
    Ok(PostRow {
        name: it.name.clone(),
        sex: it.sex,
        identity: it.identity.get()?.clone(),
        birth: it.birth,
        phone: opened(it.phone.as_ref())?,
        body: it.body.clone(),
        title: it.title.clone(),
        class: it.class,
        grid: link_text_if(held, it.grid.as_ref(), |grid| grid.code)?,
        cooperative: link_text_if(held, it.cooperative.as_ref(), |one| one.name.clone())?,
        since: it.term.from(),
        last_day: it.term.last_day(),
        source: it.source.clone(),
    })
}
