//! One font file, opened: its metrics, its characters, its shaping data.

use super::error::FontError;
use harfrust::font::Blob;
use skrifa::raw::types::NameId;
use std::sync::{Arc, OnceLock};

/// Index of a face in a [`FontBook`](super::FontBook).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(pub u16);

/// A face, held whole. Cloning shares the data.
#[derive(Clone)]
pub struct Face {
    /// PostScript name.
    pub name: String,
    /// Name of its family, as people say it.
    pub family: String,
    /// The font file.
    pub data: Arc<[u8]>,
    /// Index within a collection; 0 for a single font.
    pub index: u32,
    /// Design units of an em.
    pub units_per_em: u16,
    /// Typographic ascent over the baseline, in ems.
    pub ascent: f64,
    /// Typographic descent below the baseline, in ems, positive.
    pub descent: f64,
    /// Height of capitals, in ems.
    pub cap_height: f64,
    /// Height of x, in ems.
    pub x_height: f64,
    /// Angle of an italic, in degrees; 0 upright.
    pub italic_angle: f64,
    /// Line under the text: middle of the stroke below the baseline and its thickness, in ems.
    pub underline: (f64, f64),
    /// Line through the text: middle of the stroke above the baseline and its thickness, in ems.
    pub strike: (f64, f64),
    /// Whether it has true small capitals for lower case and capitals (`smcp` and `c2sc`).
    pub small_caps: bool,
    /// Bit `n` of word `n / 64`: whether it has character `n`, for the characters below [`COMMON`]; found when first asked.
    common: Arc<OnceLock<Box<[u64]>>>,
    /// The opened font; it caches what shaping needs, shared by all clones.
    pub(in crate::layout) font: harfrust::Font,
}

/// Characters below this code are asked for so often that what a face has of them is noted: those of alphabets and of
/// their punctuation.
const COMMON: u32 = 0x600;

impl std::fmt::Debug for Face {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Face").field("name", &self.name).field("bytes", &self.data.len()).finish_non_exhaustive()
    }
}

/// Metrics for a font that does not state its own: usual proportions of Latin faces, in ems.
mod usual {
    pub const ASCENT: f64 = 0.8;
    pub const DESCENT: f64 = 0.2;
    pub const CAP_HEIGHT: f64 = 0.7;
    pub const X_HEIGHT: f64 = 0.48;
    pub const UNDERLINE: (f64, f64) = (0.125, 0.05);
}

impl Face {
    /// Opens a font file. `path` names it in errors.
    ///
    /// # Errors
    /// [`FontError::Unreadable`] when it is no font or maps no characters.
    pub fn open(path: &str, data: Arc<[u8]>, index: u32) -> Result<Face, FontError> {
        let unreadable = |why: &str| FontError::Unreadable(path.to_owned(), why.to_owned());
        let shared: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(Arc::clone(&data));
        let font = harfrust::Font::new(Blob::from(shared), index).ok_or_else(|| unreadable("not a font"))?;
        if !font.charmap().has_unicode() {
            return Err(unreadable("it maps no Unicode characters"));
        }
        let metrics = *font.metrics();
        let style = *font.style_metrics();
        let ems = |value: f64| value / f64::from(metrics.units_per_em);
        let line = if metrics.use_typo_metrics { metrics.typo_line } else { metrics.hhea_line.or(metrics.typo_line) };
        let x_height = metrics.x_height.map_or(usual::X_HEIGHT, |x| ems(x.to_f64()));
        let underline = style.underline.map_or(usual::UNDERLINE, |u| {
            let thickness = ems(u.thickness.to_f64());
            (-ems(u.position.to_f64()) + thickness / 2.0, thickness)
        });
        Ok(Face {
            name: name(&font, NameId::POSTSCRIPT_NAME).unwrap_or_else(|| path.to_owned()),
            family: name(&font, NameId::TYPOGRAPHIC_FAMILY_NAME)
                .or_else(|| name(&font, NameId::FAMILY_NAME))
                .unwrap_or_else(|| path.to_owned()),
            index,
            units_per_em: metrics.units_per_em,
            ascent: line.map_or(usual::ASCENT, |l| ems(l.ascender.to_f64())),
            descent: line.map_or(usual::DESCENT, |l| -ems(l.descender.to_f64())),
            cap_height: metrics.cap_height.map_or(usual::CAP_HEIGHT, |c| ems(c.to_f64())),
            x_height,
            italic_angle: style.italic_angle.map_or(0.0, |a| a.to_f64()),
            underline,
            strike: (x_height * 0.55, underline.1),
            small_caps: has_features(&font, &[*b"smcp", *b"c2sc"]),
            data,
            common: Arc::default(),
            font,
        })
    }

    /// Whether a PDF may hold it: it has outlines, and its maker does not forbid it (OpenType, `OS/2`, `fsType`: restricted).
    pub(super) fn can_be_embedded(&self) -> bool {
        use skrifa::raw::TableProvider;
        /// The bits of which one is set where embedding is bounded, and the one that forbids it.
        const BOUNDS: (u16, u16) = (0x000f, 0x0002);
        let tables = self.font.tables();
        let outlines = tables.glyf().is_ok() || tables.cff().is_ok();
        outlines && tables.os2().map_or(true, |os2| os2.fs_type() & BOUNDS.0 != BOUNDS.1)
    }

    /// Whether it has a glyph for a character.
    pub fn has(&self, c: char) -> bool {
        let code = u32::from(c);
        if code >= COMMON {
            return self.font.charmap().map_unicode(c).is_some();
        }
        let common = self.common.get_or_init(|| self.find_common());
        common.get((code / 64) as usize).is_some_and(|bits| bits >> (code % 64) & 1 == 1)
    }

    fn find_common(&self) -> Box<[u64]> {
        let charmap = self.font.charmap();
        let has = |code: u32| char::from_u32(code).is_some_and(|c| charmap.map_unicode(c).is_some());
        (0..COMMON / 64).map(|word| (0..64).fold(0, |bits, n| bits | u64::from(has(word * 64 + n)) << n)).collect()
    }
}

fn name(font: &harfrust::Font, id: NameId) -> Option<String> {
    let names = font.names();
    let name: String = names.get(id)?.english_or_first()?.name().chars().collect();
    (!name.is_empty()).then_some(name)
}

/// Whether the substitution table names all of these features.
fn has_features(font: &harfrust::Font, tags: &[[u8; 4]]) -> bool {
    use skrifa::raw::TableProvider;
    let tables = font.tables();
    let Ok(list) = tables.gsub().and_then(|gsub| gsub.feature_list()) else { return false };
    tags.iter().all(|tag| list.feature_records().iter().any(|record| record.feature_tag().to_be_bytes() == *tag))
}
