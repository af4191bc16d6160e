//! What each construct costs to read: no more for each piece of a text, the longer the text is. Counted in instructions, which
//! `valgrind` gives without noise; skipped where it is not there.

use crate::spec;
use crate::support;
use offprint::diagnostics::Diagnostics;
use offprint::dialect::{Syntax, parse};
use offprint::resolve::{self, SiteContext};
use offprint::source::{SourceFile, SourceId};
use std::process::Command;

/// Bytes of the shorter text; the longer is four times as long.
const SHORT: usize = 2000;
/// How much more the longer text may cost: four times as much is linear, sixteen times quadratic.
const MOST: f64 = 5.5;

/// What is opened again and again and never closed, and what the specifications show once only.
const REPEATED: [&str; 60] = [
    "[^a] ",
    "**_",
    "[a](",
    "[a](\n",
    "[",
    "]",
    "<!-- ",
    "<!-- \n\n",
    "<?",
    "<![CDATA[",
    "<!A ",
    "{sc:",
    "{#e74c3c:",
    "^[",
    "{{a|",
    "[[",
    "[[a|",
    "--a ",
    "*a ",
    "*a**b",
    "_a ",
    "~~a ",
    "<b>",
    "</b>",
    "<a href=\"x",
    "<a '\"",
    "<",
    "&amp;",
    "&",
    "![a",
    "> ",
    "> a\n\nb\n\n",
    "- a\n",
    "- a\n\n",
    "a. x\nb. y\n\n",
    "# a\n\n",
    "## a\n\nb\n\n",
    "```\na\n```\n\n",
    "```\n",
    "| a |\n|---|\n",
    "a | ",
    "{bkqt/note}\n\n",
    "{/bkqt}\n\n",
    ">> 26.02.09 - a\n",
    "t :: d\n",
    "[a] ",
    "https://a.b ",
    "https://a)))) ",
    "https://-",
    "[[c/d|x]] ",
    "[x](#h) ",
    "a^[b] ",
    "{{a|b}} ",
    "$a$ ",
    "\\*",
    "a  \n",
    "\"a' ",
    "[a](<",
    "[a](b (",
    "[a](b \"",
];

struct Construct {
    name: String,
    text: String,
    syntax: Syntax,
}

fn constructs() -> Vec<Construct> {
    let repeated = REPEATED.iter().map(|text| Construct {
        name: format!("{text:?}"),
        text: (*text).to_owned(),
        syntax: Syntax::Site,
    });
    let columns =
        |count: usize| format!("|{}\n|{}\n|{}\n\n", "a|".repeat(count), "-|".repeat(count), "b|".repeat(count));
    let table = Construct { name: "columns of a table".to_owned(), text: columns(40), syntax: Syntax::Site };
    repeated
        .chain([table])
        .chain(spec::sections().into_iter().map(|(name, text, syntax)| Construct { name, text, syntax }))
        .collect()
}

/// Counting ends and begins anew at each call: valgrind is told to.
#[inline(never)]
fn counts_end_here() {
    std::hint::black_box(());
}

/// What is counted.
fn counted_reading(text: &str, syntax: Syntax) {
    counts_end_here();
    let (document, _) = parse(SourceId(0), &SourceFile::new("post.md", text), syntax);
    let book = resolve::book(vec![document], &SiteContext::default(), &mut Diagnostics::new());
    counts_end_here();
    assert_eq!(book.chapters.len(), 1);
}

#[test]
#[ignore = "runs under valgrind, from the other test"]
fn readings() {
    counted_reading("x\n", Syntax::Site);
    for Construct { text, syntax, .. } in constructs() {
        let times = (SHORT / text.len()).max(1);
        counted_reading(&text.repeat(times), syntax);
        counted_reading(&text.repeat(4 * times), syntax);
    }
}

#[test]
fn no_construct_costs_more_the_longer_the_text_is() {
    if !support::have("valgrind", "--version") {
        return;
    }
    let folder = tempfile::tempdir().expect("folder");
    let out = folder.path().join("counts");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--dump-before=*counts_end_here*"])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(std::env::current_exe().expect("this program"))
        .args(["--ignored", "--exact", "growth::readings"])
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut count = (1..)
        .map(|number| instructions(&std::fs::read_to_string(format!("{}.{number}", out.display())).expect("counts")));
    let empty = count.next().expect("the empty text");
    let mut faults = Vec::new();
    for Construct { name, .. } in constructs() {
        let mut next = || count.next().expect("a count") - empty;
        let (short, long) = (next(), next());
        if long > MOST * short {
            faults.push(format!("{name}: {short} and {long} instructions, {:.1} times as many", long / short));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The instructions of a file that callgrind wrote.
fn instructions(text: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix("summary: ").or_else(|| line.strip_prefix("totals: ")));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).expect("a sum")
}
