//! 导入导出 Codes of `exchange`.

codes! {
    CELL_MANGLED: Invalid, "exchange.cell.mangled_number",
        "“{column}”的“{value}”是被表格软件改成数字的长号码，后几位已丢失。请把该列设为文本格式后照原件重填。",
        "`{value}` in {column} is a long number that a spreadsheet turned into floating point, its last digits are lost; make the column text and enter it again from the paper";
    CELL_FORMULA: Invalid, "exchange.cell.formula",
        "“{column}”的公式出错：{value}。请改正公式或直接填写数值。",
        "the formula in {column} fails with {value}; correct it or enter the value itself";
    COLUMN_FORBIDDEN: Refused, "exchange.column.forbidden",
        "工作表“{sheet}”含有“{column}”列。村务台账不登记对个人的关注、评分和轨迹，整张表未导入。请删除该列后重新导入。",
        "sheet {sheet} has a column `{column}`; the ledger keeps no marks, scores or tracks of persons, and the whole sheet was left out; delete the column and import again";
    COLUMN_MISSING: Invalid, "exchange.column.missing",
        "工作表“{sheet}”缺少列：{column}，整张表未导入。请按模板补上表头。",
        "sheet {sheet} lacks the columns {column} and was left out; add the headers of the template";
    COLUMN_UNKNOWN: Unknown, "exchange.column.unknown",
        "工作表“{sheet}”的列“{column}”不在模板中，未导入。如需保留，请另行存放，或改用模板中的列名。",
        "sheet {sheet} has columns that the template does not know and that were not read: {column}; rename or keep them elsewhere";
    COLUMN_TWICE: Invalid, "exchange.column.twice",
        "工作表“{sheet}”的列“{column}”出现两次，整张表未导入。请只保留一列。",
        "sheet {sheet} has the column {column} twice and was left out; keep one of them";
    SHEET_UNKNOWN: Unknown, "exchange.sheet.unknown",
        "没有名为“{sheet}”的登记表，未导入。请核对工作表名称，或忽略此提示。",
        "no register is called {sheet}, it was not read; check the sheet's name, or ignore this note";
    SHEET_TWICE: Invalid, "exchange.sheet.twice",
        "登记表“{sheet}”在本次导入中出现两次，后一张未导入。请合并为一张表。",
        "the register {sheet} occurs twice in this import, the later one was left out; put the rows into one sheet";
    SHEET_HEADER: Invalid, "exchange.sheet.header",
        "工作表“{sheet}”前 {rows} 行内找不到表头。请按模板填写表头：{column}。",
        "no header row within the first {rows} rows of sheet {sheet}; write the headers of the template: {column}";
    ROW_DUPLICATE: Invalid, "exchange.row.duplicate",
        "本行与第 {first} 行重复（{column}相同）。请删除其中一行，或改正{column}。",
        "this row repeats row {first} (same {column}); delete one of them or correct {column}";
    ROW_RULE: Invalid, "exchange.row.rule",
        "“{column}”填写的“{value}”不合要求：{reason}。请核对后重填。",
        "`{value}` in {column} does not hold: {reason}; check and enter it again";
    ROW_ABSENT: NotFound, "exchange.row.absent",
        "台账中有“{value}”，本次文件中没有。未作改动；如已不存在，请在台账中办理注销或迁出。",
        "the ledger holds {value} and this file does not; nothing was changed, close the record in the ledger if it is gone";
    CANDIDATE: Invalid, "exchange.candidate",
        "“{column}”中第 {nth} 名候选人不是“姓名 得票 当选（或未当选）”的格式。请按该格式填写，各候选人之间用“；”分隔。",
        "candidate {nth} in {column} is not `name votes 当选` or `name votes 未当选`; write it so, with `；` between candidates";
    REFERENCE_UNKNOWN: Invalid, "exchange.reference.unknown",
        "“{column}”所填“{value}”不存在{kind}记录。请核对，或先登记该{kind}。",
        "{column} names `{value}`, and there is no such {kind}; check it, or register the {kind} first";
    REFERENCE_AMBIGUOUS: Invalid, "exchange.reference.ambiguous",
        "“{column}”所填“{value}”对应多条{kind}记录。请改填编号等唯一的内容。",
        "{column} names `{value}`, which is more than one {kind}; write its number or another unique name";
    REFERENCE_PENDING: NotFound, "exchange.reference.pending",
        "“{column}”所指{kind}“{value}”所在的行有错未导入，本行已导入，关联待补。请改正该行后重新导入。",
        "the {kind} `{value}` named in {column} stands in a row that was refused; this row went in with the link pending, correct that row and import again";
    REFERENCE_REFUSED: Invalid, "exchange.reference.refused",
        "“{column}”所指{kind}“{value}”所在的行有错未导入，本行也不能登记。请改正该行后重新导入。",
        "the {kind} `{value}` named in {column} stands in a row that was refused, so this row cannot go in either; correct that row and import again";
    RULES_STATE: Invalid, "exchange.rules.state",
        "登记为“{value}”，而版本“{version}”的状态是“{state}”。请核对版本和状态，两处一致后再导入。",
        "this says `{value}` and version {version} stands as `{state}`; make both agree and import again";
    RECORD_TWICE: Conflict, "exchange.record.twice",
        "本行与“{sheet}”第 {first} 行登记同一条{kind}，但内容不同。请核对后保留正确的内容。",
        "this row and row {first} of {sheet} give different contents for one {kind}; check both and keep what is right";
    KIND_NOT_LOADED: Unsupported, "exchange.kind.not_loaded",
        "导入前没有读取{kind}的现有记录，无法比对。请在读取台账时登记该种类。",
        "the held records of {kind} were not read before the import, nothing can be compared; load that kind too";
    FILE_OPEN: Io, "exchange.file.open",
        "无法打开文件 {file}：{reason}。请核对路径和权限。",
        "cannot open {file}: {reason}; check path and permission";
    FILE_FORMAT: Invalid, "exchange.file.format",
        "文件 {file} 不是可读的工作簿或 CSV：{reason}。请另存为 .xlsx 或 .csv 后重试。",
        "{file} is no readable workbook or CSV: {reason}; save it as .xlsx or .csv and try again";
    FILE_ENCODING: Invalid, "exchange.file.encoding",
        "文件 {file} 第 {row} 行既不是 UTF-8 也不是 GB18030 编码。请另存为 UTF-8 编码的 CSV。",
        "line {row} of {file} is neither UTF-8 nor GB18030; save the file as CSV in UTF-8";
    FILE_WRITE: Io, "exchange.file.write",
        "无法写出文件 {file}：{reason}。请核对路径、权限和磁盘空间。",
        "cannot write {file}: {reason}; check path, permission and free space";
    MAP_TWICE: Invalid, "exchange.map.twice",
        "地图中“{value}”的轮廓出现两次。请只保留一个。",
        "the map has two outlines of `{value}`; keep one";
}
