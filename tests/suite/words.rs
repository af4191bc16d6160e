//! The words of a post against the words of its outputs, in order: none lost, none doubled, no markup left.
//!
//! Expected is a walk of the resolved model. The EPUB is read as XHTML in the order of its spine; the PDF twice: its
//! pages through their structure, and the file through `pdftotext`, if it is installed, against the pages.
//! What offprint itself puts on a page (labels, numbers, dates, the title page) may stand in between, nothing else.

use crate::support::{Assembled, assemble, have, pdf_text, posts};
use offprint::document::terms::Terms;
use offprint::document::{Block, BlockKind, Book, Inline, InlineKind, Note, walk};
use offprint::layout::page::{GlyphRun, ItemKind, Pages, Role, StructId, Tag};
use roxmltree::{Document, Node};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

#[test]
fn every_word_reaches_the_epub() {
    let mut wrong = Vec::new();
    for path in posts() {
        let mut post = assemble(&path);
        let epub = post.epub();
        let found = epub_words(&epub);
        wrong.extend(compare(&post, &found).into_iter().map(|w| format!("{}: {w}", path.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_word_reaches_the_pdf() {
    let pdftotext = have("pdftotext", "-v");
    let mut wrong = Vec::new();
    for path in posts() {
        let mut post = assemble(&path);
        let (pages, pdf) = post.pdf();
        let found = page_words(&pages);
        wrong.extend(compare(&post, &found).into_iter().map(|w| format!("{}: {w}", path.display())));
        if pdftotext {
            wrong.extend(file_differs(&pages, &pdf).into_iter().map(|w| format!("{}: {w}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a reader meets: the text, each note by its number, and the captions, whose figures may stand on a later page.
#[derive(Debug, Default)]
pub struct Words {
    pub body: Vec<String>,
    pub notes: Vec<Vec<String>>,
    pub captions: Vec<String>,
}

/// Letters and digits in a row, in lower case; everything else divides.
pub fn split(text: &str) -> Vec<String> {
    let text = text.replace(['\u{ad}', '\u{200b}'], "");
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word.to_lowercase()).collect()
}

// --- expected ---

pub fn expected(book: &Book) -> Words {
    let mut text = Expected::default();
    for chapter in &book.chapters {
        let meta = &chapter.meta;
        push(&mut text.body, &meta.title);
        push(&mut text.body, meta.subtitle.as_deref().unwrap_or_default());
        for run in meta.lead.iter().chain(&meta.tldr) {
            push(&mut text.body, &text_of(run));
        }
        text.blocks(&chapter.blocks, book);
    }
    let mut called: Vec<&Note> = book.notes.iter().filter(|note| note.number > 0).collect();
    called.sort_by_key(|note| note.number);
    let mut note_words = |note: &&Note| {
        let body = std::mem::take(&mut text.body);
        text.blocks(&note.body, book);
        split(&std::mem::replace(&mut text.body, body))
    };
    let notes = called.iter().map(&mut note_words).collect();
    Words { body: split(&text.body), notes, captions: split(&text.captions) }
}

#[derive(Default)]
struct Expected {
    body: String,
    captions: String,
}

fn push(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

/// Visible text of a run. Pictures show no words.
fn text_of(run: &[Inline]) -> String {
    let mut out = String::new();
    for inline in run {
        match &inline.kind {
            InlineKind::Text(text) | InlineKind::Code(text) => out.push_str(text),
            InlineKind::LineBreak(_) | InlineKind::Image(_) => out.push(' '),
            InlineKind::RubyText(content) => out.push_str(&format!(" {} ", text_of(content))),
            // A reader sees these apart from what stands before: `H₂O` is one word, `term¹next` is not joined.
            kind => out.push_str(&text_of(kind.children())),
        }
    }
    out
}

impl Expected {
    fn blocks(&mut self, blocks: &[Block], book: &Book) {
        for block in blocks {
            match &block.kind {
                BlockKind::Callout(callout) => {
                    let default = Terms::of(&book.meta.lang).callout(callout.kind);
                    push(&mut self.body, callout.label.as_deref().unwrap_or(default));
                }
                BlockKind::Code(code) => {
                    for line in &code.lines {
                        push(&mut self.body, &line.iter().map(|token| token.text.as_str()).collect::<String>());
                    }
                }
                BlockKind::Table(table) => {
                    push(&mut self.captions, &text_of(table.caption.as_deref().unwrap_or_default()));
                    for cell in std::iter::once(&table.head).chain(&table.rows).flat_map(|row| &row.cells) {
                        push(&mut self.body, &text_of(&cell.content));
                    }
                    continue;
                }
                BlockKind::Figure(figure) => {
                    push(&mut self.captions, &text_of(figure.caption.as_deref().unwrap_or_default()));
                    self.blocks(&figure.beside, book);
                    continue;
                }
                _ => {}
            }
            for content in block.kind.content() {
                match content {
                    walk::Content::Inlines(run) => push(&mut self.body, &text_of(run)),
                    walk::Content::Blocks(inner) => self.blocks(inner, book),
                }
            }
        }
    }
}

/// Words that offprint or the front matter may add.
fn allowed(book: &Book) -> BTreeSet<String> {
    let terms = Terms::of(&book.meta.lang);
    let mut text = [
        terms.contents,
        terms.notes,
        terms.continued,
        terms.cover,
        terms.title_page,
        terms.text,
        terms.takeaways,
        terms.related_notes,
        terms.back,
        terms.figure,
        terms.day_zero,
        terms.later,
        terms.earlier,
        terms.set_in,
        terms.and,
        terms.made_with,
        // The colophon: faces, sizes, program.
        "Source Serif Sans SmText Display JetBrains Mono Noto Naskh Arabic Hebrew Math Symbols Symbols2 Emoji pt offprint",
    ]
    .join(" ")
        + "\n";
    let meta = &book.meta;
    let fields = [&meta.publisher, &meta.site_title, &meta.site_url, &meta.source_url, &meta.rights];
    let fields = fields.into_iter().chain([&meta.category_title, &meta.description, &meta.subtitle]).flatten();
    let months = terms.months.iter().chain(&terms.full_months).copied();
    let words = months.chain(fields.map(String::as_str)).chain(meta.authors.iter().map(String::as_str));
    let words = words.chain(meta.subjects.iter().map(String::as_str)).chain([meta.title.as_str(), "de", "d", "m", "y"]);
    for word in words {
        push(&mut text, word);
    }
    // Alternative texts stand in for pictures that could not be had.
    let mut alternatives = |run: &Inline| {
        if let InlineKind::Image(image) = &run.kind {
            push(&mut text, &image.alt);
        }
    };
    for blocks in book.chapters.iter().map(|c| &c.blocks).chain(book.notes.iter().map(|n| &n.body)) {
        walk::inlines(blocks, &mut alternatives);
    }
    for blocks in book.chapters.iter().map(|c| &c.blocks).chain(book.notes.iter().map(|n| &n.body)) {
        walk::blocks(blocks, &mut |block| {
            if let BlockKind::Figure(figure) = &block.kind {
                push(&mut text, &figure.image.alt);
            }
        });
    }
    split(&text).into_iter().collect()
}

/// A number, or an interval as annotations show it (`3d`, `6m`).
fn is_number(word: &str) -> bool {
    word.trim_end_matches(['d', 'm', 'y']).chars().all(|c| c.is_ascii_digit()) && word.len() <= 6
}

// --- comparing ---

pub fn compare(post: &Assembled, found: &Words) -> Vec<String> {
    let expected = expected(&post.book);
    let allowed = allowed(&post.book);
    let mut wrong = Vec::new();
    wrong.extend(difference("text", &expected.body, &found.body, &allowed));
    wrong.extend(difference("captions", &expected.captions, &found.captions, &BTreeSet::new()));
    if expected.notes.len() != found.notes.len() {
        wrong.push(format!("{} notes, {} found", expected.notes.len(), found.notes.len()));
    }
    for (index, (wanted, note)) in expected.notes.iter().zip(&found.notes).enumerate() {
        wrong.extend(difference(&format!("note {}", index + 1), wanted, note, &allowed));
    }
    wrong
}

/// What is lost, or stands there without being expected or allowed. A word divided by force may come in pieces.
fn difference(what: &str, expected: &[String], found: &[String], allowed: &BTreeSet<String>) -> Option<String> {
    let (mut next, mut at) = (0, 0);
    let mut extra = Vec::new();
    while at < found.len() {
        match expected.get(next).and_then(|word| pieces(word, &found[at..])) {
            Some(count) => (next, at) = (next + 1, at + count),
            None => {
                if !allowed.contains(&found[at]) && !is_number(&found[at]) {
                    extra.push(found[at].clone());
                }
                at += 1;
            }
        }
    }
    if next < expected.len() {
        let around = &expected[next.saturating_sub(5)..(next + 5).min(expected.len())];
        return Some(format!("{what}: lost at word {next}: … {} …", around.join(" ")));
    }
    (!extra.is_empty())
        .then(|| format!("{what}: {} words too many: {}", extra.len(), extra[..extra.len().min(20)].join(" ")))
}

/// How many of the words found make up one word.
fn pieces(word: &str, found: &[String]) -> Option<usize> {
    let mut rest = word;
    for (count, piece) in found.iter().enumerate() {
        rest = rest.strip_prefix(piece.as_str())?;
        if rest.is_empty() {
            return Some(count + 1);
        }
    }
    None
}

// --- EPUB ---

pub fn epub_words(epub: &[u8]) -> Words {
    let mut words = Words::default();
    for text in spine(epub) {
        let page = Document::parse(&text).expect("XHTML");
        let body = elements(&page, "body").next().expect("body");
        let mut text = String::new();
        read_xhtml(body, &mut text, &mut words);
        words.body.extend(split(&text));
    }
    words
}

/// The pages of an EPUB in the order of its spine, the table of contents left out.
pub fn spine(epub: &[u8]) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(epub)).expect("container");
    let mut entry = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).expect(name).read_to_string(&mut text).expect("text");
        text
    };
    let container = entry("META-INF/container.xml");
    let container = Document::parse(&container).expect("container.xml");
    let package_path = attribute(&container, "rootfile", "full-path");
    let package = entry(&package_path);
    let package = Document::parse(&package).expect("package");
    let folder = package_path.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
    let items: BTreeMap<&str, (&str, &str)> = elements(&package, "item")
        .map(|item| (item.attribute("id").expect("id"), (item.attribute("href").expect("href"), item)))
        .map(|(id, (href, item))| (id, (href, item.attribute("properties").unwrap_or_default())))
        .collect();
    let mut pages = Vec::new();
    for itemref in elements(&package, "itemref") {
        let (href, properties) = items[itemref.attribute("idref").expect("idref")];
        if properties.split(' ').any(|property| property == "nav") {
            continue;
        }
        let text = entry(&format!("{folder}{href}"));
        pages.push(text.find("<html").map_or(text.clone(), |at| text[at..].to_owned()));
    }
    pages
}

fn elements<'a, 'd>(document: &'a Document<'d>, name: &'static str) -> impl Iterator<Item = Node<'a, 'd>> {
    document.descendants().filter(move |node| node.is_element() && node.tag_name().name() == name)
}

fn attribute(document: &Document<'_>, element: &'static str, name: &str) -> String {
    let node = elements(document, element).next().expect(element);
    node.attribute(name).expect(name).to_owned()
}

/// Inline elements do not divide words.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "small", "span",
    "strong", "sub", "sup", "u", "wbr",
];

fn read_xhtml(node: Node<'_, '_>, out: &mut String, words: &mut Words) {
    for child in node.children() {
        if let Some(text) = child.text().filter(|_| child.is_text()) {
            out.push_str(text);
        }
        if !child.is_element() {
            continue;
        }
        match child.attribute("role") {
            Some("doc-noteref" | "doc-backlink") => continue,
            Some("doc-footnote" | "doc-endnote") => {
                let mut text = String::new();
                read_xhtml(child, &mut text, words);
                words.notes.push(split(&text));
                continue;
            }
            _ => {}
        }
        let name = child.tag_name().name();
        // Pictures are no text: a drawing's own title is its alternative text.
        if matches!(name, "svg" | "script" | "style") {
            continue;
        }
        if matches!(name, "figcaption" | "caption") {
            let mut text = String::new();
            read_xhtml(child, &mut text, words);
            words.captions.extend(split(&text));
            continue;
        }
        let inline = INLINE.contains(&name);
        if !inline {
            out.push('\n');
        }
        read_xhtml(child, out, words);
        if !inline {
            out.push('\n');
        }
    }
}

// --- pages ---

/// Where an element's words belong.
enum Place {
    Body,
    Note(StructId),
    /// What stands before an item of a list: a bullet or a number, or a term.
    Label,
    /// A table's cell: the lines of a row stand side by side on the page, one cell after the other in the structure.
    Cell(StructId),
    /// A figure's caption.
    Caption(StructId),
    /// Calls, the table of contents.
    Apparatus,
}

fn place(pages: &Pages, element: StructId) -> Place {
    let mut at = Some(element);
    while let Some(element) = at.and_then(|id| pages.structure.get(id.0 as usize).map(|e| (id, e))) {
        match element.1.role {
            Role::Note => return Place::Note(element.0),
            Role::Reference | Role::Toc | Role::TocItem => return Place::Apparatus,
            Role::ListLabel if in_call(pages, element.0) => return Place::Apparatus,
            Role::ListLabel => return Place::Label,
            Role::Caption => return Place::Caption(element.0),
            Role::TableCell | Role::TableHead => return Place::Cell(element.0),
            _ => at = element.1.parent,
        }
    }
    Place::Body
}

/// Whether an element is in the call of a note.
fn in_call(pages: &Pages, element: StructId) -> bool {
    let parent = |id: &StructId| pages.structure.get(id.0 as usize).and_then(|element| element.parent);
    let mut above = std::iter::successors(Some(element), parent);
    above.any(|id| pages.structure.get(id.0 as usize).is_some_and(|element| element.role == Role::Reference))
}

/// `1.`, `12.`, `b.`
fn is_ordinal(label: &str) -> bool {
    let Some(ordinal) = label.trim().strip_suffix('.') else { return split(label).is_empty() };
    ordinal.chars().all(|c| c.is_ascii_digit()) || ordinal.len() == 1
}

pub fn page_words(pages: &Pages) -> Words {
    let mut text = Streams::default();
    for (number, page) in pages.pages.iter().enumerate() {
        for item in page.leaves() {
            let (Tag::Content(element), ItemKind::Glyphs(run)) = (item.tag, &item.kind) else { continue };
            match place(pages, element) {
                Place::Label if is_ordinal(&run.text) => {}
                Place::Apparatus => {}
                Place::Body | Place::Label => text.push(Stream::Body, number, run),
                Place::Cell(cell) => text.push(Stream::Cell(cell), number, run),
                Place::Caption(caption) => text.push(Stream::Caption(caption), number, run),
                Place::Note(note) => text.push(Stream::Note(note), number, run),
            }
        }
    }
    let mut words = Words::default();
    for (stream, (content, _)) in text.order.iter().map(|stream| (stream, &text.content[stream])) {
        match stream.0 {
            Stream::Note(_) => words.notes.push(split(content)),
            Stream::Caption(_) => words.captions.extend(split(content)),
            Stream::Body | Stream::Cell(_) => words.body.extend(split(content)),
        }
    }
    words
}

/// What a run of text goes on: the text, a cell, a note.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stream {
    Body,
    Cell(StructId),
    Caption(StructId),
    Note(StructId),
}

/// A piece of a stream: the body is cut where a cell begins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Piece(Stream, usize);

/// Texts in the order in which they begin.
#[derive(Default)]
struct Streams {
    order: Vec<Piece>,
    /// The text of each, and where its last run ended: page, baseline, x.
    content: BTreeMap<Piece, (String, (usize, f64, f64))>,
    body_pieces: usize,
}

impl Streams {
    fn push(&mut self, stream: Stream, page: usize, run: &GlyphRun) {
        let piece = match stream {
            // Notes and figures stand between the text of two pages, but do not divide it.
            Stream::Body => Piece(stream, self.body_pieces),
            Stream::Cell(_) | Stream::Caption(_) | Stream::Note(_) => Piece(stream, 0),
        };
        if !self.content.contains_key(&piece) {
            self.order.push(piece);
            self.body_pieces += usize::from(matches!(stream, Stream::Cell(_)));
        }
        let (text, last) = self.content.entry(piece).or_insert_with(|| (String::new(), (page, f64::MIN, 0.0)));
        // Runs that touch are one: a change of style in a word does not divide it, nor does a raised figure. A new line
        // divides, unless a hyphen was put in.
        let (dx, dy) = ((run.origin.x.0 - last.2).abs(), (run.origin.y.0 - last.1).abs());
        let joined = page == last.0 && dx <= run.size.0 * 0.1 && dy <= run.size.0;
        if !joined && !text.ends_with('\u{ad}') {
            text.push('\n');
        }
        text.push_str(&run.text);
        let end = run.origin.x.0 + run.glyphs.iter().map(|g| g.advance().0).sum::<f64>();
        *last = (page, run.origin.y.0, end);
    }
}

// --- the file ---

/// Letters and digits of each page of the file against those of the pages, in order.
fn file_differs(pages: &Pages, pdf: &[u8]) -> Option<String> {
    let text = pdf_text(pdf);
    let file_pages: Vec<&str> = text.split('\u{c}').collect();
    for (index, page) in pages.pages.iter().enumerate() {
        let runs = page.leaves().filter_map(|item| match &item.kind {
            ItemKind::Glyphs(run) => Some(run.text.as_str()),
            _ => None,
        });
        let wanted: String = letters(&runs.collect::<String>());
        let found = letters(file_pages.get(index).copied().unwrap_or_default());
        if wanted != found {
            let common = wanted.chars().zip(found.chars()).take_while(|(a, b)| a == b).count();
            let show = |text: &str| text.chars().skip(common.saturating_sub(20)).take(50).collect::<String>();
            return Some(format!("file, page {}: `{}` became `{}`", index + 1, show(&wanted), show(&found)));
        }
    }
    None
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

mod the_comparison {
    use super::*;

    fn differs(expected: &str, found: &str) -> Option<String> {
        difference("text", &split(expected), &split(found), &split("note contents").into_iter().collect())
    }

    #[test]
    fn sees_what_is_lost_doubled_or_left_over() {
        assert_eq!(differs("a well-known word", "Contents 1 A well known word"), None);
        assert_eq!(differs("incomprehensible", "incompre hensible"), None, "divided by force");
        assert!(differs("one two three", "one three").expect("lost").contains("lost at word 1"));
        assert!(differs("one two", "one two two").expect("doubled").contains("too many: two"));
        assert!(differs("text", "bkqt text").expect("markup").contains("bkqt"));
        assert!(differs("one two", "two one").is_some(), "order");
    }
}
