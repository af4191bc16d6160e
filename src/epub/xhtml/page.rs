//! Whole pages: cover, title page, chapters.

use super::page_breaks;
use super::writer::{Collected, XhtmlWriter};
use crate::document::dates;
use crate::document::direction::is_right_to_left;
use crate::document::terms::Terms;
use crate::document::walk;
use crate::document::{
    Block, BlockKind, Book, BookKind, BookMeta, Chapter, ChapterRole, Date, InlineKind, Metadata, NoteId, Part,
    Thumbnail, roman,
};
use crate::epub::color::accent_class;
use crate::epub::markup::{Markup, escape};
use crate::epub::profile::{KOBO_NOTE, Limit};
use crate::epub::spine::{ContentDocument, Spine};
use crate::theme::Theme;

/// Name of the style sheet (epub-builder's).
pub const STYLE_SHEET: &str = "stylesheet.css";

/// A page around a body.
pub fn shell(lang: &str, title: &str, body_class: Option<&str>, body: &str) -> String {
    let (lang, title) = (escape(lang), escape(title));
    let dir = if is_right_to_left(&lang) { " dir=\"rtl\"" } else { "" };
    let class = body_class.map(|class| format!(" class=\"{}\"", escape(class))).unwrap_or_default();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" \
         lang=\"{lang}\" xml:lang=\"{lang}\"{dir}>\n<head>\n<meta charset=\"utf-8\"/>\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" type=\"text/css\" href=\"{STYLE_SHEET}\"/>\n</head>\n<body{class}>\n{body}</body>\n</html>\n"
    )
}

/// The cover's page.
pub fn cover(book: &Book, image: &str) -> String {
    let terms = Terms::of(&book.meta.lang);
    let mut out = Markup::new();
    out.open("section", &[("epub:type", Some("cover")), ("class", Some("cover")), ("aria-label", Some(terms.cover))]);
    out.line();
    let alt = cover_text(&book.meta);
    let attributes = [("src", Some(image)), ("alt", Some(alt.as_str())), ("role", Some("doc-cover"))];
    out.void("img", &attributes);
    out.line();
    out.close_line();
    shell(&book.meta.lang, terms.cover, Some("cover-page"), &out.finish())
}

/// What the cover says: the title and the author set on it.
fn cover_text(meta: &BookMeta) -> String {
    let parts = std::iter::once(meta.title.clone()).chain(meta.subtitle.clone());
    let mut text = parts.collect::<Vec<_>>().join(" — ");
    if !meta.authors.is_empty() {
        text.push_str(&format!(", {}", meta.authors.join(", ")));
    }
    text
}

/// The title page.
pub fn title_page(book: &Book, pages: &[String]) -> String {
    let meta = &book.meta;
    let terms = Terms::of(&meta.lang);
    let mut out = Markup::new();
    let attributes =
        [("epub:type", Some("titlepage")), ("class", Some("titlepage")), ("aria-label", Some(terms.title_page))];
    out.open("section", &attributes);
    out.line();
    let (title_page, further) = pages.split_at(pages.len().min(1));
    title_page.iter().for_each(|label| page_breaks::write(label, &mut out));
    let mut line = |class: &str, text: Option<&str>| {
        if let Some(text) = text.filter(|t| !t.trim().is_empty()) {
            out.leaf_line("p", &[("class", Some(class))], text);
        }
    };
    line("category", meta.category_title.as_deref().or(meta.category.as_deref()));
    out.leaf_line("h1", &[("class", Some("title"))], &meta.title);
    let mut line = |class: &str, text: Option<&str>| {
        if let Some(text) = text.filter(|t| !t.trim().is_empty()) {
            out.leaf_line("p", &[("class", Some(class))], text);
        }
    };
    line("subtitle", meta.subtitle.as_deref());
    line("author", Some(&meta.authors.join(", ")));
    if let Some(date) = meta.date {
        time("p", "date", date, &meta.lang, &mut out);
    }
    imprint(meta, &mut out);
    // The contents, which follow.
    further.iter().for_each(|label| page_breaks::write(label, &mut out));
    out.close_line();
    shell(&meta.lang, &meta.title, Some("title-page"), &out.finish())
}

/// Publisher, the site the text is from, rights.
fn imprint(meta: &BookMeta, out: &mut Markup) {
    if let Some(edition) = &meta.edition {
        out.leaf_line("p", &[("class", Some("publisher"))], edition);
    }
    if let Some(publisher) = &meta.publisher {
        out.leaf_line("p", &[("class", Some("publisher"))], publisher);
    }
    if let Some(isbn) = &meta.isbn {
        out.leaf_line("p", &[("class", Some("publisher"))], &format!("ISBN {isbn}"));
    }
    let url = meta.source_url.as_deref().or(meta.site_url.as_deref());
    let href = url.and_then(|url| super::links::external(url, None));
    let name = meta.site_title.as_deref().filter(|name| Some(*name) != meta.publisher.as_deref());
    match (href, name.or(url)) {
        (Some(href), Some(text)) => {
            out.open("p", &[("class", Some("site"))]);
            out.leaf("a", &[("href", Some(&href))], text);
            out.close_line();
        }
        (None, Some(text)) => out.leaf_line("p", &[("class", Some("site"))], text),
        (_, None) => {}
    }
    if let Some(rights) = &meta.rights {
        out.leaf_line("p", &[("class", Some("rights"))], rights);
    }
}

fn time(name: &str, class: &str, date: Date, lang: &str, out: &mut Markup) {
    out.open(name, &[("class", Some(class))]);
    out.leaf("time", &[("datetime", Some(&date.to_string()))], &dates::long(date, lang));
    out.close_line();
}

/// The page that begins a part. `pages` are those of the printed edition that begin on it.
pub fn part(book: &Book, part: &Part, theme: &Theme, pages: &[String]) -> String {
    let mut out = Markup::new();
    let id = format!("n{}", part.id.0);
    let attributes = [
        ("epub:type", Some("part")),
        ("role", Some("doc-part")),
        ("class", Some("part")),
        ("id", Some(id.as_str())),
        ("aria-labelledby", Some(OPENING_TITLE)),
    ];
    out.open("section", &attributes);
    out.line();
    pages.iter().for_each(|label| page_breaks::write(label, &mut out));
    title(part.number.map(roman).as_deref(), &part.title, &mut out);
    out.close_line();
    let accent = theme.accent(book.meta.category.as_deref(), book.meta.category_color);
    shell(&book.meta.lang, &part.label(), Some(&accent_class(accent)), &out.finish())
}

/// A title, after its number if it has one.
fn title(number: Option<&str>, title: &str, out: &mut Markup) {
    out.open("h1", &[("class", Some("title")), ("id", Some(OPENING_TITLE))]);
    if let Some(number) = number {
        out.leaf("span", &[("class", Some("number"))], number);
        out.text(" ");
    }
    out.text(title);
    out.close_line();
}

/// A text file of the book.
pub fn chapter<'a>(
    book: &'a Book,
    spine: &Spine<'a>,
    theme: &Theme,
    index: usize,
    found: &mut Collected<'a>,
) -> String {
    let Some(file) = spine.files.get(index) else { return String::new() };
    let lang = file.chapter.meta.lang.as_deref().unwrap_or(&book.meta.lang);
    let mut writer = XhtmlWriter {
        out: Markup::new(),
        book,
        spine,
        file: index,
        lang,
        terms: Terms::of(lang),
        found,
        level: 1,
        in_link: false,
        alone: false,
        in_heading: false,
        held_calls: Vec::new(),
        span: None,
    };
    let accent = theme.accent(file.chapter.meta.category.as_deref(), book.meta.category_color);
    let title_id = title_id(spine, file);
    let (kind, role) = match (file.chapter.role, file.chapter.glossary()) {
        (_, Some(_)) => ("glossary", Some("doc-glossary")),
        (ChapterRole::Body, None) => ("chapter", Some("doc-chapter")),
        // Prefaces, introductions, appendices: which of them it is, its title says.
        (ChapterRole::Front, None) => ("frontmatter", None),
        (ChapterRole::Back, None) => ("backmatter", None),
    };
    let section_id = format!("n{}", file.chapter.id.0);
    let attributes = [
        ("epub:type", Some(kind)),
        ("role", role),
        ("id", file.opening.then_some(section_id.as_str())),
        ("aria-labelledby", title_id.as_deref()),
    ];
    writer.out.open("section", &attributes);
    writer.out.line();
    match (file.opening, file.chapter.glossary()) {
        (true, None) => writer.opening(file.chapter),
        (true, Some(_)) => writer.glossary_opening(file.chapter),
        (false, _) => {}
    }
    writer.blocks(file.blocks);
    if index + 1 == spine.files.len() {
        writer.last_pages();
    }
    writer.notes(&file.notes);
    writer.out.close_line();
    let body = writer.out.finish();
    shell(lang, &file.title, Some(&accent_class(accent)), &body)
}

/// The heading that names the file's section.
fn title_id(spine: &Spine<'_>, file: &ContentDocument<'_>) -> Option<String> {
    if file.opening {
        return Some(OPENING_TITLE.to_string());
    }
    file.blocks.first().and_then(|block| spine.find(block.id)).map(|anchor| anchor.id.clone())
}

/// `id` of a chapter's title; headings' ids start with `s-` or `n`.
const OPENING_TITLE: &str = "title";

impl<'a> XhtmlWriter<'a, '_> {
    /// Hero, title, subtitle, author and date, lead, takeaways.
    fn opening(&mut self, chapter: &'a Chapter) {
        let meta = &chapter.meta;
        self.span = Some(meta.span);
        let outer = self.enter(chapter.id);
        self.out.open("header", &[("class", Some("opening"))]);
        self.out.line();
        if let Some(thumbnail) = &meta.thumbnail {
            self.hero(thumbnail);
        }
        self.title(chapter.number, &meta.title);
        if let Some(subtitle) = &meta.subtitle {
            self.out.leaf_line("p", &[("class", Some("subtitle"))], subtitle);
        }
        self.byline(chapter);
        self.out.close_line();
        self.count_opening(chapter);
        if let Some(lead) = &meta.lead {
            self.out.open("p", &[("class", Some("lead"))]);
            self.inlines(lead);
            self.out.close_line();
        }
        if !meta.tldr.is_empty() {
            self.takeaways(meta);
        }
        self.leave(outer);
        self.span = None;
    }

    /// What the pages set before the lead; a post's have its category, too.
    fn count_opening(&mut self, chapter: &'a Chapter) {
        let meta = &chapter.meta;
        if self.book.meta.kind == BookKind::Post {
            let category = self.book.meta.category_title.as_deref().or(meta.category.as_deref());
            self.count(category.unwrap_or(""));
        }
        self.count(&chapter.number.map(|number| number.to_string()).unwrap_or_default());
        self.count(&meta.title);
        self.count(meta.subtitle.as_deref().unwrap_or(""));
        let date = meta.date.map(|date| dates::long(date, self.lang)).unwrap_or_default();
        let authors = self.book.byline(chapter).join(", ");
        self.count(&authors);
        if !authors.is_empty() && !date.is_empty() {
            self.count("·");
        }
        self.count(&format!("{date} "));
    }

    /// The title of a file that begins a chapter.
    pub fn title(&mut self, number: Option<u32>, text: &str) {
        title(number.map(|number| number.to_string()).as_deref(), text, &mut self.out);
    }

    /// A thumbnail without alternative text of its own decorates the title that follows it: an empty `alt` tells a
    /// screen reader to pass it over.
    fn hero(&mut self, thumbnail: &Thumbnail) {
        let outer = self.span.replace(thumbnail.span);
        if let Some(shown) = self.picture(&thumbnail.source, thumbnail.aspect.ratio()) {
            let alt = thumbnail.alt.as_deref().unwrap_or("");
            if alt.is_empty() {
                self.found.facts.decorations += 1;
            } else {
                self.found.facts.pictures += 1;
            }
            self.out.open("figure", &[("class", Some("hero"))]);
            self.out.void("img", &[("src", Some(&shown.path)), ("alt", Some(alt))]);
            self.out.close_line();
        }
        self.span = outer;
    }

    fn byline(&mut self, chapter: &'a Chapter) {
        let (meta, authors) = (&chapter.meta, self.book.byline(chapter));
        if authors.is_empty() && meta.date.is_none() {
            return;
        }
        self.out.open("p", &[("class", Some("byline"))]);
        self.out.text(&authors.join(", "));
        if let Some(date) = meta.date {
            if !authors.is_empty() {
                self.out.text(" · ");
            }
            self.out.leaf("time", &[("datetime", Some(&date.to_string()))], &dates::long(date, self.lang));
        }
        self.out.close_line();
    }

    fn takeaways(&mut self, meta: &'a Metadata) {
        self.out.open("div", &[("class", Some("tldr"))]);
        self.out.line();
        self.out.leaf_line("p", &[("class", Some("label")), ("id", Some("tldr"))], self.terms.takeaways);
        self.count(self.terms.takeaways);
        self.out.open("ul", &[("aria-labelledby", Some("tldr"))]);
        self.out.line();
        for item in &meta.tldr {
            self.out.open("li", &[]);
            self.inlines(item);
            self.out.close_line();
        }
        self.out.close();
        self.out.line();
        self.out.close_line();
    }

    /// The bodies of the notes called in this file. No heading and no rule of their own: readers that show notes as
    /// pop-ups hide the bodies, and would leave these standing.
    fn notes(&mut self, notes: &[NoteId]) {
        for (index, id) in notes.iter().enumerate() {
            self.note(*id, index == 0);
        }
    }

    fn note(&mut self, id: NoteId, first: bool) {
        let Some(note) = self.book.note(id) else { return };
        let anchor = self.spine.find(note.id).map(|a| a.id.clone());
        let attributes = [
            ("epub:type", Some("footnote")),
            ("role", Some("doc-footnote")),
            ("class", Some(if first { "footnote first" } else { "footnote" })),
            ("id", anchor.as_deref()),
        ];
        let outer = self.span.replace(note.span);
        if calls_notes(&note.body) {
            self.lint(Limit::NoteInNote);
        }
        if !KOBO_NOTE.contains(&(characters(&note.body) + label_width(note.number))) {
            self.lint(Limit::NoteLength);
        }
        self.out.open("aside", &attributes);
        self.out.line();
        self.out.open("p", &[]);
        self.back_link(id, note.number);
        let rest = match note.body.split_first() {
            Some((Block { kind: BlockKind::Paragraph(content), .. }, rest)) => {
                self.out.text(" ");
                self.inlines(content);
                rest
            }
            _ => note.body.as_slice(),
        };
        self.out.close_line();
        self.blocks(rest);
        self.out.close_line();
        self.span = outer;
    }

    fn back_link(&mut self, id: NoteId, number: u32) {
        let href = self.spine.first_call(id).and_then(|call| self.spine.href(self.file, call));
        let label = format!("{number}. {}", self.terms.back);
        let attributes =
            [("role", Some("doc-backlink")), ("href", href.as_deref()), ("aria-label", Some(label.as_str()))];
        self.out.leaf("a", &attributes, &format!("{number}."));
    }
}

/// Characters of a note's number as shown, with its full stop and space.
fn label_width(number: u32) -> usize {
    number.to_string().len() + 2
}

/// Characters of the text of blocks.
fn characters(body: &[Block]) -> usize {
    let mut count = 0;
    walk::inlines(body, &mut |inline| {
        if let InlineKind::Text(text) | InlineKind::Code(text) = &inline.kind {
            count += text.chars().count();
        }
    });
    count
}

fn calls_notes(body: &[Block]) -> bool {
    let mut calls = false;
    walk::inlines(body, &mut |inline| calls |= matches!(inline.kind, InlineKind::NoteCall(_)));
    calls
}
