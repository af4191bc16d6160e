//! Inlines become pieces of a paragraph, their structure elements on the way.

use super::super::formula;
use super::super::page::{LinkAction, Role, StructElement, StructId};
use super::super::text::{Piece, PieceKind, TextStyle};
use super::super::units::{Pt, Size};
use super::build::{Around, Builder};
use super::style;
use crate::diagnostics::Code;
use crate::document::walk::plain_text;
use crate::document::{Destination, Image, ImageWidth, Inline, InlineKind, LineBreak, Link, NodeId, NoteCall, Rgb};
use crate::math::Formula;
use crate::source::Span;
use std::sync::Arc;

/// An image within text is as large as it is, but no wider than the measure and no higher than this part of the page.
const INLINE_IMAGE_HEIGHT: f64 = 0.4;

/// A piece of text that the layout itself adds or that has no markup.
pub fn text_piece(text: impl Into<String>, style: &Arc<TextStyle>, element: StructId, span: Span) -> Piece {
    Piece { kind: PieceKind::Text { text: text.into(), style: Arc::clone(style) }, element, span, link: None }
}

/// A place that links lead to.
pub fn anchor_piece(node: NodeId, element: StructId, span: Span) -> Piece {
    Piece { kind: PieceKind::Anchor(node), element, span, link: None }
}

impl Builder<'_> {
    /// The pieces of a run of inlines.
    pub fn pieces(&mut self, inlines: &[Inline], around: &Around) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.add_pieces(inlines, around, &mut pieces);
        pieces
    }

    pub(super) fn add_pieces(&mut self, inlines: &[Inline], around: &Around, out: &mut Vec<Piece>) {
        for inline in inlines {
            self.add_piece(inline, around, out);
        }
    }

    fn add_piece(&mut self, inline: &Inline, around: &Around, out: &mut Vec<Piece>) {
        let here = TextStyle::clone(&around.style);
        let piece =
            |kind: PieceKind| Piece { kind, element: around.element, span: inline.span, link: around.link.clone() };
        let text =
            |text: &str, style: &Arc<TextStyle>| PieceKind::Text { text: text.to_owned(), style: Arc::clone(style) };
        match &inline.kind {
            InlineKind::Text(content) => out.push(piece(text(content, &around.style))),
            InlineKind::Code(content) => {
                let element = self.tree.add(Role::Code, around.element, None);
                let style = Arc::new(style::inline_code(self.theme, &here));
                out.push(Piece { element, ..piece(text(content, &style)) });
            }
            InlineKind::Math(formula) => self.add_formula(formula, inline.span, around, out),
            InlineKind::LineBreak(LineBreak::Hard) => out.push(piece(PieceKind::Break(Pt::ZERO))),
            InlineKind::LineBreak(LineBreak::Continuation) => out.push(piece(PieceKind::Break(around.continuation))),
            InlineKind::Emphasis(content) => {
                let around = self.tagged(Role::Emphasis, around);
                self.add_pieces(content, &around.styled(TextStyle { italic: !here.italic, ..here }), out);
            }
            InlineKind::Strong(content) => {
                let around = self.tagged(Role::Strong, around);
                self.add_pieces(content, &around.styled(TextStyle { bold: true, ..here }), out);
            }
            InlineKind::Strikethrough(content) => {
                let around = self.tagged(Role::Strikethrough, around);
                self.add_pieces(content, &around.styled(TextStyle { strike: true, ..here }), out);
            }
            InlineKind::Underline(content) => {
                let underline = Some(here.color);
                self.add_pieces(content, &around.styled(TextStyle { underline, ..here }), out);
            }
            InlineKind::Accent(content) => {
                self.add_pieces(content, &around.styled(TextStyle { color: around.accent, ..here }), out);
            }
            InlineKind::Colored(color, content) => {
                self.add_pieces(content, &around.styled(TextStyle { color: *color, ..here }), out);
            }
            InlineKind::SmallCaps(content) => {
                self.add_pieces(content, &around.styled(TextStyle { small_caps: true, ..here }), out);
            }
            InlineKind::Superscript(content) => {
                let around = self.tagged(Role::Superscript, around);
                self.add_pieces(content, &around.styled(style::script(&here, style::SUPER_RISE)), out);
            }
            InlineKind::Subscript(content) => {
                let around = self.tagged(Role::Subscript, around);
                self.add_pieces(content, &around.styled(style::script(&here, style::SUB_RISE)), out);
            }
            InlineKind::Keyboard(content) => {
                self.add_pieces(content, &around.styled(style::key(self.theme, &here)), out);
            }
            InlineKind::Language(lang, content) => {
                let around = self.spoken(lang, around);
                self.add_pieces(content, &around.styled(TextStyle { lang: lang.as_str().into(), ..here }), out);
            }
            InlineKind::Ruby(content) => self.add_ruby(content, around, out),
            InlineKind::RubyText(content) => {
                out.push(piece(text("(", &around.style)));
                self.add_pieces(content, around, out);
                out.push(piece(text(")", &around.style)));
            }
            InlineKind::Link(link) => self.add_link(link, inline.span, around, out),
            InlineKind::NoteCall(call) => self.add_call(call, inline.span, around, out),
            InlineKind::Image(image) => self.add_image(image, inline.span, around, out),
        }
    }

    /// The same surroundings in an element of their own.
    fn tagged(&mut self, role: Role, around: &Around) -> Around {
        Around { element: self.tree.add(role, around.element, None), ..around.clone() }
    }

    /// The same surroundings in an element that says the language.
    fn spoken(&mut self, lang: &str, around: &Around) -> Around {
        let lang = Some(lang.to_owned());
        let span =
            StructElement { role: Role::Span, parent: Some(around.element), node: None, alt: None, lang, area: None };
        Around { element: self.tree.add_full(span), ..around.clone() }
    }

    fn add_link(&mut self, link: &Link, span: Span, around: &Around, out: &mut Vec<Piece>) {
        let Some((action, color)) = self.link_action(&link.destination, around.accent) else {
            return self.add_pieces(&link.content, around, out);
        };
        let alt = plain_text(&link.content);
        let element = self.tree.add_alt(Role::Link, around.element, Some(link.id), &alt);
        let page = self.page_after(link.id, &action, around);
        if page.is_some() {
            out.push(anchor_piece(link.id, element, span));
        } else {
            self.anchor(link.id, element, span, out);
        }
        let style = TextStyle { color, ..TextStyle::clone(&around.style) };
        let inside = Around { element, link: Some(action.clone()), style: Arc::new(style), ..around.clone() };
        self.add_pieces(&link.content, &inside, out);
        if let Some(page) = page.flatten() {
            let pieces = self.page_reference(&page, action, around, span);
            out.extend(pieces);
        }
    }

    /// Where a link leads and the colour of its text, `accent` within the book; `None` for one that leads nowhere.
    pub fn link_action(&self, destination: &Destination, accent: Rgb) -> Option<(LinkAction, Rgb)> {
        match destination {
            Destination::Url(url) => Some((LinkAction::Url(url.clone()), self.theme.colors.link)),
            Destination::Node(node) => Some((LinkAction::Node(*node), accent)),
            Destination::File { path, .. } => Some((LinkAction::File(format!("{path}.pdf")), self.theme.colors.link)),
            Destination::Nowhere => None,
        }
    }

    /// A reference to a page: apart from the text, which an e-book shares, and leading there too.
    pub fn page_reference(&mut self, page: &str, action: LinkAction, around: &Around, span: Span) -> [Piece; 3] {
        let reference = self.tree.add(Role::Reference, around.element, None);
        let said = format!("{}\u{a0}{page}", self.chapter.terms.page_short);
        let link = self.tree.add_alt(Role::Link, reference, None, &said);
        let leading = Piece { link: Some(action), ..text_piece(said, &around.style, link, span) };
        let mark = |text: &str| text_piece(text, &around.style, reference, span);
        [mark(" ("), leading, mark(")")]
    }

    /// What a link within the book says of its page, after its text; `None` for links that never say one.
    pub fn page_after(&mut self, link: NodeId, action: &LinkAction, around: &Around) -> Option<Option<String>> {
        let LinkAction::Node(target) = action else { return None };
        if !around.pages || !self.context.shows_page_of(*target) {
            return None;
        }
        Some(self.references.after_link(link, *target))
    }

    fn add_call(&mut self, call: &NoteCall, span: Span, around: &Around, out: &mut Vec<Piece>) {
        self.add_pieces(&call.term, around, out);
        let Some(note) = self.context.note(call.note) else { return };
        let (number, target) = (note.number, note.id);
        let reference = self.tree.add(Role::Reference, around.element, Some(call.id));
        let number = number.to_string();
        // A bare figure after a word sounds like a figure of the text.
        let said = format!("{} {number}", self.chapter.terms.note);
        let link = self.tree.add_alt(Role::Link, reference, None, &said);
        let element = self.tree.add(Role::ListLabel, link, None);
        out.push(anchor_piece(call.id, element, span));
        out.push(Piece {
            kind: PieceKind::NoteCall {
                note: call.note,
                text: number,
                style: Arc::new(TextStyle { color: around.accent, ..style::call(&around.style) }),
            },
            element,
            span,
            link: Some(LinkAction::Node(target)),
        });
        self.call_note(call, around.block);
    }

    /// A formula, part by part. A part wider than the measure is made smaller.
    fn add_formula(&mut self, formula: &Formula, span: Span, around: &Around, out: &mut Vec<Piece>) {
        let element = self.tree.add_alt(Role::Formula, around.element, None, &formula.source);
        let link = around.link.clone();
        let parts = match formula::parts(formula, &around.style, self.context.fonts) {
            Ok(parts) => parts,
            Err(error) => {
                let message = format!("this formula cannot be set: {error}; showing its source");
                self.diagnostics.warn(Code::BadFormula, span, message, "divide it into several formulas");
                let style = Arc::new(style::inline_code(self.theme, &around.style));
                return out.push(Piece { link, ..text_piece(&formula.source, &style, element, span) });
            }
        };
        for part in parts {
            let scale = around.width / (part.width - part.gap).max(Pt(f64::MIN_POSITIVE));
            let part = if scale < 1.0 { part.scaled(scale) } else { part };
            let kind = PieceKind::Math { part: Arc::new(part), style: Arc::clone(&around.style) };
            out.push(Piece { kind, element, span, link: link.clone() });
        }
    }

    fn add_image(&mut self, image: &Image, span: Span, around: &Around, out: &mut Vec<Piece>) {
        let element = self.tree.add_alt(Role::Figure, around.element, Some(image.id), &image.alt);
        let link = around.link.clone();
        let Some(asset) = self.context.assets.get(&image.source) else {
            let style = TextStyle { frame: Some(self.theme.colors.rule), ..TextStyle::clone(&around.style) };
            let alt = if image.alt.is_empty() { image.source.clone() } else { image.alt.clone() };
            let kind = PieceKind::Text { text: alt, style: Arc::new(style) };
            return out.push(Piece { kind, element, span, link });
        };
        let (own, high) = (Pt::px(f64::from(asset.width.max(1))), Pt::px(f64::from(asset.height.max(1))));
        let width = image.width.map_or(own, |wanted| asked_width(wanted, around.width));
        let height = high * (width / own);
        let most = self.context.page_height() * INLINE_IMAGE_HEIGHT;
        let scale = (most / height).min(around.width / width).min(1.0);
        let kind = PieceKind::Image {
            source: image.source.clone(),
            size: Size { width: width * scale, height: height * scale },
            style: Arc::clone(&around.style),
        };
        out.push(Piece { kind, element, span, link });
    }
}

/// How wide an image is to be where there is room for `within`.
pub fn asked_width(wanted: ImageWidth, within: Pt) -> Pt {
    match wanted {
        ImageWidth::Pixels(width) => Pt::px(f64::from(width)),
        ImageWidth::Percent(part) => within * (f64::from(part) / 100.0),
    }
}
