//! `offprint batch` as a whole, on a small site.

#[path = "support/server.rs"]
mod server;

use std::path::Path;
use std::process::{Command, Output};

const BEFORE: &str = "---\nid: before\ntitle: Before\ncategory: essays\ndate: 2024-01-01\n---\n\nSee [[essays/after|the other]] and [[0WgYCyiZ]].\n";
const NOTE: &str = "---\nuid: 0WgYCyiZ\naddress: NAMED\nname: Named\ndate: 2024-01-01\n---\n\nA note.\n";
const AFTER: &str = "---\nid: after\ntitle: After\ncategory: essays\ndate: 2024-02-01\n---\n\nFour words of text.\n";

fn site() -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("folder");
    write(root.path(), "offprint.yaml", "site: { url: 'https://example.org' }\n");
    write(root.path(), "content/essays/_category.yaml", "name: essays\ndisplayName: Essays\n");
    write(root.path(), "content/fieldnotes/0WgYCyiZ.md", NOTE);
    write(root.path(), "content/essays/1.md", BEFORE);
    write(root.path(), "content/essays/2.md", AFTER);
    root
}

fn write(root: &Path, name: &str, text: impl AsRef<[u8]>) {
    let path = root.join(name);
    std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
    std::fs::write(path, text).expect("written");
}

fn batch(root: &Path, flags: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_offprint"));
    command.current_dir(root).args(["batch", "content/essays", "--offline", "--volume"]).args(flags);
    command.output().expect("it runs")
}

/// What became of each unit, in the order told.
fn states(output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let rows = text.lines().filter(|line| line.starts_with("essays/"));
    rows.map(|row| {
        let words: Vec<&str> = row.split_whitespace().collect();
        format!("{} {}", words.first().expect("name"), words.last().expect("state"))
    })
    .collect()
}

fn manifest(root: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(root.join("out/manifest.json")).expect("manifest")).expect("JSON")
}

#[test]
fn every_post_and_the_volume_are_made_and_the_second_run_makes_nothing() {
    let root = site();
    let first = batch(root.path(), &[]);
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    assert_eq!(states(&first), ["essays/after written", "essays/before written", "essays/essays written"]);
    for name in ["after", "before", "essays"] {
        let start = |ending: &str| {
            let bytes = std::fs::read(root.path().join(format!("out/essays/{name}.{ending}"))).expect("file");
            bytes.get(..4).map(<[u8]>::to_vec)
        };
        assert_eq!((start("epub"), start("pdf")), (Some(b"PK\x03\x04".to_vec()), Some(b"%PDF".to_vec())));
    }
    let books = manifest(root.path());
    assert_eq!(books["books"][0]["words"], 4);
    assert_eq!((&books["books"][2]["kind"], &books["books"][2]["title"]), (&"volume".into(), &"Essays".into()));
    let second = batch(root.path(), &[]);
    assert_eq!(states(&second), ["essays/after cached", "essays/before cached", "essays/essays cached"]);
    assert_eq!(manifest(root.path()), books);
}

#[test]
fn what_a_change_touches_is_redone_and_nothing_else() {
    let root = site();
    batch(root.path(), &[]);
    write(root.path(), "content/essays/1.md", format!("{BEFORE}More.\n"));
    let changed = batch(root.path(), &[]);
    assert_eq!(states(&changed), ["essays/after cached", "essays/before written", "essays/essays written"]);
    write(root.path(), "content/fieldnotes/0WgYCyiZ.md", NOTE.replace("name: Named", "name: Renamed"));
    let renamed = batch(root.path(), &[]);
    let expected = ["essays/after cached", "essays/before written", "essays/essays written"];
    assert_eq!(states(&renamed), expected, "the link shows the note's name");
    write(root.path(), "out/essays/after.pdf", "damaged");
    let damaged = batch(root.path(), &[]);
    assert_eq!(states(&damaged), ["essays/after written", "essays/before cached", "essays/essays cached"]);
}

#[test]
fn a_broken_post_stops_no_other_and_its_old_files_stay() {
    let root = site();
    batch(root.path(), &[]);
    let old = std::fs::read(root.path().join("out/essays/after.pdf")).expect("file");
    write(root.path(), "content/essays/after.md", b"\xff");
    std::fs::remove_file(root.path().join("content/essays/2.md")).expect("removed");
    write(root.path(), "content/essays/1.md", format!("{BEFORE}More.\n"));
    let run = batch(root.path(), &[]);
    assert_eq!(run.status.code(), Some(1));
    assert_eq!(states(&run), ["essays/after failed", "essays/before written", "essays/essays failed"]);
    assert_eq!(std::fs::read(root.path().join("out/essays/after.pdf")).expect("file"), old);
    assert_eq!(manifest(root.path())["books"][0]["id"], "after", "the old files are still listed");
}

#[test]
fn the_volume_of_a_single_post_is_named_after_its_category() {
    let root = site();
    std::fs::remove_file(root.path().join("content/essays/2.md")).expect("removed");
    batch(root.path(), &["--epub"]);
    let books = manifest(root.path());
    let titles: Vec<_> = books["books"].as_array().expect("list").iter().map(|book| book["title"].clone()).collect();
    assert_eq!(titles, ["Before", "Essays"]);
}

#[test]
fn wrong_usage_is_told_before_anything_is_begun() {
    let root = site();
    assert_eq!(batch(root.path(), &["--shard", "3/2"]).status.code(), Some(2));
    assert_eq!(batch(root.path(), &["--category", "none"]).status.code(), Some(2));
    write(root.path(), "content/essays/3.md", AFTER);
    let twice = batch(root.path(), &[]);
    assert_eq!(twice.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&twice.stderr).contains("give them different ids"));
    assert!(!root.path().join("out").exists());
}

#[test]
fn an_image_of_several_posts_is_fetched_once_and_what_fails_is_told_alike() {
    let server = server::Server::start(|request| match request.path.as_str() {
        "/shared.png" => server::ok("", &server::png(40, 30)),
        _ => server::status("503 Service Unavailable", "Retry-After: 0"),
    });
    let at = &server.address;
    let run = || {
        let root = site();
        for (name, post) in [("1.md", BEFORE), ("2.md", AFTER)] {
            let broken: String = (0..4).map(|n| format!("\n![alt]({at}/{name}/{n})\n")).collect();
            write(
                root.path(),
                &format!("content/essays/{name}"),
                format!("{post}\n![alt]({at}/shared.png)\n{broken}\n![alt]({at}/last-of-{name})\n"),
            );
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_offprint"));
        command.current_dir(root.path()).args(["batch", "content/essays", "--volume", "--epub", "--cache", "cache"]);
        let output = command.output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let said = run();
    assert_eq!(server.count("/shared.png"), 1);
    // Posts come by id: `after` (2.md) is first, and uses up the host's credit at its fourth image.
    assert_eq!(said.matches("warning:").count(), 2 * 2 * 5, "each image of each book: {said}");
    assert_eq!(said.matches("was asked for no more").count(), 2 * 6, "{said}");
    assert_eq!(run(), said);
}
