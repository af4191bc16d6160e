//! A run with hostile posts among its posts, and places that cannot be written.

use crate::support;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;

fn write(root: &Path, name: &str, text: impl AsRef<[u8]>) {
    let path = root.join(name);
    std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
    std::fs::write(path, text).expect("written");
}

#[test]
fn of_two_hundred_posts_three_cannot_be_books_and_the_others_are() {
    let root = tempfile::tempdir().expect("folder");
    write(root.path(), "content/essays/_category.yaml", "name: essays\n");
    let nested = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text>{}</text></svg>",
        "<tspan>".repeat(1000)
    );
    write(root.path(), "content/essays/bomb.svg", nested);
    // Covers that are given need not be drawn.
    write(root.path(), "content/essays/cover.png", support::server::png(60, 80));
    // Hostile, and still books.
    let tricks = [
        "![a drawing](bomb.svg)\n".to_owned(),
        "> ".repeat(2000) + "deep\n",
        "[".repeat(5000) + "\n",
        "a\u{0}\u{1}\u{1b}[31m\u{202e}b\n".to_owned(),
        "![](/etc/passwd) ![](http://127.0.0.1:1/x) <script>x</script>\n".to_owned(),
    ];
    for number in 0..197 {
        let trick = tricks.get(number).map_or("Text.\n", String::as_str);
        write(
            root.path(),
            &format!("content/essays/{number}.md"),
            format!("---\nid: post-{number}\ncover: cover.png\n---\n{trick}"),
        );
    }
    // No books: bytes that are no text, and two whose files a disk may take for one.
    write(root.path(), "content/essays/latin.md", b"---\nid: latin\n---\nun caf\xe9\n");
    write(root.path(), "content/essays/same.md", "---\nid: Same\n---\nText.\n");
    write(root.path(), "content/essays/again.md", "---\nid: sAME\n---\nText.\n");
    let mut command = support::offprint();
    let output =
        command.current_dir(root.path()).args(["batch", "content/essays", "--offline", "--epub", "--quiet"]).output();
    let output = output.expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    let failed: Vec<&str> =
        said.lines().filter_map(|line| line.split_once(": error: ")).map(|(name, _)| name).collect();
    assert_eq!(failed, ["essays/Same", "essays/latin", "essays/sAME"], "{said}");
    let books = std::fs::read_dir(root.path().join("out/essays")).expect("folder").count();
    assert_eq!(books, 197);
    let manifest = std::fs::read(root.path().join("out/manifest.json")).expect("manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    assert_eq!(manifest["books"].as_array().expect("books").len(), 197);
}

/// What the program writes to standard output, by what is typed.
const REPORTS: [&[&str]; 6] = [
    &["export", "post.md", "--dump", "book"],
    &["export", "post.md", "--epub"],
    &["check", "post.md", "--report", "json", "--accessibility"],
    &["links", "."],
    &["batch", ".", "--epub", "--report", "json"],
    &["--help"],
];

fn desk() -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("folder");
    write(root.path(), "post.md", "---\nid: post\n---\nText.\n");
    root
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_device_under_standard_output_is_an_error() {
    for line in REPORTS {
        let root = desk();
        let full = std::fs::File::options().write(true).open("/dev/full").expect("the device");
        let output = support::offprint().current_dir(root.path()).args(line).stdout(full).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{line:?}: {said}");
        assert!(said.contains("error: cannot write to standard output: "), "{line:?}: {said}");
    }
}

#[test]
fn a_reader_that_went_away_is_an_error_without_words() {
    for line in REPORTS {
        let root = desk();
        let mut command = support::offprint();
        command.current_dir(root.path()).args(line).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it runs");
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().expect("piped").read_to_string(&mut said).expect("text");
        assert_eq!(child.wait().expect("ends").code(), Some(1), "{line:?}: {said}");
        assert!(!said.contains("standard output"), "{line:?}: {said}");
    }
}
