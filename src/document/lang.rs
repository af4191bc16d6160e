//! Tags of languages, and what scripts ask of a text.

/// Whether a text is shaped like a language tag that EPUB, PDF/A and PDF/UA all take (RFC 3066, which BCP 47 narrowed):
/// letters and digits in parts of one to eight, the first of letters.
pub fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let well_formed = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    parts.next().is_some_and(|first| well_formed(first) && first.bytes().all(|b| b.is_ascii_alphabetic()))
        && parts.all(well_formed)
}

/// A language's tag as it is written by hand: `pt_BR` is taken for `pt-BR`. `None` for what names no language, such as
/// `english`: the codes of languages have two or three letters (BCP 47, 2.2.1; longer ones are reserved).
pub fn language_tag(text: &str) -> Option<String> {
    let tag = text.trim().replace('_', "-");
    let primary = tag.split('-').next().unwrap_or("");
    (is_language_tag(&tag) && (2..=3).contains(&primary.len())).then_some(tag)
}

/// Whether a character is set on the grid of ideographs, full-width forms and marks of CJK included. Korean, which is
/// written with spaces, is not.
pub fn is_ideographic(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{30ff}' | '\u{3100}'..='\u{312f}' | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff01}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::{is_language_tag, language_tag};

    #[test]
    fn names_of_languages_are_no_tags() {
        assert_eq!(language_tag(" pt_BR "), Some("pt-BR".to_owned()));
        assert_eq!(language_tag("gsw"), Some("gsw".to_owned()));
        for text in ["english", "e", "en US", "en-", ""] {
            assert_eq!(language_tag(text), None, "{text}");
        }
    }

    #[test]
    fn languages_are_told_from_what_is_none() {
        for tag in ["en", "de-CH", "zh-Hant-TW", "sr-Latn"] {
            assert!(is_language_tag(tag), "{tag}");
        }
        for tag in ["", "e1", "en_GB", "en-", "verylonglanguage"] {
            assert!(!is_language_tag(tag), "{tag}");
        }
    }
}
