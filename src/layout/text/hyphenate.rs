//! Where words may be divided: the patterns of their language, and what typographers forbid beyond them.

use super::itemize::primary;
use crate::document::languages::Language;
use hypher::Lang;

/// Fewest letters before and after a hyphen in a language that the table of languages does not have.
const LEAST: (usize, usize) = (2, 3);
/// Fewest letters of a word that is divided at all.
const LEAST_WORD: usize = 5;
/// Fewest letters of a part of a compound that may be divided beside the compound's own hyphen.
const LONG_PART: usize = 16;
/// U+00B7 MIDDLE DOT, which is between two `l` in Catalan and makes way for the hyphen.
const POINT: char = '·';

/// How a language divides its words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patterns {
    lang: Lang,
    /// Fewest letters before and after a hyphen.
    least: (usize, usize),
}

/// A place where a word may be divided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Division {
    /// Byte of the text.
    pub at: usize,
    /// Bytes before it that the hyphen replaces.
    pub dropped: u8,
    /// Whether the hyphen would leave only two letters on either line, which reads badly.
    pub short: bool,
    /// Whether the word begins with a capital and is likely a name.
    pub name: bool,
    /// What the word is of a compound with a hyphen of its own.
    pub part: Part,
}

/// What a word is of a compound with a hyphen of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Part {
    /// It is alone.
    #[default]
    None,
    /// A part that stays whole unless it is wider than the measure.
    Short,
    /// A part so long that dividing it is better than a loose line.
    Long,
}

/// The patterns of a BCP 47 tag, if there are any and words are divided in the language.
pub(super) fn patterns(lang: &str) -> Option<Patterns> {
    let code = match primary(lang) {
        // Both written forms of Norwegian share patterns, filed under the common code.
        "nn" | "nb" => "no",
        other => other,
    };
    let code: [u8; 2] = code.to_ascii_lowercase().as_bytes().try_into().ok()?;
    let least = match Language::find(lang) {
        Some(language) => language.hyphenation?,
        None => LEAST,
    };
    Some(Patterns { lang: Lang::from_iso(code)?, least })
}

/// Whether a language is set without divisions by custom, or breaks without hyphens (ideographs, Thai).
pub(super) fn needs_none(lang: &str) -> bool {
    // Those that the table of languages does not have.
    const NONE: &[&str] = &["", "ckb", "dv", "km", "lo", "my", "ps", "yi", "und", "zxx"];
    Language::find(lang).is_some_and(|language| language.hyphenation.is_none())
        || NONE.contains(&primary(lang).to_ascii_lowercase().as_str())
}

/// The places where the words of a text may be divided. `text` is one stretch of one language.
pub(super) fn divisions(text: &str, patterns: Patterns) -> Vec<Division> {
    let mut found = Vec::new();
    for (start, token) in tokens(text) {
        let inner = token.trim_end_matches(|c: char| !c.is_alphanumeric());
        if !is_prose(inner) {
            continue;
        }
        let compound = inner.contains(is_hyphen);
        for (offset, word) in words(token) {
            divide(word, start + offset, compound, patterns, &mut found);
        }
        if patterns.lang == Lang::Catalan {
            points(token, start, &mut found);
        }
    }
    found
}

/// What is between white space, with its offsets.
fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    pieces(text, |c| !c.is_whitespace() && !is_dash(c) && c != super::source::OBJECT)
}

/// Dashes part words; a hyphen does not: a compound breaks at its hyphen only.
fn is_dash(c: char) -> bool {
    matches!(c, '–' | '—' | '―')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '\u{2011}')
}

/// Whether a token is prose: no number, address or identifier.
fn is_prose(token: &str) -> bool {
    !token.chars().any(|c| c.is_numeric() || matches!(c, '/' | '@' | '_' | '\\' | ':' | '.' | '='))
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

fn divide(word: &str, start: usize, compound: bool, patterns: Patterns, found: &mut Vec<Division>) {
    let letters = word.chars().filter(|&c| !is_mark(c)).count();
    // Capitals inside a word mean an acronym or a made-up name: "NASA", "GitHub".
    if letters < LEAST_WORD || word.chars().skip(1).any(char::is_uppercase) {
        return;
    }
    let part = match compound {
        false => Part::None,
        true if letters < LONG_PART => Part::Short,
        true => Part::Long,
    };
    let (before, after) = patterns.least;
    let name = word.chars().next().is_some_and(char::is_uppercase);
    let few = |text: Option<&str>| text.is_some_and(|text| text.chars().filter(|&c| !is_mark(c)).count() < 3);
    let mut at = 0;
    for syllable in hypher::hyphenate_bounded(word, patterns.lang, before, after) {
        at += syllable.len();
        if at < word.len() {
            let short = few(word.get(..at)) || few(word.get(at..));
            found.push(Division { at: start + at, dropped: 0, short, name, part });
        }
    }
}

/// The places at a Catalan `l·l`: `col·lecció` is divided into `col-` and `lecció`.
fn points(token: &str, start: usize, found: &mut Vec<Division>) {
    let is_l = |c: Option<char>| c.is_some_and(|c| matches!(c, 'l' | 'L'));
    for (offset, _) in token.match_indices(POINT) {
        let at = offset + POINT.len_utf8();
        let (before, after) = (token.get(..offset).unwrap_or(""), token.get(at..).unwrap_or(""));
        if is_l(before.chars().next_back()) && is_l(after.chars().next()) {
            found.push(Division { at: start + at, dropped: 2, ..Division::default() });
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
    fn short_words_and_names_of_machines_stay_whole() {
        assert_eq!(divided("Able idea", "en"), "Able idea", "fewer than five letters");
        for whole in ["GitHub", "INTERNATIONAL", "version2alpha", "example.com/extensive", "a_variable"] {
            assert_eq!(divided(whole, "en"), whole);
        }
        assert_eq!(divided("researcher’s", "en"), "re·searcher’s");
        assert_eq!(divided("extensive—extensive.", "en"), "ex·ten·sive—ex·ten·sive.");
    }

    #[test]
    fn parts_of_compounds_are_known() {
        assert_eq!(divided("e-mail-address", "en"), "e-mail-ad·dress");
        let parts = |text: &str, lang: &str| {
            let mut parts: Vec<Part> =
                divisions(text, patterns(lang).expect("patterns")).iter().map(|division| division.part).collect();
            parts.dedup();
            parts
        };
        assert_eq!(parts("mesa-optimization", "en"), [Part::Short]);
        assert_eq!(parts("Rechtsschutzversicherung-Auskunft", "de"), [Part::Long, Part::Short]);
        assert_eq!(parts("extensive", "en"), [Part::None]);
    }

    #[test]
    fn the_table_of_languages_says_how_few_letters_are_left() {
        assert_eq!(divided("casa casita", "es"), "casa ca·si·ta");
        assert!(patterns("hi").is_none() && needs_none("hi"), "not divided by custom");
        assert!(needs_none("ja") && needs_none("th-TH") && !needs_none("tlh"));
    }

    #[test]
    fn a_catalan_point_is_dropped() {
        let found = divisions("col·lecció", patterns("ca").expect("patterns"));
        assert!(found.contains(&Division { at: 5, dropped: 2, ..Division::default() }), "{found:?}");
    }

    #[test]
    fn divisions_tell_what_is_awkward_about_them() {
        let found = divisions("Extensive", patterns("en").expect("patterns"));
        assert_eq!(
            found,
            vec![
                Division { at: 2, short: true, name: true, ..Division::default() },
                Division { at: 5, name: true, ..Division::default() }
            ]
        );
    }
}
