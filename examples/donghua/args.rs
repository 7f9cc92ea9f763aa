//! What the command line may say.

use std::path::PathBuf;

use cunwu::value::{Day, Plain};
use lexopt::prelude::*;

pub(crate) const HELP: &str = "\
东华村：台账和地图进，人数、图幅和报告出。 The ledger of Donghua: workbook and maps in; counts, map sheets and reports out.

用法 Usage: cargo run --release --example donghua -- [OPTIONS]

  --data DIR               工作簿和四个 GeoJSON 所在目录 the workbook and the four maps [examples/donghua/data]
  --out DIR                输出目录 where everything is written [target/donghua]
  --store sqlite|memory    台账存放处 where the ledger lives [sqlite: OUT/donghua.db]
  --store postgres URL     台账存入 PostgreSQL 的 cunwu 模式 in the schema cunwu of a PostgreSQL database
  --change-on YYYY-MM-DD   有差异的行按当日变更登记，否则为更正 rows that differ are changes of that day, not corrections
  --dry-run                只试算，不写台账 plan the import, print its report, write nothing
  --help                   本说明 this text
";

/// Where the ledger lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StoreKind {
    Sqlite,
    Memory,
    /// The URL of a database.
    Postgres(String),
}

/// The command line.
#[derive(Debug)]
pub(crate) struct Args {
    pub(crate) data: PathBuf,
    pub(crate) out: PathBuf,
    pub(crate) store: StoreKind,
    pub(crate) change_on: Option<Day>,
    pub(crate) dry_run: bool,
}

/// What to do after reading the command line.
pub(crate) enum Asked {
    Run(Args),
    Help,
}

/// Reads the command line; anything else than the options of [`HELP`] is an error.
pub(crate) fn read(words: impl IntoIterator<Item = std::ffi::OsString>) -> Result<Asked, String> {
    let manifest = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let here = PathBuf::from("examples/donghua/data");
    let mut args = Args {
        data: if here.is_dir() { here } else { manifest.join("examples/donghua/data") },
        out: PathBuf::from("target/donghua"),
        store: StoreKind::Sqlite,
        change_on: None,
        dry_run: false,
    };
    let mut parser = lexopt::Parser::from_args(words);
    while let Some(arg) = parser.next().map_err(|error| error.to_string())? {
        match arg {
            Long("data") => args.data = parser.value().map_err(|error| error.to_string())?.into(),
            Long("out") => args.out = parser.value().map_err(|error| error.to_string())?.into(),
            Long("store") => {
                let kind = parser.value().map_err(|error| error.to_string())?;
                args.store = match kind.to_str() {
                    Some("sqlite") => StoreKind::Sqlite,
                    Some("memory") => StoreKind::Memory,
                    Some("postgres") => {
                        let url = parser.value().map_err(|_| {
                            "--store postgres 后面要写地址 needs a URL: --store postgres postgres://user:password@host:port/database"
                        })?;
                        StoreKind::Postgres(url.string().map_err(|error| error.to_string())?)
                    }
                    _ => {
                        return Err(format!(
                            "--store 只能是 sqlite、memory 或 postgres URL，不能是 {}: take sqlite, memory or postgres URL",
                            kind.display()
                        ));
                    }
                };
            }
            Long("change-on") => {
                let text = parser.value().map_err(|error| error.to_string())?;
                let text = text.to_string_lossy();
                args.change_on = Some(Day::parse(&text).map_err(|error| format!("--change-on: {error}"))?);
            }
            Long("dry-run") => args.dry_run = true,
            Short('h') | Long("help") => return Ok(Asked::Help),
            other => return Err(other.unexpected().to_string()),
        }
    }
    if !args.data.is_dir() {
        return Err(format!("--data {}: 没有这个目录 there is no such directory", args.data.display()));
    }
    Ok(Asked::Run(args))
}
