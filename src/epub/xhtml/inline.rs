//! Inlines to XHTML.

use super::links;
use super::writer::XhtmlWriter;
use crate::document::direction::is_right_to_left;
use crate::document::walk::plain_text;
use crate::document::{Destination, Image, ImageWidth, Inline, InlineKind, LineBreak, Link, NoteCall, Rgb};
use crate::epub::color::color_class;
use crate::math::Formula;

impl<'a> XhtmlWriter<'a, '_> {
    /// A run of inlines.
    pub fn inlines(&mut self, run: &'a [Inline]) {
        for inline in run {
            self.inline(inline);
        }
    }

    fn inline(&mut self, inline: &'a Inline) {
        match &inline.kind {
            InlineKind::Text(text) => self.text(text, Some(inline.span)),
            InlineKind::Code(text) => {
                let dir = self.code_direction();
                self.out.open("code", &[("dir", dir)]);
                self.text(text, Some(inline.span));
                self.out.close();
            }
            InlineKind::Math(formula) => self.formula(formula, &formula.source),
            InlineKind::LineBreak(kind) => self.line_break(*kind),
            InlineKind::Emphasis(content) => self.wrapped("em", None, content),
            InlineKind::Strong(content) => self.wrapped("strong", None, content),
            InlineKind::Strikethrough(content) => self.wrapped("s", None, content),
            InlineKind::Underline(content) => self.wrapped("u", None, content),
            InlineKind::Accent(content) => self.wrapped("span", Some("accent"), content),
            InlineKind::Colored(color, content) => self.colored(*color, content),
            InlineKind::SmallCaps(content) => self.wrapped("span", Some("sc"), content),
            InlineKind::Superscript(content) => self.wrapped("sup", None, content),
            InlineKind::Subscript(content) => self.wrapped("sub", None, content),
            InlineKind::Keyboard(content) => self.wrapped("kbd", None, content),
            InlineKind::Language(lang, content) => {
                let dir = match (is_right_to_left(lang), is_right_to_left(self.lang)) {
                    (true, false) => Some("rtl"),
                    (false, true) => Some("ltr"),
                    _ => None,
                };
                let lang = Some(lang.as_str());
                self.out.open("span", &[("lang", lang), ("xml:lang", lang), ("dir", dir)]);
                self.inlines(content);
                self.out.close();
            }
            InlineKind::Ruby(content) => self.wrapped("ruby", None, content),
            // The brackets are for readers that have no ruby.
            InlineKind::RubyText(content) => {
                self.out.leaf("rp", &[], "(");
                self.wrapped("rt", None, content);
                self.out.leaf("rp", &[], ")");
            }
            InlineKind::Link(link) => self.link(link),
            InlineKind::NoteCall(call) => self.note_call(call),
            InlineKind::Image(image) => {
                let outer = self.span.replace(inline.span);
                self.inline_image(image);
                self.span = outer;
            }
        }
    }

    /// A formula as MathML, which reads and copies as its source where MathML is not known.
    pub fn formula(&mut self, formula: &Formula, alt: &str) {
        self.found.facts.formulas += 1;
        self.out.element(&formula.mathml(alt));
        self.count(&formula.source);
    }

    fn wrapped(&mut self, name: &str, class: Option<&str>, content: &'a [Inline]) {
        self.out.open(name, &[("class", class)]);
        self.inlines(content);
        self.out.close();
    }

    fn line_break(&mut self, kind: LineBreak) {
        self.out.void("br", &[]);
        match kind {
            LineBreak::Hard => {}
            // An empty element indents the line without adding characters that would be copied and read aloud.
            LineBreak::Continuation => self.out.leaf("span", &[("class", Some("continued"))], ""),
        }
    }

    fn colored(&mut self, color: Rgb, content: &'a [Inline]) {
        self.found.colors.insert(color);
        let class = color_class(color);
        self.wrapped("span", Some(&class), content);
    }

    fn link(&mut self, link: &'a Link) {
        if self.in_link {
            return self.inlines(&link.content);
        }
        let id = self.id(link.id);
        let href = self.href(&link.destination);
        let Some(href) = href else {
            return match id {
                Some(id) => {
                    self.out.open("span", &[("id", Some(&id))]);
                    self.inlines(&link.content);
                    self.out.close();
                }
                None => self.inlines(&link.content),
            };
        };
        let entry = matches!(link.destination, Destination::Node(node) if self.spine.is_entry(node));
        let kind = if entry { LinkKind::Glossary } else { LinkKind::Plain };
        self.linked(&href, id.as_deref(), kind, &link.content);
    }

    /// Text in a link, and after it the note calls that the text holds.
    pub fn linked(&mut self, href: &str, id: Option<&str>, kind: LinkKind, content: &'a [Inline]) {
        // A link whose content says nothing (a picture without alternative text) is read out by its address.
        let silent = plain_text(content).trim().is_empty();
        let label = silent.then_some(href);
        let (epub_type, role) = match kind {
            LinkKind::Plain => (None, None),
            LinkKind::Glossary => (Some("glossref"), Some("doc-glossref")),
        };
        let attributes =
            [("epub:type", epub_type), ("role", role), ("href", Some(href)), ("id", id), ("aria-label", label)];
        self.out.open("a", &attributes);
        if content.is_empty() {
            self.out.text(href);
        }
        self.in_link = true;
        self.inlines(content);
        self.in_link = false;
        self.out.close();
        for call in std::mem::take(&mut self.held_calls) {
            self.call_number(call);
        }
    }

    /// Where a link leads, as a reference from this file; `None` leaves its text alone.
    pub fn href(&self, destination: &Destination) -> Option<String> {
        let site = self.book.meta.site_url.as_deref();
        match destination {
            Destination::Url(url) => links::external(url, site),
            Destination::Node(node) => self.spine.href(self.file, *node),
            // A relative reference may not leave the container (docs/links.md).
            Destination::File { url, .. } => url.as_deref().and_then(|url| links::external(url, site)),
            Destination::Nowhere => None,
        }
    }

    fn note_call(&mut self, call: &'a NoteCall) {
        self.inlines(&call.term);
        if self.in_link {
            self.held_calls.push(call);
        } else {
            self.call_number(call);
        }
    }

    /// The number alone is in the link: readers that show notes as pop-ups take it for the call only then.
    fn call_number(&mut self, call: &NoteCall) {
        let Some(note) = self.book.note(call.note) else { return };
        let number = note.number.to_string();
        let href = self.spine.href(self.file, note.id);
        let id = self.spine.find(call.id).map(|anchor| anchor.id.clone());
        self.out.open("sup", &[("class", Some("call"))]);
        match href {
            Some(href) => {
                let attributes = [
                    ("epub:type", Some("noteref")),
                    ("role", Some("doc-noteref")),
                    ("href", Some(href.as_str())),
                    ("id", id.as_deref()),
                ];
                self.out.leaf("a", &attributes, &number);
            }
            None => self.out.text(&number),
        }
        self.count(&number);
        self.out.close();
    }

    fn inline_image(&mut self, image: &'a Image) {
        let id = self.id(image.id);
        match self.picture(&image.source, None) {
            Some(shown) => {
                self.count_picture(image);
                let class = match (self.alone, shown.clear) {
                    (true, true) => "alone clear",
                    (true, false) => "alone",
                    (false, true) => "inline clear",
                    (false, false) => "inline",
                };
                let style = width_style(image);
                let attributes = [
                    ("class", Some(class)),
                    ("id", id.as_deref()),
                    ("src", Some(shown.path.as_str())),
                    ("alt", Some(image.alt.as_str())),
                    ("title", image.title.as_deref()),
                    ("style", style.as_deref()),
                ];
                self.out.void("img", &attributes);
            }
            None => self.out.leaf("span", &[("class", Some("missing-image")), ("id", id.as_deref())], stand_in(image)),
        }
    }

    /// Notes a picture that carries content for the accessibility metadata.
    pub fn count_picture(&mut self, image: &Image) {
        self.found.facts.pictures += 1;
        if image.alt.trim().is_empty() {
            self.found.facts.without_alt.push((image.source.clone(), self.span));
        }
    }
}

/// The width that the text gives an image, no more than there is room for.
pub fn width_style(image: &Image) -> Option<String> {
    let width = match image.width? {
        ImageWidth::Pixels(width) => format!("{width}px"),
        ImageWidth::Percent(width) => format!("{width}%"),
    };
    Some(format!("width: {width}; max-width: 100%; height: auto"))
}

/// What a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// Text, or an address.
    Plain,
    /// An entry of the glossary.
    Glossary,
}

/// What is shown for a picture that cannot be loaded: its alternative text, or failing that its address.
pub fn stand_in(image: &Image) -> &str {
    if image.alt.trim().is_empty() { &image.source } else { &image.alt }
}
