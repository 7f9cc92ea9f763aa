//! 数据字典 What every stored kind and column is called and holds, written from the declarations: for analysts who read the tables
//! or the Chinese views of a SQL store, as Markdown or CSV.
//!
//! ```
//! let catalog = cunwu::ledger::catalog()?;
//! let markdown = cunwu::store::dictionary::markdown(&catalog);
//! assert!(markdown.contains("## 居住人员 `resident`"));
//! let csv = cunwu::store::dictionary::csv(&catalog);
//! assert!(csv.contains("居住人员,resident,1,留历史,v_居住人员,出生日期,birth,日期,1,by_birth 1,\r\n"));
//! # Ok::<_, cunwu::Error>(())
//! ```

use std::fmt::Write as _;

use crate::schema::{ColumnType, KindSpec};
use crate::store::{Catalog, RESERVED_CHINESE};

/// 提交视图 The view of commits in SQL stores.
pub const COMMITS_VIEW: &str = "v_提交记录";
/// 变更视图 The view of the log's rows in SQL stores.
pub const CHANGES_VIEW: &str = "v_变更记录";

/// Column and meaning of the view of commits.
const COMMITS: &[(&str, &str)] = &[
    ("账本单位", "单位编号或其 UUID"),
    ("提交序号", "该单位内连续编号"),
    ("提交时间", "UTC+08:00"),
    ("操作人", "账号"),
    ("目的", "为何事"),
    ("理由", "文字说明"),
    ("请求名", "同一请求只写一次"),
    ("变更数", "本次提交的变更条数"),
];

/// Column and meaning of the view of changes.
const CHANGES: &[(&str, &str)] = &[
    ("账本单位", "单位编号或其 UUID"),
    ("提交序号", "见提交记录"),
    ("行号", "提交内从 0 起"),
    ("提交时间", "UTC+08:00"),
    ("操作人", "账号"),
    ("目的", "为何事"),
    ("理由", "文字说明"),
    ("种类", "种类中文名"),
    ("记录编号", "所变更的记录"),
    ("性质", "新增、变动、更正、删除、擦除、重新密封"),
];

/// 视图名 The name of a kind's Chinese view in SQL stores.
pub fn view(spec: &KindSpec) -> String {
    format!("v_{}", spec.zh)
}

/// 类型名 The Chinese name of a column type.
pub const fn type_zh(ty: ColumnType) -> &'static str {
    match ty {
        ColumnType::Text => "文本",
        ColumnType::Int => "整数",
        ColumnType::Bool => "是否",
        ColumnType::Day => "日期",
    }
}

/// The columns that analysts see: declared, without the blind tags of secrets.
pub(super) fn shown(spec: &'static KindSpec) -> impl Iterator<Item = &'static crate::schema::Column> {
    let is_tag = |name: &str| {
        let secret = name.strip_suffix("_tag");
        spec.secrets.iter().any(|one| one.scheme.is_some() && secret == Some(one.name))
    };
    spec.columns.iter().filter(move |column| !is_tag(column.name))
}

/// The orders that a column stands in, with its place.
fn orders(spec: &KindSpec, column: &str) -> Vec<String> {
    let place = |index: &crate::schema::Index| {
        let place = index.columns.iter().position(|name| *name == column)?;
        let unique = if index.unique { " 唯一" } else { "" };
        Some(format!("{} {}{unique}", index.name, place + 1))
    };
    spec.indexes.iter().filter_map(place).collect()
}

const fn history(spec: &KindSpec) -> &'static str {
    if spec.history { "留历史" } else { "不留历史" }
}

/// How a secret can be searched.
const fn searched(scheme: Option<&str>) -> &str {
    match scheme {
        Some(scheme) => scheme,
        None => "不可检索",
    }
}

/// 数据字典 As a page of Markdown.
pub fn markdown(catalog: &Catalog) -> String {
    let mut page = String::from(OPENING);
    // Writing to a String cannot fail.
    for spec in catalog.kinds() {
        let _ = write!(page, "\n## {} `{}`\n\n", spec.zh, spec.name);
        let _ = writeln!(
            page,
            "视图 `{}`；编号前缀 `{}_`；第 {} 版；{}。\n",
            view(spec),
            spec.prefix,
            spec.version,
            history(spec)
        );
        if shown(spec).next().is_some() {
            page.push_str("| 列 | 列名 | 类型 | 起始版本 | 顺序 |\n|---|---|---|---|---|\n");
        }
        for column in shown(spec) {
            let orders = orders(spec, column.name).join("、");
            let ty = type_zh(column.ty);
            let _ = writeln!(page, "| {} | `{}` | {ty} | {} | {orders} |", column.zh, column.name, column.since);
        }
        if !spec.secrets.is_empty() {
            page.push_str("\n| 敏感字段 | 字段名 | 检索方案 |\n|---|---|---|\n");
        }
        for secret in spec.secrets {
            let _ = writeln!(page, "| {} | `{}` | {} |", secret.zh, secret.name, searched(secret.scheme));
        }
    }
    for (name, columns) in [(COMMITS_VIEW, COMMITS), (CHANGES_VIEW, CHANGES)] {
        let _ = write!(page, "\n## 视图 `{name}`\n\n| 列 | 含义 |\n|---|---|\n");
        for (column, meaning) in columns {
            let _ = writeln!(page, "| {column} | {meaning} |");
        }
    }
    page
}

const OPENING: &str = "\
# 数据字典

由种类声明生成，请勿手改：`cargo run --example data_dictionary`。

每个种类一张表，表名即种类名；同名加 `_past` 的表存已被取代的版本。SQL 存储另建中文视图，视图名为 `v_` 加种类中文名。
视图各有三列在前：`账本单位`（SQLite 为单位编号，PostgreSQL 为其 UUID）、`记录编号`、`版次`（写入该版本的提交序号）。指向其他记录的列存对方的记录编号。
金额列以分计，列名注明；“次日”列是期满后第一天，该日不再有效；空值表示未填或不适用。
枚举列存英文代码。敏感字段密封保存，不在视图中。
";

/// 数据字典 As CSV (RFC 4180) with a header row: a row for each column and each secret, a secret's type being 密封.
pub fn csv(catalog: &Catalog) -> String {
    let mut text = String::from("种类,种类名,版本,历史,视图,列,列名,类型,起始版本,顺序,检索方案\r\n");
    let mut row = |fields: &[&str]| {
        let quoted: Vec<String> = fields.iter().map(|field| csv_field(field)).collect();
        text.push_str(&quoted.join(","));
        text.push_str("\r\n");
    };
    for spec in catalog.kinds() {
        let (version, view) = (spec.version.to_string(), view(spec));
        let head = [spec.zh, spec.name, &version, history(spec), &view];
        let fixed = RESERVED_CHINESE.iter().zip(["unit", "id", "rev"]).zip(["文本", "文本", "整数"]);
        for ((zh, name), ty) in fixed {
            row(&[&head[..], &[zh, name, ty, "1", "", ""]].concat());
        }
        for column in shown(spec) {
            let (since, orders) = (column.since.to_string(), orders(spec, column.name).join("、"));
            row(&[&head[..], &[column.zh, column.name, type_zh(column.ty), &since, &orders, ""]].concat());
        }
        for secret in spec.secrets {
            row(&[&head[..], &[secret.zh, secret.name, "密封", "", "", searched(secret.scheme)]].concat());
        }
    }
    text
}

fn csv_field(field: &str) -> String {
    if field.contains([',', '"', '\r', '\n']) {
        return format!("\"{}\"", field.replace('"', "\"\""));
    }
    field.to_owned()
}
