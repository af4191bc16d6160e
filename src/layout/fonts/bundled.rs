//! The faces that travel inside the binary, by their path below `fonts/`.

/// Makes the table of bundled files.
macro_rules! bundled {
    ($($path:literal),* $(,)?) => {
        /// Path below `fonts/` -> the file.
        const FILES: &[(&str, &[u8])] = &[$(($path, include_bytes!(concat!("../../../fonts/", $path)))),*];
    };
}

bundled![
    "jetbrains-mono/JetBrainsMono-Bold.ttf",
    "jetbrains-mono/JetBrainsMono-BoldItalic.ttf",
    "jetbrains-mono/JetBrainsMono-Italic.ttf",
    "jetbrains-mono/JetBrainsMono-Regular.ttf",
    "noto/NotoEmoji-Regular.ttf",
    "noto/NotoNaskhArabic-Regular.ttf",
    "noto/NotoNaskhArabic-SemiBold.ttf",
    "noto/NotoSansMath-Regular.ttf",
    "noto/NotoSansSymbols-Regular.ttf",
    "noto/NotoSansSymbols2-Regular.ttf",
    "noto/NotoSerifHebrew-Regular.ttf",
    "noto/NotoSerifHebrew-SemiBold.ttf",
    "source-sans/SourceSans3-It.otf",
    "source-sans/SourceSans3-Regular.otf",
    "source-sans/SourceSans3-Semibold.otf",
    "source-sans/SourceSans3-SemiboldIt.otf",
    "source-serif/SourceSerif4-It.otf",
    "source-serif/SourceSerif4-Regular.otf",
    "source-serif/SourceSerif4-Semibold.otf",
    "source-serif/SourceSerif4-SemiboldIt.otf",
    "source-serif/SourceSerif4Display-Regular.otf",
    "source-serif/SourceSerif4Display-Semibold.otf",
    "source-serif/SourceSerif4SmText-It.otf",
    "source-serif/SourceSerif4SmText-Regular.otf",
    "source-serif/SourceSerif4SmText-Semibold.otf",
];

/// The bundled files, by their path below `fonts/`.
pub fn files() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(path, _)| *path)
}

/// The bundled file of a path below `fonts/`.
pub(super) fn file(path: &str) -> Option<&'static [u8]> {
    FILES.iter().find(|(name, _)| *name == path).map(|(_, data)| *data)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme;

    #[test]
    fn every_face_of_the_built_in_theme_is_bundled() {
        let theme = theme::built_in().expect("built-in theme");
        for family in theme.families.values() {
            for path in [&family.regular, &family.italic, &family.bold, &family.bold_italic] {
                assert!(path.is_empty() || file(path).is_some(), "{path}");
            }
        }
    }
}
