//! Pages to content streams, one handler a kind of item, with marked content around everything: a sequence (MCID) for
//! each stretch of items of one structure element, artifacts for the rest. What was marked is noted beside it, for the
//! structure tree to point at. Pages are written and deflated on all cores, each by itself.

mod bounds;
mod stretch;
mod text;

use super::deflate::deflate;
use super::faces::Faces;
use super::images::{Images, UPRIGHT};
use super::operators::stream::{ContentStream, Paint};
use super::operators::{color, shapes};
use super::press_marks;
use super::space::{Area, PageSpace};
use crate::document::{Rgb, is_language_tag};
use crate::layout::page::{
    Crop, GlyphRun, Item, ItemKind, LinkAction, Page, Pages, PathStep, Role, StructId, Tag, turned,
};
use crate::layout::units::{Point, Pt, Rect};
use bounds::{extent, middle, uncropped};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use text::TextWriter;

/// Pages that one thread takes at a time.
const LEAST_PAGES: usize = 4;

/// Outline of an image that cannot be read.
const FRAME_COLOR: Rgb = Rgb(0x80, 0x80, 0x80);
const FRAME_WIDTH: f64 = 0.5;

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

/// What pages hold that the structure tree, an annotation or the resources tell.
#[derive(Default)]
pub(super) struct Marks {
    /// By page.
    pub pages: Vec<PageMarks>,
    /// Bounds of each figure on the first page it is on: left, bottom, right, top.
    pub bounds: BTreeMap<StructId, (usize, [f64; 4])>,
    /// Opacities used, in hundredths.
    pub opacities: BTreeSet<u8>,
}

/// The name of the graphics state of an opacity in hundredths.
pub(super) fn opacity_name(hundredths: u8) -> String {
    format!("G{hundredths}")
}

/// A page written.
struct Written {
    stream: Vec<u8>,
    marks: PageMarks,
    bounds: BTreeMap<StructId, [f64; 4]>,
    opacities: BTreeSet<u8>,
}

/// Writes the content of all pages, each with what is drawn on it: deflated streams, and what they hold. What is drawn is
/// given up page by page.
pub(super) fn write(pages: &Pages, drawn: Vec<Vec<Item>>, faces: &Faces, images: &Images) -> (Vec<Vec<u8>>, Marks) {
    let decorative = decorative_figures(pages);
    let told = told(pages);
    let languages = languages(pages);
    let write = |(page, items): (&Page, Vec<Item>)| {
        let space = PageSpace::of(page, &pages.press);
        let writer = PageWriter {
            pages,
            space,
            faces,
            images,
            decorative: &decorative,
            told: &told,
            languages: &languages,
            text: TextWriter::new(space),
            turned: None,
            open: None,
            marks: PageMarks::default(),
            bounds: BTreeMap::new(),
            opacities: BTreeSet::new(),
        };
        writer.write(page, &items)
    };
    let drawn = pages.pages.par_iter().zip(drawn).with_min_len(LEAST_PAGES);
    let written: Vec<Written> = drawn.map(write).collect();
    let mut streams = Vec::with_capacity(written.len());
    let mut marks = Marks::default();
    for (index, page) in written.into_iter().enumerate() {
        streams.push(page.stream);
        marks.pages.push(page.marks);
        for (id, bounds) in page.bounds {
            marks.bounds.entry(id).or_insert((index, bounds));
        }
        marks.opacities.extend(page.opacities);
    }
    (streams, marks)
}

/// The elements whose text something else tells too: annotations, the numbering of lists, alternative texts.
fn told(pages: &Pages) -> Vec<bool> {
    let mut told = Vec::with_capacity(pages.structure.len());
    for element in &pages.structure {
        let within = element.parent.and_then(|parent| told.get(parent.0 as usize)).copied().unwrap_or(false);
        told.push(
            within
                || matches!(element.role, Role::Link | Role::ListLabel | Role::Figure | Role::Formula | Role::Caption),
        );
    }
    told
}

/// The language of each element: its own, or that of the element it is in, or the document's.
fn languages(pages: &Pages) -> Vec<&str> {
    let mut languages: Vec<&str> = Vec::with_capacity(pages.structure.len());
    for element in &pages.structure {
        let own = element.lang.as_deref().filter(|lang| is_language_tag(lang));
        let around = element.parent.and_then(|parent| languages.get(parent.0 as usize)).copied();
        languages.push(own.or(around).unwrap_or(&pages.info.lang));
    }
    languages
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

fn glyphs(item: &Item) -> Option<&GlyphRun> {
    match &item.kind {
        ItemKind::Glyphs(run) => Some(run),
        _ => None,
    }
}

/// Whether an item is text that goes on to the left of the one before it, as right-to-left text does.
fn goes_on_leftwards(before: &Item, after: &Item) -> bool {
    glyphs(before).zip(glyphs(after)).is_some_and(|(before, after)| text::goes_on_leftwards(before, after))
}

struct PageWriter<'a> {
    pages: &'a Pages,
    space: PageSpace,
    faces: &'a Faces,
    images: &'a Images,
    decorative: &'a BTreeSet<StructId>,
    /// Elements whose text is kept.
    told: &'a [bool],
    /// Language of each element.
    languages: &'a [&'a str],
    text: TextWriter,
    /// The origin of the turned items being written, and the page's own space.
    turned: Option<(Point, PageSpace)>,
    /// What the marked content that is open belongs to.
    open: Option<Mode>,
    marks: PageMarks,
    bounds: BTreeMap<StructId, [f64; 4]>,
    opacities: BTreeSet<u8>,
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
    fn write(mut self, page: &Page, items: &[Item]) -> Written {
        self.items(items, page);
        if self.pages.press.marks {
            self.mark(Mode::PressMarks);
            self.text.draw().draw(press_marks::NAME);
        }
        self.end_mark();
        let stream = deflate(&self.text.finish());
        Written { stream, marks: self.marks, bounds: self.bounds, opacities: self.opacities }
    }

    /// Writes items, those of a right-to-left line that follow each other as one text.
    fn items(&mut self, items: &[Item], page: &Page) {
        for part in items.chunk_by(|before, after| before.tag == after.tag && goes_on_leftwards(before, after)) {
            let [item] = part else {
                self.right_to_left(part, page);
                continue;
            };
            match &item.kind {
                ItemKind::Turned { origin, items } => self.turned(*origin, items, page),
                ItemKind::Link { rect, target } => self.link(item.tag, *rect, target.clone()),
                _ => {
                    self.mark(self.mode(item, page));
                    self.item(item);
                }
            }
        }
    }

    /// Runs of a right-to-left line, in reading order.
    fn right_to_left(&mut self, items: &[Item], page: &Page) {
        let runs: Vec<&GlyphRun> = items.iter().filter_map(glyphs).collect();
        let Some((item, run)) = items.first().zip(runs.first()) else { return };
        self.mark(self.mode(item, page));
        items.iter().for_each(|item| self.note_bounds(item));
        if let Some(face) = self.faces.get(run.face) {
            let lang = run.lang.as_deref().filter(|lang| *lang != self.language(item.tag));
            self.text.right_to_left(&runs, lang, face);
        }
        runs.iter().for_each(|run| self.note_text(&run.text));
    }

    /// Items in a space of their own, whose axes are those of the page turned a quarter to the left.
    fn turned(&mut self, origin: Point, items: &[Item], page: &Page) {
        self.end_mark();
        let (x, y) = self.space.point(origin);
        let stream = self.text.draw();
        stream.save();
        stream.transform([0.0, 1.0, -1.0, 0.0, x, y]);
        let outside = std::mem::replace(&mut self.space, PageSpace::OWN);
        self.turned = Some((origin, outside));
        let before = self.text.enter(self.text.state(PageSpace::OWN));
        self.items(items, page);
        self.end_mark();
        self.text.enter(before);
        self.text.draw().restore();
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
        let stream = self.text.draw();
        match mode {
            Mode::Element(element) => {
                let mcid = self.marks.sequences.len();
                self.marks.sequences.push(Sequence { element, text: String::new() });
                self.marks.marks.push(Mark::Sequence(mcid));
                stream.begin_sequence(mcid);
            }
            Mode::Layout => stream.begin_artifact("Layout", None),
            Mode::Header => stream.begin_artifact("Pagination", Some("Header")),
            Mode::Footer => stream.begin_artifact("Pagination", Some("Footer")),
            Mode::PressMarks => stream.begin_artifact("Page", None),
        }
    }

    fn end_mark(&mut self) {
        if self.open.take().is_some() {
            self.text.draw().end_marked();
        }
    }

    fn item(&mut self, item: &Item) {
        self.note_bounds(item);
        if let ItemKind::Formula(formula) = &item.kind {
            // Who copies or hears it gets its source.
            self.text.draw().begin_span(None, Some(&formula.text));
            formula.placed().iter().for_each(|kind| self.kind(kind, item.tag));
            self.text.draw().end_marked();
            return self.note_text(&formula.text);
        }
        if let ItemKind::Glyphs(run) = &item.kind {
            self.note_text(&run.text);
        }
        self.kind(&item.kind, item.tag);
    }

    fn kind(&mut self, kind: &ItemKind, tag: Tag) {
        match kind {
            ItemKind::Glyphs(run) => {
                if let Some(face) = self.faces.get(run.face) {
                    let lang = run.lang.as_deref().filter(|lang| *lang != self.language(tag));
                    self.text.run(run, lang, face);
                }
            }
            ItemKind::Fill { rect, color, radius } => {
                self.text.fill_color(*color);
                shapes::rectangle(self.space.area(*rect), radius.0, Paint::Fill, self.text.draw());
            }
            ItemKind::Stroke { from, to, width, color, dash } => {
                let (from, to) = (self.space.point(*from), self.space.point(*to));
                let stream = self.stroke_style(width.0, *color);
                if dash.0 > 0.0 {
                    stream.dashes(Some(dash.0));
                }
                shapes::line(from, to, stream);
                if dash.0 > 0.0 {
                    stream.dashes(None);
                }
            }
            ItemKind::Frame { rect, width, color, radius } => {
                let area = self.space.area(*rect);
                shapes::rectangle(area, radius.0, Paint::Stroke, self.stroke_style(width.0, *color));
            }
            ItemKind::Path { steps, stroke, color } => self.path(steps, *stroke, *color),
            ItemKind::Image { source, rect, crop, opacity } => {
                self.image(source, *rect, *crop, *opacity);
            }
            // Links draw nothing; they, formulas and turned items are taken out before.
            ItemKind::Link { .. } | ItemKind::Formula(_) | ItemKind::Turned { .. } => {}
        }
    }

    fn path(&mut self, steps: &[PathStep], stroke: Option<Pt>, color: Rgb) {
        let space = self.space;
        if let Some(width) = stroke {
            return shapes::path(steps, space, Paint::Stroke, self.stroke_style(width.0, color));
        }
        self.text.fill_color(color);
        shapes::path(steps, space, Paint::Fill, self.text.draw());
    }

    fn stroke_style(&mut self, width: f64, color: Rgb) -> &mut ContentStream {
        let stream = self.text.draw();
        color::stroke(color, stream);
        stream.line_width(width);
        stream
    }

    fn image(&mut self, source: &str, rect: Rect, crop: Crop, opacity: f64) {
        let area = self.space.area(rect);
        let Some(picture) = self.images.get(source) else {
            shapes::rectangle(area, 0.0, Paint::Stroke, self.stroke_style(FRAME_WIDTH, FRAME_COLOR));
            return;
        };
        self.marks.transparent |= picture.transparent || opacity < 1.0;
        let full = self.space.area(uncropped(rect, crop));
        let stream = self.text.draw();
        stream.save();
        if opacity < 1.0 {
            // Within 0..=100.
            let hundredths = (opacity.clamp(0.0, 1.0) * 100.0).round() as u8;
            self.opacities.insert(hundredths);
            stream.graphics_state(&opacity_name(hundredths));
        }
        if crop != Crop::WHOLE {
            shapes::rectangle(area, 0.0, Paint::Clip, stream);
        }
        stream.transform([full.width, 0.0, 0.0, full.height, full.x, full.y]);
        if picture.matrix != UPRIGHT {
            stream.transform(picture.matrix);
        }
        stream.draw(&picture.id.0);
        stream.restore();
    }

    fn link(&mut self, tag: Tag, rect: Rect, action: LinkAction) {
        if let LinkAction::Node(node) = action
            && self.pages.destinations.binary_search_by_key(&node, |d| d.node).is_err()
        {
            return; // a link to nowhere is no link; its text stands
        }
        let element = match tag {
            Tag::Content(element) => self.link_element(self.known(element)),
            Tag::Decoration | Tag::Furniture => StructId(0),
        };
        let area = self.on_page(rect);
        // Emphasis within a link divides its area: it is one place to press all the same.
        if let Some(Mark::Link(_)) = self.marks.marks.last()
            && let Some(last) = self.marks.links.last_mut()
            && (last.element, &last.action) == (element, &action)
            && let Some(whole) = last.area.joined(area)
        {
            last.area = whole;
            return;
        }
        self.marks.marks.push(Mark::Link(self.marks.links.len()));
        self.marks.links.push(LinkMark { element, area, action });
    }

    /// The link that an element is in: what is linked may be an image. The element itself if it is in none.
    fn link_element(&self, element: StructId) -> StructId {
        let structure = &self.pages.structure;
        let mut around = Some(element);
        while let Some(id) = around {
            let Some(found) = structure.get(id.0 as usize) else { break };
            if found.role == Role::Link {
                return id;
            }
            // Parents come before their children, so this ends.
            around = found.parent.filter(|parent| *parent < id);
        }
        element
    }

    /// The language in which what has a tag is read, unless it says another.
    fn language(&self, tag: Tag) -> &str {
        let element = match tag {
            Tag::Content(element) => self.known(element),
            Tag::Decoration | Tag::Furniture => StructId(0),
        };
        self.languages.get(element.0 as usize).copied().unwrap_or(&self.pages.info.lang)
    }

    /// Adds to the text of the sequence that is open, if anything tells it.
    fn note_text(&mut self, text: &str) {
        if let (Some(Mode::Element(element)), Some(sequence)) = (self.open, self.marks.sequences.last_mut())
            && self.told.get(element.0 as usize).is_some_and(|told| *told)
        {
            sequence.text.push_str(text);
        }
    }

    /// Adds to the bounds of a figure.
    fn note_bounds(&mut self, item: &Item) {
        let Tag::Content(id) = item.tag else { return };
        if self
            .pages
            .structure
            .get(id.0 as usize)
            .is_none_or(|element| !matches!(element.role, Role::Figure | Role::Formula))
        {
            return;
        }
        let [left, bottom, right, top] = self.on_page(extent(&item.kind)).corners();
        let bounds = self.bounds.entry(id).or_insert([left, bottom, right, top]);
        *bounds = [bounds[0].min(left), bounds[1].min(bottom), bounds[2].max(right), bounds[3].max(top)];
    }
}
