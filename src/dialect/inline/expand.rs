//! What each construct of the dialect becomes.

use super::constructs::{Kind, Style};
use super::links;
use super::prose::{Mode, Prose};
use super::runs::link;
use super::tags::Tag;
use crate::diagnostics::Code;
use crate::dialect::entities::decoded;
use crate::dialect::parser::{Parser, normal_label};
use crate::dialect::text::Breaks;
use crate::document::{Destination, Inline, InlineKind, Link, LinkTarget, NoteCall};
use crate::source::Span;
use std::ops::Range;

impl Parser<'_> {
    /// The inlines a construct stands for.
    pub(super) fn construct(&mut self, prose: &Prose, kind: &Kind, range: Range<usize>, mode: Mode) -> Vec<Inline> {
        let span = prose.mapped.span(self.source, range.clone());
        let one = |kind: InlineKind| vec![Inline { span, kind }];
        match kind {
            Kind::Styled(style, content) => {
                let content = self.inlines(prose, content.clone(), mode);
                one(styled(*style, content))
            }
            Kind::Shout(content) => self.inlines(prose, content.clone(), mode),
            Kind::Dots => one(InlineKind::Text("· · ·".into())),
            Kind::Note { term, body } => one(self.note(prose, term, body, mode)),
            Kind::Wiki { target, text } => self.wiki(prose, span, target, text.clone(), mode),
            Kind::FootnoteCall { label } => {
                let label = normal_label(prose.text(label.clone()));
                self.footnote_call(&label).map(one).unwrap_or_default()
            }
            Kind::Url => {
                let text = prose.text(range);
                let address = if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) {
                    format!("http://{text}")
                } else {
                    text.to_owned()
                };
                let content = one(InlineKind::Text(text.to_owned()));
                link(span, self.node(), LinkTarget::Url(address), content)
            }
            Kind::Math(formula) => one(self.inline_formula(prose, formula.tex.clone(), range)),
            Kind::Verbatim => one(InlineKind::Text(prose.text(range).replace('\n', " "))),
            Kind::Reference { label } => {
                let target = LinkTarget::Anchor(prose.text(label.clone()).trim().to_owned());
                let link = Link { id: self.node(), target, destination: Destination::default(), content: Vec::new() };
                one(InlineKind::Link(link))
            }
            Kind::Emoji(emoji) => one(InlineKind::Text((*emoji).to_owned())),
            Kind::Attributes => {
                self.attributes(prose.text(range), span);
                Vec::new()
            }
            Kind::Drawing => {
                let drawing = self.drawing(span, prose.text(range));
                one(drawing)
            }
            Kind::Span(content) => {
                self.attributes(prose.text(content.end..range.end), span);
                self.inlines(prose, content.clone(), mode)
            }
        }
    }

    fn note(&mut self, prose: &Prose, term: &Range<usize>, body: &Range<usize>, mode: Mode) -> InlineKind {
        let id = self.node();
        let term = if term.is_empty() { Vec::new() } else { self.inlines(prose, prose.trim(term.clone()), mode) };
        let body = prose.trim(body.clone());
        let note = self.reserve_note(prose.mapped.span(self.source, body.clone()));
        let mode = Mode { breaks: Breaks::Spaces, ..mode };
        let blocks = self.paragraph(prose, body, mode);
        self.fill_note(note, blocks);
        InlineKind::NoteCall(NoteCall { id, note, term })
    }

    fn wiki(
        &mut self,
        prose: &Prose,
        span: Span,
        target: &Range<usize>,
        text: Option<Range<usize>>,
        mode: Mode,
    ) -> Vec<Inline> {
        let reference = prose.text(target.clone());
        let target = links::wiki_target(reference);
        let id = self.node();
        let content = match text {
            Some(text) => self.inlines(prose, prose.trim(text), mode),
            None => Vec::new(),
        };
        if mode.site && content.is_empty() && matches!(target, LinkTarget::Post { .. }) {
            self.diagnostics.warn(
                Code::CrossLinkWithoutText,
                span,
                format!("the link `[[{reference}]]` to another post has no text; its slug is shown"),
                format!("write `[[{reference}|text]]`"),
            );
        }
        link(span, id, target, content)
    }

    /// What a book cannot show (a frame, a video) as a link to it.
    pub fn embedded(&mut self, tag: &Tag, span: Span, mode: Mode) -> Vec<Inline> {
        let address = decoded(tag.attribute("src"));
        let title = Some(decoded(tag.attribute("title"))).filter(|title| !title.is_empty());
        let words = Inline { span, kind: InlineKind::Text(title.unwrap_or_else(|| address.clone())) };
        let target = links::link_target(&address, mode.site);
        let mut shown = link(span, self.node(), target, vec![words]);
        // What stands in its place where it cannot be shown follows.
        shown.push(Inline { span, kind: InlineKind::Text(" ".to_owned()) });
        shown
    }

    /// Takes note of the id in `{#id .class}`, which links may lead to.
    fn attributes(&mut self, list: &str, span: Span) {
        let list = list.trim_start_matches([']', '{']).trim_end_matches('}');
        self.names.extend(super::id_of(list).filter(|id| !id.is_empty()).map(|id| (id, span.start)));
    }

    /// Says which HTML elements mean nothing in a book, each name once.
    pub fn report_html(&mut self) {
        for ((name, outcome), (span, count)) in std::mem::take(&mut self.raw_html) {
            let more = if count > 1 { format!(" (and {} more like it)", count - 1) } else { String::new() };
            let message = format!("the HTML element `<{name}>` has no meaning in a book; {outcome}{more}");
            self.diagnostics.warn(Code::RawHtml, span, message, "write it in Markdown, or take it out");
        }
    }

    /// Takes note of an HTML element that means nothing in a book, and of what becomes of it.
    pub fn warn_html(&mut self, span: Span, name: &str, outcome: &'static str) {
        let found = self.raw_html.entry((name.to_owned(), outcome)).or_insert((span, 0));
        found.0 = found.0.min(span);
        found.1 += 1;
    }
}

fn styled(style: Style, content: Vec<Inline>) -> InlineKind {
    match style {
        Style::Color(rgb) => InlineKind::Colored(rgb, content),
        Style::SmallCaps => InlineKind::SmallCaps(content),
        Style::Superscript => InlineKind::Superscript(content),
        Style::Subscript => InlineKind::Subscript(content),
        Style::Keyboard => InlineKind::Keyboard(content),
        Style::Underline => InlineKind::Underline(content),
        Style::Accent => InlineKind::Accent(content),
        Style::Highlight => InlineKind::Strong(content),
    }
}
