//! Characters that no text of a book holds, and those whose effect must end with their text.
//!
//! Control characters have no form, XML cannot hold most of them, and terminals obey some. Noncharacters are for a program's
//! own use (Unicode 16.0, 23.7). Bidirectional controls (UAX 9, 2) are kept, since texts in Arabic or Hebrew need them, but
//! each that opens is closed in its own text: else a title would reorder the page number after it.

use std::borrow::Cow;

/// What stands for U+0000 (CommonMark 0.31.2, 2.3).
const REPLACEMENT: char = '\u{fffd}';

/// Whether no text holds a character: controls other than tab and line ends, and noncharacters.
pub fn is_forbidden(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => false,
        '\u{fdd0}'..='\u{fdef}' => true,
        c => c.is_control() || u32::from(c) & 0xfffe == 0xfffe,
    }
}

/// A text without forbidden characters: those that are white space become a space, U+0000 becomes U+FFFD, the others are left
/// out.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_forbidden) {
        return Cow::Borrowed(text);
    }
    let kept = |c: char| match c {
        '\0' => Some(REPLACEMENT),
        c if !is_forbidden(c) => Some(c),
        c => c.is_whitespace().then_some(' '),
    };
    Cow::Owned(text.chars().filter_map(kept).collect())
}

/// A text of one line: clean, its white space at line ends and tabs as single spaces, its bidirectional controls balanced.
pub fn one_line(text: &str) -> String {
    let text = clean(text);
    let broken = text.contains(['\n', '\r', '\t', '\u{2028}', '\u{2029}']);
    let text = if broken { Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" ")) } else { text };
    let mut balance = Balance::default();
    let mut balanced = balance.pass(text.trim()).into_owned();
    balanced.push_str(&balance.close());
    balanced
}

/// The bidirectional controls that are open in a text which is read piece by piece.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// Whether each is an isolate, outer before inner.
    open: Vec<bool>,
    isolates: usize,
}

impl Balance {
    /// Reads the next piece. What closes nothing is left out of it.
    pub fn pass<'a>(&mut self, text: &'a str) -> Cow<'a, str> {
        if !text.contains(|c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')) {
            return Cow::Borrowed(text);
        }
        Cow::Owned(text.chars().filter(|c| self.keeps(*c)).collect())
    }

    fn keeps(&mut self, c: char) -> bool {
        match c {
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' => self.open.push(false),
            '\u{2066}'..='\u{2068}' => {
                self.open.push(true);
                self.isolates += 1;
            }
            // It closes an embedding or an override, but not through an isolate (UAX 9, BD11 and X7).
            '\u{202c}' => return self.open.pop_if(|isolate| !*isolate).is_some(),
            // It closes an isolate and all that is open in it (X6a).
            '\u{2069}' => {
                if self.isolates == 0 {
                    return false;
                }
                self.isolates -= 1;
                while self.open.pop() == Some(false) {}
            }
            _ => {}
        }
        true
    }

    /// What closes all that is open, inner before outer.
    pub fn close(&mut self) -> String {
        self.isolates = 0;
        self.open.drain(..).rev().map(|isolate| if isolate { '\u{2069}' } else { '\u{202c}' }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_and_noncharacters_are_left_out() {
        assert_eq!(clean("a\u{1}b\u{1b}[31mc\u{7f}\u{9b}d\u{fffe}\u{1ffff}\u{fdd0}e"), "ab[31mcde");
        assert_eq!(clean("a\u{b}b\u{c}c\u{85}d\0"), "a b c d\u{fffd}", "white space stays white space");
        let kept = "tab\tline\r\nniño 日本 👩‍🚀 \u{ad}\u{200d}\u{e000}\u{2028}";
        assert!(matches!(clean(kept), Cow::Borrowed(same) if same == kept));
    }

    #[test]
    fn fields_are_of_one_line() {
        assert_eq!(one_line(" a\r\n::warning::b\tc "), "a ::warning::b c");
        assert_eq!(one_line("a  b"), "a  b");
        assert_eq!(one_line("\u{1}"), "");
    }

    #[test]
    fn what_opens_is_closed_and_what_closes_nothing_goes() {
        assert_eq!(one_line("a\u{202e}b"), "a\u{202e}b\u{202c}");
        assert_eq!(one_line("\u{2067}a\u{202b}b"), "\u{2067}a\u{202b}b\u{202c}\u{2069}");
        assert_eq!(one_line("a\u{202c}\u{2069}b"), "ab");
        assert_eq!(
            one_line("\u{2067}a\u{202b}b\u{2069}\u{202c}c"),
            "\u{2067}a\u{202b}b\u{2069}c",
            "closed with its isolate"
        );
        assert_eq!(one_line("\u{202b}a\u{2067}b\u{202c}c\u{2069}\u{202c}"), "\u{202b}a\u{2067}bc\u{2069}\u{202c}");
    }

    #[test]
    fn pieces_are_balanced_as_one() {
        let mut balance = Balance::default();
        assert_eq!(balance.pass("a\u{2068}"), "a\u{2068}");
        assert_eq!(balance.pass("b\u{202c}"), "b");
        assert_eq!(balance.pass("\u{2069}\u{2069}"), "\u{2069}");
        assert_eq!(balance.close(), "");
    }
}
