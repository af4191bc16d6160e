//! What is a post, rule by rule, and what a run makes of a folder: on small sites that each test writes.

use crate::epub_support;
use crate::support;
use offprint::document::{Date, LinkTarget, walk};
use offprint::site::{self, Search, Site};
use std::path::Path;
use std::process::Output;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
        if path.extension().is_some_and(|ending| ending == "png") {
            std::fs::copy(support::root().join("tests/sites/hugo/static/img/chart.png"), path).expect("copied");
        } else {
            std::fs::write(path, text).expect("written");
        }
    }
    folder
}

fn found(site: &Site) -> Vec<String> {
    site.posts.iter().map(|post| post.file.clone()).collect()
}

fn left_out(site: &Site) -> Vec<String> {
    let file = |path: &Path| path.strip_prefix(&site.root).expect("below").to_string_lossy().replace('\\', "/");
    site.left_out.iter().map(|left| format!("{}: {}", file(&left.path), left.reason)).collect()
}

fn run(desk: &Path, args: &[&str]) -> Output {
    support::offprint().current_dir(desk).args(args).output().expect("it runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The books that a dry run lists, in its order: `category/id`.
fn units(root: &Path, args: &[&str], epoch: Option<&str>) -> Vec<String> {
    let mut offprint = support::offprint();
    offprint.envs(epoch.map(|epoch| ("SOURCE_DATE_EPOCH", epoch)));
    let output = offprint.current_dir(root).args(["batch", ".", "--all", "--dry-run", "--report", "json"]).args(args);
    let output = output.output().expect("it runs");
    let shown = text(&output.stdout);
    let lines = shown.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("an object"));
    let units = lines.filter(|line| line["kind"] == "unit");
    units.map(|unit| unit["post"].as_str().expect("a name").to_owned()).collect()
}

/// The ids of the posts that a dry run lists.
fn ids(root: &Path) -> Vec<String> {
    let units = units(root, &[], None);
    units.iter().map(|unit| unit.rsplit('/').next().unwrap_or(unit).to_owned()).collect()
}

const HUGO: (&str, &str) = ("hugo.toml", "title = 'A site'\nbaseURL = 'https://site.example/'\n");

#[test]
fn files_about_a_project_are_no_posts_and_neither_are_partials() {
    let names = ["README", "CHANGELOG", "CONTRIBUTING", "LICENSE", "CLAUDE", "AGENTS", "SUMMARY", "readme", "_part"];
    let files: Vec<(String, String)> = names.iter().map(|name| (format!("{name}.md"), format!("# {name}\n"))).collect();
    let mut files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    files.extend([("post.md", "# A post\n"), ("_parts/piece.md", "A piece.\n"), ("summaries.md", "# Summaries\n")]);
    // A SUMMARY.md without links names no chapters.
    let root = folder(&files);
    std::fs::remove_file(root.path().join("SUMMARY.md")).expect("removed");
    let site = site::find(&Search::from(root.path()));
    assert_eq!(found(&site), ["post.md", "summaries.md"]);
    let mut expected: Vec<String> = names
        .iter()
        .filter(|name| name.to_uppercase() == **name)
        .filter(|name| **name != "SUMMARY")
        .map(|name| format!("{name}.md: project file"))
        .collect();
    expected.extend(["_part.md", "_parts/piece.md"].map(|file| format!("{file}: partial or template")));
    expected.push("readme.md: project file".to_owned());
    expected.sort();
    let mut left = left_out(&site);
    left.sort();
    assert_eq!(left, expected);
}

#[test]
fn what_its_author_holds_back_is_no_post_until_drafts_are_asked_for() {
    let matter = [
        ("a", "draft: true", "draft"),
        ("b", "published: false", "unpublished"),
        ("c", "status: draft", "its status is `draft`"),
        ("d", "status: private", "its status is `private`"),
        ("e", "status: Hidden", "its status is `Hidden`"),
        ("f", "date: 2024-05-07", "its date is 2024-05-07"),
        ("g", "date: 2024-05-06", ""),
        ("h", "status: published", ""),
        ("i", "draft: false", ""),
        ("j", "expiryDate: 2024-05-05", "it expired on 2024-05-05"),
    ];
    let files: Vec<(String, String)> = matter
        .iter()
        .map(|(name, matter, _)| (format!("content/posts/{name}.md"), format!("---\n{matter}\n---\nText.\n")))
        .collect();
    let mut files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    files.push(HUGO);
    let root = folder(&files);
    let search = Search { today: Date::constant(2024, 5, 6), ..Search::from(root.path()) };
    let site = site::find(&search);
    let held = matter.iter().filter(|(.., why)| !why.is_empty());
    let held: Vec<String> = held.map(|(name, _, why)| format!("content/posts/{name}.md: {why}")).collect();
    assert_eq!(left_out(&site), held);
    let with_drafts = site::find(&Search { drafts: true, ..search });
    assert_eq!((with_drafts.posts.len(), with_drafts.left_out.len()), (matter.len(), 0));
}

#[test]
fn a_future_post_is_one_after_the_day_of_the_build() {
    let root = folder(&[("a.md", "---\ndate: 2031-01-02\n---\nA.\n"), ("b.md", "---\ndate: 2030-01-01\n---\nB.\n")]);
    let listed = |epoch: &str| {
        let units = units(root.path(), &[], Some(epoch));
        ["/a", "/b"].map(|id| units.iter().any(|unit| unit.ends_with(id)))
    };
    assert_eq!(listed("1893499200"), [false, true], "on 2030-01-01");
    assert_eq!(listed("1925164800"), [true, true], "on 2031-01-02");
}

#[test]
fn noindex_leaves_out_only_where_it_is_asked_for() {
    let files = [
        ("a.md", "---\nnoindex: true\n---\nA.\n"),
        ("b.md", "---\nrobots: noindex, nofollow\n---\nB.\n"),
        ("c.md", "---\nrobots: index\n---\nC.\n"),
    ];
    let root = folder(&files);
    assert_eq!(site::find(&Search::from(root.path())).posts.len(), 3);
    std::fs::write(root.path().join("offprint.yaml"), "skip_noindex: true\n").expect("written");
    assert_eq!(ids(root.path()), ["c"]);
    let output = run(root.path(), &["batch", ".", "--all", "--dry-run"]);
    assert!(text(&output.stderr).contains("left out: 2 noindex"), "{}", text(&output.stderr));
}

#[test]
fn ignore_files_and_globs_have_gitignores_rules() {
    let files = [
        (".gitignore", "secret.md\n"),
        (".offprintignore", "old/\n*.tmp.md\n!kept.tmp.md\n"),
        ("offprint.yaml", "exclude: ['later/**']\ninclude: ['README.md']\n"),
        ("README.md", "# About\n"),
        ("secret.md", "x"),
        ("old/a.md", "x"),
        ("b.tmp.md", "x"),
        ("kept.tmp.md", "x"),
        ("later/c.md", "x"),
        ("d.md", "x"),
    ];
    let root = folder(&files);
    assert_eq!(ids(root.path()), ["README", "d", "kept.tmp"]);
}

#[test]
fn a_file_that_is_named_is_exported_whatever_leaves_it_out() {
    let files = [
        HUGO,
        (".gitignore", "ignored.md\n"),
        (".offprintignore", "passed.md\n"),
        ("content/posts/ignored.md", "Ignored.\n"),
        ("content/posts/passed.md", "Passed.\n"),
        ("content/posts/draft.md", "---\ndraft: true\n---\nDraft.\n"),
        ("content/posts/_index.md", "---\ntitle: All\n---\nIndex.\n"),
        ("content/posts/one.md", "One.\n"),
        ("README.md", "Read me.\n"),
    ];
    let root = folder(&files);
    let named = [
        "content/posts/ignored.md",
        "content/posts/passed.md",
        "content/posts/draft.md",
        "content/posts/_index.md",
        "README.md",
    ];
    for file in named {
        for command in ["export", "batch"] {
            let output = run(root.path(), &[command, file, "--epub", "--offline", "-o", "out", "--report", "json"]);
            let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
            assert_eq!(output.status.code(), Some(0), "{command} {file}: {said}");
        }
    }
}

#[test]
fn the_page_of_a_section_gives_its_volume_title_description_and_introduction() {
    let files = [
        HUGO,
        ("content/posts/_index.md", "---\ntitle: The harbour\ndescription: On boats.\n---\n\nRead these in order.\n"),
        ("content/posts/one.md", "---\ntitle: One\n---\nFirst.\n"),
        ("content/notes/_index.md", "---\ntitle: Notes\n---\n\n{{< list >}}\n"),
        ("content/notes/two.md", "---\ntitle: Two\n---\nSecond.\n"),
    ];
    let root = folder(&files);
    let site = site::find(&Search::from(root.path()));
    let section = |name: &str| site.sections.iter().find(|section| section.name == name).expect("a section");
    let posts = section("posts");
    assert_eq!((posts.title.as_deref(), posts.description.as_deref()), (Some("The harbour"), Some("On boats.")));
    assert!(posts.page.is_some() && section("notes").page.is_none(), "a mark alone is no text");
    let volume = |of: &str| {
        let output = run(root.path(), &["batch", of, "--volume-only", "--epub", "--offline", "-o", "out"]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let name = Path::new(of).file_name().expect("name").to_string_lossy().into_owned();
        let epub = std::fs::read(root.path().join(format!("out/{name}/{name}.epub"))).expect("an EPUB");
        let texts = epub_support::files(&epub).into_iter().filter(|(name, _)| name.ends_with(".xhtml"));
        texts.map(|(_, bytes)| text(&bytes)).collect::<String>()
    };
    let harbour = volume("content/posts");
    let (intro, first) = (harbour.find("Read these in order."), harbour.find("First."));
    assert!(intro.is_some() && intro < first, "{harbour}");
    assert!(!volume("content/notes").contains("{{"));
}

#[test]
fn from_the_root_of_the_dialects_site_its_categories_are_made_and_nothing_else() {
    let pages = "src/data/pages";
    let mut files = vec![
        ("package.json".to_owned(), "{}".to_owned()),
        ("README.md".to_owned(), "# The site\n".to_owned()),
        ("scripts/README.md".to_owned(), "# Scripts\n".to_owned()),
        ("docs/plan.md".to_owned(), "# Plan\n".to_owned()),
        (format!("{pages}/README.md"), "# How to write\n".to_owned()),
        ("offprint.yaml".to_owned(), "site: { url: 'https://site.example' }\n".to_owned()),
    ];
    for category in ["threads", "projects", "bits2bricks"] {
        files.push((format!("{pages}/{category}/_category.yaml"), format!("name: {category}\n")));
        files.push((format!("{pages}/{category}/README.md"), "# Mind\n".to_owned()));
        files.push((format!("{pages}/{category}/one.md"), "---\nid: one\ndisplayTitle: One\n---\nText.\n".to_owned()));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let root = folder(&files);
    let mut made = units(root.path(), &["--volume"], None);
    made.sort();
    let mut expected: Vec<String> =
        ["threads", "projects", "bits2bricks"].iter().flat_map(|c| [format!("{c}/one"), format!("{c}/{c}")]).collect();
    expected.sort();
    assert_eq!(made, expected);
}

/// Where the links of a text lead, in order.
fn links(site: &Site, file: &str) -> Vec<String> {
    let post = site.posts.iter().find(|post| post.file.ends_with(file)).expect("a post");
    let source = offprint::source::SourceFile::new(&post.path, post.text.to_string());
    let (mut document, mut said) =
        offprint::dialect::parse(offprint::source::SourceId::default(), &source, site.reading(post));
    site.dress(post, &mut document, &mut said);
    assert!(said.iter().next().is_none(), "{said:?}");
    let mut found = Vec::new();
    walk::inlines(&document.blocks, &mut |inline| {
        if let offprint::document::InlineKind::Link(link) = &inline.kind {
            found.push(match &link.target {
                LinkTarget::Post { slug, fragment, .. } => {
                    fragment.as_ref().map_or(slug.clone(), |fragment| format!("{slug}#{fragment}"))
                }
                LinkTarget::Anchor(anchor) => format!("#{anchor}"),
                other => format!("{other:?}"),
            });
        }
    });
    found
}

#[test]
fn links_of_a_plain_folder_lead_to_its_texts_however_they_are_written() {
    let one = "---\ntitle: One\n---\n\n[a](two.md), [b](./two.md#part), [c](two.html), [d](../posts/two/), [e](/two/), \
               [f](/posts/two/), [[two]], [[Two|g]], [[two#Part]].\n";
    let root =
        folder(&[("site/posts/one.md", one), ("site/posts/two.md", "---\ntitle: Two\n---\n\n## Part\n\nText.\n")]);
    for start in ["site", "site/posts"] {
        let site = site::find(&Search::from(root.path().join(start)));
        let expected = ["two", "two#part", "two", "two", "two", "two", "two", "two", "two#part"];
        assert_eq!(links(&site, "one.md"), expected, "from {start}");
    }
}

#[test]
fn ids_of_headings_and_anchors_and_the_words_of_a_heading_are_targets() {
    let post =
        "[a](#sec-part), [b](#here), [[#The Part]].\n\n<a id=\"here\"></a>Here.\n\n## The Part {#sec-part}\n\nText.\n";
    let root = folder(&[("a.md", post)]);
    let site = site::find(&Search::from(root.path()));
    assert_eq!(links(&site, "a.md"), ["#sec-part", "#here", "#sec-part"]);
    let output = run(root.path(), &["check", "a.md", "--offline"]);
    assert!(output.status.success() && !text(&output.stderr).contains("warning"), "{}", text(&output.stderr));
}

#[test]
fn images_from_the_root_of_a_site_are_found_though_only_its_posts_are_named() {
    let post = "![A picture](/images/pic.png)\n\n![B](/img/b.png)\n";
    let files = [("static/images/pic.png", ""), ("img/b.png", ""), ("src/posts/a.md", post)];
    let root = folder(&files);
    for args in [&["batch", "src/posts", "--all"][..], &["export", "src/posts/a.md"], &["check", "src/posts/a.md"]] {
        let more: &[&str] = if args[0] == "check" { &["--offline"] } else { &["--epub", "--offline", "-o", "out"] };
        let output = run(root.path(), &[args, more].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert!(!text(&output.stderr).contains("image-not-found"), "{args:?}: {}", text(&output.stderr));
    }
}
