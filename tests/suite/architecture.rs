//! Holds the rules of `docs/architecture.md`: which module may use which, which library is known where, and how long a
//! file may be. That nothing panics on purpose is clippy's part (`[lints]` in `Cargo.toml`).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What each module may use of the crate. An entry allows the path and everything below it; every module may use
/// itself. The binary and the library root are not listed: they may use all.
const MODULES: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("diagnostics", &["source"]),
    ("math", &[]),
    ("document", &["math", "source"]),
    ("dialect", &["document", "math", "diagnostics", "source"]),
    ("resolve", &["document", "diagnostics", "source"]),
    ("theme", &["document"]),
    (
        "epub",
        &[
            "document",
            "math",
            "resolve",
            "theme",
            "layout::fonts",
            "layout::page",
            "layout::places",
            "diagnostics",
            "source",
        ],
    ),
    ("layout", &["document", "math", "resolve", "theme", "diagnostics", "source"]),
    (
        "pdf",
        &[
            "layout::page",
            "layout::fonts",
            "layout::units",
            "resolve",
            "document::NodeId",
            "document::Rgb",
            "document::is_language_tag",
            "diagnostics",
            "source",
        ],
    ),
    (
        "press",
        &[
            "config::ByteSize",
            "config::Length",
            "config::PageSize",
            "layout::units",
            "diagnostics::Fault",
            "diagnostics::Severity",
            "diagnostics::isolate",
        ],
    ),
    ("picture", &["layout::page", "layout::fonts", "layout::units", "resolve", "document::Rgb"]),
    (
        "config",
        &[
            "dialect",
            "document",
            "epub::Profile",
            "resolve",
            "layout::trim",
            "layout::units",
            "layout::quality::Limits",
            "layout::NotePlacement",
            "layout::PageRefs",
            "diagnostics",
            "source",
        ],
    ),
    ("site", &["dialect", "document", "resolve", "diagnostics", "source"]),
    ("report", &["diagnostics"]),
    (
        "project",
        &[
            "assemble",
            "assemble_planned",
            "config",
            "diagnostics",
            "dialect",
            "document",
            "epub::GivenCover",
            "epub::Profile",
            "layout",
            "math",
            "read",
            "report",
            "resolve",
            "site",
            "source",
            "theme",
        ],
    ),
    (
        "batch",
        &[
            "assemble",
            "assemble_planned",
            "config",
            "diagnostics",
            "dialect",
            "document",
            "epub",
            "layout",
            "pdf",
            "picture",
            "project",
            "read",
            "report",
            "resolve",
            "site",
            "source",
            "theme",
            "to_epub",
            "to_pages",
            "to_pdf",
        ],
    ),
    (
        "cli",
        &[
            "assemble",
            "assemble_planned",
            "batch",
            "config",
            "diagnostics",
            "dialect",
            "document",
            "epub",
            "layout",
            "pdf",
            "press",
            "project",
            "read",
            "report",
            "resolve",
            "site",
            "source",
            "theme",
            "to_epub",
            "to_pages",
            "to_pdf",
            "Stage",
        ],
    ),
];

/// Libraries that only some modules may know.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("pulldown_cmark", &["dialect"]),
    ("emojis", &["dialect"]),
    ("epub_builder", &["epub"]),
    ("zip", &["epub"]),
    ("uuid", &["document"]),
    ("printpdf", &["pdf"]),
    ("lopdf", &["pdf", "press"]),
    ("subsetter", &["pdf"]),
    ("write_fonts", &["pdf"]),
    ("ratex_parser", &["math"]),
    ("ratex_layout", &["math"]),
    ("ratex_font", &["math"]),
    ("ratex_types", &["math"]),
    ("harfrust", &["layout"]),
    ("hypher", &["layout"]),
    ("icu_segmenter", &["layout"]),
    ("icu_collator", &["resolve"]),
    ("unicode_bidi", &["layout", "pdf"]),
    ("ureq", &["resolve"]),
    ("syntect", &["resolve"]),
    ("two_face", &["resolve"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("notify", &["cli"]),
    ("serde_yaml", &["dialect", "theme", "config", "document", "site", "press", "project"]),
    ("toml", &["dialect", "site"]),
    ("ignore", &["config", "site"]),
];

/// Longest file, tests at its end not counted.
const LONGEST_FILE: usize = 500;

#[test]
fn modules_use_only_what_they_may() {
    let mut wrong = Vec::new();
    for file in source_files() {
        let Some((module, allowed)) = MODULES.iter().find(|(name, _)| file.module.first().is_some_and(|m| m == name))
        else {
            assert!(file.module.len() <= 1 && is_root(&file), "{} belongs to no module that is listed", file.name);
            continue;
        };
        for path in crate_paths(&file.tokens, &file.module) {
            let within = |prefix: &str| path == prefix || path.starts_with(&format!("{prefix}::"));
            if !within(module) && !allowed.iter().any(|prefix| within(prefix)) {
                wrong.push(format!("{} uses crate::{path}", file.name));
            }
        }
    }
    assert!(wrong.is_empty(), "docs/architecture.md forbids:\n{}", wrong.join("\n"));
}

#[test]
fn libraries_are_known_only_where_they_belong() {
    let mut wrong = Vec::new();
    for file in source_files() {
        for (library, rooms) in LIBRARIES {
            if knows(&file.tokens, library)
                && !file.module.first().is_some_and(|module| rooms.contains(&module.as_str()))
            {
                wrong.push(format!("{} knows {library}", file.name));
            }
        }
    }
    assert!(wrong.is_empty(), "docs/architecture.md forbids:\n{}", wrong.join("\n"));
}

#[test]
fn files_are_short() {
    let long: Vec<String> = source_files()
        .into_iter()
        .filter(|file| file.lines > LONGEST_FILE)
        .map(|file| format!("{}: {} lines", file.name, file.lines))
        .collect();
    assert!(long.is_empty(), "longer than {LONGEST_FILE} lines:\n{}", long.join("\n"));
}

/// A file of `src/`, its tests left out.
pub struct SourceFile {
    pub name: String,
    /// Module path: `["epub", "links"]`.
    pub module: Vec<String>,
    pub tokens: Vec<String>,
    pub lines: usize,
}

fn is_root(file: &SourceFile) -> bool {
    file.name == "lib.rs" || file.name == "main.rs"
}

pub fn source_files() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    rust_files(&root, &mut paths);
    paths.sort();
    assert!(paths.len() > 20, "the sources are where they should be");
    paths.iter().filter_map(|path| source_file(&root, path)).collect()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("folder").map(|entry| entry.expect("entry").path()) {
        if entry.is_dir() {
            rust_files(&entry, found);
        } else if entry.extension().is_some_and(|e| e == "rs") {
            found.push(entry);
        }
    }
}

fn source_file(root: &Path, path: &Path) -> Option<SourceFile> {
    let relative = path.strip_prefix(root).expect("below src");
    let mut module: Vec<String> =
        relative.with_extension("").components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|last| last == "mod" || last == "lib" || last == "main") {
        module.pop();
    }
    if module.iter().any(|part| part == "tests" || part == "testing" || part.ends_with("_tests")) {
        return None;
    }
    let text = std::fs::read_to_string(path).expect("readable");
    let text = without_tests(&text);
    let name = relative.to_string_lossy().into_owned();
    Some(SourceFile { name, module, tokens: tokens(text), lines: text.lines().count() })
}

/// The text before the tests at a file's end.
fn without_tests(text: &str) -> &str {
    let at_line_start = |at: usize| at == 0 || text.as_bytes()[at - 1] == b'\n';
    let mut tests = text.match_indices("#[cfg(test)]").map(|(at, _)| at).filter(|at| at_line_start(*at));
    let end = tests.find(|at| {
        let after = text[*at..].lines().skip(1).find(|line| !line.starts_with("#[")).unwrap_or("");
        after.contains("mod ")
    });
    &text[..end.unwrap_or(text.len())]
}

/// Identifiers and signs of Rust code; comments and literals are left out. `::` is one token.
pub fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let rest = &chars[at..];
        let starts = |with: &str| with.chars().enumerate().all(|(i, c)| rest.get(i) == Some(&c));
        at += if starts("//") {
            rest.iter().take_while(|c| **c != '\n').count()
        } else if starts("/*") {
            block_comment(rest)
        } else if let Some(length) = raw_string(rest) {
            length
        } else if starts("\"") || starts("b\"") {
            quoted(rest, '"')
        } else if starts("'") && is_char_literal(rest) {
            quoted(rest, '\'')
        } else if rest[0].is_alphanumeric() || rest[0] == '_' {
            let word: String = rest.iter().take_while(|c| c.is_alphanumeric() || **c == '_').collect();
            let length = word.chars().count();
            found.push(word);
            length
        } else if starts("::") {
            found.push("::".to_owned());
            2
        } else {
            if !rest[0].is_whitespace() {
                found.push(rest[0].to_string());
            }
            1
        };
    }
    found
}

fn block_comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        match (rest[at], rest.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    at
}

/// Length of `r"…"`, `r#"…"#` and their byte forms.
fn raw_string(rest: &[char]) -> Option<usize> {
    let start = usize::from(rest[0] == 'b');
    if rest.get(start) != Some(&'r') {
        return None;
    }
    let hashes = rest[start + 1..].iter().take_while(|c| **c == '#').count();
    let open = start + 1 + hashes;
    if rest.get(open) != Some(&'"') {
        return None;
    }
    let closes =
        |at: usize| rest[at] == '"' && rest[at + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes;
    (open + 1..rest.len()).find(|at| closes(*at)).map(|at| at + 1 + hashes)
}

/// Length of a literal up to its closing quote.
fn quoted(rest: &[char], quote: char) -> usize {
    let mut at = rest.iter().position(|c| *c == quote).expect("opening quote") + 1;
    while at < rest.len() {
        match rest[at] {
            '\\' => at += 2,
            c if c == quote => return at + 1,
            _ => at += 1,
        }
    }
    at
}

/// A quote that does not begin a lifetime.
fn is_char_literal(rest: &[char]) -> bool {
    rest.get(1) == Some(&'\\') || rest.get(2) == Some(&'\'')
}

/// Every path of the crate that the tokens name, without `crate::`: by `crate::a::b`, by `super::…` where it leaves the
/// module, and in the trees of `use`.
fn crate_paths(tokens: &[String], module: &[String]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut at = 0;
    while at < tokens.len() {
        let behind_path = at > 0 && tokens[at - 1] == "::";
        let base: Option<Vec<String>> = match tokens[at].as_str() {
            "crate" if !behind_path => Some(Vec::new()),
            "super" if !behind_path => Some(module[..module.len().saturating_sub(1)].to_vec()),
            _ => None,
        };
        at += 1;
        if let Some(base) = base {
            let mut cursor = Cursor { tokens, at };
            cursor.tree(base, &mut found);
            at = cursor.at.max(at);
        }
    }
    found.remove("");
    found
}

struct Cursor<'a> {
    tokens: &'a [String],
    at: usize,
}

impl Cursor<'_> {
    fn token(&self) -> &str {
        self.tokens.get(self.at).map_or("", String::as_str)
    }

    /// Follows a path, or a tree of paths, behind its first part.
    fn tree(&mut self, mut path: Vec<String>, found: &mut BTreeSet<String>) {
        while self.token() == "::" {
            self.at += 1;
            match self.token() {
                "{" => return self.group(&path, found),
                "super" => {
                    path.pop();
                    self.at += 1;
                }
                "<" | "*" => break,
                _ => {
                    path.push(self.token().to_owned());
                    self.at += 1;
                }
            }
        }
        found.insert(path.join("::"));
    }

    fn group(&mut self, path: &[String], found: &mut BTreeSet<String>) {
        self.at += 1;
        while self.at < self.tokens.len() && self.token() != "}" {
            if self.token() == "," {
                self.at += 1;
            } else if self.token() == "self" {
                found.insert(path.join("::"));
                self.at += 1;
            } else {
                let mut inner = path.to_vec();
                inner.push(self.token().to_owned());
                self.at += 1;
                self.tree(inner, found);
                while !matches!(self.token(), "," | "}" | "") {
                    self.at += 1; // `as name`
                }
            }
        }
        self.at += 1;
    }
}

/// Whether the tokens use a library: its name begins a path.
fn knows(tokens: &[String], library: &str) -> bool {
    let token = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map(String::as_str);
    let begins_path = |at: usize| {
        let before = token(at.checked_sub(1));
        before == Some("use") || (token(Some(at + 1)) == Some("::") && !matches!(before, Some("::" | ".")))
    };
    (0..tokens.len()).any(|at| tokens[at] == library && begins_path(at))
}

mod the_scanner {
    use super::*;

    fn paths(text: &str, module: &[&str]) -> Vec<String> {
        let module: Vec<String> = module.iter().map(|part| (*part).to_owned()).collect();
        crate_paths(&tokens(text), &module).into_iter().collect()
    }

    #[test]
    fn finds_paths_however_they_are_written() {
        assert_eq!(paths("use crate::a::b;", &["x"]), ["a::b"]);
        assert_eq!(paths("use crate::{a, b::{c, d as e}, f::{self, g}};", &["x"]), ["a", "b::c", "b::d", "f", "f::g"]);
        assert_eq!(paths("fn f() -> crate::a::B { crate::c::<T>::d() }", &["x"]), ["a::B", "c"]);
        assert_eq!(paths("use super::y; use super::super::z::w;", &["x", "sub"]), ["x::y", "z::w"]);
        assert_eq!(paths("pub(crate) fn f(); pub(super) fn g();", &["x"]), Vec::<String>::new());
        assert_eq!(paths("use crate::a::*;", &["x"]), ["a"]);
    }

    #[test]
    fn reads_neither_comments_nor_literals() {
        let text =
            "// crate::a\n/* crate::b /* */ crate::c */ \"crate::d \\\" crate::e\" r#\"crate::\"f\"# 'a' '\\'' b\"g\"";
        assert_eq!(tokens(text), Vec::<String>::new());
        assert_eq!(tokens("fn f<'a>(x: &'a str)").join(" "), "fn f < ' a > ( x : & ' a str )");
    }

    #[test]
    fn tells_a_library_from_a_method() {
        let knows = |text: &str| knows(&tokens(text), "zip");
        assert!(knows("use zip::write::Writer;") && knows("fn f() { zip::read(); }") && knows("use zip;"));
        assert!(!knows("a.zip(b)") && !knows("let zip = 1;") && !knows("use epub::zip::x;"));
    }

    #[test]
    fn leaves_tests_out() {
        assert_eq!(without_tests("fn a() {}\n#[cfg(test)]\nmod tests { use crate::b; }"), "fn a() {}\n");
        let only_for_tests = "#[cfg(test)]\nfn a() {}\n";
        assert_eq!(without_tests(only_for_tests), only_for_tests);
    }
}
