//! 报告 Codes of `report`.

codes! {
    NUMBER: Invalid, "report.number",
        "“{value}”不是数值。请写成 1495 或 397.53，小数最多九位。",
        "`{value}` is no number; write 1495 or 397.53, with at most nine decimals";
    STATED: Invalid, "report.stated",
        "“{value}”不是所述数字。请写成 271、≈8500、>30、≥1、-66.67..-42.86 或文字。",
        "`{value}` is no stated figure; write 271, ≈8500, >30, ≥1, -66.67..-42.86 or words";
    TABLE_SHAPE: Invalid, "report.table.shape",
        "表“{table}”第 {row} 行有 {found} 格，应有 {wanted} 格。请按列补齐。",
        "row {row} of table `{table}` has {found} cells instead of {wanted}; give one cell a column";
    TABLE_MARGINS: Invalid, "report.table.margins",
        "表“{table}”的{place}与各格之和不符：合计 {total}，各格之和 {sum}。请核对后重算。",
        "{place} of table `{table}` says {total}, but its cells add up to {sum}; check and compute it again";
    TABLE_COUNTS: Invalid, "report.table.counts",
        "表“{table}”的“{column}”列声明为人数，第 {row} 行却不是个数。请改填个数。",
        "column `{column}` of table `{table}` is declared a count of persons, but row {row} holds none; put a count";
    CHART_SHAPE: Invalid, "report.chart.shape",
        "图“{chart}”的系列“{series}”有 {found} 个值，类目有 {wanted} 个。请一一对应。",
        "series `{series}` of chart `{chart}` has {found} values for {wanted} categories; give one value a category";
    TABLE_UNKNOWN: Unknown, "report.table.unknown",
        "文档中没有表“{table}”。现有：{known}。",
        "the document has no table `{table}`; it has {known}";
    PUBLISH_MIN: Invalid, "report.publish.min",
        "最小公开数 {value} 太小，应不少于 2。请改用 3 或以上。",
        "a smallest published count of {value} protects nobody; take at least 2, usually 3 or more";
    REGISTER: Corrupt, "report.figures.register",
        "数字登记表有误：{reason}。请改正 figures.toml。",
        "the register of figures is wrong: {reason}; correct figures.toml";
    ROW_UNKNOWN: Unknown, "report.figures.row",
        "数字登记表没有第 {row} 行。请查第 12 节的行号。",
        "the register of figures has no row {row}; look the row number up in the register";
    ROW_TWICE: Invalid, "report.figures.twice",
        "第 {row} 行的数字已经算过。请只登记一次。",
        "the figure of row {row} is there already; put it once";
    WRITE: Io, "report.write",
        "文档写出失败：{reason}。请检查磁盘空间和权限后重试。",
        "the document could not be written: {reason}; check space and permissions, then write again";
    WORKBOOK: Invalid, "report.workbook",
        "工作簿写出失败：{reason}。请缩短文字或拆分表格后重试。",
        "the workbook could not be written: {reason}; shorten the text or split the table, then write again";
    DRAW: Invalid, "report.draw",
        "图“{chart}”画不出来：{reason}。请改用表格。",
        "chart `{chart}` could not be drawn: {reason}; use a table instead";
}
