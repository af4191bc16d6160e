//! The program as people call it: exit codes, what goes where, and errors that say what to do.

use crate::support::{offprint, root, run};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder of its own with a small post in it.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let desk = Desk { folder: tempfile::tempdir().expect("folder") };
        desk.put("post.md", "---\nid: a-post\ntitle: A post\ndate: 2026-01-02\n---\nSome text.\n");
        desk
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("parent")).expect("folder");
        fs::write(path, text).expect("written");
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).expect("folder");
        let mut names: Vec<String> =
            entries.map(|e| e.expect("entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn command(&self, line: &str) -> Command {
        let mut command = offprint();
        command.current_dir(self.folder.path()).arg("export").args(line.split_whitespace());
        command.arg("--cache").arg(self.path("cache"));
        command
    }

    /// Exit code, standard output, standard error.
    fn export(&self, line: &str) -> (i32, String, String) {
        let output = self.command(line).output().expect("runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        (output.status.code().expect("code"), text(output.stdout), text(output.stderr))
    }
}

fn is_epub(path: &Path) -> bool {
    fs::read(path).is_ok_and(|bytes| bytes.starts_with(b"PK") && bytes.get(38..58) == Some(b"application/epub+zip"))
}

fn is_pdf(path: &Path) -> bool {
    fs::read(path).is_ok_and(|bytes| bytes.starts_with(b"%PDF-"))
}

#[test]
fn both_formats_are_written_here_and_their_paths_listed() {
    let desk = Desk::new();
    let (code, out, err) = desk.export("post.md");
    assert_eq!((code, out.as_str()), (0, "a-post.epub\na-post.pdf\n"), "{err}");
    assert_eq!(err, "");
    assert!(is_epub(&desk.path("a-post.epub")) && is_pdf(&desk.path("a-post.pdf")));
    assert_eq!(desk.names(), ["a-post.epub", "a-post.pdf", "post.md"], "and nothing else");
}

#[test]
fn one_format_or_one_file_or_a_folder() {
    let desk = Desk::new();
    assert_eq!(desk.export("post.md --epub").1, "a-post.epub\n");
    assert_eq!(desk.export("post.md -o new/book.pdf").1, "new/book.pdf\n");
    assert_eq!(desk.export("post.md --pdf -o out").1, "out/a-post.pdf\n");
    assert!(is_pdf(&desk.path("new/book.pdf")));
}

#[test]
fn standard_input_is_a_post() {
    let desk = Desk::new();
    let mut child = desk.command("- --epub").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("runs");
    child.stdin.take().expect("input").write_all(b"---\nid: piped\n---\nText.\n").expect("written");
    let output = child.wait_with_output().expect("ends");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "piped.epub\n");
}

#[test]
fn wrong_usage_is_2_and_says_what_is_right() {
    let desk = Desk::new();
    let (code, out, err) = desk.export("post.md --page quarto");
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("letter, legal, 6x9, 5x8, 5.5x8.5"), "{err}");
    desk.put("offprint.yaml", "site:\n  titel: A\n");
    let (code, _, err) = desk.export("post.md");
    assert_eq!(code, 2);
    assert!(err.contains("offprint.yaml:2:3: ") && err.contains("titel"), "{err}");
    fs::remove_file(desk.path("offprint.yaml")).expect("removed");
    desk.put("theme.yaml", "text:\n  size: huge\n");
    let (code, _, err) = desk.export("post.md --theme theme.yaml");
    assert_eq!(code, 2);
    assert!(err.contains("theme.yaml"), "{err}");
    let (success, out, _) = run(offprint().arg("--help"));
    assert!(success && out.contains("Exit codes: 0 done"), "{out}");
}

#[test]
fn what_cannot_be_read_or_written_is_1_with_a_hint() {
    let desk = Desk::new();
    let fails = |line: &str, with: &[&str]| {
        let (code, out, err) = desk.export(line);
        assert_eq!((code, out.as_str()), (1, ""), "{line}: {err}");
        for part in with {
            assert!(err.contains(part), "{line}: {err}");
        }
    };
    fails("pots.md", &["pots.md: error: there is no such file", "did you mean post.md?"]);
    fails("none/post.md", &["there is no folder none either"]);
    fs::create_dir(desk.path("posts")).expect("folder");
    fails("posts", &["it is a folder", "posts/*.md"]);
    fs::write(desk.path("latin.md"), b"caf\xe9").expect("written");
    fails("latin.md", &["not UTF-8", "at byte 3", "save it as UTF-8"]);
    fails("post.md --epub -o post.md/deep", &["cannot make the folder post.md/deep", "--output"]);
    fs::create_dir(desk.path("a-post.pdf")).expect("folder");
    fails("post.md --pdf", &["a-post.pdf: it is a folder"]);
}

#[test]
fn one_post_that_fails_does_not_stop_the_others() {
    let desk = Desk::new();
    desk.put("second.md", "---\nid: second\n---\nText.\n");
    let (code, out, err) = desk.export("post.md none.md second.md --epub");
    assert_eq!((code, out.as_str()), (1, "a-post.epub\nsecond.epub\n"), "{err}");
    desk.put("same.md", "---\nid: a-post\n---\nText.\n");
    let (code, out, err) = desk.export("post.md same.md --epub");
    assert_eq!(
        (code, out.as_str()),
        (0, "a-post.epub\na-post-2.epub\n"),
        "in a plain folder the second gets a number: {err}"
    );
    desk.put("_category.yaml", "name: essays\n");
    let (code, out, err) = desk.export("post.md same.md --epub");
    assert_eq!((code, out.as_str()), (1, "a-post.epub\n"), "{err}");
    assert!(err.contains("already written for another post"), "{err}");
}

#[test]
fn a_run_that_fails_leaves_the_good_file() {
    let desk = Desk::new();
    desk.export("post.md --epub");
    let good = fs::read(desk.path("a-post.epub")).expect("there");
    desk.put("post.md", "---\nid: a-post\n---\n![gone](gone.png)\n");
    let (code, out, err) = desk.export("post.md --epub --strict");
    assert_eq!((code, out.as_str()), (3, ""), "{err}");
    assert_eq!(fs::read(desk.path("a-post.epub")).expect("there"), good);
    let (code, out, err) = desk.export("post.md --epub");
    assert_eq!((code, out.as_str()), (0, "a-post.epub\n"), "without --strict it is written");
    assert!(err.contains("post.md:4:1: warning: ") && err.contains("gone.png"), "{err}");
    assert_eq!(desk.export("none.md post.md --epub --strict").0, 1, "a post that fails is worse than one that warns");
}

#[test]
fn a_quiet_strict_run_says_what_failed() {
    let desk = Desk::new();
    desk.put("post.md", "---\nid: a-post\n---\n![gone](gone.png)\n");
    let (code, out, err) = desk.export("post.md --epub --strict -q");
    assert_eq!((code, out.as_str()), (3, ""));
    assert!(err.contains("post.md:4:1: warning: ") && err.contains("warnings fail under --strict"), "{err}");
}

#[test]
fn an_empty_file_is_an_error() {
    let desk = Desk::new();
    desk.put("empty.md", "");
    for command in ["export", "check"] {
        let output = offprint().current_dir(desk.folder.path()).args([command, "empty.md"]).output().expect("runs");
        assert_eq!(output.status.code(), Some(1), "{command}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("empty.md: error: it is empty"), "{command}");
    }
}

#[test]
fn one_format_goes_to_standard_output() {
    let desk = Desk::new();
    let output = desk.command("post.md --pdf -o -").output().expect("runs");
    assert!(
        output.status.success() && output.stdout.starts_with(b"%PDF-"),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(desk.names(), ["post.md"]);
    desk.export("post.md --pdf");
    assert_eq!(fs::read(desk.path("a-post.pdf")).expect("PDF"), output.stdout);
    let (code, _, err) = desk.export("post.md -o book.docx");
    assert!(code == 2 && err.contains("cannot write .docx") && err.contains(".epub or .pdf"), "{err}");
}

#[test]
fn a_fault_in_many_places_is_said_once_with_a_count() {
    let desk = Desk::new();
    for name in ["a.md", "b.md", "c.md"] {
        desk.put(name, "Text.\n\n![one](gone.png)\n");
    }
    let (_, _, err) = desk.export("a.md b.md c.md --epub");
    let repeated: Vec<&str> = err.lines().filter(|line| line.starts_with("warning:")).collect();
    assert_eq!(repeated, ["warning: image `gone.png` was not found: and 2 more like it, in 3 files [image-not-found]"]);
    assert_eq!(err.matches("a.md:3:1: warning:").count(), 1, "{err}");
    assert!(!err.contains("b.md"), "{err}");
    let places =
        |flag: &str| desk.export(&format!("a.md b.md c.md --epub {flag}")).1.matches("image-not-found").count();
    assert_eq!(places("--report json"), 3, "machines get each place");
}

#[test]
fn machines_get_one_object_a_line() {
    let desk = Desk::new();
    desk.put("post.md", "---\nid: a-post\n---\n![gone](gone.png)\n");
    let (code, out, err) = desk.export("post.md none.md --epub --message-format json --timings");
    assert_eq!((code, err.as_str()), (1, ""));
    let objects: Vec<serde_json::Value> =
        out.lines().map(|line| serde_json::from_str(line).expect("an object")).collect();
    let text = |object: &serde_json::Value, field: &str| object[field].as_str().unwrap_or_default().to_owned();
    assert!(objects.iter().any(|o| text(o, "code") == "image-not-found" && o["line"] == 4), "{out}");
    assert!(objects.iter().any(|o| text(o, "kind") == "written" && text(o, "path") == "a-post.epub"), "{out}");
    assert!(objects.iter().any(|o| text(o, "kind") == "error" && text(o, "file") == "none.md"), "{out}");
    assert!(objects.iter().any(|o| text(o, "kind") == "timings" && o["stages"]["epub"].is_number()), "{out}");
}

#[test]
fn quiet_says_nothing_and_timings_say_where_time_went() {
    let desk = Desk::new();
    desk.put("post.md", "---\nid: a-post\n---\n![gone](gone.png)\n");
    assert_eq!(desk.export("post.md --epub --quiet"), (0, String::new(), String::new()));
    let (_, _, err) = desk.export("post.md --timings");
    let line = err.lines().last().expect("timings");
    assert!(line.starts_with("post.md: ") && line.contains("layout ") && line.contains("pdf "), "{err}");
}

#[test]
fn a_site_is_configured_once() {
    let desk = Desk::new();
    desk.put("offprint.yaml", "site: { url: https://example.org, author: Ada Lovelace }\nexport: { output: books }\n");
    desk.put("threads/_category.yaml", "name: threads\n");
    desk.put("threads/a.md", "---\nid: a\n---\nSee [[threads/b|b]] and [[threads/c|c]].\n");
    desk.put("threads/b.md", "---\nid: b\n---\nText.\n");
    let (code, out, err) = desk.export("threads/a.md --epub");
    let expected = desk.path("books/a.epub").display().to_string();
    assert_eq!(code, 0);
    assert!(out.trim_end().ends_with("books/a.epub") && Path::new(&expected).exists(), "{out}");
    assert!(err.contains("the site has no post `threads/c`"), "{err}");
    assert!(!err.contains("`threads/b`"), "{err}");
}

#[test]
fn dumps_show_what_became_of_a_post() {
    let desk = Desk::new();
    for (stage, part) in [("document", "Some text."), ("book", "Some text."), ("pages", "Some text")] {
        let (code, out, err) = desk.export(&format!("post.md --dump {stage}"));
        assert!(code == 0 && out.contains(part), "{stage}: {err}{}", &out[..out.len().min(500)]);
    }
    assert_eq!(desk.names(), ["post.md"], "nothing is written");
}

#[test]
fn images_come_from_a_mapped_folder_and_never_from_the_net_when_offline() {
    let desk = Desk::new();
    desk.put("post.md", "---\nid: a-post\n---\n![one](https://cdn.invalid/one)\n\n![two](https://other.invalid/two)\n");
    fs::create_dir(desk.path("img")).expect("folder");
    fs::copy(root().join("examples/essays/images/sheets.jpg"), desk.path("img/one")).expect("copied");
    let (code, _, err) = desk.export("post.md --epub --offline --map-url https://cdn.invalid=img");
    assert_eq!(code, 0);
    assert!(
        !err.contains("cdn.invalid/one") && err.contains("other.invalid/two") && err.contains("--offline"),
        "{err}"
    );
}
