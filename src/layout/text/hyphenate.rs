//! Where words may be divided: the patterns of their language, and what typographers forbid beyond them.

use super::itemize::primary;
use hypher::Lang;

/// Fewest letters before a hyphen, whatever the patterns say.
const LEAST_BEFORE: usize = 2;
/// Fewest letters after it: two would save no more than the hyphen takes.
const LEAST_AFTER: usize = 3;
/// Fewest letters of a word that is divided at all.
const LEAST_WORD: usize = 5;

/// A place where a word may be divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Division {
    /// Byte of the text.
    pub at: usize,
    /// Whether the hyphen would leave only two letters before it, which reads badly.
    pub short: bool,
    /// Whether the word begins with a capital and is likely a name.
    pub name: bool,
}

/// The patterns of a BCP 47 tag, if there are any.
pub(super) fn patterns(lang: &str) -> Option<Lang> {
    let code = match primary(lang) {
        // Both written forms of Norwegian share patterns, filed under the common code.
        "nn" | "nb" => "no",
        other => other,
    };
    let code: [u8; 2] = code.to_ascii_lowercase().as_bytes().try_into().ok()?;
    Lang::from_iso(code)
}

/// Whether a language is set without divisions by custom, or breaks without hyphens (ideographs, Thai).
pub(super) fn needs_none(lang: &str) -> bool {
    const NONE: &[&str] = &[
        "", "ar", "ckb", "dv", "fa", "he", "ja", "km", "ko", "lo", "my", "ps", "th", "ur", "vi", "yi", "yue", "zh",
        "und", "zxx",
    ];
    NONE.contains(&primary(lang).to_ascii_lowercase().as_str())
}

/// The places where the words of a text may be divided. `text` is one stretch of one language.
pub(super) fn divisions(text: &str, lang: Lang) -> Vec<Division> {
    let mut found = Vec::new();
    for (start, token) in tokens(text) {
        if !divisible(token) {
            continue;
        }
        for (offset, word) in words(token) {
            divide(word, start + offset, lang, &mut found);
        }
    }
    found
}

/// What stands between white space, with its offsets.
fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    pieces(text, |c| !c.is_whitespace() && !is_dash(c) && c != super::source::OBJECT)
}

/// Dashes part words; a hyphen does not: a compound breaks at its hyphen only.
fn is_dash(c: char) -> bool {
    matches!(c, '–' | '—' | '―')
}

/// Whether a token is prose: no compound, number, address or identifier.
fn divisible(token: &str) -> bool {
    let inner = token.trim_end_matches(|c: char| !c.is_alphanumeric());
    !inner
        .chars()
        .any(|c| c.is_numeric() || matches!(c, '-' | '‐' | '\u{2011}' | '/' | '@' | '_' | '\\' | ':' | '.' | '='))
}

fn words(token: &str) -> impl Iterator<Item = (usize, &str)> {
    pieces(token, |c| c.is_alphabetic() || is_mark(c))
}

/// Combining marks belong to the letter before them.
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Maximal stretches of characters that `within` holds for, with their offsets.
fn pieces(text: &str, within: impl Fn(char) -> bool + Copy) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(within)?;
        let rest = text.get(start..)?;
        let end = rest.find(|c| !within(c)).map_or(text.len(), |n| start + n);
        at = end;
        Some((start, text.get(start..end)?))
    })
}

fn divide(word: &str, start: usize, lang: Lang, found: &mut Vec<Division>) {
    let letters = word.chars().filter(|&c| !is_mark(c)).count();
    // Capitals inside a word mean an acronym or a made-up name: "NASA", "GitHub".
    if letters < LEAST_WORD || word.chars().skip(1).any(char::is_uppercase) {
        return;
    }
    let (before, after) = lang.bounds();
    let name = word.chars().next().is_some_and(char::is_uppercase);
    let mut at = 0;
    for syllable in hypher::hyphenate_bounded(word, lang, before.max(LEAST_BEFORE), after.max(LEAST_AFTER)) {
        at += syllable.len();
        if at < word.len() {
            let short = word.get(..at).is_some_and(|s| s.chars().count() < 3);
            found.push(Division { at: start + at, short, name });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn divided(text: &str, lang: &str) -> String {
        let mut out = text.to_owned();
        for division in divisions(text, patterns(lang).expect("patterns")).iter().rev() {
            out.insert(division.at, '·');
        }
        out
    }

    #[test]
    fn words_are_divided_by_their_language() {
        assert_eq!(divided("extensive typography", "en"), "ex·ten·sive ty·pog·ra·phy");
        assert_eq!(divided("extraordinario", "es"), "ex·tra·or·di·na·rio");
        assert_eq!(divided("Silbentrennung", "de-AT"), "Sil·ben·tren·nung");
        assert!(patterns("tlh").is_none());
        assert!(patterns("").is_none());
    }

    #[test]
    fn short_words_and_compounds_and_names_of_machines_stay_whole() {
        assert_eq!(divided("Able idea", "en"), "Able idea", "fewer than five letters");
        for whole in
            ["mesa-optimization", "GitHub", "INTERNATIONAL", "version2alpha", "example.com/extensive", "a_variable"]
        {
            assert_eq!(divided(whole, "en"), whole);
        }
        assert_eq!(divided("researcher’s", "en"), "re·searcher’s");
        assert_eq!(divided("extensive—extensive.", "en"), "ex·ten·sive—ex·ten·sive.");
    }

    #[test]
    fn divisions_tell_what_is_awkward_about_them() {
        let found = divisions("Extensive", patterns("en").expect("patterns"));
        assert_eq!(
            found,
            vec![Division { at: 2, short: true, name: true }, Division { at: 5, short: false, name: true }]
        );
    }
}
