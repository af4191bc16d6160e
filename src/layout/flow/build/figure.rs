//! Figures: an image with its caption, never parted; and text set beside a side image.

use super::super::super::page::{Crop, Item, ItemKind, LinkAction, Role, StructId, Tag};
use super::super::super::text::{Align, Line, Measure, ParagraphStyle};
use super::super::super::units::{Point, Pt, Rect, Size};
use super::super::inline::text_piece;
use super::super::items::{append, shift};
use super::super::style;
use super::super::vlist::{Break, Glue, VBox, VItem};
use super::image::{Fitted, image_quality};
use super::paragraph::Lines;
use super::{Builder, Setting};
use crate::document::walk::plain_text;
use crate::document::{Block, BlockKind, Figure, Inline, InlineKind, Placement};
use crate::source::Span;
use std::sync::Arc;

/// Aspect of the box that takes the place of a missing image.
const MISSING_ASPECT: f64 = 0.4;
/// Thickness of its frame, in points.
const MISSING_FRAME: f64 = 0.5;
/// Between a side image and the text beside it, in points.
const SIDE_GAP: f64 = 12.0;

/// Narrowest column of text beside an image, in ems; where less is left the image is above the text.
const LEAST_BESIDE: f64 = 8.0;

/// A side image with what the lines beside it need to know.
struct Side {
    /// Width it takes, the gap included.
    width: Pt,
    /// Whether it is at the left.
    left: bool,
    /// Height of image and caption.
    height: Pt,
}

impl Builder<'_> {
    /// A figure. A side image takes text beside it: its own, or that of the paragraphs that follow (whose number is
    /// returned).
    pub fn figure(&mut self, figure: &Figure, block: &Block, after: &[Block], setting: &Setting) -> usize {
        let at_left = match figure.placement {
            Placement::Left(_) => Some(true),
            Placement::Right(_) => Some(false),
            Placement::Center | Placement::Full => None,
        };
        // A note may be split anywhere, and would part the image from the text beside it.
        let at_left = at_left.filter(|_| !self.in_note() && self.has_room_beside(figure.placement, setting));
        let Some(left) = at_left else {
            self.standing_figure(figure, block, setting);
            self.blocks(&figure.beside, setting);
            return 0;
        };
        let (vbox, width) = self.figure_box(figure, block, setting, Some(left));
        let side = Side { width: width + Pt(SIDE_GAP), left, height: vbox.height };
        if figure.beside.is_empty() {
            return self.beside(vbox, &side, after, false, setting);
        }
        let taken = self.beside(vbox, &side, &figure.beside, true, setting);
        self.blocks(figure.beside.get(taken..).unwrap_or(&[]), setting);
        0
    }

    /// Whether text beside a side image would have room for a few words on a line. In a list of a list, or beside another
    /// image, there may be none.
    fn has_room_beside(&self, placement: Placement, setting: &Setting) -> bool {
        let beside = setting.width - self.figure_width(placement, setting.width) - Pt(SIDE_GAP);
        beside.0 >= setting.style.size.0 * LEAST_BESIDE
    }

    fn standing_figure(&mut self, figure: &Figure, block: &Block, setting: &Setting) {
        let (vbox, _) = self.figure_box(figure, block, setting, None);
        if setting.grid {
            // It may be put off, so that what is around it must look right without it.
            let vbox = VBox { margin: Pt(self.theme.figure.gap), ..vbox };
            self.list.items.push(VItem::Float(Box::new(vbox)));
            self.build_pending_notes();
            self.list.push_break(Break::Cost(0.0));
            return;
        }
        self.gap(self.theme.figure.gap, setting);
        self.list.push_box(vbox);
        self.build_pending_notes();
        self.end_block();
        self.gap(self.theme.figure.gap, setting);
    }

    /// Image and caption as one box, and its width. `side` is the side it is at, `None` in the middle.
    fn figure_box(&mut self, figure: &Figure, block: &Block, setting: &Setting, side: Option<bool>) -> (VBox, Pt) {
        let link = self.figure_link(figure, setting);
        let parent = link.as_ref().map_or(setting.parent, |(element, _)| *element);
        // One that nobody described is decoration, or what its caption says.
        let element = self.tree.add_alt(Role::Figure, parent, Some(figure.image.id), &figure.image.alt);
        let narrow = Setting { width: self.figure_width(figure.placement, setting.width), ..setting.clone() };
        let inside = Setting { parent: element, ..if side.is_some() { narrow } else { setting.clone() } };
        let caption = figure.caption.as_ref().map(|caption| self.caption(caption, side.is_some(), &inside));
        // Image and caption are on one page.
        let most = self.context.page_height() - caption.as_ref().map_or(Pt::ZERO, |caption| caption.height);
        let fitted = match self.context.assets.get(&figure.image.source) {
            Some(asset) => {
                let bleeds = self.figure_bleeds(figure.placement, setting);
                let width = if bleeds { self.bled_width() } else { setting.width };
                self.fit_figure(asset, figure, width, most, block.span)
            }
            None => self.missing(figure.placement, setting.width),
        };
        let width = fitted.size.width;
        let left = setting.left
            + match side {
                Some(true) => Pt::ZERO,
                Some(false) => setting.width - width,
                None => (setting.width - width) / 2.0,
            };
        let mut vbox = self.image_box(figure, element, &fitted, left, block.span);
        if let Some((element, target)) = link {
            let rect = Rect { origin: Point { x: left, y: Pt::ZERO }, size: fitted.size };
            vbox.items.push(Item { tag: Tag::Content(element), kind: ItemKind::Link { rect, target } });
        }
        // A high image is no wider than its height allows, and stays where it is.
        vbox.bleeds = self.figure_bleeds(figure.placement, setting) && width.0 + 0.01 > self.bled_width().0;
        vbox.anchors.extend([block.id, figure.image.id]);
        if let Some(mut caption) = caption {
            // It was set for the left edge of the measure.
            let moved = if side == Some(false) { setting.width - inside.width } else { Pt::ZERO };
            shift(&mut caption.items, moved, Pt::ZERO);
            let (y, height) = (vbox.height, caption.height);
            append(&mut vbox, caption, y);
            vbox.height += height;
        }
        (vbox, if side.is_some() { width.max(inside.width) } else { width })
    }

    /// The element and the target of the link that an image is in.
    fn figure_link(&mut self, figure: &Figure, setting: &Setting) -> Option<(StructId, LinkAction)> {
        let InlineKind::Link(link) = &figure.link.first()?.kind else { return None };
        let (target, _) = self.link_action(&link.destination, self.theme.colors.link)?;
        let said = if figure.image.alt.is_empty() { plain_text(&link.content) } else { figure.image.alt.clone() };
        Some((self.tree.add_alt(Role::Link, setting.parent, Some(link.id), &said), target))
    }

    /// Whether an image reaches over the page's edges.
    fn figure_bleeds(&self, placement: Placement, setting: &Setting) -> bool {
        let alone = setting.grid && setting.width == self.context.measure();
        placement == Placement::Full && alone && self.theme.figure.full_bleed && self.context.geometry.bleed.0 > 0.0
    }

    /// From the spine to the end of the bleed at the fore edge.
    pub fn bled_width(&self) -> Pt {
        self.context.geometry.trim.width + self.context.geometry.bleed
    }

    fn image_box(&mut self, figure: &Figure, element: StructId, fitted: &Fitted, left: Pt, span: Span) -> VBox {
        let rect = Rect { origin: Point { x: left, y: Pt::ZERO }, size: fitted.size };
        let tag = Tag::Content(element);
        let source = figure.image.source.clone();
        if let Some(asset) = self.context.assets.get(&source) {
            let images = vec![image_quality(asset, &source, fitted, span)];
            let kind = ItemKind::Image { source, rect, crop: fitted.crop, opacity: 1.0 };
            return VBox { height: fitted.size.height, items: vec![Item { tag, kind }], images, ..VBox::default() };
        }
        let alt = if figure.image.alt.is_empty() { source } else { figure.image.alt.clone() };
        self.missing_box(&alt, rect, element, span)
    }

    fn missing(&self, placement: Placement, width: Pt) -> Fitted {
        let width = match placement {
            Placement::Center | Placement::Full => width,
            Placement::Left(_) | Placement::Right(_) => self.figure_width(placement, width),
        };
        Fitted { size: Size { width, height: width * MISSING_ASPECT }, crop: Crop::WHOLE }
    }

    /// A framed box that says what is missing.
    pub fn missing_box(&mut self, alt: &str, rect: Rect, element: StructId, span: Span) -> VBox {
        let small = &self.theme.small;
        let style = Arc::new(style::small(self.theme, small.size, self.theme.colors.muted, &self.chapter.lang));
        let padding = Pt(self.theme.callout_box.padding_x);
        let how = ParagraphStyle::plain(Align::Center, Pt(small.leading));
        let width = (rect.size.width - padding * 2.0).max(Pt(1.0));
        let lines = self.set(&[text_piece(alt, &style, element, span)], &Measure::of(width), &how);
        let boxes: Vec<VBox> =
            lines.into_iter().map(|line| self.line_box(line, rect.origin.x + padding, how.leading)).collect();
        let text: Pt = boxes.iter().map(|b| b.height).sum();
        let height = rect.size.height.max(text + padding * 2.0);
        let frame = ItemKind::Frame {
            rect: Rect { origin: rect.origin, size: Size { width: rect.size.width, height } },
            width: Pt(MISSING_FRAME),
            color: self.theme.colors.rule,
            radius: Pt::ZERO,
        };
        let mut whole = VBox { height, items: vec![Item { tag: Tag::Decoration, kind: frame }], ..VBox::default() };
        let mut y = (height - text) / 2.0;
        for vbox in boxes {
            let moved = y;
            y += vbox.height;
            append(&mut whole, vbox, moved);
        }
        whole
    }

    /// A caption with the space above it.
    pub fn caption(&mut self, caption: &[Inline], side: bool, setting: &Setting) -> VBox {
        let element = self.tree.add(Role::Caption, setting.parent, None);
        let small = &self.theme.small;
        let style = Arc::new(style::small(self.theme, small.size, self.theme.colors.muted, &self.chapter.lang));
        let around = super::Around { style, ..setting.around(element) };
        let pieces = self.apart(|builder| builder.pieces(caption, &around));
        let align = if side { Align::Start } else { Align::Center };
        let hyphenate = side && self.theme.text.hyphenate;
        let how = ParagraphStyle { hyphenate, ..ParagraphStyle::plain(align, Pt(small.leading)) };
        let mut whole = VBox { height: Pt(self.theme.figure.caption_gap), ..VBox::default() };
        for line in self.set(&pieces, &Measure::of(setting.width), &how) {
            let vbox = self.line_box(line, setting.left, how.leading);
            let (y, height) = (whole.height, vbox.height);
            append(&mut whole, vbox, y);
            whole.height += height;
        }
        whole
    }

    /// Text beside a figure: `own` text up to the first block that needs its width, or as many of the paragraphs that
    /// follow as begin beside it; returns how many blocks were taken. Paragraphs flow around the figure; lists and the
    /// like stay in the narrow measure.
    fn beside(&mut self, figure: VBox, side: &Side, text: &[Block], own: bool, setting: &Setting) -> usize {
        self.gap(self.theme.figure.gap, setting);
        let start = self.list.items.len();
        let mut used = Pt::ZERO;
        self.after_paragraph = false;
        let mut taken = 0;
        for block in text {
            let fits = if own { stands_beside(block) } else { matches!(block.kind, BlockKind::Paragraph(_)) };
            if !fits || (!own && used.0 >= side.height.0) {
                break;
            }
            taken += 1;
            let from = self.list.items.len();
            match &block.kind {
                BlockKind::Paragraph(content) => self.paragraph_beside(content, block, side, used, setting),
                _ if used.0 < side.height.0 => {
                    let shift = if side.left { (side.width, Pt::ZERO) } else { (Pt::ZERO, side.width) };
                    let narrow = setting.inset(shift.0, shift.1);
                    self.blocks(std::slice::from_ref(block), &Setting { grid: false, ..narrow });
                }
                _ => self.blocks(std::slice::from_ref(block), setting),
            }
            used += height_since(&self.list.items, from);
        }
        self.hang_figure(start, figure, used, setting);
        taken
    }

    fn paragraph_beside(&mut self, content: &[Inline], block: &Block, side: &Side, used: Pt, setting: &Setting) {
        let element = self.element(Role::Paragraph, setting.parent, block);
        let mut pieces = Vec::new();
        self.anchor(block.id, element, block.span, &mut pieces);
        pieces.extend(self.pieces(content, &setting.around(element)));
        let left = if side.left { side.width } else { Pt::ZERO };
        let narrow = ((side.height - used).0.max(0.0) / setting.leading.0.max(1.0)).ceil();
        // At most a page of lines, so the number is small.
        let count = narrow.clamp(0.0, 500.0) as usize;
        let mut lines = vec![(left, setting.width - side.width); count];
        lines.push((Pt::ZERO, setting.width));
        let first_indent = if self.after_paragraph { setting.indent } else { Pt::ZERO };
        let style = self.paragraph_style(setting);
        let style = ParagraphStyle { align: if count > 0 { Align::Start } else { style.align }, ..style };
        let mut lines: Vec<Line> = self.set(&pieces, &Measure { lines, first_indent }, &style);
        self.mark_prose(&mut lines, setting);
        self.lines(lines, setting, Lines::default());
        self.after_paragraph = true;
        self.build_pending_notes();
    }

    /// Draws the figure from the first box built since `start` on, and keeps together what is beside it.
    fn hang_figure(&mut self, start: usize, mut figure: VBox, used: Pt, setting: &Setting) {
        let height = figure.height;
        let mut down = Pt::ZERO;
        let mut hung = false;
        let kept = self.list.items.iter_mut().skip(start);
        for item in kept {
            match item {
                VItem::Box(vbox) => {
                    if !hung {
                        hung = true;
                        vbox.reach = vbox.reach.max(height);
                        vbox.put_before(std::mem::take(&mut figure.items));
                        vbox.anchors.append(&mut figure.anchors);
                        vbox.notes.append(&mut figure.notes);
                        vbox.quality.append(&mut figure.quality);
                        vbox.images.append(&mut figure.images);
                    }
                    down += vbox.height;
                }
                VItem::Glue(glue) if down.0 < height.0 && hung => {
                    *glue = Glue::rigid(glue.natural);
                    down += glue.natural;
                }
                VItem::Break(b) if hung && down.0 < height.0 => *b = Break::Forbidden,
                VItem::Glue(_)
                | VItem::Break(_)
                | VItem::Float(_)
                | VItem::Open(_)
                | VItem::Close(_)
                | VItem::Mark(_) => {}
            }
        }
        if !hung {
            self.list.push_box(figure);
        } else if used.0 < height.0 {
            self.list.push_break(Break::Forbidden);
            self.list.push_box(VBox { height: height - used, ..VBox::default() });
        } else if self.after_paragraph {
            // The last paragraph reaches below the figure: the text simply goes on.
            return;
        }
        self.end_block();
        self.gap(self.theme.figure.gap, setting);
    }
}

/// Whether a block reads well in a narrow column.
fn stands_beside(block: &Block) -> bool {
    !matches!(block.kind, BlockKind::Table(_) | BlockKind::Code(_) | BlockKind::Figure(_) | BlockKind::Callout(_))
}

fn height_since(items: &[VItem], from: usize) -> Pt {
    items
        .iter()
        .skip(from)
        .map(|item| match item {
            VItem::Box(vbox) => vbox.height,
            VItem::Glue(glue) => glue.natural,
            VItem::Float(_) | VItem::Break(_) | VItem::Open(_) | VItem::Close(_) | VItem::Mark(_) => Pt::ZERO,
        })
        .sum()
}
