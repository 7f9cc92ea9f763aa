//! 种类 Codes of `schema`.

codes! {
    SECRET_OPEN: Refused, "schema.secret.open",
        "敏感字段未加密，不能写出。请先由 access 密封该记录。",
        "a secret field is open and cannot be written; seal the record first (access)";
    SECRET_SEALED: Denied, "schema.secret.sealed",
        "敏感字段已加密，不能直接读取。请持许可调用 reveal。",
        "a secret field is sealed and cannot be read; reveal the record with a permit";
    ID_TEXT: Invalid, "schema.id.text",
        "“{value}”不是有效的{prefix}编号。编号形如 {prefix}_ 加 26 位字符，请整段复制。",
        "`{value}` is no {prefix} id; an id is {prefix}_ and 26 characters, copy it whole";
    COLUMN_UNKNOWN: Unknown, "schema.column.unknown",
        "种类“{kind}”没有列“{column}”。可用的列：{known}。",
        "kind `{kind}` has no column `{column}`; it has {known}";
    KIND_UNKNOWN: Unknown, "schema.kind.unknown",
        "没有登记种类“{kind}”。请在打开时登记。",
        "kind `{kind}` is not registered; register it when opening";
    BODY: Corrupt, "schema.body",
        "记录 {key} 的内容与种类“{kind}”不符：{reason}。请用写入它的版本打开并导出。",
        "the body of {key} does not fit kind `{kind}`: {reason}; open it with the version that wrote it and export";
    VERSION_NEWER: Unsupported, "schema.version.newer",
        "记录 {key} 的格式版本 {found} 新于本程序的 {known}。请升级程序。",
        "{key} has format version {found}, newer than {known} of this program; upgrade the program";
}
