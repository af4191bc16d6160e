//! What a line alone says of its setting.

use super::super::page::{LineQuality, WordSpaces};

/// How much wider or narrower than natural the word spaces of a line are that was made to fit its measure: justified
/// lines, and last lines that had to be squeezed. `None` for other lines and for lines of one word.
pub fn factor(line: &LineQuality) -> Option<f64> {
    let WordSpaces { count, natural, set } = line.spaces;
    let fitted = line.ratio.is_some() || set != natural;
    (fitted && count > 0 && natural.0 > 0.0).then(|| set / natural)
}

/// Whether a line ends in a hyphen, one that the text has or one that was added.
pub fn ends_in_hyphen(line: &LineQuality) -> bool {
    let mut end = line.text.chars().rev();
    let written = matches!(end.next(), Some('-' | '\u{2010}')) && end.next().is_some_and(char::is_alphabetic);
    line.hyphenated || (written && line.index + 1 < line.of)
}
