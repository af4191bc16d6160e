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

/// The faces of formulas, in the order of [`crate::math::FONTS`].
#[cfg(feature = "math")]
const MATH: [&[u8]; crate::math::FONTS.len()] = [
    include_bytes!("../../../fonts/katex/KaTeX_AMS-Regular.ttf"),
    include_bytes!("../../../fonts/katex/KaTeX_Caligraphic-Bold.ttf"),
    include_bytes!("../../../fonts/katex/KaTeX_Caligraphic-Regular.ttf"),
    include_bytes!("../../../fonts/katex/KaTeX_Fraktur-Bold.ttf"),
    include_bytes!("../../../fonts/katex/KaTeX_Fraktur-Regular.ttf"),
    include_bytes!("../../../fonts/katex/KaTeX_Main-Bold.ttf"),
    include_bytes!("../../../fonts/katex/KaTeX_Main-BoldItalic.ttf"),
    include_bytes!("../../../fonts/katex/KaTeX_Main-Italic.ttf"),
    include_bytes!("../../../fonts/katex/KaTeX_Main-Regular.ttf"),
    include_bytes!("../../../fonts/katex/KaTeX_Math-BoldItalic.ttf"),
    include_bytes!("../../../fonts/katex/KaTeX_Math-Italic.ttf"),
    include_bytes!("../../../fonts/katex/KaTeX_SansSerif-Bold.ttf"),
    include_bytes!("../../../fonts/katex/KaTeX_SansSerif-Italic.ttf"),
    include_bytes!("../../../fonts/katex/KaTeX_SansSerif-Regular.ttf"),
    include_bytes!("../../../fonts/katex/KaTeX_Script-Regular.ttf"),
    include_bytes!("../../../fonts/katex/KaTeX_Size1-Regular.ttf"),
    include_bytes!("../../../fonts/katex/KaTeX_Size2-Regular.ttf"),
    include_bytes!("../../../fonts/katex/KaTeX_Size3-Regular.ttf"),
    include_bytes!("../../../fonts/katex/KaTeX_Size4-Regular.ttf"),
    include_bytes!("../../../fonts/katex/KaTeX_Typewriter-Regular.ttf"),
];

/// The face of formulas at an index of [`crate::math::FONTS`].
#[cfg(feature = "math")]
pub(super) fn math_file(index: usize) -> Option<&'static [u8]> {
    MATH.get(index).copied()
}

/// None: the program was built without formulas.
#[cfg(not(feature = "math"))]
pub(super) fn math_file(_index: usize) -> Option<&'static [u8]> {
    None
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
