//! The faces that formulas are set in. They travel inside the binary, beside those of the theme, and are opened when a formula
//! first asks for them.

use super::bundled;
use super::face::{Face, FaceId};
use std::sync::OnceLock;

/// The id of the first of them: above those of themes, below those of the machine.
const FIRST: u16 = 0x3f00;

/// One place a face of [`crate::math::FONTS`].
#[derive(Debug, Default)]
pub(super) struct MathFaces {
    faces: [OnceLock<Option<Face>>; crate::math::FONTS.len()],
}

impl MathFaces {
    /// Opens a face by its index; its id.
    pub fn open(&self, index: usize) -> Option<FaceId> {
        let name = crate::math::FONTS.get(index)?;
        let path = format!("katex/KaTeX_{name}.ttf");
        let open = || Face::open(&path, bundled::math_file(index)?.into(), 0).ok();
        self.faces.get(index)?.get_or_init(open).as_ref()?;
        id(index)
    }

    /// A face that was opened, by its id.
    pub fn face(&self, id: FaceId) -> Option<&Face> {
        self.faces.get(usize::from(id.0.checked_sub(FIRST)?))?.get()?.as_ref()
    }

    /// Those that were opened so far, in the order of their ids.
    pub fn faces(&self) -> impl Iterator<Item = (FaceId, &Face)> {
        self.faces.iter().enumerate().filter_map(|(index, face)| Some((id(index)?, face.get()?.as_ref()?)))
    }
}

fn id(index: usize) -> Option<FaceId> {
    u16::try_from(index).ok()?.checked_add(FIRST).map(FaceId)
}

#[cfg(all(test, feature = "math"))]
mod tests {
    use super::*;

    #[test]
    fn every_face_is_bundled_and_opened_when_it_is_asked_for() {
        let faces = MathFaces::default();
        assert_eq!(faces.faces().count(), 0);
        for index in 0..crate::math::FONTS.len() {
            let id = faces.open(index).expect("a face");
            let name = faces.face(id).map(|face| face.name.clone()).unwrap_or_default();
            assert_eq!(name, format!("KaTeX_{}", crate::math::FONTS[index]));
        }
        let upright = crate::math::FONTS.iter().position(|name| *name == "Main-Regular").expect("it");
        let face = faces.open(upright).and_then(|id| faces.face(id)).expect("a face");
        let x = face.x_height - crate::math::X_HEIGHT;
        assert!(x.abs() < 0.02, "the height of an x: {}", face.x_height);
    }
}
