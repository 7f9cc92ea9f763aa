//! 存储 Codes of `store`.

codes! {
    DIGEST_TEXT: Invalid, "store.digest.text",
        "“{value}”不是摘要。摘要是 64 位十六进制数，请整段复制。",
        "`{value}` is no digest; a digest is 64 hex digits, copy it whole";
    CATALOG: Invalid, "store.catalog",
        "种类“{kind}”的声明有误：{reason}。请修改声明。",
        "the declaration of kind `{kind}` is wrong: {reason}; change it";
    ORDER_UNKNOWN: Unknown, "store.order.unknown",
        "种类“{kind}”没有顺序“{order}”。可用的顺序：{known}。",
        "kind `{kind}` has no order `{order}`; it has {known}";
    FILTER_TYPE: Invalid, "store.filter.type",
        "列“{column}”是 {wanted} 类型，条件给的是 {found}。请改用该类型的值；查空值请用 IsNull。",
        "column `{column}` is of type {wanted}, the filter gives {found}; give a value of that type, and use IsNull for null";
    LIMIT: Invalid, "store.limit",
        "每页条数 {value} 不在 1 到 {most} 之间。请改小并按游标翻页。",
        "a page of {value} is not within 1 to {most}; ask for less and turn pages with the cursor";
    CURSOR: Invalid, "store.cursor",
        "游标不属于这个查询或已损坏。请用得到它的同一查询翻页，或从头查。",
        "the cursor is damaged or belongs to another query; use it with the query that gave it, or begin anew";
    KNOWN_FUTURE: Invalid, "store.known.future",
        "提交 {seq} 晚于账本头 {head}。请查不晚于账本头的时点。",
        "commit {seq} is beyond the head {head}; ask as of the head or before";
    KNOWN_NO_HISTORY: Unsupported, "store.known.no_history",
        "种类“{kind}”不留历史，不能查过去。请查当前。",
        "kind `{kind}` keeps no history and cannot be asked as of a commit; ask for now";
    TALLY_OVERFLOW: Invalid, "store.tally.overflow",
        "列“{column}”的合计超出 64 位整数。请分组合计。",
        "the sum of `{column}` does not fit 64 bits; sum smaller groups";
    COMMIT_EMPTY: Invalid, "store.commit.empty",
        "提交没有任何操作。请至少写入一项。",
        "the commit holds no operation; stage at least one";
    COMMIT_TWICE: Invalid, "store.commit.twice",
        "同一提交两次写入记录 {key}。请合并为一次。",
        "the commit names {key} twice; make it one operation";
    COMMIT_SHAPE: Invalid, "store.commit.shape",
        "写入 {key} 的内容与声明不符：{reason}。请用 UnitOfWork 生成。",
        "what is written to {key} does not fit its declaration: {reason}; let UnitOfWork build it";
    REQUEST: Invalid, "store.request",
        "请求名为空或超过 200 字节。请给每次请求一个唯一的名字。",
        "the name of the request is empty or longer than 200 bytes; give each request a name of its own";
    EXPECT: Conflict, "store.expect",
        "记录 {key} 应为 {expected}，实为 {found}（{actor} 于 {at} 写入）。请重新读取后再决定。",
        "{key} was expected to be {expected} and is {found} (written by {actor} at {at}); read it again and decide";
    GUARD: Conflict, "store.guard",
        "所依据的数据已变：{guard}，现为 {found}（{actor} 于 {at} 写入）。请重新读取后再决定。",
        "what the commit relied on has changed: {guard}, now {found} (written by {actor} at {at}); read again and decide";
    UNIQUE: Conflict, "store.unique",
        "种类“{kind}”的唯一顺序“{order}”已有相同的记录，{key} 未写入。请核对后改用另一个值。",
        "kind `{kind}` already has a record equal in the unique order `{order}`, {key} was not written; check and take another value";
    KEY_EXISTS: Conflict, "store.key.exists",
        "{subject} 的数据密钥已由他人建立或更换。请重新读取密钥并重新密封。",
        "the data key of {subject} was made or replaced by somebody else; fetch it and seal again";
    STAGED_UNREAD: Invalid, "store.staged.unread",
        "记录 {key} 未在本次工作中读取，不能变动。请先读取。",
        "{key} was not read in this unit of work and cannot be changed; load it first";
    RECORD_MISSING: NotFound, "store.record.missing",
        "没有记录 {key}。请核对编号。",
        "there is no record {key}; check the id";
    READ_ONLY: Unsupported, "store.read_only",
        "此存储以只读方式打开。请以可写方式打开后再提交。",
        "this store is open for reading only; open it for writing and commit again";
    FORMAT_NEWER: Unsupported, "store.format.newer",
        "{place} 的格式版本 {found} 新于本程序的 {known}。请升级程序。",
        "{place} has format version {found}, newer than {known} of this program; upgrade the program";
    NOT_MIGRATED: Unsupported, "store.not_migrated",
        "{place} 尚未建表或缺少新的种类和列。请先调用 migrate。",
        "{place} lacks its tables, or new kinds and columns; call migrate first";
    MIGRATE_COLUMN: Unsupported, "store.migrate.column",
        "种类“{kind}”的列“{column}”由 {found} 改为 {wanted}，不能原地迁移。请改用新的列名。",
        "column `{column}` of kind `{kind}` changed from {found} to {wanted} and cannot be migrated in place; give it a new name";
    KIND_NEWER: Unsupported, "store.kind.newer",
        "{place} 中种类“{kind}”的版本 {found} 新于本程序的 {known}。请升级程序。",
        "kind `{kind}` in {place} has version {found}, newer than {known} of this program; upgrade the program";
    MIGRATE_SINCE: Unsupported, "store.migrate.since",
        "种类“{kind}”新增的列“{column}”声明为 v{found} 起，而库中该种类已是这一版本或更新。请提高种类版本并声明该列 since v{wanted}。",
        "column `{column}` added to kind `{kind}` is declared since v{found}, which the stored kind has reached; raise the kind's version and declare the column since v{wanted}";
    MIGRATE_HISTORY: Unsupported, "store.migrate.history",
        "种类“{kind}”是否留历史由 {found} 改为 {wanted}，不能原地迁移。请另立种类。",
        "the history of kind `{kind}` changed from {found} to {wanted} and cannot be migrated in place; declare another kind";
    MIGRATE_PROJECT: Unsupported, "store.migrate.project",
        "种类“{kind}”已有记录，新增的列需从记录内容算出，而声明没有给出算法。请在 KindSpec::project 中给出。",
        "kind `{kind}` has records from which its added columns must be computed, and its declaration says not how; give KindSpec::project";
    CORRUPT: Corrupt, "store.corrupt",
        "{place} 中的数据自相矛盾：{reason}。请停止写入，从备份恢复并用 verify 检验。",
        "the data in {place} contradict themselves: {reason}; stop writing, restore a backup and run verify";
    BUSY: Busy, "store.busy",
        "{place} 正被另一个进程写入。请稍后重试。",
        "{place} is being written by another process; try again later";
    SCRUB: Busy, "store.scrub",
        "已擦除，但 {place} 仍有人在读擦除前的状态，日志文件尚不能清空。请稍后以同一请求重试，直到成功。",
        "the erasure is written, but somebody still reads {place} as it was before and its log cannot be emptied; ask again under the same request until it succeeds";
    FULL: Io, "store.full",
        "{place} 没有空间了，本次未写入：{reason}。请腾出磁盘空间，再提交一次。",
        "{place} has no room left and nothing was written: {reason}; free disk space, then commit again";
    NOT_WRITABLE: Io, "store.not_writable",
        "{place} 或其所在目录不可写，本次未写入：{reason}。请检查文件、目录的权限和所有者。",
        "{place} or its folder cannot be written and nothing was: {reason}; check permissions and owner of file and folder";
    OPEN: Io, "store.open",
        "打不开 {place}：{reason}。请检查路径，以及文件和目录的权限。",
        "{place} cannot be opened: {reason}; check the path, and the permissions of file and folder";
    NOT_DATABASE: Invalid, "store.not_database",
        "{place} 不是数据库文件：{reason}。请核对路径；若原是台账，请从备份恢复。",
        "{place} is no database: {reason}; check the path, and restore a backup if it was the ledger";
    DAMAGED: Corrupt, "store.damaged",
        "{place} 的文件已损坏：{reason}。请停止写入，留存该文件，从备份恢复并用 verify 检验。",
        "the file of {place} is damaged: {reason}; stop writing, keep the file, restore a backup and run verify";
    DEADLOCK: Busy, "store.deadlock",
        "{place} 中两个事务互相等待，数据库取消了其中一个：{reason}。本次未写入，请重试。",
        "two transactions in {place} waited for each other and the database ended one: {reason}; nothing was written, try again";
    SERIALISATION: Busy, "store.serialisation",
        "{place} 中的事务与同时进行的另一个事务冲突：{reason}。本次未写入，请重试。",
        "a transaction in {place} ran into another one at the same time: {reason}; nothing was written, try again";
    CONNECTION: Busy, "store.connection",
        "与 {place} 的连接断开或未建立：{reason}。请用同一请求名重试：已写入的会得到原来的结果。",
        "the connection to {place} was lost or not made: {reason}; try again with the same request, which gives the first result if it was written";
    OPTIONS: Invalid, "store.options",
        "存储选项“{option}”的值“{value}”无效。模式名和前缀只用小写字母、数字和下划线，至多 40 个；地址形如 postgres://用户:密码@主机:端口/数据库。",
        "`{value}` is no value for the option `{option}`; schema and prefix take lower-case letters, digits and underscores, 40 at most, and the URL has the form postgres://user:password@host:port/database";
    DISTRIBUTED_MISSING: Unsupported, "store.distributed.missing",
        "{place} 没有安装 Citus 扩展，不能分布各表。请由管理员执行 CREATE EXTENSION citus，或不用 distributed()。",
        "{place} lacks the extension Citus and cannot distribute the tables; let an administrator run CREATE EXTENSION citus, or leave distributed() out";
    DATABASE: Io, "store.database",
        "{place} 的数据库操作失败：{reason}。请检查磁盘空间和文件权限后重试。",
        "the database of {place} failed: {reason}; check disk space and permissions, then try again";
    CHECKPOINT_TEXT: Invalid, "store.checkpoint.text",
        "“{value}”不是检查点，或抄录有误。请对照纪要整行重抄。",
        "`{value}` is no checkpoint, or was miscopied; copy the whole line from the minutes again";
    CHECKPOINT_UNIT: Invalid, "store.checkpoint.unit",
        "检查点属于单位 {found}，不是 {unit}。请换用本单位的检查点。",
        "the checkpoint is of unit {found}, not {unit}; take one of this unit";
    CHECKPOINT_OUTSIDE: Invalid, "store.checkpoint.outside",
        "检查点在第 {seq} 次提交，早于所核验的起点 {from}。请从更早处核验。",
        "the checkpoint at commit {seq} lies before the stretch, which begins at {from}; verify from further back";
    COPY_DIVERGED: Invalid, "store.copy.diverged",
        "{place} 的日志自第 {seq} 次提交起与来源不同，不能续抄。请另抄到一个空的存储。",
        "the log of {place} differs from the source from commit {seq} on and cannot be continued; copy into an empty store";
    COPY_KIND: Invalid, "store.copy.kind",
        "种类“{kind}”在两边的声明不同，{key} 抄过去摘要会变。请用同一目录打开两边。",
        "kind `{kind}` is declared differently on both sides, {key} would not keep its digest; open both with one catalog";
    BACKUP_EXISTS: Invalid, "store.backup.exists",
        "备份文件 {path} 已存在，不会覆盖。请换一个文件名。",
        "there is a file {path} already and it is not overwritten; take another name";
    BACKUP_UNSUPPORTED: Unsupported, "store.backup.unsupported",
        "{backend} 不能自行备份到文件。PostgreSQL 请用 pg_dump；或用 store::copy 逐单位抄到 SQLite 文件。",
        "{backend} does not back itself up into a file; use pg_dump for PostgreSQL, or store::copy into an SQLite file unit by unit";
    BUNDLE_LINE: Corrupt, "store.bundle.line",
        "日志文件第 {line} 行不能识别：{reason}。文件已损坏或被改动，请向导出方重取。",
        "line {line} of the log file cannot be read: {reason}; the file is damaged or was changed, ask for it again";
    BUNDLE_IO: Io, "store.bundle.io",
        "日志文件读写失败：{reason}。请检查磁盘和路径。",
        "the log file cannot be read or written: {reason}; check disk and path";
    FAULT: Io, "store.fault",
        "按测试要求，第 {nth} 次提交{when}失败。仅用于测试。",
        "commit {nth} failed {when} as the test asked for; for tests only";
}
