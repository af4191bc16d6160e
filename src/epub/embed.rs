//! Embedded fonts: the theme's faces, cut down to the characters that the book uses.
//!
//! Readers set text themselves and look glyphs up by character, so the subset keeps a Unicode `cmap`; what it loses are
//! the layout tables (`GSUB`, `GPOS`), whose glyph ids no longer hold: small capitals are then made by the reader.

use super::EpubError;
use super::images::ImageFile;
use crate::layout::fonts::{Face, FontBook, FontRole};
use allsorts::binary::read::ReadScope;
use allsorts::font_data::FontData;
use allsorts::subset::{CmapTarget, SubsetProfile, subset};
use skrifa::MetadataProvider as _;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The roles that the style sheet tells apart, with the name of each one's family in it.
pub const FAMILIES: [(FontRole, &str); 4] = [
    (FontRole::Text, "Offprint Text"),
    (FontRole::Heading, "Offprint Heading"),
    (FontRole::Label, "Offprint Label"),
    (FontRole::Mono, "Offprint Mono"),
];

/// Font files and the rules that name them.
#[derive(Debug, Default)]
pub struct Embedded {
    /// By name below the package's folder.
    pub files: BTreeMap<String, ImageFile>,
    /// `@font-face` rules and the body's family.
    pub css: String,
}

/// The faces of every role in the styles it has, each once, with the characters of `texts` (and their other case, which
/// the style sheet may ask for).
pub fn embed<'a>(texts: impl Iterator<Item = &'a str>, fonts: &FontBook) -> Result<Embedded, EpubError> {
    let characters = characters(texts);
    let mut embedded = Embedded::default();
    for (role, family) in FAMILIES {
        for (bold, italic) in [(false, false), (false, true), (true, false), (true, true)] {
            let selection = fonts.select(role, bold, italic);
            // A slanted upright is what a reader makes of an upright by itself.
            let Some(face) = fonts.face(selection.face).filter(|_| selection.slant == 0.0) else { continue };
            let stem = format!("fonts/{}.", file_stem(&face.name));
            let known = embedded.files.keys().find(|name| name.starts_with(&stem)).cloned();
            let name = match known {
                Some(name) => name,
                None => {
                    let bytes = cut_down(face, &characters)?;
                    let (extension, media_type) = flavour(&bytes);
                    let name = format!("{stem}{extension}");
                    embedded.files.insert(name.clone(), ImageFile { media_type, bytes: bytes.into() });
                    name
                }
            };
            let (weight, style) = (if bold { "bold" } else { "normal" }, if italic { "italic" } else { "normal" });
            let _ = writeln!(
                embedded.css,
                "@font-face {{ font-family: \"{family}\"; font-weight: {weight}; font-style: {style}; src: url({name}) }}"
            );
        }
    }
    Ok(embedded)
}

/// The family of a role in the style sheet's words: quoted name, then the generic one.
pub fn family(role: FontRole, generic: &str) -> String {
    FAMILIES
        .iter()
        .find(|(of, _)| *of == role)
        .map_or_else(|| generic.to_string(), |(_, name)| format!("\"{name}\", {generic}"))
}

fn characters<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeSet<char> {
    // Printable ASCII whole: list numbers and quotation marks may be the reader's, not the text's.
    let mut all: BTreeSet<char> = (' '..='~').collect();
    for c in texts.flat_map(str::chars) {
        if all.insert(c) {
            all.extend(c.to_uppercase().chain(c.to_lowercase()));
        }
    }
    all
}

fn cut_down(face: &Face, characters: &BTreeSet<char>) -> Result<Vec<u8>, EpubError> {
    let failed = |reason: String| EpubError::Font { name: face.name.clone(), reason };
    let font = skrifa::FontRef::from_index(&face.data, face.index).map_err(|e| failed(e.to_string()))?;
    let charmap = font.charmap();
    let mut glyphs: BTreeSet<u16> = [0].into(); // .notdef is always the first
    glyphs.extend(characters.iter().filter_map(|c| u16::try_from(charmap.map(*c)?.to_u32()).ok()));
    let glyphs: Vec<u16> = glyphs.into_iter().collect();
    let data = ReadScope::new(&face.data).read::<FontData<'_>>().map_err(|e| failed(e.to_string()))?;
    let provider = data.table_provider(usize::try_from(face.index).unwrap_or(0)).map_err(|e| failed(e.to_string()))?;
    subset(&provider, &glyphs, &SubsetProfile::Minimal, CmapTarget::Unicode).map_err(|e| failed(e.to_string()))
}

/// File ending and media type (EPUB 3.3, section 3.2) of a font file by its first bytes.
fn flavour(file: &[u8]) -> (&'static str, &'static str) {
    if file.starts_with(b"OTTO") { ("otf", "font/otf") } else { ("ttf", "font/ttf") }
}

/// A PostScript name as an ASCII file name.
fn file_stem(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_face_keeps_the_characters_of_the_book_and_loses_the_rest() {
        let theme = crate::theme::built_in().expect("theme");
        let (fonts, _) = FontBook::load(&theme, None).expect("fonts");
        let embedded = embed(["señal"].into_iter(), &fonts).expect("embedded");
        let regular = embedded.files.get("fonts/SourceSerif4-Regular.otf").expect("the text face");
        let font = skrifa::FontRef::new(&regular.bytes).expect("a font");
        for c in ['a', 'ñ', 'Ñ', '~'] {
            assert!(font.charmap().map(c).is_some(), "{c}");
        }
        assert_eq!(font.charmap().map('Ж'), None);
        assert!(regular.bytes.len() < 60_000, "{}", regular.bytes.len());
        for name in embedded.files.keys() {
            assert!(embedded.css.contains(&format!("url({name})")), "{name}");
        }
    }
}
