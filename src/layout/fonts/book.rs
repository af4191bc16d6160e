//! The faces of a run: selected by role and style, with fallback by character.

use super::error::FontError;
use super::face::{Face, FaceId};
use super::machine::Machine;
use super::math::MathFaces;
use super::plans::PlanKey;
use super::scripts::{FontScript, Look};
use super::words::WordShaper;
use std::collections::BTreeMap;
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

/// A face chosen for a style, and what it takes to make up for what the family lacks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Selection {
    /// The face.
    pub face: FaceId,
    /// Slant to add, as the tangent of an angle; 0 for a face that is what was asked for.
    pub slant: f64,
}

/// The tangent of 12 degrees: the slant of the bundled serif's own italic, for an upright that stands in for one.
pub(super) const SYNTHETIC_SLANT: f64 = 0.212_556_561_670_022;

/// The four styles of a family; all present, a missing one is stood in for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Styles {
    /// Indexed by bold (1) and italic (2).
    pub by_style: [Selection; 4],
}

impl Styles {
    fn get(&self, bold: bool, italic: bool) -> Selection {
        self.by_style.get(usize::from(bold) + 2 * usize::from(italic)).copied().unwrap_or_default()
    }
}

/// All faces of a run. Cheap to clone, and shared between threads.
#[derive(Clone, Debug, Default)]
pub struct FontBook {
    pub(super) shared: Arc<Shared>,
}

#[derive(Debug, Default)]
pub(super) struct Shared {
    pub faces: Vec<Face>,
    /// Styles of the roles, indexed by [`FontRole`].
    pub roles: [Styles; 5],
    /// Styles of the fallback families, in order.
    pub fallback: Vec<Styles>,
    /// What kind of face each role has, indexed by [`FontRole`].
    pub looks: [Look; 5],
    /// Faces of formulas.
    pub math: MathFaces,
    /// Faces of the machine, for what no fallback family has.
    pub machine: Machine,
    /// Shapers of words, each made once.
    pub shapers: Mutex<BTreeMap<PlanKey, Arc<WordShaper>>>,
}

impl FontBook {
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

    /// The same book on a machine with these faces.
    #[cfg(test)]
    pub(super) fn with_machine(self, machine: Machine) -> FontBook {
        let (faces, roles) = (self.shared.faces.clone(), self.shared.roles);
        FontBook { shared: Arc::new(Shared { faces, roles, machine, ..Shared::default() }) }
    }

    /// A face by its id.
    pub fn face(&self, id: FaceId) -> Option<&Face> {
        if Machine::has_id(id) {
            return self.shared.machine.face(id);
        }
        self.shared.faces.get(usize::from(id.0)).or_else(|| self.shared.math.face(id))
    }

    /// The face of formulas at an index of [`crate::math::FONTS`].
    pub(in crate::layout) fn math_face(&self, index: usize) -> Option<FaceId> {
        self.shared.math.open(index)
    }

    /// All faces, in the order of their ids: those of the theme, and those of formulas and of the machine that were taken so far.
    pub fn faces(&self) -> impl Iterator<Item = (FaceId, &Face)> {
        let faces = self.shared.faces.iter().enumerate();
        let own = faces.map(|(i, face)| (FaceId(u16::try_from(i).unwrap_or(u16::MAX)), face));
        own.chain(self.shared.math.faces()).chain(self.shared.machine.faces())
    }

    /// Whether a face is one of the machine's that the theme does not name.
    pub(in crate::layout) fn is_installed(id: FaceId) -> bool {
        Machine::has_id(id)
    }

    /// A face of the machine that `serves`, for text of a script in a role and style that no family of the theme has. It must
    /// have the character `c`. Nothing is looked up where the theme does not allow it.
    pub(in crate::layout) fn installed(
        &self,
        (script, c): (FontScript, char),
        role: FontRole,
        (bold, italic): (bool, bool),
        serves: impl Fn(&Face) -> bool,
    ) -> Option<Selection> {
        let look = self.shared.looks.get(role as usize).copied().unwrap_or_default();
        let face = self.shared.machine.find((script, look, bold, italic), c, serves)?;
        let upright = self.face(face).is_some_and(|face| face.italic_angle == 0.0);
        Some(Selection { face, slant: if italic && upright { SYNTHETIC_SLANT } else { 0.0 } })
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
