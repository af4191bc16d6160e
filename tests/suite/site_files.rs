//! What a site's build gets besides the books: pictures, and catalogues that other programs read.

use crate::support;
use crate::support::schema;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

const PLAIN: &str = "---\nid: plain\ntitle: Plain\ncategory: essays\ndate: 2024-01-01\n---\n\nFour words of text.\n";
const LONG: &str = "---\nid: long\ntitle: \"Long & <odd>\"\ncategory: essays\ndate: 2024-02-01\ntags: [paper]\n---\n\n";

/// A site whose second post has several pages, one of them with a box.
fn site() -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("folder");
    let write = |name: &str, text: &str| write(root.path(), name, text);
    write("offprint.yaml", "site: { title: The Stick, url: 'https://example.org', downloads: books }\nlang: en\n");
    write("content/essays/_category.yaml", "name: essays\ndisplayName: Essays\n");
    write("content/essays/1.md", PLAIN);
    let paragraphs = "The compositor sets a line and justifies it by hand. ".repeat(60);
    write(
        "content/essays/2.md",
        &format!("{LONG}{paragraphs}\n\n{{bkqt/tip}}\nMind the forme.\n{{/bkqt}}\n\n{paragraphs}\n"),
    );
    root
}

fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
    std::fs::write(path, text).expect("written");
}

fn batch(root: &Path, flags: &[&str]) -> Output {
    let mut command = support::offprint();
    command.current_dir(root).args(["batch", "content/essays", "--offline"]).args(flags);
    let output = command.output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn states(output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let rows = text.lines().filter(|line| line.starts_with("essays/"));
    rows.map(|row| row.split_whitespace().next_back().expect("state").to_owned()).collect()
}

fn json_file(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).expect("file")).expect("JSON")
}

fn manifest(root: &Path) -> Value {
    json_file(&root.join("out/manifest.json"))
}

/// Every file of an output folder with its content, records excepted.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("folder").map(|entry| entry.expect("entry").path()) {
        let name = entry.file_name().expect("name").to_string_lossy().into_owned();
        if entry.is_dir() && !name.starts_with('.') {
            found.extend(files(&entry).into_iter().map(|(below, bytes)| (format!("{name}/{below}"), bytes)));
        } else if entry.is_file() {
            found.push((name, std::fs::read(&entry).expect("file")));
        }
    }
    found.sort();
    found
}

fn names(root: &Path) -> Vec<String> {
    files(&root.join("out")).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn pictures_are_files_of_the_book_like_its_others() {
    let root = site();
    batch(root.path(), &["--pictures", "--pdf"]);
    let long = ["cover.png", "page-1.png", "page-2.png", "page-3.png", "pdf", "thumbnail.png"];
    let of_long: Vec<String> = names(root.path()).into_iter().filter(|name| name.starts_with("essays/long.")).collect();
    assert_eq!(of_long, long.map(|ending| format!("essays/long.{ending}")));
    let books = manifest(root.path());
    let schema = json_file(&support::root().join("docs/manifest.schema.json"));
    assert_eq!(schema::check(&schema, &books), Vec::<String>::new());
    let size = |picture: &Value| (picture["width"].as_u64(), picture["height"].as_u64());
    let book = &books["books"][0];
    assert_eq!((size(&book["cover"]), size(&book["thumbnail"])), ((Some(800), Some(1280)), (Some(160), Some(256))));
    for picture in book["pictures"].as_array().expect("pictures").iter().chain([&book["cover"]]) {
        let bytes = std::fs::read(root.path().join("out").join(picture["path"].as_str().expect("path"))).expect("file");
        let read = image::load_from_memory_with_format(&bytes, image::ImageFormat::Png).expect("PNG");
        assert_eq!(size(picture), (Some(read.width().into()), Some(read.height().into())));
        assert_eq!(picture["size"], bytes.len());
    }

    // A second run makes nothing; a picture that was changed is drawn anew.
    assert_eq!(states(&batch(root.path(), &["--pictures", "--pdf"])), ["cached", "cached"]);
    write(root.path(), "out/essays/long.page-2.png", "damaged");
    assert_eq!(states(&batch(root.path(), &["--pictures", "--pdf"])), ["written", "cached"]);
    assert_eq!(manifest(root.path()), books);

    // A post that became short has one page; the pictures of the others go. A run that asks for no pictures forgets
    // those that are no longer right.
    write(root.path(), "content/essays/2.md", &format!("{LONG}Short.\n"));
    batch(root.path(), &["--pictures", "--pdf"]);
    assert_eq!(manifest(root.path())["books"][0]["pictures"].as_array().map(Vec::len), Some(1));
    assert!(!names(root.path()).contains(&"essays/long.page-2.png".to_owned()));
    assert_eq!(states(&batch(root.path(), &["--pdf"])), ["cached", "cached"]);
    assert!(manifest(root.path())["books"][0]["cover"].is_object(), "still right");
    write(root.path(), "content/essays/2.md", &format!("{LONG}Other.\n"));
    batch(root.path(), &["--pdf"]);
    assert!(manifest(root.path())["books"][0]["cover"].is_null());
}

#[test]
fn catalogues_stand_beside_the_manifest_and_merge_makes_the_same() {
    let root = site();
    batch(root.path(), &["--feeds"]);
    let whole = files(&root.path().join("out"));
    let feeds: Vec<&str> = whole.iter().map(|(name, _)| name.as_str()).filter(|n| n.starts_with("feeds/")).collect();
    let expected = ["all.json", "all.xml", "category-essays.json", "category-essays.xml", "index.json", "index.xml"];
    assert_eq!(feeds, expected.map(|name| format!("feeds/{name}")));
    let all = json_file(&root.path().join("out/feeds/all.json"));
    assert_eq!(all["publications"][0]["metadata"]["title"], "Long & <odd>");
    assert_eq!(all["publications"][0]["links"][0]["href"], "https://example.org/books/essays/long.epub");

    // The configuration asks for them as the flag does; two shards, joined, make the same files.
    let config =
        "site: { title: The Stick, url: 'https://example.org', downloads: books }\nlang: en\nexport: { feeds: true }\n";
    write(root.path(), "offprint.yaml", config);
    for shard in ["1/2", "2/2"] {
        batch(root.path(), &["--shard", shard, "-o", "shards"]);
    }
    let mut merge = support::offprint();
    let (ended, _, said) = support::run(merge.current_dir(root.path()).args(["merge", "shards", "--feeds"]));
    assert!(ended, "{said}");
    assert_eq!(files(&root.path().join("shards")), whole);

    // A category that is gone leaves no catalogue.
    std::fs::rename(root.path().join("content/essays"), root.path().join("content/letters")).expect("renamed");
    write(root.path(), "content/letters/_category.yaml", "name: letters\n");
    let mut command = support::offprint();
    let (ended, _, said) = support::run(command.current_dir(root.path()).args(["batch", ".", "--all", "--offline"]));
    assert!(ended, "{said}");
    assert!(names(root.path()).contains(&"feeds/category-letters.xml".to_owned()));
    assert!(!names(root.path()).contains(&"feeds/category-essays.xml".to_owned()), "{:?}", names(root.path()));
}

/// `OFFPRINT_OPDS` is a `node_modules` folder with `opds-feed-parser` and `r2-opds-js`.
#[test]
fn two_independent_readers_find_the_same_books_in_both_syntaxes() {
    let modules = std::env::var_os("OFFPRINT_OPDS").filter(|value| !value.is_empty());
    let required = std::env::var("OFFPRINT_REQUIRE_TOOLS").is_ok_and(|value| value == "1");
    assert!(modules.is_some() || !required, "OFFPRINT_OPDS is required and not set");
    let Some(modules) = modules else {
        eprintln!("OFFPRINT_OPDS is not set: the readers are skipped");
        return;
    };
    let root = site();
    // Relative addresses, so that the readers' findings can be looked up.
    write(root.path(), "offprint.yaml", "site: { title: The Stick }\n");
    batch(root.path(), &["--feeds", "--volume"]);
    let mut node = Command::new("node");
    node.env("NODE_PATH", modules).arg(support::root().join(".ci/read-feeds.cjs")).arg(root.path().join("out"));
    let (ended, said, wrong) = support::run(&mut node);
    assert!(ended, "{wrong}");
    assert!(said.contains("all: 3 books, read alike") && said.contains("category-essays: 3 books"), "{said}");
}
