//! The book's faces for drawings, whose text is set by family names.

use super::book::FontBook;
use crate::resolve::drawing;
use std::sync::Arc;
use usvg::fontdb;

impl FontBook {
    /// An SVG file, its text set in these faces. It can reach no file and no network: references other than embedded data
    /// are left out.
    ///
    /// # Errors
    /// Why the file cannot be read.
    pub fn drawing(&self, bytes: &[u8]) -> Result<usvg::Tree, String> {
        drawing::parse(bytes, Arc::new(self.database()))
    }

    /// The theme's faces by family, the first of each kind serving as the generic one. (Which of the machine's faces are open
    /// depends on what was set before.)
    fn database(&self) -> fontdb::Database {
        let mut database = fontdb::Database::new();
        for face in &self.shared.faces {
            database.load_font_source(fontdb::Source::Binary(Arc::new(Arc::clone(&face.data))));
        }
        let family = |wanted: &dyn Fn(&fontdb::FaceInfo) -> bool| {
            database
                .faces()
                .find(|face| wanted(face))
                .and_then(|face| face.families.first())
                .map(|(name, _)| name.clone())
        };
        let serif = family(&|face| !face.monospaced);
        let sans =
            family(&|face| face.families.iter().any(|(name, _)| name.contains("Sans"))).or_else(|| serif.clone());
        let mono = family(&|face| face.monospaced).or_else(|| serif.clone());
        if let (Some(serif), Some(sans), Some(mono)) = (serif, sans, mono) {
            database.set_serif_family(serif);
            database.set_sans_serif_family(sans);
            database.set_monospace_family(mono);
        }
        database
    }
}
