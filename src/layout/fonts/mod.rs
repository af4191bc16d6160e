//! The faces a theme names: loaded once, selected by role and style, with fallback by character.

mod book;
mod bundled;
mod database;
mod error;
mod face;
mod glyphs;
mod load;
mod machine;
mod math;
mod plans;
mod scripts;
mod system;
mod table;
mod words;

pub use book::{FontBook, FontRole, Selection};
pub use bundled::files as bundled_files;
pub use error::FontError;
pub use face::{Face, FaceId};
pub(in crate::layout) use glyphs::{ClusterKind, Reshaped, WordCluster, WordGlyph};
pub(in crate::layout) use plans::{Features, PlanKey};
pub(in crate::layout) use scripts::{FontScript, Look, Region};
pub use system::{installed_families, installed_files};
pub(in crate::layout) use words::{Word, WordShaper, is_gap};

/// The square font of the layout tests (`tests/fonts/make_square.py`).
#[cfg(test)]
pub(crate) mod testing {
    use super::FontBook;
    use super::machine::Machine;

    /// The square font on a machine where only the project's own fonts are installed.
    pub(crate) fn square_with_installed() -> FontBook {
        let mut database = fontdb::Database::new();
        database.load_fonts_dir(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts"));
        square().with_machine(Machine::of(database))
    }

    /// A book in which every glyph is one em wide, in every role.
    pub(crate) fn square() -> FontBook {
        FontBook::from_bytes("Square", include_bytes!("../../../tests/fonts/Square.ttf")).expect("the square font")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme;

    fn book() -> FontBook {
        FontBook::load(&theme::built_in().expect("theme"), None).expect("fonts").0
    }

    fn name(book: &FontBook, selection: Selection) -> &str {
        book.face(selection.face).map_or("", |face| &face.name)
    }

    #[test]
    fn roles_and_styles_choose_faces() {
        let book = book();
        let chosen = |role, bold, italic| name(&book, book.select(role, bold, italic));
        assert_eq!(chosen(FontRole::Text, false, false), "SourceSerif4-Regular");
        assert_eq!(chosen(FontRole::Text, false, true), "SourceSerif4-It");
        assert_eq!(chosen(FontRole::Text, true, true), "SourceSerif4-SemiboldIt");
        assert_eq!(chosen(FontRole::Mono, true, false), "JetBrainsMono-Bold");
        assert_eq!(chosen(FontRole::Heading, true, false), "SourceSerif4Display-Semibold");
    }

    #[test]
    fn metrics_are_the_fonts_own() {
        let book = book();
        let face = book.face(book.select(FontRole::Text, false, false).face).expect("face");
        assert_eq!((face.units_per_em, face.ascent, face.descent), (1000, 1.036, 0.335));
        assert_eq!((face.cap_height, face.x_height), (0.67, 0.475));
        assert!(face.small_caps);
        let italic = book.face(book.select(FontRole::Text, false, true).face).expect("face");
        assert_eq!(italic.italic_angle, -12.0);
        assert!(!italic.small_caps);
    }

    #[test]
    fn a_missing_style_is_made_of_what_is_there() {
        let mut theme = theme::built_in().expect("theme");
        theme.roles.text = "emoji".into();
        let (book, _) = FontBook::load(&theme, None).expect("fonts");
        let upright = book.select(FontRole::Text, false, false);
        assert_eq!(book.select(FontRole::Text, true, false), upright, "bold: the regular serves");
        let italic = book.select(FontRole::Text, false, true);
        assert_eq!(italic.face, upright.face);
        assert!((italic.slant - 12f64.to_radians().tan()).abs() < 1e-12, "{}", italic.slant);
    }

    #[test]
    fn fallback_goes_by_the_themes_order_and_prefers_the_style() {
        let book = book();
        let serving = |c: char, bold, italic| {
            book.fallback(bold, italic, |face| face.has(c)).map(|selection| name(&book, selection).to_owned())
        };
        assert_eq!(serving('é', false, true).as_deref(), Some("SourceSerif4-It"));
        assert_eq!(serving('😀', true, false).as_deref(), Some("NotoEmoji-Regular"));
        assert_eq!(serving('\u{4e00}', false, false), None);
        assert_eq!(serving('ب', false, false).as_deref(), Some("NotoNaskhArabic-Regular"));
        assert_eq!(serving('ש', false, false).as_deref(), Some("NotoSerifHebrew-Regular"));
        assert_eq!(serving('ب', true, false).as_deref(), Some("NotoNaskhArabic-SemiBold"));
        assert_eq!(serving('ש', true, false).as_deref(), Some("NotoSerifHebrew-SemiBold"));
    }

    #[test]
    fn a_font_that_is_not_there_is_an_error_that_names_it() {
        let mut theme = theme::built_in().expect("theme");
        theme.families.entry("serif".into()).or_default().regular = "nowhere.ttf".into();
        let error = FontBook::load(&theme, None).expect_err("no such font");
        assert!(error.to_string().contains("nowhere.ttf"), "{error}");
        let folder = tempfile::tempdir().expect("folder");
        std::fs::write(folder.path().join("nowhere.ttf"), b"not a font").expect("file");
        let error = FontBook::load(&theme, Some(folder.path())).expect_err("no font");
        assert!(matches!(error, FontError::Unreadable(..)), "{error}");
    }

    #[test]
    fn a_family_of_the_system_brings_its_styles() {
        // Without a family that surely is installed, the message must name what is not.
        let mut theme = theme::built_in().expect("theme");
        theme.families.entry("serif".into()).or_default().regular = "system:No Such Family".into();
        let error = FontBook::load(&theme, None).expect_err("not installed");
        assert!(error.to_string().contains("`No Such Family` is not installed"), "{error}");

        let family = theme::Family { regular: "system:Noto Sans CJK JP".into(), ..theme::Family::default() };
        theme.families.insert("serif".into(), family);
        let Ok((book, _)) = FontBook::load(&theme, None) else {
            let required = std::env::var("OFFPRINT_REQUIRE_TOOLS").is_ok_and(|value| value == "1");
            assert!(!required, "fonts-noto-cjk is required and not installed");
            return;
        };
        let chosen = |bold, italic| book.select(FontRole::Text, bold, italic);
        assert_eq!(name(&book, chosen(false, false)), "NotoSansCJKjp-Regular");
        assert_eq!(name(&book, chosen(true, false)), "NotoSansCJKjp-Bold", "found without being named");
        assert_eq!(chosen(false, true).face, chosen(false, false).face);
        assert!(chosen(false, true).slant > 0.0, "it has no italic");
    }

    #[test]
    fn the_book_can_be_shared_between_threads() {
        fn shared<T: Send + Sync + Clone>(_: &T) {}
        shared(&testing::square());
    }
}
