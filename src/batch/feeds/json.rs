//! OPDS 2.0.

use super::super::book::{FileRecord, Picture, Record};
use super::feed::{ALL, Content, Feed, JSON, ROOT, Section, Syntax, updated};
use super::places::{Places, address};
use serde_json::{Map, Value, json};

/// A feed as JSON. Members are in the order of their names.
pub(super) fn write(feed: &Feed<'_>, places: &Places) -> Vec<u8> {
    let link = |rel: &str, name: &str| json!({ "rel": rel, "href": places.feed(name, Syntax::Json), "type": JSON });
    let mut links = vec![link("self", &feed.name), link("start", ROOT)];
    if feed.name != ROOT {
        links.push(link("up", ROOT));
    }
    let twin = places.feed(&feed.name, Syntax::Atom);
    links.push(json!({ "rel": "alternate", "href": twin, "type": feed.atom_type() }));
    let mut value = json!({
        "metadata": { "title": feed.title, "identifier": places.feed_id(&feed.name), "modified": feed.updated },
        "links": links,
    });
    let (role, items): (_, Vec<Value>) = match &feed.content {
        Content::Feeds(sections) => {
            ("navigation", sections.iter().map(|section| navigation(section, places)).collect())
        }
        Content::Books(books) => {
            add(&mut value, &["metadata", "numberOfItems"], json!(books.len()));
            ("publications", books.iter().map(|book| publication(book, places)).collect())
        }
    };
    add(&mut value, &[role], Value::Array(items));
    let mut bytes = format!("{value:#}").into_bytes();
    bytes.push(b'\n');
    bytes
}

/// Puts a value at a path of members that are objects.
fn add(value: &mut Value, path: &[&str], new: Value) {
    let Some((last, above)) = path.split_last() else { return };
    let inner = above.iter().try_fold(value, |value, name| value.get_mut(*name));
    if let Some(object) = inner.and_then(Value::as_object_mut) {
        object.insert((*last).to_owned(), new);
    }
}

fn navigation(section: &Section, places: &Places) -> Value {
    json!({
        "title": section.title,
        "href": places.feed(&section.name, Syntax::Json),
        "type": JSON,
        "rel": if section.name == ALL { "http://opds-spec.org/sort/new" } else { "subsection" },
        "properties": { "numberOfItems": section.count },
    })
}

fn publication(book: &Record, places: &Places) -> Value {
    let acquire = |file: &FileRecord| {
        let href = places.file(&file.path);
        let rel = "http://opds-spec.org/acquisition/open-access";
        json!({ "rel": rel, "href": href, "type": file.media_type, "size": file.size })
    };
    let mut links: Vec<Value> = book.files.iter().map(acquire).collect();
    links.extend(book.url.iter().map(|url| json!({ "rel": "alternate", "href": address(url), "type": "text/html" })));
    let image = |picture: &Picture| {
        let href = places.file(&picture.path);
        json!({ "href": href, "type": picture.media_type, "width": picture.width, "height": picture.height })
    };
    let images: Vec<Value> = book.cover.iter().chain(&book.thumbnail).map(image).collect();
    let mut value = json!({ "metadata": metadata(book), "links": links });
    // A book of a run without pictures has none, and is still a book.
    if !images.is_empty() {
        add(&mut value, &["images"], Value::Array(images));
    }
    value
}

fn metadata(book: &Record) -> Value {
    let mut metadata = Map::new();
    let mut put = |name: &str, value: Value| metadata.insert(name.to_owned(), value);
    put("@type", json!("http://schema.org/Book"));
    put("identifier", json!(book.identifier));
    put("title", json!(book.title));
    put("modified", json!(updated(book)));
    put("language", json!(book.language));
    let collection = book.category_title.as_ref().unwrap_or(&book.category);
    put("belongsTo", json!({ "collection": { "name": collection } }));
    if !book.authors.is_empty() {
        put("author", json!(book.authors));
    }
    if !book.subjects.is_empty() {
        put("subject", json!(book.subjects));
    }
    if book.date.is_some() {
        put("published", json!(updated(book)));
    }
    let optional = [
        ("subtitle", book.subtitle.as_ref().map(|text| json!(text))),
        ("description", book.description.as_ref().map(|text| json!(text))),
        ("numberOfPages", book.pages.filter(|pages| *pages > 0).map(|pages| json!(pages))),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            put(name, value);
        }
    }
    Value::Object(metadata)
}
