//! The validators that others wrote: EPUBCheck and DAISY Ace.
//!
//! `OFFPRINT_EPUBCHECK` is the path of `epubcheck.jar` (5.3), `OFFPRINT_ACE` that of the `ace-cli` command (1.4).
//! Without them the tests say so and pass, unless `OFFPRINT_REQUIRE_TOOLS=1`.

use crate::epub_support::{epub, sink};
use offprint::document::Book;
use offprint::resolve::Assets;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The path in a variable; `None` when the tool is missing and may be.
fn tool(variable: &str) -> Option<PathBuf> {
    let path = std::env::var_os(variable).map(PathBuf::from).filter(|path| path.exists());
    let required = std::env::var_os("OFFPRINT_REQUIRE_TOOLS").is_some_and(|value| value == "1");
    assert!(path.is_some() || !required, "{variable} does not name a file, and OFFPRINT_REQUIRE_TOOLS=1");
    if path.is_none() {
        eprintln!("skipped: {variable} does not name a file");
    }
    path
}

fn books() -> Vec<(&'static str, Book, Assets)> {
    let (book, assets) = sink::kitchen_sink();
    let (volume, volume_assets) = sink::volume();
    vec![
        ("sink", book, assets),
        ("long", sink::long_post(), Assets::default()),
        ("bare", sink::bare_post(), Assets::default()),
        ("volume", volume, volume_assets),
    ]
}

fn write(folder: &Path, name: &str, book: &Book, assets: &Assets) -> PathBuf {
    let path = folder.join(format!("{name}.epub"));
    std::fs::write(&path, epub(book, assets)).expect("written");
    path
}

#[test]
fn epubcheck_has_nothing_to_say() {
    let Some(jar) = tool("OFFPRINT_EPUBCHECK") else { return };
    let folder = tempfile::tempdir().expect("folder");
    for (name, book, assets) in books() {
        let path = write(folder.path(), name, &book, &assets);
        let report = folder.path().join(format!("{name}.json"));
        let run =
            Command::new("java").arg("-jar").arg(&jar).arg(&path).arg("--usage").arg("--json").arg(&report).output();
        run.expect("java");
        let report = std::fs::read_to_string(&report).expect("report");
        let report: Value = serde_json::from_str(&report).expect("JSON");
        let messages = report["messages"].as_array().expect("messages");
        assert!(messages.is_empty(), "{name}: {messages:#?}");
    }
}

#[test]
fn ace_finds_no_violation() {
    let Some(ace) = tool("OFFPRINT_ACE") else { return };
    let folder = tempfile::tempdir().expect("folder");
    for (name, book, assets) in books() {
        let path = write(folder.path(), name, &book, &assets);
        let out = folder.path().join(name);
        let run = Command::new(&ace).arg("--force").arg("--outdir").arg(&out).arg(&path).output().expect("ace");
        let log = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
        let report = std::fs::read_to_string(out.join("report.json")).unwrap_or_else(|e| panic!("{e}: {log}"));
        let report: Value = serde_json::from_str(&report).expect("JSON");
        let mut violations = Vec::new();
        collect(&report["assertions"], &mut violations);
        assert!(violations.is_empty(), "{name}: {violations:#?}");
        assert_eq!(report["earl:result"]["earl:outcome"], "pass", "{name}");
    }
}

/// The results of assertions that failed, with where.
fn collect(value: &Value, violations: &mut Vec<Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, violations)),
        Value::Object(map) => {
            let failed = map.get("earl:result").is_some_and(|result| result["earl:outcome"] == "fail");
            match map.get("assertions") {
                Some(inner) => collect(inner, violations),
                None if failed => violations.push(value.clone()),
                None => {}
            }
        }
        _ => {}
    }
}
