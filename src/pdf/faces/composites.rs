//! Adds shapes to a font program as composite glyphs (OpenType, `glyf`): parts of the subset with their places. `subsetter`
//! only leaves glyphs out, so this reads its result and writes the tables that change with `write-fonts`.

use super::shape::{Part, Shape};
use std::collections::BTreeMap;
use write_fonts::from_obj::ToOwnedTable;
use write_fonts::read::tables::glyf::{Anchor, Transform};
use write_fonts::read::types::{GlyphId16, Tag};
use write_fonts::read::{FontRef, TableProvider};
use write_fonts::tables::glyf::{Bbox, Component, ComponentFlags, CompositeGlyph};
use write_fonts::tables::head::Head;
use write_fonts::tables::hhea::Hhea;
use write_fonts::tables::hmtx::{Hmtx, LongMetric};
use write_fonts::tables::maxp::Maxp;
use write_fonts::{FontBuilder, dump_table};

/// Bytes of a glyph's bounding box, after its number of contours.
const BOX: std::ops::Range<usize> = 2..10;
/// `indexToLocFormat` of offsets of four bytes.
const LONG_OFFSETS: i16 = 1;

/// A font program with shapes.
pub(super) struct Composed {
    pub program: Vec<u8>,
    /// Glyph index of each shape in it.
    pub glyphs: BTreeMap<Shape, u16>,
}

/// Adds shapes to a TrueType program. `glyph` gives the index of a face's glyph in the program. `None` where the program
/// has no place for them or its tables are not as they should be: what they stand for is said by `ActualText` then.
pub(super) fn add<'a>(
    program: &[u8],
    shapes: impl Iterator<Item = &'a Shape>,
    glyph: impl Fn(u16) -> Option<u16>,
) -> Option<Composed> {
    let font = FontRef::new(program).ok()?;
    let mut tables = Tables::read(&font)?;
    let mut glyphs = BTreeMap::new();
    for shape in shapes {
        let parts: Option<Vec<Part>> =
            shape.parts.iter().map(|part| Some(Part { glyph: glyph(part.glyph)?, ..*part })).collect();
        glyphs.insert(shape.clone(), tables.add(&parts?, shape.advance)?);
    }
    Some(Composed { program: tables.write(font)?, glyphs })
}

/// The tables that change.
struct Tables {
    outlines: Vec<u8>,
    /// Where each glyph's outline begins; one more than there are glyphs.
    offsets: Vec<u32>,
    head: Head,
    hhea: Hhea,
    metrics: Vec<LongMetric>,
    maxp: Maxp,
    /// Of one shape.
    most_parts: usize,
}

impl Tables {
    fn read(font: &FontRef<'_>) -> Option<Tables> {
        let maxp: Maxp = font.maxp().ok()?.to_owned_table();
        let count = usize::from(maxp.num_glyphs);
        let loca = font.loca(None).ok()?;
        let offsets: Option<Vec<u32>> = (0..=count).map(|at| loca.get_raw(at)).collect();
        let hmtx: Hmtx = font.hmtx().ok()?.to_owned_table();
        let mut metrics = hmtx.h_metrics;
        let advance = metrics.last()?.advance;
        metrics.extend(hmtx.left_side_bearings.iter().map(|&side_bearing| LongMetric { advance, side_bearing }));
        let offsets = offsets?;
        let end = usize::try_from(*offsets.last()?).ok()?;
        let tables = Tables {
            // The table may be padded.
            outlines: font.table_data(Tag::new(b"glyf"))?.as_bytes().get(..end)?.to_vec(),
            offsets,
            head: font.head().ok()?.to_owned_table(),
            hhea: font.hhea().ok()?.to_owned_table(),
            metrics,
            maxp,
            most_parts: 0,
        };
        (tables.metrics.len() == count).then_some(tables)
    }

    /// Adds a glyph and gives its index.
    fn add(&mut self, parts: &[Part], advance: u16) -> Option<u16> {
        let index = self.maxp.num_glyphs;
        self.maxp.num_glyphs = index.checked_add(1)?;
        let mut glyph: Option<CompositeGlyph> = None;
        for part in parts {
            // Empty outlines, as of spaces, have no box.
            let Some(area) = self.area(part.glyph) else { continue };
            let area = moved(area, part)?;
            let anchor = Anchor::Offset { x: part.x, y: part.y };
            let component =
                Component::new(GlyphId16::new(part.glyph), anchor, Transform::default(), ComponentFlags::default());
            match &mut glyph {
                Some(glyph) => glyph.add_component(component, area),
                None => glyph = Some(CompositeGlyph::new(component, area)),
            }
        }
        let side_bearing = glyph.as_ref().map_or(0, |glyph| glyph.bbox.x_min);
        if let Some(glyph) = &glyph {
            self.most_parts = self.most_parts.max(parts.len());
            self.outlines.extend(dump_table(glyph).ok()?);
        }
        self.offsets.push(u32::try_from(self.outlines.len()).ok()?);
        self.metrics.push(LongMetric { advance, side_bearing });
        Some(index)
    }

    /// The bounding box of a glyph.
    fn area(&self, glyph: u16) -> Option<Bbox> {
        let at = usize::from(glyph);
        let (start, end) = (*self.offsets.get(at)?, *self.offsets.get(at + 1)?);
        let outline = self.outlines.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)?;
        let mut edges = outline.get(BOX)?.chunks_exact(2).map(|pair| i16::from_be_bytes([pair[0], pair[1]]));
        Some(Bbox { x_min: edges.next()?, y_min: edges.next()?, x_max: edges.next()?, y_max: edges.next()? })
    }

    /// The program with these tables in place of its own.
    fn write(mut self, font: FontRef<'_>) -> Option<Vec<u8>> {
        self.limits();
        self.head.index_to_loc_format = LONG_OFFSETS;
        self.hhea.number_of_h_metrics = self.maxp.num_glyphs;
        let hmtx = Hmtx::new(self.metrics, Vec::new());
        let offsets: Vec<u8> = self.offsets.iter().flat_map(|offset| offset.to_be_bytes()).collect();
        let mut builder = FontBuilder::new();
        builder.add_table(&self.head).ok()?.add_table(&self.hhea).ok()?.add_table(&hmtx).ok()?;
        builder.add_table(&self.maxp).ok()?.add_raw(Tag::new(b"glyf"), self.outlines);
        builder.add_raw(Tag::new(b"loca"), offsets).copy_missing_tables(font);
        Some(builder.build())
    }

    /// The limits that readers reserve memory by. They are bounds: points are not counted for them.
    fn limits(&mut self) {
        let parts = u16::try_from(self.most_parts).unwrap_or(u16::MAX);
        let maxp = &mut self.maxp;
        let bound = |simple: Option<u16>, composite: Option<u16>| {
            let most = simple.unwrap_or(0).max(composite.unwrap_or(0));
            Some(most.saturating_mul(parts.max(1)))
        };
        maxp.max_composite_points = bound(maxp.max_points, maxp.max_composite_points);
        maxp.max_composite_contours = bound(maxp.max_contours, maxp.max_composite_contours);
        maxp.max_component_elements = Some(maxp.max_component_elements.unwrap_or(0).max(parts));
        maxp.max_component_depth = Some(maxp.max_component_depth.unwrap_or(0).saturating_add(1));
    }
}

/// A part's box where the part is put.
fn moved(area: Bbox, part: &Part) -> Option<Bbox> {
    Some(Bbox {
        x_min: area.x_min.checked_add(part.x)?,
        y_min: area.y_min.checked_add(part.y)?,
        x_max: area.x_max.checked_add(part.x)?,
        y_max: area.y_max.checked_add(part.y)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::tests::support as testing;
    use skrifa::instance::{LocationRef, Size};
    use skrifa::outline::DrawSettings;
    use skrifa::outline::pen::ControlBoundsPen;
    use skrifa::{GlyphId, MetadataProvider};

    /// The box of a glyph's outline, and its advance.
    fn measured(program: &[u8], glyph: u16) -> ([f32; 4], f32) {
        let font = skrifa::FontRef::new(program).unwrap();
        let id = GlyphId::from(glyph);
        let mut pen = ControlBoundsPen::new();
        let outline = font.outline_glyphs().get(id).unwrap();
        outline.draw(DrawSettings::unhinted(Size::unscaled(), LocationRef::default()), &mut pen).unwrap();
        let area = pen.bounding_box().map_or([0.0; 4], |area| [area.x_min, area.y_min, area.x_max, area.y_max]);
        (area, font.glyph_metrics(Size::unscaled(), LocationRef::default()).advance_width(id).unwrap())
    }

    #[test]
    fn a_shape_draws_its_parts_where_they_are_put() {
        let book = testing::book();
        let (_, face) = testing::face(&book, testing::MONO);
        let id =
            |c| u16::try_from(skrifa::FontRef::new(&face.data).unwrap().charmap().map(c).unwrap().to_u32()).unwrap();
        let (letter, dot) = (id('l'), id('.'));
        let remapper = subsetter::GlyphRemapper::new_from_glyphs_sorted(&[letter.min(dot), letter.max(dot)]);
        let program = subsetter::subset(&face.data, 0, &remapper).unwrap();
        let part = |glyph, x, y| Part { glyph, x, y };
        let shape = Shape { parts: vec![part(letter, 0, 0), part(dot, 40, 900)], advance: 333 };
        let blank = Shape { parts: Vec::new(), advance: 77 };
        let made = add(&program, [&shape, &blank].into_iter(), |glyph| remapper.get(glyph)).unwrap();

        let (l, _) = measured(&program, remapper.get(letter).unwrap());
        let (d, _) = measured(&program, remapper.get(dot).unwrap());
        let wanted = [l[0].min(d[0] + 40.0), l[1].min(d[1] + 900.0), l[2].max(d[2] + 40.0), l[3].max(d[3] + 900.0)];
        assert_eq!(measured(&made.program, made.glyphs[&shape]), (wanted, 333.0));
        assert_eq!(measured(&made.program, made.glyphs[&blank]), ([0.0; 4], 77.0));
        assert_eq!(measured(&made.program, remapper.get(letter).unwrap()).0, l, "the others stay");
    }

    #[test]
    fn a_program_without_truetype_outlines_takes_none() {
        let book = testing::book();
        let (_, face) = testing::face(&book, testing::SERIF);
        assert!(add(&face.data, std::iter::empty(), Some).is_none());
    }
}
