//! The book's faces for drawings, whose text is set by family names.

use super::FontBook;
use std::sync::Arc;
use usvg::fontdb;

impl FontBook {
    /// The faces by family, the first of each kind serving as the generic one.
    pub fn database(&self) -> fontdb::Database {
        let mut database = fontdb::Database::new();
        for (_, face) in self.faces() {
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
