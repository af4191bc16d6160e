//! Every command on the small sites of `tests/sites`: what `site` finds is what each command works on.

use crate::support::{self, root};
use offprint::site::{self, Search};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Output;

/// Sites by folder.
const SITES: [&str; 21] = [
    "astro",
    "bookdown",
    "dialect",
    "docusaurus",
    "eleventy",
    "foam",
    "gatsby",
    "hugo",
    "jekyll",
    "logseq",
    "mdbook",
    "mkdocs",
    "next",
    "nextra",
    "notion",
    "obsidian",
    "pelican",
    "plain",
    "quarto",
    "vitepress",
    "zola",
];

fn folder(name: &str) -> PathBuf {
    root().join("tests/sites").join(name)
}

/// Runs a command in a folder of its own.
fn run(desk: &tempfile::TempDir, command: &str, flags: &[&str], paths: &[PathBuf]) -> Output {
    let mut offprint = support::offprint();
    offprint.current_dir(desk.path()).arg(command).args(paths).args(flags);
    offprint.output().expect("it runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn objects(output: &Output) -> Vec<serde_json::Value> {
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect()
}

#[test]
fn each_post_of_a_site_is_exported_by_itself() {
    for name in SITES {
        let desk = tempfile::tempdir().expect("folder");
        let site = site::find(&Search::from(folder(name)));
        let posts: Vec<PathBuf> = site.posts.iter().map(|post| post.path.clone()).collect();
        let output = run(&desk, "export", &["--epub", "--offline", "--message-format", "json", "-o", "out"], &posts);
        let said = objects(&output);
        let written: BTreeSet<String> = said
            .iter()
            .filter(|line| line["kind"] == "written")
            .map(|line| line["path"].as_str().expect("path").to_owned())
            .collect();
        // One id may be in two languages; the later post of the run is refused then.
        let ids: BTreeSet<String> =
            site.posts.iter().map(|post| format!("out/{}.epub", post.id.replace(' ', "-"))).collect();
        assert_eq!(written, ids, "{name}: {said:#?}");
        for code in ["image-not-found", "raw-mark", "missing-id"] {
            assert!(!said.iter().any(|line| line["code"] == code), "{name}: {said:#?}");
        }
    }
}

#[test]
fn a_batch_of_a_site_makes_its_posts_and_a_volume_of_each_section() {
    // The posts of an export are in one file, so they cannot be named one by one.
    for name in SITES.into_iter().chain(["ghost"]) {
        let desk = tempfile::tempdir().expect("folder");
        let site = site::find(&Search::from(folder(name)));
        let flags = ["--all", "--volume", "--epub", "--offline", "-o", "out"];
        let output = run(&desk, "batch", &flags, &[folder(name)]);
        assert!(output.status.success(), "{name}: {}", text(&output.stderr));
        let manifest = std::fs::read(desk.path().join("out/manifest.json")).expect("a manifest");
        let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("an object");
        let units = manifest["books"].as_array().map(Vec::len).expect("books");
        assert_eq!(units, site.posts.len() + site.sections.len(), "{name}: {manifest:#}");
        assert!(!text(&output.stderr).contains("[image-"), "{name}: {}", text(&output.stderr));
    }
}

#[test]
fn a_site_that_was_moved_is_not_made_again() {
    let desk = tempfile::tempdir().expect("folder");
    let files = site::find(&Search::from(folder("hugo"))).root;
    let copy = |to: &str| {
        let walk =
            ["hugo.toml", "static/img/chart.png", "content/posts/first/index.md", "content/posts/first/lens.png"];
        for file in walk.into_iter().chain(["content/posts/_index.md", "content/posts/second.md"]) {
            let path = desk.path().join(to).join(file);
            std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
            std::fs::copy(files.join(file), path).expect("copied");
        }
    };
    copy("one");
    copy("far/away/two");
    let flags = ["--all", "--volume", "--epub", "--offline", "-o", "out"];
    let first = run(&desk, "batch", &flags, &[PathBuf::from("one")]);
    assert!(text(&first.stdout).contains("3 written, 0 cached"), "{}", text(&first.stdout));
    let second = run(&desk, "batch", &flags, &[PathBuf::from("far/away/two")]);
    assert!(text(&second.stdout).contains("0 written, 3 cached"), "{}", text(&second.stdout));
}

#[test]
fn a_draft_is_exported_where_it_is_named_and_reads_the_marks_of_its_site() {
    let desk = tempfile::tempdir().expect("folder");
    let draft = folder("hugo").join("content/posts/late.md");
    let output = run(&desk, "export", &["--epub", "--offline"], &[draft]);
    assert_eq!(
        (output.status.code(), text(&output.stdout)),
        (Some(0), "late.epub\n".to_owned()),
        "{}",
        text(&output.stderr)
    );
    let post = folder("hugo").join("content/posts/first/index.md");
    let output = run(&desk, "export", &["--dump", "document", "--offline"], &[post]);
    let document = text(&output.stdout);
    assert!(document.contains("callout warning") && !document.contains("{{%"), "{document}");
}

#[test]
fn a_check_says_of_a_site_what_an_export_says() {
    for name in ["jekyll", "hugo"] {
        let desk = tempfile::tempdir().expect("folder");
        let site = site::find(&Search::from(folder(name)));
        let posts: Vec<PathBuf> = site.posts.iter().map(|post| post.path.clone()).collect();
        let output = run(&desk, "check", &["--offline", "--message-format", "json"], &posts);
        assert!(output.status.success(), "{name}: {}", text(&output.stderr));
        let lost = |line: &serde_json::Value| line["code"] == "image-not-found" || line["code"] == "raw-mark";
        assert!(!objects(&output).iter().any(lost), "{name}");
    }
}

#[test]
fn links_of_a_site_are_those_that_its_generator_makes() {
    let desk = tempfile::tempdir().expect("folder");
    for (name, links) in [("mdbook", 1), ("obsidian", 2), ("jekyll", 1)] {
        let output = run(&desk, "links", &["--report", "json"], &[folder(name)]);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one object");
        let documents = report["documents"].as_array().expect("documents");
        let found: usize = documents.iter().map(|text| text["links"].as_array().expect("links").len()).sum();
        assert_eq!(found, links, "{name}: {report:#}");
    }
}

#[test]
fn a_file_outside_of_any_site_is_a_post_of_its_own() {
    let desk = tempfile::tempdir().expect("folder");
    let post = desk.path().join("alone.md");
    std::fs::write(&post, "# Alone\n\nSee [[essays/none|a post]] and [the other](other.md).\n").expect("written");
    let output = run(&desk, "export", &["--epub"], &[PathBuf::from("alone.md")]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), "alone.epub\n".to_owned()));
    assert_eq!(text(&output.stderr).matches("warning:").count(), 1, "{}", text(&output.stderr));
    assert!(
        text(&output.stderr).contains("alone.md:3:32: warning: the site has no text `other.md`"),
        "{}",
        text(&output.stderr)
    );
    let output = run(&desk, "export", &["--dump", "book"], &[PathBuf::from("alone.md")]);
    let folder = desk.path().file_name().expect("name").to_string_lossy().into_owned();
    assert!(!text(&output.stdout).contains(&folder), "the folder is no category: {}", text(&output.stdout));
}

#[test]
fn syntax_extensions_and_punctuation_are_set_by_the_configuration_and_by_flags() {
    let desk = tempfile::tempdir().expect("folder");
    std::fs::write(desk.path().join("a.md"), "\"Quoted\" ==marked== _words_.\n").expect("written");
    std::fs::write(desk.path().join("b.txt"), "_words_\n").expect("written");
    let dump = |flags: &[&str], file: &str| {
        let output = run(&desk, "export", &[&["--dump", "book"], flags].concat(), &[PathBuf::from(file)]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let plain = dump(&[], "a.md");
    assert!(plain.contains('“') && plain.contains("==marked==") && plain.contains("emphasis"), "{plain}");
    assert!(dump(&["--syntax", "site"], "a.md").contains("underline"));
    assert!(dump(&["--punctuation", "keep"], "a.md").contains("\\\"Quoted\\\""));
    std::fs::write(desk.path().join("offprint.yaml"), "export: { extensions: highlight, punctuation: keep }\n")
        .expect("written");
    let configured = dump(&[], "a.md");
    assert!(!configured.contains("==marked==") && !configured.contains('“'), "{configured}");
    assert!(dump(&["--extensions=-highlight"], "a.md").contains("==marked=="));
    assert!(dump(&[], "b.txt").contains("_words_"), "plain text by its name");
    assert!(dump(&["--syntax", "commonmark"], "b.txt").contains("emphasis"));
}

#[test]
fn a_flag_counts_more_than_the_front_matter_and_that_more_than_the_configuration() {
    let desk = tempfile::tempdir().expect("folder");
    std::fs::write(desk.path().join("a.md"), "---\nextensions: -highlight\n---\n==marked==\n").expect("written");
    std::fs::write(desk.path().join("offprint.yaml"), "export: { extensions: highlight }\n").expect("written");
    let dump = |flags: &[&str]| {
        let output = run(&desk, "export", &[&["--dump", "book"], flags].concat(), &[PathBuf::from("a.md")]);
        text(&output.stdout)
    };
    assert!(dump(&[]).contains("==marked=="), "the front matter");
    assert!(!dump(&["--extensions", "highlight"]).contains("==marked=="), "the flag");
}

#[test]
fn an_export_says_which_site_its_posts_are_of_once() {
    let desk = tempfile::tempdir().expect("folder");
    let posts = ["second.md", "late.md"].map(|name| folder("hugo").join("content/posts").join(name));
    let output = run(&desk, "export", &["--epub", "--offline"], &posts);
    let said = text(&output.stderr);
    assert_eq!(said.matches("Hugo site in ").count(), 1, "{said}");
    let output = run(&desk, "export", &["--epub", "--offline", "--report", "json"], &posts);
    let site: Vec<_> = objects(&output).into_iter().filter(|line| line["kind"] == "site").collect();
    assert_eq!((site.len(), site[0]["site"]["generator"].as_str()), (1, Some("Hugo")));
    let output = run(&desk, "export", &["--epub", "--offline", "-q"], &posts);
    assert_eq!(text(&output.stderr), "");
}
