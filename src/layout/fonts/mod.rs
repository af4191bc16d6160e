//! The faces a theme names: loaded once, selected by role and style, with fallback by character.

mod bundled;
mod database;
mod face;
mod glyphs;
mod load;
mod plans;
mod system;
mod words;

pub use face::{Face, FaceId};
pub(in crate::layout) use glyphs::{ClusterKind, Reshaped, WordCluster, WordGlyph};
pub(in crate::layout) use plans::{Features, PlanKey};
pub use system::installed_files;
pub(in crate::layout) use words::{Word, WordShaper};

use crate::diagnostics::Diagnostics;
use crate::theme::Theme;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Which of the theme's roles text plays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FontRole {
    /// Running text.
    #[default]
    Text,
    /// Notes, captions, small text.
    Small,
    /// Title and headings.
    Heading,
    /// Labels, running heads.
    Label,
    /// Code.
    Mono,
}

/// Why a face cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FontError {
    /// The theme names a file that is neither bundled nor there.
    #[error("font `{0}` is neither bundled nor found")]
    NotFound(String),
    /// The theme names a font of the system that is not installed.
    #[error("font family `{name}` is not installed{}", near_names(near))]
    NotInstalled {
        /// The name asked for.
        name: String,
        /// Installed families with a name like it, the likest first.
        near: Vec<String>,
    },
    /// The file is not a font.
    #[error("font `{0}` cannot be read: {1}")]
    Unreadable(String, String),
}

fn near_names(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!("; families with a name like it: {}", near.join(", ")) }
}

/// A face chosen for a style, and what it takes to make up for what the family lacks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Selection {
    /// The face.
    pub face: FaceId,
    /// Slant to add, as the tangent of an angle; 0 for a face that is what was asked for.
    pub slant: f64,
}

/// The tangent of 12 degrees: the slant of the bundled serif's own italic, for an upright that stands in for one.
const SYNTHETIC_SLANT: f64 = 0.212_556_561_670_022;

/// The four styles of a family; all present, a missing one is stood in for.
#[derive(Clone, Copy, Debug, Default)]
struct Styles {
    /// Indexed by bold (1) and italic (2).
    by_style: [Selection; 4],
}

impl Styles {
    fn get(&self, bold: bool, italic: bool) -> Selection {
        self.by_style.get(usize::from(bold) + 2 * usize::from(italic)).copied().unwrap_or_default()
    }
}

/// All faces of a run. Cheap to clone, and shared between threads.
#[derive(Clone, Debug, Default)]
pub struct FontBook {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    faces: Vec<Face>,
    /// Styles of the roles, indexed by [`FontRole`].
    roles: [Styles; 5],
    /// Styles of the fallback families, in order.
    fallback: Vec<Styles>,
    /// Shapers of words, each made once.
    shapers: Mutex<BTreeMap<PlanKey, Arc<WordShaper>>>,
}

impl FontBook {
    /// Loads every face the theme's roles need. `base` is the folder of the theme file, for fonts beside it.
    ///
    /// # Errors
    /// When a face cannot be found or read: a book set in another face than the theme asks for would be a wrong book.
    pub fn load(theme: &Theme, base: Option<&Path>) -> Result<(FontBook, Diagnostics), FontError> {
        load::book(theme, base)
    }

    /// A book of one face that plays every role: for tests, and for callers without a theme.
    ///
    /// # Errors
    /// When the data is no font.
    pub fn from_bytes(name: &str, data: &[u8]) -> Result<FontBook, FontError> {
        let shared = Shared { faces: vec![Face::open(name, data.into(), 0)?], ..Shared::default() };
        let mut styles = Styles::default();
        for (i, selection) in styles.by_style.iter_mut().enumerate() {
            selection.slant = if i >= 2 { SYNTHETIC_SLANT } else { 0.0 };
        }
        Ok(FontBook { shared: Arc::new(Shared { roles: [styles; 5], ..shared }) })
    }

    /// A face by its id.
    pub fn face(&self, id: FaceId) -> Option<&Face> {
        self.shared.faces.get(usize::from(id.0))
    }

    /// All faces, in the order of their ids.
    pub fn faces(&self) -> impl Iterator<Item = (FaceId, &Face)> {
        self.shared.faces.iter().enumerate().map(|(i, face)| (FaceId(u16::try_from(i).unwrap_or(u16::MAX)), face))
    }

    /// The face of a role and style.
    pub fn select(&self, role: FontRole, bold: bool, italic: bool) -> Selection {
        self.shared.roles.get(role as usize).map(|styles| styles.get(bold, italic)).unwrap_or_default()
    }

    /// The shaper of a key, made once for all clones of the book; `None` if there is no such face.
    pub(in crate::layout) fn shaper(&self, key: &PlanKey) -> Option<Arc<WordShaper>> {
        // A panic elsewhere leaves the map whole: entries are only ever added.
        let mut shapers = self.shared.shapers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shaper) = shapers.get(key) {
            return Some(Arc::clone(shaper));
        }
        let shaper = Arc::new(WordShaper::new(self.face(key.face)?, key.clone()));
        shapers.insert(key.clone(), Arc::clone(&shaper));
        Some(shaper)
    }

    /// The first face, in the order of the theme's fallback families, that `serves`; of the style asked for, if the
    /// family has it, else of any style.
    pub fn fallback(&self, bold: bool, italic: bool, serves: impl Fn(&Face) -> bool) -> Option<Selection> {
        let usable = |selection: &Selection| self.face(selection.face).is_some_and(&serves);
        self.shared.fallback.iter().find_map(|styles| {
            let plain = styles.get(false, false);
            [styles.get(bold, italic), plain].into_iter().find(usable)
        })
    }
}

/// The square font of the layout tests (`tests/fonts/make_square.py`).
#[cfg(test)]
pub(crate) mod testing {
    use super::FontBook;

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
