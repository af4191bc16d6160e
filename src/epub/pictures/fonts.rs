//! The faces that covers are set in, from the project's own fonts.

use std::sync::{Arc, LazyLock};
use usvg::fontdb::{Database, Source};

/// A face of the cover, as SVG names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoverFace {
    /// Family, as the font names it.
    pub family: &'static str,
    /// CSS weight.
    pub weight: u16,
    /// The file.
    pub data: &'static [u8],
}

/// Titles.
pub const TITLE: CoverFace = CoverFace {
    family: "Source Serif 4 Display",
    weight: 600,
    data: include_bytes!("../../../fonts/source-serif/SourceSerif4Display-Semibold.otf"),
};
/// Subtitles.
pub const SUBTITLE: CoverFace = CoverFace {
    family: "Source Serif 4 Display",
    weight: 400,
    data: include_bytes!("../../../fonts/source-serif/SourceSerif4Display-Regular.otf"),
};
/// Authors and categories.
pub const LABEL: CoverFace = CoverFace {
    family: "Source Sans 3",
    weight: 600,
    data: include_bytes!("../../../fonts/source-sans/SourceSans3-Semibold.otf"),
};
/// For characters that the others lack.
const SYMBOLS: [&[u8]; 6] = [
    include_bytes!("../../../fonts/noto/NotoSerifHebrew-Regular.ttf"),
    include_bytes!("../../../fonts/noto/NotoNaskhArabic-Regular.ttf"),
    include_bytes!("../../../fonts/noto/NotoSansMath-Regular.ttf"),
    include_bytes!("../../../fonts/noto/NotoSansSymbols-Regular.ttf"),
    include_bytes!("../../../fonts/noto/NotoSansSymbols2-Regular.ttf"),
    include_bytes!("../../../fonts/noto/NotoEmoji-Regular.ttf"),
];

/// The faces, for setting text in SVG. No font of the machine is used: the same book gives the same cover everywhere.
pub fn database() -> Arc<Database> {
    static DATABASE: LazyLock<Arc<Database>> = LazyLock::new(|| Arc::new(load()));
    DATABASE.clone()
}

fn load() -> Database {
    let mut database = Database::new();
    for data in [TITLE.data, SUBTITLE.data, LABEL.data].into_iter().chain(SYMBOLS) {
        database.load_font_source(Source::Binary(Arc::new(data)));
    }
    database.set_serif_family(TITLE.family);
    database.set_sans_serif_family(LABEL.family);
    database
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_faces_bear_the_names_that_covers_use() {
        let database = database();
        for face in [TITLE, SUBTITLE, LABEL] {
            let found = database
                .faces()
                .any(|info| info.weight.0 == face.weight && info.families.iter().any(|(name, _)| name == face.family));
            let all: Vec<_> = database.faces().map(|f| (f.families.clone(), f.weight)).collect();
            assert!(found, "{} {}: {all:?}", face.family, face.weight);
        }
    }
}
