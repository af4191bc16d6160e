//! Embedded fonts: the theme's faces, cut down to the characters that the book uses.
//!
//! Readers set text themselves: they look glyphs up by character and ask the layout tables for small capitals, so the cut
//! keeps both ([`cut`]). The fonts are stored as they are, never obfuscated; their licence (OFL 1.1) allows embedding.

mod cut;

use crate::epub::error::EpubError;
use crate::epub::pictures::images::ImageFile;
use crate::layout::fonts::{Face, FontBook, FontRole};
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
    let failed = |reason| EpubError::Font { name: face.name.clone(), reason };
    cut::cut(&face.data, face.index, characters).map_err(failed)
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
    use flate2::Compression;
    use flate2::write::DeflateEncoder;
    use skrifa::instance::{LocationRef, Size};
    use skrifa::outline::{DrawSettings, OutlinePen};
    use skrifa::{FontRef, GlyphId, MetadataProvider as _};
    use std::io::Write as _;

    fn embedded(text: &str) -> Embedded {
        let theme = crate::theme::built_in().expect("theme");
        let (fonts, _) = FontBook::load(&theme, None).expect("fonts");
        embed([text].into_iter(), &fonts).expect("embedded")
    }

    /// Counts what an outline is drawn with.
    #[derive(Default)]
    struct Strokes(usize);

    impl OutlinePen for Strokes {
        fn move_to(&mut self, _: f32, _: f32) {
            self.0 += 1;
        }
        fn line_to(&mut self, _: f32, _: f32) {
            self.0 += 1;
        }
        fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {
            self.0 += 1;
        }
        fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {
            self.0 += 1;
        }
        fn close(&mut self) {}
    }

    fn strokes(font: &FontRef<'_>, glyph: GlyphId) -> usize {
        let mut writer = Strokes::default();
        let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
        font.outline_glyphs().get(glyph).expect("glyph").draw(settings, &mut writer).expect("drawn");
        writer.0
    }

    #[test]
    fn a_face_keeps_the_characters_of_the_book_and_loses_the_rest() {
        let embedded = embedded("señal");
        for (name, before) in [
            (
                "SourceSerif4-Regular.otf",
                &include_bytes!("../../../../fonts/source-serif/SourceSerif4-Regular.otf")[..],
            ),
            (
                "JetBrainsMono-Regular.ttf",
                &include_bytes!("../../../../fonts/jetbrains-mono/JetBrainsMono-Regular.ttf")[..],
            ),
        ] {
            let file = &embedded.files[&format!("fonts/{name}")];
            let (font, whole) = (FontRef::new(&file.bytes).expect("a font"), FontRef::new(before).expect("a font"));
            for c in ['a', 'ñ', 'Ñ', '~'] {
                let glyph = font.charmap().map(c).expect("mapped");
                assert_eq!(Some(glyph), whole.charmap().map(c), "{c} keeps its glyph");
                assert_eq!(strokes(&font, glyph), strokes(&whole, glyph), "{c} keeps its outline");
            }
            assert_eq!(font.charmap().map('Ж'), None);
            let gone = whole.charmap().map('Ж').expect("mapped");
            assert!(strokes(&whole, gone) > 0 && strokes(&font, gone) == 0);
        }
        for name in embedded.files.keys() {
            assert!(embedded.css.contains(&format!("url({name})")), "{name}");
        }
    }

    #[test]
    fn the_cut_faces_are_small_in_the_container() {
        let mut total = 0;
        for file in embedded("The quick brown fox — señal").files.values() {
            let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
            packed.write_all(&file.bytes).expect("packed");
            total += packed.finish().expect("packed").len();
        }
        // The whole faces are 1.8 MB so packed; most of what is left is kerning.
        assert!(total < 1_200_000, "{total}");
    }
}
