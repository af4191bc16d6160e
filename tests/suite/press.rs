//! `offprint printers` and `offprint preflight` as people call them: what they print, and how they end.

use crate::support::offprint;
use serde_json::Value;
use std::path::Path;

/// Exit code, standard output, standard error.
fn run(folder: &Path, line: &str) -> (i32, String, String) {
    let output = offprint().current_dir(folder).args(line.split_whitespace()).output().expect("runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (output.status.code().expect("code"), text(output.stdout), text(output.stderr))
}

/// A folder with an export of this program, `book.pdf`: a title, a paragraph and a link.
fn desk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("folder");
    let post = "---\nid: book\ntitle: A book\nauthor: Ada\ndate: 2026-01-02\n---\n\n# One\n\nSee [there](https://example.org).\n";
    std::fs::write(folder.path().join("book.md"), post).expect("written");
    let (code, _, said) = run(folder.path(), "export book.md --pdf --page 6x9 --offline -o book.pdf");
    assert_eq!((code, said.as_str()), (0, ""));
    folder
}

fn objects(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect()
}

#[test]
fn printers_are_listed_and_shown_with_their_sources() {
    let here = Path::new(".");
    let (code, list, _) = run(here, "printers");
    assert_eq!(code, 0);
    assert!(list.lines().any(|line| line.starts_with("kdp  ")), "{list}");
    let (_, sheet, _) = run(here, "printers kdp");
    assert!(sheet.contains("\nresolution    300 pixels an inch [8]\n"), "{sheet}");
    assert!(sheet.contains("the printer's page: https://kdp.amazon.com/"), "{sheet}");
    let (_, json, _) = run(here, "printers kdp --report json");
    let record = objects(&json).remove(0);
    assert_eq!(record["figures"]["bleed"]["value"]["width"], 9.0);
    assert_eq!(record["figures"]["bleed"]["source"]["by"], "other");
    let (code, out, said) = run(here, "printers nobody");
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(said.starts_with("error: no printer is named `nobody`"), "{said}");
}

#[test]
fn preflight_ends_as_the_file_deserves() {
    let desk = desk();
    let (code, out, said) = run(desk.path(), "preflight book.pdf");
    assert_eq!((code, said.as_str()), (0, ""), "{out}");
    assert!(out.starts_with("book.pdf: 1 page, 6 × 9 in (152.4 × 228.6 mm), PDF 1.7, no PDF/X\n"), "{out}");
    assert!(out.ends_with("\nbook.pdf: no faults\n"), "{out}");
    let (code, out, said) = run(desk.path(), "preflight book.pdf --printer kdp -q");
    assert_eq!((code, said.as_str()), (4, ""));
    let page_count =
        "book.pdf: error: the number of pages is 1, and the least is 24 [page-count]\n  = help: add blank pages";
    assert!(out.starts_with(page_count), "{out}");
    assert!(out.contains("[annotations]") && out.contains("(page 1)"), "the link: {out}");
    std::fs::write(desk.path().join("plain.pdf"), "plain text").expect("written");
    for (line, expected, word) in [
        ("preflight missing.pdf", 1, "missing.pdf: error: cannot read the file"),
        ("preflight plain.pdf", 1, "plain.pdf: error: this is no PDF file"),
        ("preflight book.pdf plain.pdf", 1, "plain.pdf"),
        ("preflight book.pdf --printer nobody", 2, "no printer is named"),
        ("preflight", 2, "required"),
    ] {
        let (code, _, said) = run(desk.path(), line);
        assert!(code == expected && said.contains(word), "{line}: {code} {said}");
    }
}

#[test]
fn preflight_for_machines_says_what_it_measured() {
    let desk = desk();
    let (code, out, said) = run(desk.path(), "preflight book.pdf --printer lulu --report json");
    assert_eq!((code, said.as_str()), (4, ""));
    let objects = objects(&out);
    let (record, faults) = objects.split_last().expect("a record");
    assert!(faults.iter().all(|fault| fault["kind"] == "fault" && fault["file"] == "book.pdf"), "{out}");
    assert_eq!(faults[0]["fault"], "page-count");
    assert_eq!((record["kind"].as_str(), record["printer"].as_str()), (Some("preflight"), Some("lulu")));
    assert_eq!(record["pages"][0]["trim"], serde_json::json!([0.0, 0.0, 432.0, 648.0]));
    let fonts = record["fonts"].as_object().expect("fonts");
    assert!(!fonts.is_empty() && fonts.values().all(|embedded| embedded == true), "{out}");
}

#[test]
fn a_shop_of_one_s_own_is_a_file() {
    let desk = desk();
    let shop = "shop:\n  title: A shop\n  sources: { talk: { by: printer, looked_up: 2026-01-02 } }\n  \
                colors: { value: [cmyk], source: talk }\n";
    std::fs::write(desk.path().join("shop.yaml"), shop).expect("written");
    let (code, out, _) = run(desk.path(), "preflight book.pdf --printer shop.yaml -q");
    assert_eq!(code, 4);
    assert!(out.contains("the file has gray colours, and the printer takes cmyk (page 1) [color-space]"), "{out}");
}
