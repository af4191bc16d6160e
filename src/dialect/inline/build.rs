//! From `pulldown_cmark`'s events over masked text to inlines.

use super::constructs::Kind;
use super::mask::{Atom, DELIMITERS, Masked, PREFIX, mask};
use super::prose::{Mode, Prose};
use super::runs::{link, push_inline};
use super::tags::{self, Tag};
use super::{links, ruby};
use crate::diagnostics::Code;
use crate::dialect::entities::decoded;
use crate::dialect::parser::{MAX_DEPTH, Parser, normal_label};
use crate::dialect::text::Breaks;
use crate::document::{Inline, InlineKind, LineBreak, LinkTarget, NodeId, is_ideographic};
use pulldown_cmark::{BrokenLink, CowStr, Event, Options, Tag as MarkdownTag};
use std::ops::Range;

/// Reads a range of a text.
pub(super) fn inlines(parser: &mut Parser<'_>, prose: &Prose, range: Range<usize>, mode: Mode) -> Vec<Inline> {
    let masked = mask(&prose.mapped.text, range.clone(), &prose.opaque, &prose.constructs, mode);
    let events = events(parser, &masked.text);
    let mut builder = Builder {
        parser,
        prose,
        masked: &masked,
        base: range.start,
        mode,
        frames: vec![Frame::root()],
        image: None,
        too_deep: false,
    };
    for (event, place) in events {
        builder.event(event, place);
    }
    builder.finish()
}

/// What happens in the text, without the paragraph around it.
fn events<'t>(parser: &Parser<'_>, text: &'t str) -> Vec<(Event<'t>, Range<usize>)> {
    let lookup = |link: BrokenLink<'t>| -> Option<(CowStr<'t>, CowStr<'t>)> {
        let reference = parser.references.get(&normal_label(&link.reference))?;
        Some((reference.destination.clone().into(), reference.title.clone().into()))
    };
    let options = Options::ENABLE_STRIKETHROUGH;
    pulldown_cmark::Parser::new_with_broken_link_callback(text, options, Some(lookup)).into_offset_iter().collect()
}

/// The places of CommonMark's elements in a masked text that starts at `base`.
pub(super) fn inside_elements(parser: &Parser<'_>, masked: &str, base: usize) -> Vec<Range<usize>> {
    let is_element = |event: &Event<'_>| matches!(event, Event::Start(tag) if !matches!(tag, MarkdownTag::Paragraph));
    let local = |at: usize| base + at.saturating_sub(PREFIX.len());
    let elements = events(parser, masked).into_iter().filter(|(event, _)| is_element(event));
    elements.map(|(_, place)| local(place.start)..local(place.end)).collect()
}

/// An element that is still open.
struct Frame {
    wrap: Wrap,
    start: usize,
    content: Vec<Inline>,
}

impl Frame {
    fn root() -> Frame {
        Frame { wrap: Wrap::Root, start: 0, content: Vec::new() }
    }
}

/// Whether these are the call of a note without a term.
fn is_bare_call(inlines: &[Inline]) -> bool {
    matches!(inlines, [Inline { kind: InlineKind::NoteCall(call), .. }] if call.term.is_empty())
}

/// What an element becomes.
enum Wrap {
    Root,
    /// Too deep to become anything.
    Flat,
    Emphasis,
    Strong,
    Strikethrough,
    Link(NodeId, LinkTarget),
    /// An HTML element by its name, and its language; what it becomes is looked up when it closes.
    Html(String, Option<String>),
    /// `<a href>`
    HtmlLink(NodeId, LinkTarget),
}

struct Builder<'p, 'a, 't> {
    parser: &'p mut Parser<'a>,
    prose: &'t Prose,
    masked: &'t Masked,
    /// Where the masked text starts in the paragraph's text.
    base: usize,
    mode: Mode,
    frames: Vec<Frame>,
    /// Images that are open: their content is read from their source instead of from events.
    image: Option<usize>,
    /// Whether elements were nested too deep, and one of them has been reported.
    too_deep: bool,
}

impl Builder<'_, '_, '_> {
    /// A place in the masked text as a place in the paragraph's text.
    fn local(&self, place: &Range<usize>) -> Range<usize> {
        let shift = |at: usize| self.base + at.saturating_sub(PREFIX.len());
        shift(place.start)..shift(place.end)
    }

    fn span(&self, range: Range<usize>) -> crate::source::Span {
        self.prose.mapped.span(self.parser.source, range)
    }

    fn push(&mut self, range: Range<usize>, kind: InlineKind) {
        let span = self.span(range);
        if let Some(frame) = self.frames.last_mut() {
            push_inline(&mut frame.content, Inline { span, kind });
        }
    }

    fn extend(&mut self, inlines: Vec<Inline>) {
        if let Some(frame) = self.frames.last_mut() {
            for inline in inlines {
                push_inline(&mut frame.content, inline);
            }
        }
    }

    fn event(&mut self, event: Event<'_>, place: Range<usize>) {
        if let Some(depth) = self.image {
            self.image = match event {
                Event::Start(_) => Some(depth + 1),
                Event::End(_) => depth.checked_sub(1),
                _ => Some(depth),
            };
            return;
        }
        let range = self.local(&place);
        match event {
            Event::Start(tag) => self.open(tag, range),
            Event::End(end) => {
                if !matches!(end, pulldown_cmark::TagEnd::Paragraph) {
                    self.close_markdown(range.end);
                }
            }
            Event::Text(text) => self.text(&text, place),
            Event::Code(code) => {
                let code = if self.mode.cell { code.replace("\\|", "|") } else { code.into_string() };
                self.push(range, InlineKind::Code(code));
            }
            Event::InlineHtml(html) | Event::Html(html) => self.html(&html, range),
            Event::SoftBreak | Event::HardBreak => self.push(range, InlineKind::Text(" ".into())),
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.push(range, InlineKind::Text(text.into_string()));
            }
            Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    /// Opens an element; where it would be nested too deep, one that adds nothing to its text.
    fn push_frame(&mut self, wrap: Wrap, range: Range<usize>) {
        let deep = self.frames.len() + self.parser.depth > MAX_DEPTH;
        if deep && !self.too_deep {
            self.too_deep = true;
            self.parser.diagnostics.warn(
                Code::TooDeep,
                self.span(range.clone()),
                format!("nested more than {MAX_DEPTH} levels deep; what is inside is kept as plain text"),
                "take the inner elements out of the outer ones",
            );
        }
        let wrap = if deep { Wrap::Flat } else { wrap };
        self.frames.push(Frame { wrap, start: range.start, content: Vec::new() });
    }

    fn open(&mut self, tag: MarkdownTag<'_>, range: Range<usize>) {
        let wrap = match tag {
            MarkdownTag::Emphasis => Wrap::Emphasis,
            MarkdownTag::Strong => Wrap::Strong,
            MarkdownTag::Strikethrough => Wrap::Strikethrough,
            MarkdownTag::Link { dest_url, link_type, .. } => {
                let email = matches!(link_type, pulldown_cmark::LinkType::Email);
                let address = if email { format!("mailto:{dest_url}") } else { dest_url.into_string() };
                Wrap::Link(self.parser.node(), links::link_target(&address, self.mode.site))
            }
            MarkdownTag::Image { dest_url, title, .. } => {
                self.image = Some(0);
                let close = self.prose.opaque.brackets.get(&(range.start + 1)).copied();
                let alt = range.start + 2..close.unwrap_or(range.start + 2).min(range.end);
                let found = self.parser.image(self.prose, range, alt, &dest_url, &title, self.mode);
                self.extend(found);
                return;
            }
            _ => return,
        };
        self.push_frame(wrap, range);
    }

    /// Closes the innermost Markdown element, and the HTML elements that were left open in it.
    fn close_markdown(&mut self, end: usize) {
        while let Some(frame) = self.frames.pop_if(|frame| !matches!(frame.wrap, Wrap::Root)) {
            let html = matches!(frame.wrap, Wrap::Html(..) | Wrap::HtmlLink(..));
            self.close(frame, end);
            if !html {
                break;
            }
        }
    }

    fn close(&mut self, frame: Frame, end: usize) {
        let Frame { wrap, start, content } = frame;
        let span = self.span(start..end);
        let kind = match wrap {
            Wrap::Root | Wrap::Flat => return self.extend(content),
            Wrap::Emphasis => InlineKind::Emphasis(content),
            Wrap::Strong => InlineKind::Strong(content),
            Wrap::Strikethrough => InlineKind::Strikethrough(content),
            Wrap::HtmlLink(..) if content.is_empty() => return, // `<a href></a>` shows nothing anywhere
            // What readers without ruby would see; the backends write their own.
            Wrap::Html(name, _) if name == "rp" => return,
            Wrap::Html(name, lang) if name == "q" => {
                self.extend(in_language(lang, span, content));
                return self.push(end..end, InlineKind::Text(self.quotation_mark().into()));
            }
            Wrap::Link(id, target) | Wrap::HtmlLink(id, target) => {
                return self.extend(link(span, id, target, content));
            }
            Wrap::Html(name, lang) => match html_kind(&name, in_language(lang, span, content)) {
                Ok(kind) => kind,
                Err(content) => return self.extend(content),
            },
        };
        let is_empty = match &kind {
            InlineKind::Code(code) => code.is_empty(),
            kind => kind.children().is_empty(),
        };
        if !is_empty {
            self.extend(vec![Inline { span, kind }]);
        }
    }

    /// Text, cut where a filler stands for something.
    fn text(&mut self, text: &str, place: Range<usize>) {
        let place = place.start.max(PREFIX.len())..place.end.max(PREFIX.len());
        let range = self.local(&place);
        let is_source = self.masked.text.get(place.clone()).is_some_and(|source| text.ends_with(source));
        if !is_source {
            // An entity, or a character CommonMark replaces.
            return self.push(range, InlineKind::Text(text.to_owned()));
        }
        let masked = self.masked;
        let first = masked.atoms.partition_point(|(atom, _)| atom.end <= range.start);
        let mut at = range.start;
        for (atom_place, atom) in masked.atoms.iter().skip(first).take_while(|(atom, _)| atom.start < range.end) {
            self.source_text(at..atom_place.start);
            if atom_place.start >= range.start {
                self.atom(atom, atom_place.clone());
            }
            at = atom_place.end;
        }
        self.source_text(at..range.end);
    }

    fn source_text(&mut self, range: Range<usize>) {
        let text = self.prose.text(range.clone());
        if !text.is_empty() {
            self.push(range, InlineKind::Text(text.replace(['\n', '\t'], " ")));
        }
    }

    fn atom(&mut self, atom: &Atom, range: Range<usize>) {
        match atom {
            Atom::Break(true) => self.push(range, InlineKind::LineBreak(LineBreak::Hard)),
            Atom::Break(false) => {
                let kind = match self.mode.breaks {
                    Breaks::Spaces if self.is_among_ideographs(&range) => return,
                    Breaks::Spaces => InlineKind::Text(" ".into()),
                    Breaks::Continuations => InlineKind::LineBreak(LineBreak::Continuation),
                };
                self.push(range, kind);
            }
            Atom::Construct(kind) => {
                let end = range.end;
                if *kind == Kind::Attributes {
                    self.widen(range.clone());
                }
                let inlines = self.parser.construct(self.prose, kind, range, self.mode);
                let parted = is_bare_call(&inlines) && self.take_space();
                self.extend(inlines);
                let rest = self.prose.mapped.text.get(end..).unwrap_or("");
                if parted && rest.starts_with(char::is_alphanumeric) {
                    self.push(end..end, InlineKind::Text(" ".into()));
                }
            }
        }
    }

    /// Gives the image just before a list of attributes the width in it.
    fn widen(&mut self, list: Range<usize>) {
        let list = self.prose.text(list).trim_matches(['{', '}', ':']);
        let width = list.split_whitespace().find_map(|word| tags::image_width(word.strip_prefix("width=")?));
        let last = self.frames.last_mut().and_then(|frame| frame.content.last_mut());
        if let Some(width) = width
            && let Some(Inline { kind: InlineKind::Image(image), .. }) = last
        {
            image.width = Some(width);
        }
    }

    /// Whether a line ends between two ideographs, which no space parts (CSS Text 3, 4.1.3). Markup does not count.
    fn is_among_ideographs(&self, line_end: &Range<usize>) -> bool {
        let is_markup = |c: char| c.is_whitespace() || DELIMITERS.contains(&c);
        let text = self.prose.mapped.text.as_str();
        let before = text.get(..line_end.start).and_then(|text| text.trim_end_matches(is_markup).chars().next_back());
        let after = text.get(line_end.end..).and_then(|text| text.trim_start_matches(is_markup).chars().next());
        before.is_some_and(is_ideographic) && after.is_some_and(is_ideographic)
    }

    /// Takes away the white space before the call of a note, which belongs to the word before it; says whether there was
    /// any. Between two calls it stays, so that their numbers are two.
    fn take_space(&mut self) -> bool {
        let Some(frame) = self.frames.last_mut() else { return false };
        let [before @ .., Inline { kind: InlineKind::Text(text), .. }] = frame.content.as_mut_slice() else {
            return false;
        };
        let word = text.trim_end();
        let after_call = before.last().is_some_and(|inline| {
            matches!(inline.kind, InlineKind::NoteCall(_) | InlineKind::LineBreak(_) | InlineKind::Image(_))
        });
        if word.len() == text.len() || (word.is_empty() && (before.is_empty() || after_call)) {
            return false;
        }
        let length = word.len();
        text.truncate(length);
        if length == 0 {
            frame.content.pop();
        }
        true
    }

    fn html(&mut self, html: &str, range: Range<usize>) {
        let tag = tags::tag(html);
        let Tag { name, closes, alone, .. } = &tag;
        let start = self.span(range.clone()).start;
        self.parser.names.extend(tag.names().map(|name| (decoded(name), start)));
        match name.as_str() {
            "" => {}
            "br" => self.push(range, InlineKind::LineBreak(LineBreak::Hard)),
            "q" if !closes => {
                self.push(range.clone(), InlineKind::Text(self.quotation_mark().into()));
                self.push_html(Wrap::Html(name.clone(), tag.language()), range);
            }
            "rt" | "rp" | "rb" if !closes => {
                // Each ends where the next one begins (HTML 13.1.2.4).
                ruby::PARTS.iter().for_each(|part| self.close_html(part, range.start));
                self.push_html(Wrap::Html(name.clone(), tag.language()), range);
            }
            "img" => {
                let found = self.parser.html_image(self.prose, range, html);
                self.extend(found);
            }
            _ if *closes => self.close_html(name, range.end),
            // What a book cannot show is linked to.
            "iframe" | "video" | "audio" | "embed" | "source" if !tag.attribute("src").is_empty() => {
                let found = self.parser.embedded(&tag, self.span(range), self.mode);
                self.extend(found);
            }
            "a" if !alone => {
                let address = decoded(tag.attribute("href"));
                let wrap = match address.is_empty() {
                    true => Wrap::Html(name.clone(), tag.language()),
                    false => Wrap::HtmlLink(self.parser.node(), links::link_target(&address, self.mode.site)),
                };
                self.push_html(wrap, range);
            }
            _ => {
                if html_kind(name, Vec::new()).is_err() && !TRANSPARENT.contains(&name.as_str()) {
                    self.parser.warn_html(self.span(range.clone()), name, "the text in it is kept");
                }
                // `<source>` has no end.
                if !alone && name != "source" {
                    self.push_html(Wrap::Html(name.clone(), tag.language()), range);
                }
            }
        }
    }

    /// The mark of a quotation at this depth, as it is typed: the rules of the language set it.
    fn quotation_mark(&self) -> &'static str {
        let depth =
            self.frames.iter().filter(|frame| matches!(&frame.wrap, Wrap::Html(name, _) if name == "q")).count();
        if depth.is_multiple_of(2) { "\"" } else { "'" }
    }

    /// Opens an HTML element, unless it would be nested too deep: its closing tag is then without effect.
    fn push_html(&mut self, wrap: Wrap, range: Range<usize>) {
        self.push_frame(wrap, range);
        self.frames.pop_if(|frame| matches!(frame.wrap, Wrap::Flat));
    }

    /// Closes an HTML element, if it is open within the innermost Markdown element.
    fn close_html(&mut self, name: &str, end: usize) {
        let open = self.frames.iter().rposition(|frame| !matches!(frame.wrap, Wrap::Html(..) | Wrap::HtmlLink(..)));
        let named = |frame: &Frame| match &frame.wrap {
            Wrap::Html(open, _) => open == name,
            Wrap::HtmlLink(..) => name == "a",
            _ => false,
        };
        let Some(target) = self.frames.iter().rposition(named).filter(|at| open.is_none_or(|open| *at > open)) else {
            return;
        };
        while self.frames.len() > target
            && let Some(frame) = self.frames.pop()
        {
            self.close(frame, end);
        }
    }

    fn finish(mut self) -> Vec<Inline> {
        let end = self.base + self.masked.text.len().saturating_sub(PREFIX.len());
        while self.frames.len() > 1
            && let Some(frame) = self.frames.pop()
        {
            self.close(frame, end);
        }
        // CommonMark drops the white space at a paragraph's end; here the text goes on after the construct.
        if self.prose.text(self.base..end).ends_with([' ', '\n']) {
            self.push(end..end, InlineKind::Text(" ".into()));
        }
        self.frames.pop().map(|frame| frame.content).unwrap_or_default()
    }
}

/// Elements that add nothing to their text.
const TRANSPARENT: [&str; 21] = [
    "a", "span", "div", "p", "font", "small", "abbr", "cite", "time", "section", "article", "center", "wbr", "label",
    "big", "picture", "source", "video", "audio", "rtc", "ruby",
];

fn in_language(lang: Option<String>, span: crate::source::Span, content: Vec<Inline>) -> Vec<Inline> {
    match lang {
        Some(lang) if !content.is_empty() => vec![Inline { span, kind: InlineKind::Language(lang, content) }],
        _ => content,
    }
}

/// What an HTML element of this name is, if it is anything.
fn html_kind(name: &str, content: Vec<Inline>) -> Result<InlineKind, Vec<Inline>> {
    Ok(match name {
        "em" | "i" | "var" | "dfn" => InlineKind::Emphasis(content),
        "strong" | "b" | "mark" => InlineKind::Strong(content),
        "u" | "ins" => InlineKind::Underline(content),
        "s" | "del" | "strike" => InlineKind::Strikethrough(content),
        "sub" => InlineKind::Subscript(content),
        "sup" => InlineKind::Superscript(content),
        "kbd" => InlineKind::Keyboard(content),
        "ruby" => return ruby::paired(content),
        "rt" => InlineKind::RubyText(content),
        // The base of a ruby, until the ruby is whole.
        "rb" => InlineKind::Ruby(content),
        "code" | "tt" | "samp" => InlineKind::Code(crate::document::walk::plain_text(&content)),
        _ => return Err(content),
    })
}
