//! Pages to content streams, one handler a kind of item, with marked content around everything: a sequence (MCID) for
//! each stretch of items of one structure element, artifacts for the rest. What was marked is noted beside it, for the
//! structure tree to point at.

use super::color;
use super::faces::Faces;
use super::images::{self, Images, UPRIGHT};
use super::press_marks;
use super::shapes;
use super::space::{Area, PageSpace, rounded};
use super::text::TextWriter;
use crate::document::Rgb;
use crate::layout::page::{Crop, Item, ItemKind, LinkAction, Page, Pages, Role, StructId, Tag, turned};
use crate::layout::units::{Point, Rect, Size};
use printpdf::{
    DictItem, ExtendedGraphicsState, ExtendedGraphicsStateId, LineDashPattern, Op, PaintMode, PdfDocument, PdfPage, Pt,
    XObjectTransform,
};
use std::collections::{BTreeMap, BTreeSet};

/// Outline of an image that cannot be read.
const FRAME_COLOR: Rgb = Rgb(0x80, 0x80, 0x80);
const FRAME_WIDTH: f64 = 0.5;

/// Part of the em square that stands above the baseline, for bounds of text: what Latin faces commonly have.
const EM_ABOVE_BASELINE: f64 = 0.8;

/// What a page marks for the structure tree.
#[derive(Default)]
pub(super) struct PageMarks {
    /// In drawing order.
    pub marks: Vec<Mark>,
    /// The marked-content sequences, by MCID.
    pub sequences: Vec<Sequence>,
    /// In drawing order.
    pub links: Vec<LinkMark>,
    /// Whether something on it is seen through.
    pub transparent: bool,
}

/// A stretch of items of one structure element.
pub(super) struct Sequence {
    /// The element.
    pub element: StructId,
    /// Its text.
    pub text: String,
}

/// A thing that structure elements have among their children.
pub(super) enum Mark {
    /// A marked-content sequence, by its index in [`PageMarks::sequences`].
    Sequence(usize),
    /// A link's annotation, by its index in [`PageMarks::links`].
    Link(usize),
}

/// A link annotation to be.
pub(super) struct LinkMark {
    /// Its element.
    pub element: StructId,
    /// Where.
    pub area: Area,
    /// Where to.
    pub action: LinkAction,
}

/// What the elements of the whole book hold that the structure tree or an annotation tells.
#[derive(Default)]
pub(super) struct Marks {
    /// By page.
    pub pages: Vec<PageMarks>,
    /// Bounds of each figure on the first page it is on: left, bottom, right, top.
    pub bounds: BTreeMap<StructId, (usize, [f32; 4])>,
}

/// Writes the content of all pages. The document has no structure yet, and page boxes without bleed.
pub(super) fn build(pages: &Pages, faces: &Faces, images: &mut Images) -> (PdfDocument, Marks) {
    let mut document = PdfDocument::new(&pages.info.title);
    let mut marks = Marks::default();
    let mut opacities = BTreeMap::new();
    let decorative = decorative_figures(pages);
    for (index, page) in pages.pages.iter().enumerate() {
        let space = PageSpace::of(page, &pages.press);
        let writer = PageWriter {
            pages,
            index,
            space,
            faces,
            images,
            decorative: &decorative,
            text: TextWriter::new(space),
            turned: None,
            open: None,
            marks: PageMarks::default(),
            book: &mut marks,
            opacities: &mut opacities,
        };
        let (ops, page_marks) = writer.write(page);
        marks.pages.push(page_marks);
        let [_, _, width, height] = space.media_box();
        let media = printpdf::Rect::from_wh(Pt(width), Pt(height));
        document.pages.push(PdfPage { media_box: media.clone(), trim_box: media.clone(), crop_box: media, ops });
    }
    for face in faces.iter() {
        document.resources.fonts.map.insert(face.resource.clone(), face.to_printpdf());
    }
    document.resources.xobjects.map = std::mem::take(&mut images.xobjects);
    if let Some(page) = pages.pages.first().filter(|_| pages.press.marks) {
        let form = press_marks::form(&PageSpace::of(page, &pages.press));
        document.resources.xobjects.map.insert(press_marks::id(), form);
    }
    document.resources.extgstates.map = opacities;
    (document, marks)
}

/// Figures that nothing is said about: without alternative text and without a caption. They are decoration, as an image
/// with an empty `alt` is in HTML; PDF/UA would not take them as figures.
fn decorative_figures(pages: &Pages) -> BTreeSet<StructId> {
    let captioned: BTreeSet<StructId> = pages.structure.iter().filter_map(|element| element.parent).collect();
    (0..)
        .map(StructId)
        .zip(&pages.structure)
        .filter(|(id, element)| {
            let silent = element.alt.as_deref().is_none_or(|alt| alt.trim().is_empty());
            element.role == Role::Figure && silent && !captioned.contains(id)
        })
        .map(|(id, _)| id)
        .collect()
}

struct PageWriter<'a> {
    pages: &'a Pages,
    index: usize,
    space: PageSpace,
    faces: &'a Faces,
    images: &'a Images,
    decorative: &'a BTreeSet<StructId>,
    text: TextWriter,
    /// The origin of the turned items being written, and the page's own space.
    turned: Option<(Point, PageSpace)>,
    /// What the marked content that is open belongs to.
    open: Option<Mode>,
    marks: PageMarks,
    book: &'a mut Marks,
    opacities: &'a mut BTreeMap<ExtendedGraphicsStateId, ExtendedGraphicsState>,
}

/// Kinds of marked content.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Element(StructId),
    Layout,
    Header,
    Footer,
    PressMarks,
}

impl PageWriter<'_> {
    fn write(mut self, page: &Page) -> (Vec<Op>, PageMarks) {
        for item in &page.items {
            match &item.kind {
                ItemKind::Turned { origin, items } => self.turned(*origin, items, page),
                _ => self.leaf(item, page),
            }
        }
        if self.pages.press.marks {
            self.mark(Mode::PressMarks);
            let transform = XObjectTransform { no_auto_scale: true, ..XObjectTransform::default() };
            self.text.push(Op::UseXobject { id: press_marks::id(), transform });
        }
        self.end_mark();
        (self.text.finish(), self.marks)
    }

    fn leaf(&mut self, item: &Item, page: &Page) {
        if let ItemKind::Link { rect, target } = &item.kind {
            self.link(item.tag, *rect, target.clone());
        } else {
            self.mark(self.mode(item, page));
            self.item(item);
        }
    }

    /// Items in a space of their own, whose axes are those of the page turned a quarter to the left.
    fn turned(&mut self, origin: Point, items: &[Item], page: &Page) {
        self.end_mark();
        let (x, y) = self.space.point(origin);
        self.text.push(Op::SaveGraphicsState);
        self.text.push(shapes::transform([0.0, 1.0, -1.0, 0.0, x, y]));
        let outside = std::mem::replace(&mut self.space, PageSpace::OWN);
        self.turned = Some((origin, outside));
        let before = self.text.enter(self.text.state(PageSpace::OWN));
        for item in items {
            self.leaf(item, page);
        }
        self.end_mark();
        self.text.enter(before);
        self.text.push(Op::RestoreGraphicsState);
        self.turned = None;
        self.space = outside;
    }

    /// Where a rectangle is on the page.
    fn on_page(&self, rect: Rect) -> Area {
        match self.turned {
            Some((origin, outside)) => outside.area(turned(origin, rect)),
            None => self.space.area(rect),
        }
    }

    fn mode(&self, item: &Item, page: &Page) -> Mode {
        match item.tag {
            Tag::Content(element) if self.decorative.contains(&element) => Mode::Layout,
            Tag::Content(element) => Mode::Element(self.known(element)),
            Tag::Decoration => Mode::Layout,
            Tag::Furniture if middle(&item.kind) < page.trim.height.0 / 2.0 => Mode::Header,
            Tag::Furniture => Mode::Footer,
        }
    }

    /// The element, or the root for one that is not in the structure.
    fn known(&self, element: StructId) -> StructId {
        if (element.0 as usize) < self.pages.structure.len() { element } else { StructId(0) }
    }

    fn mark(&mut self, mode: Mode) {
        if self.open == Some(mode) {
            return;
        }
        self.end_mark();
        self.open = Some(mode);
        let (tag, properties) = match mode {
            Mode::Element(element) => {
                let mcid = self.marks.sequences.len();
                self.marks.sequences.push(Sequence { element, text: String::new() });
                self.marks.marks.push(Mark::Sequence(mcid));
                // The tag must not be `Artifact`, and has no meaning beside an MCID.
                ("P", vec![("MCID", DictItem::Int(mcid as i64))])
            }
            Mode::Layout => ("Artifact", vec![("Type", name("Layout"))]),
            Mode::Header => ("Artifact", vec![("Type", name("Pagination")), ("Subtype", name("Header"))]),
            Mode::Footer => ("Artifact", vec![("Type", name("Pagination")), ("Subtype", name("Footer"))]),
            Mode::PressMarks => ("Artifact", vec![("Type", name("Page"))]),
        };
        let map = properties.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let properties = DictItem::Dict { map };
        self.text.push(Op::BeginMarkedContentWithProperties { tag: tag.into(), properties });
    }

    fn end_mark(&mut self) {
        if self.open.take().is_some() {
            self.text.push(Op::EndMarkedContent);
        }
    }

    fn item(&mut self, item: &Item) {
        self.note_bounds(item);
        match &item.kind {
            ItemKind::Glyphs(run) => {
                if let Some(face) = self.faces.get(run.face) {
                    self.text.run(run, face);
                }
                self.note_text(&run.text);
            }
            ItemKind::Fill { rect, color, radius } => {
                self.text.fill_color(*color);
                self.text.push(shapes::rectangle(self.space.area(*rect), radius.0, PaintMode::Fill));
            }
            ItemKind::Stroke { from, to, width, color, dash } => {
                self.stroke_style(width.0, *color);
                if dash.0 > 0.0 {
                    self.text.push(shapes::dashes(dash.0));
                }
                self.text.push(shapes::line(self.space.point(*from), self.space.point(*to)));
                if dash.0 > 0.0 {
                    self.text.push(Op::SetLineDashPattern { dash: LineDashPattern::solid() });
                }
            }
            ItemKind::Frame { rect, width, color, radius } => {
                self.stroke_style(width.0, *color);
                self.text.push(shapes::rectangle(self.space.area(*rect), radius.0, PaintMode::Stroke));
            }
            ItemKind::Image { source, rect, crop, opacity } => {
                self.image(source, *rect, *crop, *opacity);
            }
            // Links draw nothing; they and turned items are taken out before.
            ItemKind::Link { .. } | ItemKind::Turned { .. } => {}
        }
    }

    fn stroke_style(&mut self, width: f64, color: Rgb) {
        self.text.push(Op::SetOutlineColor { col: color::to_printpdf(color) });
        self.text.push(Op::SetOutlineThickness { pt: Pt(rounded(width)) });
    }

    fn image(&mut self, source: &str, rect: Rect, crop: Crop, opacity: f64) {
        let area = self.space.area(rect);
        let Some(picture) = self.images.get(source) else {
            self.stroke_style(FRAME_WIDTH, FRAME_COLOR);
            self.text.push(shapes::rectangle(area, 0.0, PaintMode::Stroke));
            return;
        };
        let (matrix, id) = (picture.matrix, picture.id.clone());
        self.marks.transparent |= picture.transparent || opacity < 1.0;
        self.text.push(Op::SaveGraphicsState);
        if opacity < 1.0 {
            let gs = self.opacity(opacity);
            self.text.push(Op::LoadGraphicsState { gs });
        }
        if crop != Crop::WHOLE {
            self.text.push(shapes::rectangle(area, 0.0, PaintMode::Clip));
        }
        let full = self.space.area(uncropped(rect, crop));
        self.text.push(shapes::transform([full.width, 0.0, 0.0, full.height, full.x, full.y]));
        if matrix != UPRIGHT {
            self.text.push(shapes::transform(matrix));
        }
        let transform = XObjectTransform { no_auto_scale: true, ..XObjectTransform::default() };
        self.text.push(Op::UseXobject { id, transform });
        self.text.push(Op::RestoreGraphicsState);
    }

    /// The graphics state of an opacity, in hundredths.
    fn opacity(&mut self, opacity: f64) -> ExtendedGraphicsStateId {
        let hundredths = (opacity.clamp(0.0, 1.0) * 100.0).round();
        let id = ExtendedGraphicsStateId(format!("G{hundredths}"));
        let alpha = (hundredths / 100.0) as f32;
        self.opacities.entry(id.clone()).or_insert_with(|| {
            ExtendedGraphicsState::default().with_current_fill_alpha(alpha).with_current_stroke_alpha(alpha)
        });
        id
    }

    fn link(&mut self, tag: Tag, rect: Rect, action: LinkAction) {
        if let LinkAction::Node(node) = action
            && self.pages.destinations.binary_search_by_key(&node, |d| d.node).is_err()
        {
            return; // a link to nowhere is no link; its text stands
        }
        let element = match tag {
            Tag::Content(element) => self.known(element),
            Tag::Decoration | Tag::Furniture => StructId(0),
        };
        self.marks.marks.push(Mark::Link(self.marks.links.len()));
        self.marks.links.push(LinkMark { element, area: self.on_page(rect), action });
    }

    /// Adds to the text of the sequence that is open.
    fn note_text(&mut self, text: &str) {
        if let (Some(Mode::Element(_)), Some(sequence)) = (self.open, self.marks.sequences.last_mut()) {
            sequence.text.push_str(text);
        }
    }

    /// Adds to the bounds of a figure.
    fn note_bounds(&mut self, item: &Item) {
        let Tag::Content(id) = item.tag else { return };
        if self.pages.structure.get(id.0 as usize).is_none_or(|element| element.role != Role::Figure) {
            return;
        }
        let corners = self.on_page(extent(&item.kind)).corners();
        let (page, bounds) = self.book.bounds.entry(id).or_insert((self.index, corners));
        if *page == self.index {
            let [left, bottom, right, top] = corners;
            *bounds = [bounds[0].min(left), bounds[1].min(bottom), bounds[2].max(right), bounds[3].max(top)];
        }
    }
}

fn name(value: &str) -> DictItem {
    DictItem::Name(value.as_bytes().to_vec())
}

/// Where the whole image would stand if the part that a crop leaves stands in `rect`.
fn uncropped(rect: Rect, crop: Crop) -> Rect {
    let size = images::whole(rect.size, crop);
    let origin = Point { x: rect.origin.x - size.width * crop.x, y: rect.origin.y - size.height * crop.y };
    Rect { origin, size }
}

/// Height of an item's middle on the page: tells heads from feet.
fn middle(kind: &ItemKind) -> f64 {
    let extent = extent(kind);
    extent.origin.y.0 + extent.size.height.0 / 2.0
}

/// The room an item takes; of text, that of its em squares.
fn extent(kind: &ItemKind) -> Rect {
    match kind {
        ItemKind::Glyphs(run) => Rect {
            origin: Point { x: run.origin.x, y: run.origin.y - run.size * EM_ABOVE_BASELINE },
            size: Size { width: run.glyphs.iter().map(|glyph| glyph.advance).sum(), height: run.size },
        },
        ItemKind::Stroke { from, to, .. } => {
            let origin = Point { x: from.x.min(to.x), y: from.y.min(to.y) };
            Rect { origin, size: Size { width: from.x.max(to.x) - origin.x, height: from.y.max(to.y) - origin.y } }
        }
        ItemKind::Fill { rect, .. }
        | ItemKind::Frame { rect, .. }
        | ItemKind::Image { rect, .. }
        | ItemKind::Link { rect, .. } => *rect,
        ItemKind::Turned { origin, .. } => Rect { origin: *origin, size: Size::default() },
    }
}
