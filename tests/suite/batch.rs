//! `offprint batch` as a whole, on a small site.

use crate::support;
use crate::support::schema;
use crate::support::server;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Output;

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
    run(root, &[&["batch", "content/essays", "--offline", "--volume"], flags].concat())
}

fn run(root: &Path, arguments: &[&str]) -> Output {
    let mut command = support::offprint();
    command.current_dir(root).args(arguments);
    command.output().expect("it runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
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

fn manifest(root: &Path) -> Value {
    json_file(root, "out/manifest.json")
}

fn json_file(root: &Path, name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(root.join(name)).expect("file")).expect("JSON")
}

/// `CATEGORY/ID` of a manifest's books.
fn listed(manifest: &Value) -> Vec<String> {
    let text = |book: &Value, field: &str| book[field].as_str().expect("text").to_owned();
    let books = manifest["books"].as_array().expect("books").iter();
    books.map(|book| format!("{}/{}", text(book, "category"), text(book, "id"))).collect()
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
    assert!(!root.path().join("out").exists());
}

#[test]
fn books_of_one_name_fail_and_the_others_are_made() {
    let root = site();
    batch(root.path(), &["--epub"]);
    write(root.path(), "content/essays/3.md", AFTER);
    write(root.path(), "content/essays/4.md", AFTER.replace("id: after", "id: Before"));
    write(root.path(), "content/essays/5.md", AFTER.replace("id: after", "id: other"));
    let run = self::run(root.path(), &["batch", "content/essays", "--offline", "--epub"]);
    assert_eq!(run.status.code(), Some(1));
    let expected = ["Before failed", "after failed", "after failed", "before failed", "other written"];
    assert_eq!(states(&run), expected.map(|state| format!("essays/{state}")));
    let said = said(&run);
    assert!(said.contains("essays/after: error: its files would be those of content/essays/3.md; give them"), "{said}");
    assert!(said.contains("those of content/essays/1.md on disks that do not tell such names apart"), "{said}");
    // What an earlier run made stays, and is listed once.
    let books = listed(&manifest(root.path()));
    assert_eq!(books, ["essays/after", "essays/before", "essays/other", "essays/essays"]);
}

#[test]
fn an_image_of_several_posts_is_fetched_once_and_what_fails_is_told_alike() {
    let server = server::Server::start(|request| match request.path.as_str() {
        "/shared.png" => server::ok("", &server::png(40, 30)),
        _ => server::status("503 Service Unavailable", "Retry-After: 0"),
    });
    let at = &server.address;
    let export = || {
        let root = site();
        for (name, post) in [("1.md", BEFORE), ("2.md", AFTER)] {
            let broken: String = (0..4).map(|n| format!("\n![alt]({at}/{name}/{n})\n")).collect();
            write(
                root.path(),
                &format!("content/essays/{name}"),
                format!("{post}\n![alt]({at}/shared.png)\n{broken}\n![alt]({at}/last-of-{name})\n"),
            );
        }
        let arguments = ["batch", "content/essays", "--volume", "--epub", "--cache", "cache", "--allow-private-hosts"];
        let output = run(root.path(), &arguments);
        assert!(output.status.success(), "{}", said(&output));
        said(&output)
    };
    let said = export();
    assert_eq!(server.count("/shared.png"), 1);
    // Posts come by id: `after` (2.md) is first, and uses up the host's credit at its fourth image.
    assert_eq!(said.matches("warning:").count(), 2 * 5, "each image of each post, the volume's not again: {said}");
    assert_eq!(said.matches("was asked for no more").count(), 6, "{said}");
    assert_eq!(export(), said);
}

#[test]
fn the_manifest_is_as_its_schema_says() {
    let schema = json_file(support::root(), "docs/manifest.schema.json");
    let root = site();
    batch(root.path(), &[]);
    let whole = manifest(root.path());
    assert_eq!(schema::check(&schema, &whole), Vec::<String>::new());
    batch(root.path(), &["--shard", "1/2", "--epub"]);
    let shard = json_file(root.path(), "out/manifest.1-of-2.json");
    assert_eq!(schema::check(&schema, &shard), Vec::<String>::new());
    assert_eq!(shard["shard"], json!({ "number": 1, "of": 2 }));
    // The check itself: each of these is wrong.
    let mut broken = whole.clone();
    broken["books"][0]["files"][0]["sha256"] = "short".into();
    broken["books"][1]["kind"] = "essay".into();
    broken["books"][2]["more"] = 1.into();
    broken["site"].as_object_mut().expect("object").remove("url");
    assert_eq!(schema::check(&schema, &broken).len(), 4);
}

#[test]
fn the_manifest_covers_what_earlier_runs_made_and_drops_what_is_gone() {
    let root = site();
    write(root.path(), "content/notes/n.md", BEFORE.replace("id: before", "id: n").replace("essays", "notes"));
    run(root.path(), &["batch", "content/notes", "--offline", "--epub"]);
    let both = batch(root.path(), &["--epub"]);
    let all = ["essays/after", "essays/before", "essays/essays", "notes/n"];
    assert_eq!(listed(&manifest(root.path())), all);
    assert!(!said(&both).contains("no post"), "{}", said(&both));
    std::fs::remove_file(root.path().join("content/essays/2.md")).expect("removed");
    let gone = batch(root.path(), &["--epub"]);
    assert_eq!(listed(&manifest(root.path())), ["essays/before", "essays/essays", "notes/n"]);
    assert!(said(&gone).contains("out/essays/after.epub belongs to no post"), "{}", said(&gone));
    let pruned = batch(root.path(), &["--epub", "--prune"]);
    assert!(said(&pruned).contains("out/essays/after.epub removed"), "{}", said(&pruned));
    assert!(!root.path().join("out/essays/after.epub").exists());
    assert!(!said(&batch(root.path(), &["--epub"])).contains("after.epub"));
    std::fs::remove_dir_all(root.path().join("content/notes")).expect("removed");
    run(root.path(), &["batch", ".", "--all", "--offline", "--epub"]);
    assert_eq!(listed(&manifest(root.path())), ["essays/before", "essays/essays"], "all was looked at");
}

#[test]
fn a_run_for_one_format_keeps_what_is_right_of_the_other() {
    let root = site();
    let formats = || {
        let of = |file: &Value| file["format"].as_str().expect("format").to_owned();
        let manifest = manifest(root.path());
        manifest["books"][0]["files"].as_array().expect("files").iter().map(of).collect::<Vec<_>>()
    };
    batch(root.path(), &[]);
    assert_eq!(states(&batch(root.path(), &["--pdf"]))[0], "essays/after cached");
    assert_eq!(formats(), ["epub", "pdf"]);
    write(root.path(), "content/essays/2.md", format!("{AFTER}More.\n"));
    assert_eq!(states(&batch(root.path(), &["--pdf"]))[0], "essays/after written");
    assert_eq!(formats(), ["pdf"], "the EPUB has the old text");
    assert_eq!(states(&batch(root.path(), &[]))[0], "essays/after written");
    assert_eq!(formats(), ["epub", "pdf"]);
}

#[test]
fn warnings_of_an_earlier_run_fail_under_strict() {
    let root = site();
    // Only the pages have something to say: no font has this character.
    write(root.path(), "content/essays/2.md", format!("{AFTER}\u{378}\n"));
    let first = batch(root.path(), &["--pdf"]);
    assert!(first.status.success() && said(&first).contains("warning"), "{}", said(&first));
    let strict = batch(root.path(), &["--pdf", "--strict"]);
    assert_eq!(strict.status.code(), Some(3), "{}", said(&strict));
    assert!(said(&strict).contains("warning:"), "{}", said(&strict));
}

#[test]
fn shards_in_one_folder_are_merged_and_volumes_made_after() {
    let root = site();
    let shard = |k: &str| run(root.path(), &["batch", "content/essays", "--offline", "--epub", "--shard", k]);
    assert_eq!(states(&shard("1/2")), ["essays/after written"]);
    let early = run(root.path(), &["merge", "out"]);
    assert_eq!(early.status.code(), Some(1));
    assert!(said(&early).contains("missing: 2/2"), "{}", said(&early));
    assert_eq!(states(&shard("2/2")), ["essays/before written"]);
    let merged = run(root.path(), &["merge", "out"]);
    assert!(merged.status.success(), "{}", said(&merged));
    assert_eq!(listed(&manifest(root.path())), ["essays/after", "essays/before"]);
    let volume = batch(root.path(), &["--epub", "--volume-only"]);
    assert_eq!(states(&volume), ["essays/essays written"]);
    let all = manifest(root.path());
    assert_eq!(listed(&all), ["essays/after", "essays/before", "essays/essays"]);
    assert_eq!(states(&batch(root.path(), &["--epub"])).join(" ").matches("cached").count(), 3);
    let whole = site();
    batch(whole.path(), &["--epub"]);
    assert_eq!(manifest(whole.path()), all, "shards come to what one run makes");
}

#[test]
fn chapters_come_in_the_order_asked_for_and_a_wrong_list_is_told() {
    let root = site();
    let first = |flags: &[&str]| {
        let run = batch(root.path(), &[&["--epub"], flags].concat());
        (states(&run).pop().expect("volume"), said(&run))
    };
    assert_eq!(first(&[]).0, "essays/essays written");
    assert_eq!(first(&["--order", "title"]).0, "essays/essays written", "After comes before Before");
    assert_eq!(first(&["--order", "title"]).0, "essays/essays cached");
    write(root.path(), "content/essays/_category.yaml", "name: essays\ndisplayName: Essays\norder: [before, aftr]\n");
    let (state, said) = first(&["--order", "title"]);
    assert_eq!(state, "essays/essays written");
    assert!(said.contains("`order` names `aftr`") && said.contains("did you mean `after`?"), "{said}");
}

#[test]
fn machines_are_told_in_lines_of_json() {
    let root = site();
    let run = batch(root.path(), &["--epub", "--report", "json"]);
    assert_eq!(said(&run), "");
    let text = String::from_utf8(run.stdout).expect("UTF-8");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let units: Vec<_> = lines.iter().filter(|line| line["kind"] == "unit").map(|line| line["post"].clone()).collect();
    assert_eq!(units, ["essays/after", "essays/before", "essays/essays"]);
    let summary = lines.last().expect("summary");
    assert_eq!((&summary["kind"], &summary["written"], &summary["failed"]), (&json!("summary"), &json!(3), &json!(0)));
    let quiet = batch(root.path(), &["--epub", "--force", "--quiet"]);
    assert_eq!((quiet.stdout.len(), said(&quiet).as_str()), (0, ""));
}

#[test]
fn the_end_says_what_was_found_and_what_was_left_out() {
    let root = site();
    write(root.path(), "content/essays/3.md", AFTER.replace("id: after", "id: third\ndraft: true"));
    write(root.path(), "content/essays/README.md", "# About\n");
    let human = batch(root.path(), &["--epub"]);
    let line = said(&human).lines().last().expect("a line").to_owned();
    assert_eq!(line, "offprint site in .: 2 posts, 1 field note; left out: 1 draft, 1 project file");
    let json = batch(root.path(), &["--epub", "--report", "json"]);
    let summary: Value =
        serde_json::from_slice(json.stdout.split(|b| *b == b'\n').rev().nth(1).expect("line")).expect("JSON");
    assert_eq!((&summary["site"]["generator"], &summary["site"]["posts"]), (&json!("offprint"), &json!(2)));
    let draft = json!({ "path": "content/essays/3.md", "reason": "draft", "message": "draft" });
    assert!(summary["site"]["left_out"].as_array().expect("list").contains(&draft), "{summary:#}");
    assert_eq!(states(&batch(root.path(), &["--epub", "--drafts"])).len(), 4, "the draft, too");
    let included = "site: { url: 'https://example.org' }\ninclude: 3.md\nexclude: ['**/1.md']\n";
    write(root.path(), "offprint.yaml", included);
    assert_eq!(
        states(&batch(root.path(), &["--epub"])),
        ["essays/after cached", "essays/third cached", "essays/essays written"]
    );
    write(root.path(), "offprint.yaml", "");
    write(root.path(), ".offprintignore", "*.md\n");
    let none = batch(root.path(), &["--epub"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(said(&none).contains("Markdown files") && said(&none).contains("`include: GLOB`"), "{}", said(&none));
}

#[test]
fn a_post_that_is_named_is_a_unit_though_it_is_a_draft() {
    let root = site();
    write(root.path(), "content/essays/3.md", AFTER.replace("id: after", "id: third\ndraft: true"));
    let run = |paths: &[&str]| run(root.path(), &[&["batch", "--offline", "--epub"], paths].concat());
    let one = run(&["content/essays/2.md"]);
    assert_eq!(states(&one), ["essays/after written"], "{}", said(&one));
    assert_eq!(
        states(&run(&["content/essays/3.md", "content/essays/2.md"])),
        ["essays/after cached", "essays/third written"]
    );
    let all = batch(root.path(), &["--epub"]);
    assert!(said(&all).contains("third.epub belongs to no post"), "{}", said(&all));
    let again = run(&["content/essays/1.md"]);
    assert!(!said(&again).contains("after.epub belongs"), "its post is still there: {}", said(&again));
    assert_eq!(run(&["content/fieldnotes/0WgYCyiZ.md"]).status.code(), Some(2));
    assert_eq!(run(&["none.md"]).status.code(), Some(2));
}

#[test]
fn a_dry_run_lists_and_writes_nothing() {
    let root = site();
    let dry = batch(root.path(), &["--epub", "--dry-run"]);
    assert!(dry.status.success());
    assert_eq!(states(&dry), ["essays/after write", "essays/before write", "essays/essays write"], "to write");
    assert!(!root.path().join("out").exists());
    batch(root.path(), &["--epub"]);
    write(root.path(), "content/essays/2.md", format!("{AFTER}More.\n"));
    let dry = batch(root.path(), &["--epub", "--dry-run"]);
    assert_eq!(states(&dry), ["essays/after write", "essays/before cached", "essays/essays write"]);
}

#[test]
fn the_output_folder_may_be_configured() {
    let root = site();
    write(root.path(), "offprint.yaml", "export: { output: books }\n");
    assert!(batch(root.path(), &["--epub"]).status.success());
    assert!(root.path().join("books/essays/after.epub").is_file() && !root.path().join("out").exists());
    assert!(batch(root.path(), &["--epub", "-o", "elsewhere"]).status.success());
    assert!(root.path().join("elsewhere/manifest.json").is_file(), "the flag wins");
}

/// The first recipe of `docs/scale.md`: shards as processes that write to one folder at the same time.
#[test]
#[cfg(unix)]
fn processes_share_an_output_folder() {
    let site = support::site::site();
    let script =
        "seq 4 | xargs -P 4 -I{} \"$0\" batch content --all --shard {}/4 --jobs 1 -o out --offline --epub --quiet";
    let mut shell = std::process::Command::new("sh");
    shell.current_dir(site.path()).args(["-c", script, env!("CARGO_BIN_EXE_offprint")]);
    let shards = shell.output().expect("it runs");
    assert!(shards.status.success(), "{}", said(&shards));
    assert!(run(site.path(), &["merge", "out"]).status.success());
    let volumes = run(site.path(), &["batch", "content", "--all", "--volume-only", "-o", "out", "--offline", "--epub"]);
    assert!(volumes.status.success(), "{}", said(&volumes));
    let whole = ["batch", "content", "--all", "--volume", "-o", "whole", "--offline", "--epub"];
    assert!(run(site.path(), &whole).status.success());
    assert_eq!(json_file(site.path(), "out/manifest.json"), json_file(site.path(), "whole/manifest.json"));
}

#[test]
fn a_folder_that_cannot_be_written_fails_the_run() {
    let root = site();
    write(root.path(), "out", "no folder");
    let run = batch(root.path(), &["--epub"]);
    assert_eq!(run.status.code(), Some(1));
    assert!(said(&run).contains("cannot make the folder out"), "{}", said(&run));
}
