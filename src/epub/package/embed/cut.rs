//! A font cut down in place: glyphs keep their ids, so that the layout tables (small capitals, figures, kerning) hold, and
//! those that the book cannot reach lose their outlines. What is left of them compresses to next to nothing.
//!
//! OpenType 1.9: the font file, `cmap` format 12, `glyf` and `loca`, `post` version 3; CFF: Adobe Technical Note 5176.

use skrifa::raw::collections::IntSet;
use skrifa::raw::ps::cff::CffFontRef;
use skrifa::raw::tables::glyf::Glyph;
use skrifa::raw::{FontRef, TableProvider};
use skrifa::{GlyphId, MetadataProvider as _};
use std::collections::{BTreeMap, BTreeSet};

/// Features that text is set with: what is on by default (OpenType feature registry) and what the style sheet asks for.
const FEATURES: [&[u8; 4]; 17] = [
    b"ccmp", b"locl", b"rlig", b"liga", b"clig", b"calt", b"rclt", b"init", b"medi", b"fina", b"isol", b"smcp",
    b"c2sc", b"onum", b"lnum", b"tnum", b"pnum",
];
/// `.notdef`, which is always the first.
const NOTDEF: u32 = 0;
/// Components of glyphs nested deeper than this are not followed: no font has them.
const DEEPEST: usize = 8;

/// The font with the outlines of these characters, and of what its features make of them.
///
/// # Errors
/// What is wrong with the font.
pub fn cut(data: &[u8], index: u32, characters: &BTreeSet<char>) -> Result<Vec<u8>, String> {
    let font = FontRef::from_index(data, index).map_err(|e| e.to_string())?;
    let charmap = font.charmap();
    let mapped: BTreeMap<u32, u32> =
        characters.iter().filter_map(|c| Some((u32::from(*c), charmap.map(*c)?.to_u32()))).collect();
    let mut glyphs: IntSet<GlyphId> = mapped.values().copied().chain([NOTDEF]).map(GlyphId::new).collect();
    close_over_features(&font, &mut glyphs).map_err(|e| e.to_string())?;
    close_over_components(&font, &mut glyphs);
    let mut tables: BTreeMap<[u8; 4], Vec<u8>> = BTreeMap::new();
    for record in font.table_directory().table_records() {
        let tag = record.tag();
        let Some(table) = font.table_data(tag) else { continue };
        // A signature would no longer hold.
        if tag.to_be_bytes() != *b"DSIG" {
            tables.insert(tag.to_be_bytes(), table.as_bytes().to_vec());
        }
    }
    tables.insert(*b"cmap", cmap(&mapped));
    if let Some(post) = tables.get_mut(b"post") {
        without_names(post);
    }
    if let Some(cff) = tables.get_mut(b"CFF ") {
        blank_charstrings(cff, &glyphs).ok_or("its CFF table is not laid out as it should be")?;
    } else if tables.contains_key(b"glyf") {
        let (glyf, loca) = blank_glyf(&font, &glyphs).ok_or("its glyf table is not laid out as it should be")?;
        tables.insert(*b"glyf", glyf);
        tables.insert(*b"loca", loca);
        if let Some(format) = tables.get_mut(b"head").and_then(|head| head.get_mut(50..52)) {
            format.copy_from_slice(&1u16.to_be_bytes()); // indexToLocFormat: long
        }
    }
    // By its outlines: a collection begins with another tag.
    let version: &[u8; 4] = if tables.contains_key(b"CFF ") { b"OTTO" } else { &[0, 1, 0, 0] };
    assemble(version, tables).ok_or_else(|| "it is too large".to_owned())
}

/// Glyphs that the features make of those given.
fn close_over_features(font: &FontRef<'_>, glyphs: &mut IntSet<GlyphId>) -> Result<(), skrifa::raw::ReadError> {
    let Ok(gsub) = font.gsub() else { return Ok(()) };
    let list = gsub.feature_list()?;
    let wanted = |tag: [u8; 4]| FEATURES.iter().any(|feature| **feature == tag);
    let indices: IntSet<u16> = (0u16..)
        .zip(list.feature_records())
        .filter(|(_, record)| wanted(record.feature_tag().to_be_bytes()))
        .map(|(index, _)| index)
        .collect();
    let lookups = gsub.collect_lookups(&indices)?;
    let count = u32::from(font.maxp()?.num_glyphs());
    gsub.closure_glyphs_with_num_glyphs(&lookups, glyphs, count)
}

/// Glyphs that others are put together from.
fn close_over_components(font: &FontRef<'_>, glyphs: &mut IntSet<GlyphId>) {
    let (Ok(glyf), Ok(loca)) = (font.glyf(), font.loca(None)) else { return };
    let mut new: Vec<GlyphId> = glyphs.iter().collect();
    for _ in 0..DEEPEST {
        let parts: Vec<GlyphId> = new
            .iter()
            .filter_map(|id| loca.get_glyf(*id, &glyf).ok().flatten())
            .filter_map(|glyph| match glyph {
                Glyph::Composite(composite) => Some(composite),
                Glyph::Simple(_) => None,
            })
            .flat_map(|composite| composite.components().map(|part| part.glyph).collect::<Vec<_>>())
            .collect();
        new = parts.into_iter().filter(|id| glyphs.insert(*id)).collect();
    }
}

/// Writes an INDEX (Technical Note 5176, section 5) of the same size over that of the glyphs: `endchar` stands for those
/// left out, and behind it nothing is left.
fn blank_charstrings(cff: &mut [u8], glyphs: &IntSet<GlyphId>) -> Option<()> {
    const ENDCHAR: u8 = 14;
    let copy = cff.to_vec();
    let font = CffFontRef::new(&copy, 0, None).ok()?;
    let index = font.charstrings();
    let count = usize::try_from(index.count()).ok()?;
    let strings: Option<Vec<&[u8]>> = (0..count).map(|id| index.get(id)).collect();
    let strings = strings?;
    // The first string begins right behind the offsets.
    let data = strings.first()?.as_ptr().addr().checked_sub(copy.as_ptr().addr())?;
    let offsets = (count + 1).checked_mul(usize::from(*copy.get(data_offset_size(&copy, data, count)?)?))?;
    let size = offsets / (count + 1);
    let mut offset_table = Vec::with_capacity(offsets);
    let mut body = Vec::new();
    let push = |at: usize, table: &mut Vec<u8>| {
        let bytes = u32::try_from(at).ok()?.to_be_bytes();
        table.extend_from_slice(bytes.get(4usize.checked_sub(size)?..)?);
        Some(())
    };
    for (id, string) in strings.iter().enumerate() {
        push(body.len() + 1, &mut offset_table)?;
        if glyphs.contains(GlyphId::new(u32::try_from(id).ok()?)) {
            body.extend_from_slice(string);
        } else {
            body.push(ENDCHAR);
        }
    }
    push(body.len() + 1, &mut offset_table)?;
    let old: usize = strings.iter().map(|string| string.len()).sum();
    body.resize(old.max(body.len()), 0);
    cff.get_mut(data.checked_sub(offsets)?..data)?.copy_from_slice(&offset_table);
    cff.get_mut(data..data.checked_add(body.len())?)?.copy_from_slice(&body);
    Some(())
}

/// Where the byte is that says how long an offset of the INDEX is whose data begin at `data`: the only place from
/// which its length leads to `data`.
fn data_offset_size(cff: &[u8], data: usize, count: usize) -> Option<usize> {
    (1usize..=4).find_map(|size| {
        let at = data.checked_sub((count + 1) * size)?.checked_sub(1)?;
        let counted = cff.get(at.checked_sub(2)?..at)?;
        let same = u16::from_be_bytes(counted.try_into().ok()?) == u16::try_from(count).ok()?;
        (usize::from(*cff.get(at)?) == size && same).then_some(at)
    })
}

/// `glyf` with the glyphs that are left, and `loca` in its long form.
fn blank_glyf(font: &FontRef<'_>, glyphs: &IntSet<GlyphId>) -> Option<(Vec<u8>, Vec<u8>)> {
    let (old, loca) = (font.glyf().ok()?, font.loca(None).ok()?);
    let bytes = old.offset_data().as_bytes();
    let count = usize::from(font.maxp().ok()?.num_glyphs());
    let (mut glyf, mut offsets) = (Vec::new(), Vec::with_capacity((count + 1) * 4));
    for id in 0..count {
        offsets.extend_from_slice(&u32::try_from(glyf.len()).ok()?.to_be_bytes());
        if glyphs.contains(GlyphId::new(u32::try_from(id).ok()?)) {
            let (start, end) = (loca.get_raw(id)?, loca.get_raw(id + 1)?);
            glyf.extend_from_slice(bytes.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)?);
            glyf.resize(glyf.len().next_multiple_of(4), 0);
        }
    }
    offsets.extend_from_slice(&u32::try_from(glyf.len()).ok()?.to_be_bytes());
    // A table must not be empty.
    glyf.resize(glyf.len().max(1), 0);
    Some((glyf, offsets))
}

/// A `cmap` of one subtable of format 12 under both platforms that readers look at: Unicode and Windows, full repertoire.
fn cmap(mapped: &BTreeMap<u32, u32>) -> Vec<u8> {
    let mut groups: Vec<[u32; 3]> = Vec::new();
    for (&character, &glyph) in mapped {
        match groups.last_mut() {
            Some([start, end, first]) if *end + 1 == character && *first + (character - *start) == glyph => {
                *end = character;
            }
            _ => groups.push([character, character, glyph]),
        }
    }
    // A book has far fewer groups than four thousand million.
    let count = u32::try_from(groups.len()).unwrap_or(0);
    let mut out: Vec<u8> = Vec::new();
    out.extend([0, 0, 0, 2]); // version, number of subtables
    for (platform, encoding) in [(0u16, 4u16), (3, 10)] {
        out.extend(platform.to_be_bytes());
        out.extend(encoding.to_be_bytes());
        out.extend(20u32.to_be_bytes());
    }
    out.extend(12u16.to_be_bytes());
    out.extend(0u16.to_be_bytes());
    out.extend((16 + 12 * count).to_be_bytes());
    out.extend(0u32.to_be_bytes());
    out.extend(count.to_be_bytes());
    groups.iter().flatten().for_each(|number| out.extend(number.to_be_bytes()));
    out
}

/// Version 3: no glyph has a name.
fn without_names(post: &mut Vec<u8>) {
    if let Some(version) = post.get_mut(..4) {
        version.copy_from_slice(&[0, 3, 0, 0]);
    }
    post.truncate(32);
}

/// A font file of tables: directory, tables on borders of four bytes, check sums.
fn assemble(version: &[u8], mut tables: BTreeMap<[u8; 4], Vec<u8>>) -> Option<Vec<u8>> {
    const MAGIC: u32 = 0xb1b0_afba;
    if let Some(adjustment) = tables.get_mut(b"head").and_then(|head| head.get_mut(8..12)) {
        adjustment.fill(0);
    }
    let count = u16::try_from(tables.len()).ok()?;
    let selector = u16::try_from(count.checked_ilog2()?).ok()?;
    let range = 16u16.checked_mul(1 << selector)?;
    let mut out = version.to_vec();
    for number in [count, range, selector, (16 * count).checked_sub(range)?] {
        out.extend(number.to_be_bytes());
    }
    let mut body: Vec<u8> = Vec::new();
    let start = 12 + 16 * usize::from(count);
    let mut head = None;
    for (tag, table) in &tables {
        let at = start + body.len();
        if tag == b"head" {
            head = Some(at);
        }
        out.extend(tag);
        out.extend(checksum(table).to_be_bytes());
        out.extend(u32::try_from(at).ok()?.to_be_bytes());
        out.extend(u32::try_from(table.len()).ok()?.to_be_bytes());
        body.extend_from_slice(table);
        body.resize(body.len().next_multiple_of(4), 0);
    }
    out.extend(body);
    let adjustment = MAGIC.wrapping_sub(checksum(&out));
    let place = head.and_then(|at| out.get_mut(at + 8..at + 12))?;
    place.copy_from_slice(&adjustment.to_be_bytes());
    Some(out)
}

fn checksum(table: &[u8]) -> u32 {
    table.chunks(4).fold(0u32, |sum, chunk| {
        let mut word = [0; 4];
        word.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}
