//! Shaping items into clusters of glyphs, in the order of the text.

use super::itemize::Item;
use super::style::Styles;
use crate::document::is_ideographic;
use crate::layout::fonts::{FontBook, PlanKey};
use harfrust::{Buffer, ShapeOptions, ShaperFont};
use std::cell::RefCell;
use std::ops::Range;

/// A glyph, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct RawGlyph {
    pub id: u16,
    pub advance: f64,
    /// Rightwards.
    pub dx: f64,
    /// Upwards.
    pub dy: f64,
}

/// What a cluster's width does when its line is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Give {
    /// Nothing: objects, joined letters.
    Rigid,
    /// A word space.
    Space,
    /// A letter, which may be widened or narrowed a little.
    Letter,
    /// A character of code, which gives as letters do but never hangs out.
    Code,
    /// An ideograph or a mark among ideographs: lines are filled by space between them.
    Ideograph,
    /// A fill, which takes what is left.
    Fill,
}

/// The smallest part of shaped text that stands for itself: one or more characters, one or more glyphs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cluster {
    /// Bytes of the shown text.
    pub range: Range<usize>,
    /// Index of the item.
    pub item: usize,
    /// Its glyphs, from left to right, in the store it belongs to.
    pub glyphs: Range<usize>,
    /// Width, in points, with letter spacing and padding.
    pub advance: f64,
    /// Part of the width that lies before the glyphs: the padding of a frame.
    pub lead: f64,
    /// Part of the width that lies after the glyphs: the padding of a frame.
    pub trail: f64,
    /// Whether breaking the text before it would change shapes on either side.
    pub bound: bool,
    /// How it gives.
    pub give: Give,
    /// Whether it is a hyphen that the text does not have.
    pub hyphen: bool,
}

impl Cluster {
    /// Stretch of the space after it, in points; an ideograph's only. At a line's end there is none.
    pub fn open_stretch(&self) -> f64 {
        /// As a fraction of its width: at the full, a quarter of an em, what Japanese setting allows at most between
        /// characters (JIS X 4051).
        const IDEOGRAPH_STRETCH: f64 = 0.25;
        if self.give == Give::Ideograph { self.advance * IDEOGRAPH_STRETCH } else { 0.0 }
    }
}

/// Shaped text.
#[derive(Clone, Debug, Default)]
pub(super) struct Shaped {
    /// In the order of the text.
    pub clusters: Vec<Cluster>,
    /// What the clusters' ranges index.
    pub glyphs: Vec<RawGlyph>,
}

impl Shaped {
    /// Width of all clusters.
    pub fn width(&self) -> f64 {
        self.clusters.iter().map(|c| c.advance).sum()
    }

    /// Copies a cluster of another store to the end.
    pub fn copy(&mut self, cluster: &Cluster, from: &Shaped) {
        let start = self.glyphs.len();
        self.glyphs.extend_from_slice(from.glyphs.get(cluster.glyphs.clone()).unwrap_or(&[]));
        self.clusters.push(Cluster { glyphs: start..self.glyphs.len(), ..cluster.clone() });
    }
}

/// Shapes text of a paragraph.
pub(super) struct Shaper<'a> {
    pub fonts: &'a FontBook,
    pub styles: &'a Styles,
    /// The shown text.
    pub text: &'a str,
    buffer: RefCell<Buffer>,
}

impl<'a> Shaper<'a> {
    /// For one paragraph.
    pub fn new(fonts: &'a FontBook, styles: &'a Styles, text: &'a str) -> Self {
        Shaper { fonts, styles, text, buffer: RefCell::new(Buffer::new()) }
    }

    /// Appends a range of an item, with or without a hyphen after it.
    pub fn shape(&self, item: &Item, index: usize, range: Range<usize>, hyphen: bool, out: &mut Shaped) {
        let Some(style) = self.styles.get(item.style) else { return };
        let (Some(face), Some(text)) = (self.fonts.face(item.selection.face), self.text.get(range.clone())) else {
            return;
        };
        let key = PlanKey {
            face: item.selection.face,
            features: style.features,
            rtl: item.rtl(),
            script: item.script,
            lang: style.style.lang.to_string(),
        };
        let Some(plan) = self.fonts.plan(&key) else { return };
        let mut buffer = self.buffer.borrow_mut();
        buffer.clear();
        buffer.push_str(text);
        if hyphen {
            buffer.push(u32::from('-'), u32::try_from(text.len()).unwrap_or(u32::MAX));
        } else {
            buffer.set_post_context(self.text.get(range.end..).unwrap_or(""));
        }
        buffer.set_pre_context(self.text.get(..range.start).unwrap_or(""));
        buffer.set_direction(key.direction());
        buffer.set_script(key.script());
        buffer.set_language(harfrust::Language::new(key.lang.as_bytes()));
        let features = key.features.list();
        let options = ShapeOptions::new().plan(Some(&plan)).features(&features);
        let first = out.clusters.len();
        // An error means a plan that does not fit the buffer; both come from one key.
        if harfrust::shape(&ShaperFont::new(&face.font), &mut buffer, options).is_ok() {
            let scale = style.size / f64::from(face.units_per_em.max(1));
            collect(&buffer, scale, item.rtl(), &range, index, out);
        }
        self.finish(item, &range, hyphen, first, out);
    }

    /// Width of a hyphen in the style of an item.
    pub fn hyphen_width(&self, item: &Item) -> f64 {
        let (Some(style), Some(face)) = (self.styles.get(item.style), self.fonts.face(item.selection.face)) else {
            return 0.0;
        };
        let glyph = face.font.charmap().map_unicode('-').unwrap_or_default();
        f64::from(face.font.glyph_metrics().h_advance(glyph)) * style.size / f64::from(face.units_per_em.max(1))
    }

    /// Gives the clusters of a shaped range their kind, letter spacing and padding.
    fn finish(&self, item: &Item, range: &Range<usize>, hyphen: bool, first: usize, out: &mut Shaped) {
        let Some(style) = self.styles.get(item.style) else { return };
        // Joined letters stay joined: space between them would tear words apart.
        let joined = item.joined();
        let tracking = if joined { 0.0 } else { style.style.tracking.0 };
        let padding = style.padding();
        let Shaped { clusters, glyphs } = out;
        let fresh = clusters.get_mut(first..).unwrap_or_default();
        for cluster in fresh {
            let text = self.text.get(cluster.range.clone()).unwrap_or("");
            cluster.hyphen = hyphen && cluster.range.start == range.end;
            cluster.give = match text {
                _ if style.verbatim() => Give::Code,
                " " | "\u{a0}" => Give::Space,
                _ if joined => Give::Rigid,
                text if text.chars().next().is_some_and(is_ideographic) => Give::Ideograph,
                _ => Give::Letter,
            };
            let last = if item.rtl() { cluster.glyphs.start } else { cluster.glyphs.end.saturating_sub(1) };
            if let Some(glyph) = glyphs.get_mut(last).filter(|_| tracking != 0.0) {
                glyph.advance += tracking;
                cluster.advance += tracking;
            }
            if padding != 0.0 && cluster.range.start == item.range.start {
                cluster.lead = padding;
                cluster.advance += padding;
            }
            if padding != 0.0 && cluster.range.end == item.range.end && !cluster.hyphen {
                cluster.trail = padding;
                cluster.advance += padding;
            }
        }
    }
}

/// Reads a buffer's glyphs into clusters in the order of the text.
fn collect(buffer: &Buffer, scale: f64, rtl: bool, range: &Range<usize>, item: usize, out: &mut Shaped) {
    let first = out.clusters.len();
    for (info, position) in buffer.glyph_infos().iter().zip(buffer.glyph_positions()) {
        let start = range.start + info.cluster as usize;
        let glyph = RawGlyph {
            // Faces hold 65,535 glyphs at most (OpenType, `maxp`).
            id: u16::try_from(info.glyph_id).unwrap_or(0),
            advance: f64::from(position.x_advance) * scale,
            dx: f64::from(position.x_offset) * scale,
            dy: f64::from(position.y_offset) * scale,
        };
        let slot = out.glyphs.len();
        out.glyphs.push(glyph);
        match out.clusters.get_mut(first..).and_then(|fresh| fresh.last_mut()) {
            Some(last) if last.range.start == start => {
                last.glyphs.end = slot + 1;
                last.advance += glyph.advance;
                last.bound |= info.unsafe_to_break();
            }
            _ => out.clusters.push(Cluster {
                range: start..start,
                item,
                glyphs: slot..slot + 1,
                advance: glyph.advance,
                lead: 0.0,
                trail: 0.0,
                bound: info.unsafe_to_break(),
                give: Give::Letter,
                hyphen: false,
            }),
        }
    }
    let fresh = out.clusters.get_mut(first..).unwrap_or_default();
    if rtl {
        fresh.reverse();
    }
    // A cluster ends where the next one starts.
    let mut end = range.end;
    for cluster in fresh.iter_mut().rev() {
        cluster.range.end = end.max(cluster.range.start);
        end = cluster.range.start;
    }
}
