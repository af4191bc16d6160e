//! How far characters hang out of the measure, so that margins look straight.
//!
//! A stop or a hyphen at a line's end covers a fraction of its width with ink near the baseline only: aligned by its
//! advance, it leaves a dent in the margin. The factors are fractions of the advance, by eye on Source Serif 4 and in
//! the range that microtypography usually takes; letters with open sides get a trace.

/// Fraction of its advance that a character hangs out at the left, at the start of a line.
pub(super) fn at_start(c: char) -> f64 {
    match c {
        '“' | '‘' | '"' | '\'' | '„' | '‚' => 0.5,
        '«' | '‹' => 0.3,
        '-' | '‐' | '–' => 0.4,
        '—' => 0.2,
        '(' | '[' | '{' | '¡' | '¿' => 0.08,
        // The left half of these is blank: the em they are in keeps the grid of ideographs.
        '「' | '『' | '（' | '〔' | '［' | '｛' | '〈' | '《' | '【' => 0.5,
        'A' | 'T' | 'V' | 'W' | 'Y' | 'J' => 0.05,
        _ => 0.0,
    }
}

/// Fraction of its advance that a character hangs out at the right, at the end of a line.
pub(super) fn at_end(c: char) -> f64 {
    match c {
        '.' | ',' => 0.6,
        '-' | '‐' | '\u{ad}' => 0.55,
        '”' | '’' | '"' | '\'' => 0.5,
        ':' | ';' => 0.3,
        '»' | '›' => 0.3,
        '–' => 0.3,
        '—' => 0.2,
        // The right half of these is blank.
        '」' | '』' | '）' | '〕' | '］' | '｝' | '〉' | '》' | '】' | '、' | '。' | '，' | '．' => 0.5,
        '!' | '?' | '…' => 0.12,
        ')' | ']' | '}' => 0.08,
        'A' | 'F' | 'K' | 'L' | 'T' | 'V' | 'W' | 'X' | 'Y' => 0.05,
        'r' | 'v' | 'w' | 'y' | 'k' => 0.04,
        _ => 0.0,
    }
}
