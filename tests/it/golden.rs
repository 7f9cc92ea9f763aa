//! Golden files: what is written is compared with a file in `tests/golden`. `CUNWU_BLESS=1` rewrites them.

use std::fs;
use std::path::Path;

/// Compares text with a golden file, or rewrites it when blessed.
pub(crate) fn check(name: &str, text: &str) {
    check_at(&format!("tests/golden/{name}"), text);
}

/// The same with a file anywhere in the repository.
#[allow(clippy::disallowed_methods, reason = "a test may read the tester's wish")]
pub(crate) fn check_at(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var("CUNWU_BLESS").is_ok() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        return;
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    if golden != text {
        let line = golden.lines().zip(text.lines()).position(|(a, b)| a != b).unwrap_or(golden.lines().count());
        panic!(
            "{name} differs from its golden file at line {}:\n  golden: {}\n  now:    {}\nIf the change is meant, run with CUNWU_BLESS=1 and read the difference.",
            line + 1,
            golden.lines().nth(line).unwrap_or("(end)"),
            text.lines().nth(line).unwrap_or("(end)"),
        );
    }
}
