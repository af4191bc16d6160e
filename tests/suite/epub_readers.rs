//! EPUBs in reading systems that others wrote: epub.js and foliate-js, in a browser (`tests/readers/README.md`). Each book
//! must open; every entry of the contents, every note and every page of the page list must be found where the reader
//! shows it; the call of a note must open the note.
//!
//! `OFFPRINT_READERS` is the folder with the readers' packages. Without it, node or Chromium the test is passed over, unless
//! `OFFPRINT_REQUIRE_TOOLS=1`.

use crate::support::{corpus, have, map_flags, offprint, posts, root, run, whole_corpus};
use roxmltree::{Document, Node};
use serde_json::Value;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

const OPS: &str = "http://www.idpf.org/2007/ops";
/// Posts of the corpus, the longest, that are opened beside its founding documents.
const CORPUS_POSTS: usize = 5;
/// Pop-ups that the script opens in a book.
const MOST_POPUPS: usize = 8;

/// The folder of the readers' packages, if all is there that they need.
fn readers() -> Option<PathBuf> {
    let folder =
        std::env::var_os("OFFPRINT_READERS").map(PathBuf::from).filter(|path| path.join("node_modules").is_dir());
    let required = std::env::var_os("OFFPRINT_REQUIRE_TOOLS").is_some_and(|value| value == "1");
    assert!(
        folder.is_some() || !required,
        "OFFPRINT_READERS names no folder of packages, and OFFPRINT_REQUIRE_TOOLS=1"
    );
    if folder.is_none() {
        eprintln!("passed over: OFFPRINT_READERS names no folder of packages");
    }
    let chromium = std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    folder.filter(|_| have("node", "--version") && have(&chromium, "--version"))
}

/// The program's books in `out`: the example posts, posts of the corpus, and a volume.
fn export(out: &Path) -> Vec<PathBuf> {
    let maps = map_flags();
    let mut chosen: Vec<PathBuf> = posts().into_iter().filter(|post| post.starts_with(root())).collect();
    if let Some(corpus) = corpus() {
        chosen.extend(posts().into_iter().filter(|post| post.starts_with(corpus.join("seeds"))));
        let mut others: Vec<PathBuf> =
            posts().into_iter().filter(|post| post.starts_with(corpus.join("site"))).collect();
        others.sort_by_key(|post| std::cmp::Reverse(std::fs::metadata(post).map(|file| file.len()).unwrap_or(0)));
        chosen.extend(others.into_iter().take(if whole_corpus() { usize::MAX } else { CORPUS_POSTS }));
    }
    let (done, _, err) =
        run(offprint().arg("export").args(&chosen).args(&maps).args(["--offline", "-q", "-o"]).arg(out));
    assert!(done, "{err}");
    let volume = root().join("examples/essays");
    let (done, _, err) =
        run(offprint().arg("batch").arg(volume).args(["--volume", "--offline", "-q", "-o"]).arg(out.join("volume")));
    assert!(done, "{err}");
    let mut found = Vec::new();
    epubs(out, &mut found);
    // A batch writes the posts of a volume too, which are here already.
    let single =
        |path: &PathBuf| path.parent() == Some(out) || path.file_stem() == path.parent().and_then(Path::file_name);
    found.retain(single);
    found.sort();
    assert_eq!(found.len(), chosen.len() + 1, "every post and the volume: {found:?}");
    found
}

fn epubs(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(folder).expect("folder").map(|entry| entry.expect("entry").path()) {
        if path.is_dir() {
            epubs(&path, found);
        } else if path.extension().is_some_and(|e| e == "epub") {
            found.push(path);
        }
    }
}

/// What a book holds, read from its files: entries of the contents, calls of notes, labels of pages.
#[derive(Debug, Default, PartialEq)]
struct Held {
    contents: usize,
    calls: usize,
    pages: Vec<String>,
}

fn is_of(node: &Node, kind: &str) -> bool {
    node.attribute((OPS, "type")).is_some_and(|kinds| kinds.split_whitespace().any(|k| k == kind))
}

fn held(epub: &Path) -> Held {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(epub).expect("EPUB")).expect("ZIP");
    let mut held = Held::default();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("entry");
        let name = entry.name().expect("name").to_string();
        if !name.ends_with(".xhtml") {
            continue;
        }
        let mut text = String::new();
        entry.read_to_string(&mut text).expect("text");
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
        let document = Document::parse_with_options(&text, options).expect("XML");
        let links = |within: Node| {
            within
                .descendants()
                .filter(|n| n.has_tag_name("a") || n.tag_name().name() == "a")
                .map(|n| n.text().unwrap_or("").to_owned())
                .collect::<Vec<_>>()
        };
        for node in document.descendants() {
            held.calls += usize::from(is_of(&node, "noteref"));
            // A landmark has that type, too.
            let is_nav = name.ends_with("nav.xhtml") && node.tag_name().name() == "nav";
            if is_nav && is_of(&node, "toc") {
                held.contents = links(node).len();
            }
            if is_nav && is_of(&node, "page-list") {
                held.pages = links(node);
            }
        }
    }
    held
}

#[test]
fn two_readers_find_everything_in_every_book() {
    let Some(readers) = readers() else { return };
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readers");
    let _ = std::fs::remove_dir_all(&out);
    let books = export(&out);
    let script = root().join("tests/readers/read.mjs");
    let (done, said, err) = run(Command::new("node").arg(script).arg(readers).args(&books));
    assert!(done, "{said}{err}");
    let reports: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).expect("a report")).collect();
    assert_eq!(reports.len(), 2 * books.len(), "each book in each reader: {said}{err}");
    let mut wrong = Vec::new();
    for (report, book) in reports.iter().zip(books.iter().chain(&books)) {
        let name = format!("{} in {}", book.display(), report["reader"]);
        assert_eq!(report["book"].as_str(), book.file_name().and_then(|n| n.to_str()), "{name}");
        let problems = report["problems"].as_array().expect("problems").iter();
        wrong.extend(problems.map(|problem| format!("{name}: {problem}")));
        let pages = report["pages"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|page| page.as_str().unwrap_or("").to_owned())
            .collect();
        let count = |field: &str| report[field].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
        let found = Held { contents: count("contents"), calls: count("calls"), pages };
        let mut expected = held(book);
        if report["reader"] == "epubjs" {
            // It reads folios as numbers, and Roman ones as none.
            let not_roman = |folio: &String| folio.parse::<u32>().is_ok();
            expected.pages.iter_mut().filter(|folio| !not_roman(folio)).for_each(|folio| *folio = "NaN".to_owned());
        }
        assert!(expected.contents > 0 && !expected.pages.is_empty(), "{name}: {expected:?}");
        if found != expected {
            wrong.push(format!("{name}: found {found:?}, there are {expected:?}"));
        }
        // epub.js turns to one note, foliate-js opens several in its pop-up.
        let most = if report["reader"] == "epubjs" { 1 } else { MOST_POPUPS };
        if count("popups") != expected.calls.min(most) {
            wrong.push(format!("{name}: {} notes were opened", count("popups")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
