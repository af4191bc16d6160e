//! The faces a theme names: loaded once, selected by role and style, with fallback by character.

use crate::diagnostics::Diagnostics;
use crate::theme::Theme;
use std::path::Path;
use std::sync::Arc;

/// Index of a face in a [`FontBook`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(pub u16);

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

/// A face, held whole.
#[derive(Clone, Debug)]
pub struct Face {
    /// PostScript name.
    pub name: String,
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
}

/// All faces of a run.
#[derive(Clone, Debug, Default)]
pub struct FontBook {
    faces: Vec<Face>,
}

/// Why a face cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FontError {
    /// The theme names a file that is neither bundled nor there.
    #[error("font `{0}` is neither bundled nor found")]
    NotFound(String),
    /// The file is not a font.
    #[error("font `{0}` cannot be read: {1}")]
    Unreadable(String, String),
}

impl FontBook {
    /// Loads every face the theme's roles need. `base` is the folder of the theme file, for fonts beside it.
    pub fn load(_theme: &Theme, _base: Option<&Path>) -> Result<(FontBook, Diagnostics), FontError> {
        Ok((FontBook::default(), Diagnostics::new())) // to be written
    }

    /// A face by its id.
    pub fn face(&self, id: FaceId) -> Option<&Face> {
        self.faces.get(usize::from(id.0))
    }
}
