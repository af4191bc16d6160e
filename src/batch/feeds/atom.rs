//! OPDS 1.2: Atom (RFC 4287) with the relations of OPDS and the terms of Dublin Core.

use super::super::book::Record;
use super::feed::{ACQUISITION, ALL, Content, Feed, JSON, NAVIGATION, ROOT, Section, Syntax, updated};
use super::places::{Places, address};
use crate::document::characters::is_forbidden;

const NAMESPACES: [(&str, &str); 4] = [
    ("xmlns", "http://www.w3.org/2005/Atom"),
    ("xmlns:dc", "http://purl.org/dc/terms/"),
    ("xmlns:opds", "http://opds-spec.org/2010/catalog"),
    ("xmlns:fh", "http://purl.org/syndication/history/1.0"),
];

/// A feed as XML.
pub(super) fn write(feed: &Feed<'_>, places: &Places) -> String {
    let mut xml = Xml { out: String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"), open: Vec::new() };
    let mut attributes = NAMESPACES.to_vec();
    attributes.extend(feed.language.map(|language| ("xml:lang", language)));
    xml.open("feed", &attributes);
    xml.leaf("id", &places.feed_id(&feed.name));
    xml.leaf("title", &feed.title);
    xml.leaf("updated", &feed.updated);
    xml.author(&feed.author);
    let address = |name: &str| places.feed(name, Syntax::Atom);
    xml.link("self", &address(&feed.name), feed.atom_type(), &[]);
    xml.link("start", &address(ROOT), NAVIGATION, &[]);
    if feed.name != ROOT {
        xml.link("up", &address(ROOT), NAVIGATION, &[]);
    }
    xml.link("http://opds-spec.org/crawlable", &address(ALL), ACQUISITION, &[]);
    xml.link("alternate", &places.feed(&feed.name, Syntax::Json), JSON, &[]);
    if feed.name == ALL {
        xml.void("fh:complete", &[]);
    }
    match &feed.content {
        Content::Feeds(sections) => sections.iter().for_each(|section| navigation(&mut xml, section, places)),
        Content::Books(books) => books.iter().for_each(|book| entry(&mut xml, book, places)),
    }
    xml.close();
    xml.out
}

fn navigation(xml: &mut Xml, section: &Section, places: &Places) {
    xml.open("entry", &[]);
    xml.leaf("id", &places.urn(&format!("#section/{}", section.name)));
    xml.leaf("title", &section.title);
    xml.leaf("updated", &section.updated);
    let rel = if section.all { "http://opds-spec.org/sort/new" } else { "subsection" };
    xml.link(rel, &places.feed(&section.name, Syntax::Atom), ACQUISITION, &[]);
    xml.text("content", &[("type", "text")], &format!("{} ({})", section.title, section.count));
    xml.close();
}

fn entry(xml: &mut Xml, book: &Record, places: &Places) {
    xml.open("entry", &[("xml:lang", &book.language)]);
    xml.leaf("id", &places.entry_id(book));
    xml.leaf("title", &book.title);
    xml.leaf("updated", &updated(book));
    book.authors.iter().for_each(|author| xml.author(author));
    xml.leaf("dc:identifier", &book.identifier);
    xml.leaf("dc:language", &book.language);
    if let Some(date) = &book.date {
        xml.leaf("dc:issued", date);
    }
    let category = book.category_title.as_deref().unwrap_or(&book.category);
    xml.void("category", &[("term", &book.category), ("label", category)]);
    book.subjects.iter().for_each(|subject| xml.void("category", &[("term", subject)]));
    if let Some(summary) = book.description.as_ref().or(book.subtitle.as_ref()) {
        xml.text("summary", &[("type", "text")], summary);
    }
    if let Some(cover) = &book.cover {
        xml.link("http://opds-spec.org/image", &places.file(&cover.path), &cover.media_type, &[]);
    }
    if let Some(thumbnail) = &book.thumbnail {
        xml.link("http://opds-spec.org/image/thumbnail", &places.file(&thumbnail.path), &thumbnail.media_type, &[]);
    }
    for file in &book.files {
        let size = file.size.to_string();
        let rel = "http://opds-spec.org/acquisition/open-access";
        xml.link(rel, &places.file(&file.path), &file.media_type, &[("length", &size)]);
    }
    if let Some(url) = &book.url {
        xml.link("alternate", &address(url), "text/html", &[]);
    }
    xml.close();
}

/// XML, an element a line.
struct Xml {
    out: String,
    open: Vec<&'static str>,
}

impl Xml {
    fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.out.push_str(">\n");
        self.open.push(name);
    }

    fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.indent();
            self.out.push_str(&format!("</{name}>\n"));
        }
    }

    fn void(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.out.push_str("/>\n");
    }

    fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.tag(name, attributes);
        self.out.push_str(&format!(">{}</{name}>\n", escape(text)));
    }

    fn leaf(&mut self, name: &str, text: &str) {
        self.text(name, &[], text);
    }

    fn author(&mut self, name: &str) {
        self.open("author", &[]);
        self.leaf("name", name);
        self.close();
    }

    fn link(&mut self, rel: &str, href: &str, media_type: &str, more: &[(&str, &str)]) {
        let attributes = [&[("rel", rel), ("href", href), ("type", media_type)], more].concat();
        self.void("link", &attributes);
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.out.push_str(&format!("<{name}"));
        for (name, value) in attributes {
            self.out.push_str(&format!(" {name}=\"{}\"", escape(value)));
        }
    }

    fn indent(&mut self) {
        self.out.push_str(&"  ".repeat(self.open.len()));
    }
}

/// Text or an attribute's value, without control characters: XML 1.0 cannot hold most of them (2.2, `Char`).
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if is_forbidden(c) => {}
            other => out.push(other),
        }
    }
    out
}
