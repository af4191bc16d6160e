//! The rules of both specifications, each by its place in them. `schema.json` has those of OPDS 2.0 that a schema can say.

use super::super::book::{FileRecord, Kind, Picture, Record};
use super::super::manifest::Site;
use super::super::unit::Format;
use super::feed::NO_DATE;
use super::*;
use roxmltree::{Document, Node};
use serde_json::Value;
use std::collections::BTreeSet;

#[path = "../../../tests/suite/support/schema.rs"]
mod schema;

const ATOM: &str = "http://www.w3.org/2005/Atom";
const DC: &str = "http://purl.org/dc/terms/";
const OPEN_ACCESS: &str = "http://opds-spec.org/acquisition/open-access";

fn picture(path: &str, width: u32) -> Picture {
    let (media_type, sha256) = ("image/png".into(), "0".repeat(64));
    Picture { media_type, path: path.into(), width, height: width * 8 / 5, size: 9, sha256 }
}

fn book(category: &str, id: &str, date: Option<&str>) -> Record {
    let path = |ending: &str| format!("{category}/{id}.{ending}");
    Record {
        id: id.into(),
        identifier: format!("urn:uuid:{id}"),
        title: format!("On \"{id}\" & <others>\u{1}"),
        authors: vec!["Ada Reyes".into(), "N. N.".into()],
        language: "en".into(),
        description: Some("What it is about.".into()),
        category: category.into(),
        category_title: Some(category.to_uppercase()),
        subjects: vec!["paper".into()],
        url: Some(format!("https://example.org/{category}/{id}")),
        date: date.map(str::to_owned),
        pages: Some(12),
        files: vec![
            FileRecord::new(Format::Epub, path("epub"), b"epub"),
            FileRecord::new(Format::Pdf, path("pdf"), b"pdf"),
        ],
        cover: Some(picture(&path("cover.png"), 800)),
        thumbnail: Some(picture(&path("thumbnail.png"), 160)),
        ..Record::default()
    }
}

fn manifest(url: Option<&str>, downloads: Option<&str>) -> Manifest {
    let site = Site {
        title: Some("The Compositor's Stick".into()),
        url: url.map(str::to_owned),
        language: Some("en".into()),
        downloads: downloads.map(str::to_owned),
    };
    let volume = Record { kind: Kind::Volume, ..book("essays", "essays", Some("2024-03-01")) };
    let bare = Record { files: book("essays", "x", None).files, title: "Bare".into(), ..Record::default() };
    let bare = Record { id: "bare".into(), category: "notes".into(), language: "es".into(), ..bare };
    let books = vec![
        book("essays", "niño 1", Some("2024-01-01")),
        book("essays", "b", Some("2024-03-01")),
        volume,
        Record { identifier: "urn:uuid:bare".into(), ..bare },
    ];
    Manifest { version: 1, site, shard: None, books }
}

fn file(files: &[(String, Vec<u8>)], path: &str) -> String {
    let (_, bytes) = files.iter().find(|(found, _)| found == path).unwrap_or_else(|| panic!("no {path}"));
    String::from_utf8(bytes.clone()).expect("UTF-8")
}

/// Every feed in both syntaxes.
fn all() -> Vec<(String, Vec<u8>)> {
    files(&manifest(Some("https://example.org/"), Some("books/")))
}

fn xml_files() -> Vec<(String, String)> {
    let xml = all().into_iter().filter(|(path, _)| path.ends_with(".xml"));
    xml.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("UTF-8"))).collect()
}

fn children<'a>(node: Node<'a, 'a>, name: &'static str) -> impl Iterator<Item = Node<'a, 'a>> {
    node.children().filter(move |child| child.has_tag_name((ATOM, name)))
}

fn links<'a>(node: Node<'a, 'a>, rel: &str) -> Vec<(String, String)> {
    let rel = rel.to_owned();
    let found = children(node, "link").filter(|link| link.attribute("rel") == Some(&rel));
    let attribute = |link: Node<'_, '_>, name| link.attribute(name).unwrap_or_default().to_owned();
    found.map(|link| (attribute(link, "href"), attribute(link, "type"))).collect()
}

fn text<'a>(node: Node<'a, 'a>, name: &'static str) -> Vec<&'a str> {
    children(node, name).map(|child| child.text().unwrap_or_default()).collect()
}

/// RFC 3339, as Atom's dates are (RFC 4287, 3.3).
fn is_date(text: &str) -> bool {
    text.parse::<jiff::Timestamp>().is_ok() && text.ends_with('Z')
}

#[test]
fn atom_feeds_have_what_rfc_4287_asks_for() {
    let mut ids = BTreeSet::new();
    for (path, text_of_file) in xml_files() {
        let document = Document::parse(&text_of_file).unwrap_or_else(|error| panic!("{path}: {error}"));
        let feed = document.root_element();
        assert!(feed.has_tag_name((ATOM, "feed")), "{path}");
        for element in std::iter::once(feed).chain(children(feed, "entry")) {
            // 4.1.1, 4.1.2: exactly one id, title and updated; an id is an IRI (4.2.6), no two alike.
            for name in ["id", "title", "updated"] {
                let found = text(element, name);
                assert!(found.len() == 1 && !found[0].is_empty(), "{path}: {name}: {found:?}");
            }
            assert!(text(element, "id")[0].starts_with("urn:uuid:"));
            assert!(is_date(text(element, "updated")[0]), "{path}");
            // 4.2.7: a link has an address and at most one alternate of a type.
            let alternates = links(element, "alternate");
            let types: BTreeSet<&String> = alternates.iter().map(|(_, media_type)| media_type).collect();
            assert_eq!(types.len(), alternates.len(), "{path}");
            assert!(children(element, "link").all(|link| link.attribute("href").is_some_and(|href| !href.is_empty())));
        }
        assert!(ids.insert(text(feed, "id")[0].to_owned()), "{path}: each feed has its own id");
        let entries: Vec<&str> = children(feed, "entry").flat_map(|entry| text(entry, "id")).collect();
        assert_eq!(entries.iter().collect::<BTreeSet<_>>().len(), entries.len(), "{path}: entries have their own ids");
        // 4.1.1: an author, since an entry may have none; an author has a name (3.2.1).
        let authors: Vec<Node<'_, '_>> = children(feed, "author").collect();
        assert!(authors.len() == 1 && text(authors[0], "name")[0] == "The Compositor's Stick", "{path}");
    }
}

#[test]
fn feeds_are_linked_as_opds_asks() {
    let navigation = "application/atom+xml;profile=opds-catalog;kind=navigation".to_owned();
    let acquisition = "application/atom+xml;profile=opds-catalog;kind=acquisition".to_owned();
    let place = |name: &str| format!("https://example.org/books/feeds/{name}.xml");
    for (path, text_of_file) in xml_files() {
        let document = Document::parse(&text_of_file).expect("XML");
        let feed = document.root_element();
        let is_root = path == "feeds/index.xml";
        let own = if is_root { &navigation } else { &acquisition };
        let name = path.trim_start_matches("feeds/").trim_end_matches(".xml");
        // 2.6: self; 2.1: start leads to the one root; 2.5: crawlable.
        assert_eq!(links(feed, "self"), [(place(name), own.clone())]);
        assert_eq!(links(feed, "start"), [(place("index"), navigation.clone())]);
        assert_eq!(links(feed, "http://opds-spec.org/crawlable"), [(place("all"), acquisition.clone())]);
        let complete = |node: &Node<'_, '_>| node.has_tag_name(("http://purl.org/syndication/history/1.0", "complete"));
        assert_eq!(feed.children().filter(complete).count(), usize::from(name == "all"), "{path}: 2.5");
        for entry in children(feed, "entry") {
            let acquires = links(entry, OPEN_ACCESS);
            // 2.2: a navigation feed has no acquisition links, its entries lead to feeds and say what they are;
            // 5: every entry of an acquisition feed has one at least, and 5.3: with its type.
            if is_root {
                let target = [links(entry, "subsection"), links(entry, "http://opds-spec.org/sort/new")].concat();
                assert!(target.len() == 1 && target[0].1 == acquisition && acquires.is_empty(), "{path}");
                assert_eq!(children(entry, "content").next().and_then(|c| c.attribute("type")), Some("text"));
            } else {
                let types: Vec<&str> = acquires.iter().map(|(_, media_type)| media_type.as_str()).collect();
                assert_eq!(types, ["application/epub+zip", "application/pdf"], "{path}");
            }
        }
    }
    let index = file(&all(), "feeds/index.xml");
    let document = Document::parse(&index).expect("XML");
    let titles: Vec<&str> = children(document.root_element(), "entry").flat_map(|entry| text(entry, "title")).collect();
    assert_eq!(titles, ["The Compositor's Stick", "ESSAYS", "notes"], "one for all, one a category");
}

#[test]
fn an_entry_says_what_opds_asks_of_a_book() {
    let all_feed = file(&all(), "feeds/all.xml");
    let document = Document::parse(&all_feed).expect("XML");
    let entries: Vec<Node<'_, '_>> = children(document.root_element(), "entry").collect();
    // 2.5: the most recently updated first.
    let updated: Vec<&str> = entries.iter().flat_map(|entry| text(*entry, "updated")).collect();
    assert!(updated.is_sorted_by(|a, b| a >= b), "{updated:?}");
    assert_eq!(updated.last(), Some(&NO_DATE));
    assert_eq!(text(document.root_element(), "updated"), ["2024-03-01T00:00:00Z"], "of the newest book");
    let entry = entries[2];
    assert_eq!(text(entry, "title"), ["On \"niño 1\" & <others>"], "what XML cannot hold is left out");
    let names: Vec<&str> = children(entry, "author").flat_map(|author| text(author, "name")).collect();
    assert_eq!(names, ["Ada Reyes", "N. N."]);
    // 5.1.1: dc:identifier names the book and not the entry; dc:issued; no dc:title, dc:creator, dc:subject.
    let dc = |name: &str| entry.children().find(|c| c.has_tag_name((DC, name))).and_then(|c| c.text());
    assert_eq!((dc("identifier"), dc("issued")), (Some("urn:uuid:niño 1"), Some("2024-01-01")));
    assert_ne!(dc("identifier"), Some(text(entry, "id")[0]));
    assert_eq!((dc("title"), dc("creator"), dc("subject")), (None, None, None));
    let categories: Vec<_> = children(entry, "category").map(|c| (c.attribute("term"), c.attribute("label"))).collect();
    assert_eq!(categories, [(Some("essays"), Some("ESSAYS")), (Some("paper"), None)]);
    // 5.1.3: a summary is text.
    let summary = children(entry, "summary").next().expect("summary");
    assert_eq!((summary.attribute("type"), summary.text()), (Some("text"), Some("What it is about.")));
    // 5.2.2: artwork is PNG, JPEG or GIF.
    let base = "https://example.org/books/essays/ni%C3%B1o%201";
    assert_eq!(links(entry, "http://opds-spec.org/image"), [(format!("{base}.cover.png"), "image/png".into())]);
    let thumbnail = links(entry, "http://opds-spec.org/image/thumbnail");
    assert_eq!(thumbnail, [(format!("{base}.thumbnail.png"), "image/png".into())]);
    assert_eq!(links(entry, OPEN_ACCESS)[1].0, format!("{base}.pdf"));
    let post = "https://example.org/essays/ni%C3%B1o%201".to_owned();
    assert_eq!(links(entry, "alternate"), [(post, "text/html".into())]);
    assert!(entries[0].children().any(|c| c.has_tag_name((DC, "identifier")) && c.text() == Some("urn:uuid:essays")));
}

#[test]
fn json_feeds_are_as_the_schema_of_opds_2_says() {
    let schema: Value = serde_json::from_str(include_str!("schema.json")).expect("schema");
    let mut with_pictures = manifest(Some("https://example.org"), None);
    with_pictures.books.retain(|book| book.cover.is_some());
    let mut seen = 0;
    for (path, bytes) in files(&with_pictures).iter().filter(|(path, _)| path.ends_with(".json")) {
        let value: Value = serde_json::from_slice(bytes).expect("JSON");
        assert_eq!(schema::check(&schema, &value), Vec::<String>::new(), "{path}");
        // 1: a feed has a reference to itself.
        let own = path.trim_start_matches("feeds/");
        let links = value["links"].as_array().expect("links");
        assert!(links.iter().any(|link| link["rel"] == "self" && link["href"] == own), "{path}");
        for publication in value["publications"].as_array().into_iter().flatten() {
            // 4.1: at least one acquisition link. 1.3: at least one image that every reader shows.
            let acquires = |link: &&Value| link["rel"] == OPEN_ACCESS;
            assert_eq!(publication["links"].as_array().expect("links").iter().filter(acquires).count(), 2);
            assert_eq!(publication["images"][0]["type"], "image/png");
            assert!(is_date(publication["metadata"]["modified"].as_str().expect("date")));
            seen += 1;
        }
    }
    assert_eq!(seen, 2 * 3, "each book in two feeds");
}

#[test]
fn addresses_are_absolute_where_it_is_known_where_files_are_served() {
    let first = |url: Option<&str>, downloads: Option<&str>| {
        let files = files(&manifest(url, downloads));
        let value: Value = serde_json::from_str(&file(&files, "feeds/category-essays.json")).expect("JSON");
        let href = |value: &Value| value["href"].as_str().expect("address").to_owned();
        (href(&value["publications"][1]["links"][0]), href(&value["links"][1]))
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(first(Some("https://s.org"), None), pair("../essays/b.epub", "index.json"));
    assert_eq!(first(None, None), pair("../essays/b.epub", "index.json"));
    assert_eq!(first(None, Some("files")), pair("/files/essays/b.epub", "/files/feeds/index.json"));
    let absolute = pair("https://s.org/files/essays/b.epub", "https://s.org/files/feeds/index.json");
    assert_eq!(first(Some("https://s.org/"), Some("/files/")), absolute);
    assert_eq!(first(Some("https://other.org"), Some("https://s.org/files")), absolute);
}

#[test]
fn ids_are_the_same_at_every_run_and_differ_between_sites() {
    assert_eq!(all(), all());
    let id = |url| {
        let index = file(&files(&manifest(Some(url), None)), "feeds/index.xml");
        let document = Document::parse(&index).expect("XML");
        text(document.root_element(), "id")[0].to_owned()
    };
    assert_eq!(id("https://a.org"), id("https://a.org/"));
    assert_ne!(id("https://a.org"), id("https://b.org"));
}
