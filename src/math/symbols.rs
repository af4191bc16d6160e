//! Characters of MathML: what commands stand for, and letters in another alphabet.

use ratex_font::{Mode as FontMode, get_symbol};
use ratex_parser::Mode;

/// The characters that a symbol's text stands for.
pub(super) fn characters(text: &str, mode: Mode) -> String {
    match text {
        "\\@not" | "\\not" => return "\u{338}".to_owned(),
        "\\prime" => return "\u{2032}".to_owned(),
        _ => {}
    }
    let mode = if mode == Mode::Math { FontMode::Math } else { FontMode::Text };
    match get_symbol(text, mode).and_then(|symbol| symbol.codepoint) {
        Some(found) => found.to_string(),
        None => text.strip_prefix('\\').unwrap_or(text).to_owned(),
    }
}

/// A letter or figure in the alphabet of a font command, as Unicode has it (Mathematical Alphanumeric Symbols): MathML
/// Core knows no other way. `None` where there is no such character.
pub(super) fn alphabet(font: &str, c: char) -> Option<char> {
    let exception = match (font, c) {
        ("mathbb", 'C') => Some('ℂ'),
        ("mathbb", 'H') => Some('ℍ'),
        ("mathbb", 'N') => Some('ℕ'),
        ("mathbb", 'P') => Some('ℙ'),
        ("mathbb", 'Q') => Some('ℚ'),
        ("mathbb", 'R') => Some('ℝ'),
        ("mathbb", 'Z') => Some('ℤ'),
        ("mathcal" | "mathscr", 'B') => Some('ℬ'),
        ("mathcal" | "mathscr", 'E') => Some('ℰ'),
        ("mathcal" | "mathscr", 'F') => Some('ℱ'),
        ("mathcal" | "mathscr", 'H') => Some('ℋ'),
        ("mathcal" | "mathscr", 'I') => Some('ℐ'),
        ("mathcal" | "mathscr", 'L') => Some('ℒ'),
        ("mathcal" | "mathscr", 'M') => Some('ℳ'),
        ("mathcal" | "mathscr", 'R') => Some('ℛ'),
        ("mathcal" | "mathscr", 'e') => Some('ℯ'),
        ("mathcal" | "mathscr", 'g') => Some('ℊ'),
        ("mathcal" | "mathscr", 'o') => Some('ℴ'),
        ("mathfrak", 'C') => Some('ℭ'),
        ("mathfrak", 'H') => Some('ℌ'),
        ("mathfrak", 'I') => Some('ℑ'),
        ("mathfrak", 'R') => Some('ℜ'),
        ("mathfrak", 'Z') => Some('ℨ'),
        _ => None,
    };
    if exception.is_some() {
        return exception;
    }
    // First capital, first small letter, first figure, first Greek capital, first Greek small letter; 0 for none.
    let (upper, lower, figure, greek_upper, greek_lower) = match font {
        "mathbf" => (0x1d400, 0x1d41a, 0x1d7ce, 0x1d6a8, 0x1d6c2),
        "boldsymbol" => (0x1d468, 0x1d482, 0x1d7ce, 0x1d71c, 0x1d736),
        "mathbb" => (0x1d538, 0x1d552, 0x1d7d8, 0, 0),
        "mathcal" | "mathscr" => (0x1d49c, 0x1d4b6, 0, 0, 0),
        "mathfrak" => (0x1d504, 0x1d51e, 0, 0, 0),
        "mathsf" => (0x1d5a0, 0x1d5ba, 0x1d7e2, 0, 0),
        "mathsfit" => (0x1d608, 0x1d622, 0x1d7e2, 0, 0),
        "mathtt" => (0x1d670, 0x1d68a, 0x1d7f6, 0, 0),
        _ => return None,
    };
    let (base, first) = match c {
        'A'..='Z' => (upper, 'A'),
        'a'..='z' => (lower, 'a'),
        '0'..='9' => (figure, '0'),
        'Α'..='Ω' => (greek_upper, 'Α'),
        'α'..='ω' => (greek_lower, 'α'),
        _ => return None,
    };
    if base == 0 { None } else { char::from_u32(base + (u32::from(c) - u32::from(first))) }
}

/// The mark of an accent over or under its base, and whether it is as wide as the base.
pub(super) fn accent(label: &str) -> (&'static str, bool) {
    match label {
        "\\acute" => ("\u{b4}", false),
        "\\grave" => ("\u{60}", false),
        "\\ddot" => ("\u{a8}", false),
        "\\dddot" => ("\u{20db}", false),
        "\\ddddot" => ("\u{20dc}", false),
        "\\tilde" => ("~", false),
        "\\bar" => ("\u{af}", false),
        "\\breve" => ("\u{2d8}", false),
        "\\check" => ("\u{2c7}", false),
        "\\hat" => ("^", false),
        "\\vec" => ("\u{2192}", false),
        "\\dot" => ("\u{2d9}", false),
        "\\mathring" => ("\u{2da}", false),
        "\\widecheck" => ("\u{2c7}", true),
        "\\widehat" => ("^", true),
        "\\widetilde" | "\\utilde" => ("~", true),
        "\\overrightarrow" | "\\underrightarrow" => ("\u{2192}", true),
        "\\overleftarrow" | "\\underleftarrow" => ("\u{2190}", true),
        "\\overleftrightarrow" | "\\underleftrightarrow" => ("\u{2194}", true),
        "\\Overrightarrow" => ("\u{21d2}", true),
        "\\overleftharpoon" => ("\u{21bc}", true),
        "\\overrightharpoon" => ("\u{21c0}", true),
        "\\overgroup" => ("\u{23e0}", true),
        "\\undergroup" => ("\u{23e1}", true),
        _ => ("\u{203e}", true),
    }
}

/// The combining mark of an accent in text.
pub(super) fn combining(label: &str) -> &'static str {
    match label {
        "\\'" | "\\acute" => "\u{301}",
        "\\`" | "\\grave" => "\u{300}",
        "\\^" | "\\hat" => "\u{302}",
        "\\~" | "\\tilde" => "\u{303}",
        "\\=" | "\\bar" => "\u{304}",
        "\\u" | "\\breve" => "\u{306}",
        "\\." | "\\dot" => "\u{307}",
        "\\\"" | "\\ddot" => "\u{308}",
        "\\r" | "\\mathring" => "\u{30a}",
        "\\H" => "\u{30b}",
        "\\v" | "\\check" => "\u{30c}",
        "\\c" => "\u{327}",
        _ => "",
    }
}

/// The character of a brace or bracket over or under an expression.
pub(super) fn brace(label: &str) -> &'static str {
    match label {
        "\\overbrace" => "\u{23de}",
        "\\underbrace" => "\u{23df}",
        "\\overbracket" => "\u{23b4}",
        "\\underbracket" => "\u{23b5}",
        "\\overparen" => "\u{23dc}",
        _ => "\u{23dd}",
    }
}

/// The character of an arrow with text over or under it.
pub(super) fn arrow(label: &str) -> &'static str {
    match label {
        "\\xleftarrow" => "\u{2190}",
        "\\xleftrightarrow" => "\u{2194}",
        "\\xLeftarrow" => "\u{21d0}",
        "\\xRightarrow" => "\u{21d2}",
        "\\xLeftrightarrow" => "\u{21d4}",
        "\\xhookleftarrow" => "\u{21a9}",
        "\\xhookrightarrow" => "\u{21aa}",
        "\\xmapsto" => "\u{21a6}",
        "\\xrightharpoondown" => "\u{21c1}",
        "\\xrightharpoonup" => "\u{21c0}",
        "\\xleftharpoondown" => "\u{21bd}",
        "\\xleftharpoonup" => "\u{21bc}",
        "\\xrightleftharpoons" | "\\xrightequilibrium" | "\\xleftequilibrium" => "\u{21cc}",
        "\\xleftrightharpoons" => "\u{21cb}",
        "\\xlongequal" => "=",
        "\\xtwoheadleftarrow" => "\u{219e}",
        "\\xtwoheadrightarrow" => "\u{21a0}",
        "\\xtofrom" | "\\xrightleftarrows" => "\u{21c4}",
        _ => "\u{2192}",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_their_alphabets() {
        let found = |font, text: &str| text.chars().filter_map(|c| alphabet(font, c)).collect::<String>();
        assert_eq!(found("mathbb", "RA1"), "ℝ𝔸𝟙");
        assert_eq!(found("mathbf", "xΓω"), "𝐱𝚪𝛚");
        assert_eq!(found("mathcal", "LA"), "ℒ𝒜");
        assert_eq!(found("mathfrak", "gR"), "𝔤ℜ");
        assert_eq!(found("mathrm", "d"), "", "upright letters are letters");
    }

    #[test]
    fn commands_are_characters() {
        let found = |text| characters(text, Mode::Math);
        assert_eq!(
            (found("\\alpha"), found("\\le"), found("-"), found("x")),
            ("α".into(), "≤".into(), "−".into(), "x".into())
        );
    }
}
