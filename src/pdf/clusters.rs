//! A glyph run cut into clusters: the least groups of glyphs that stand for a piece of text, and the texts that a
//! ToUnicode map can or cannot say.

use crate::layout::page::{Glyph, GlyphRun};
use std::ops::Range;

/// The hyphen that layout adds at a line's end, by the text it stands for.
pub(super) const SOFT_HYPHEN: &str = "\u{AD}";

/// Glyphs that stand for one piece of text together.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cluster<'a> {
    /// Which glyphs of the run.
    pub glyphs: Range<usize>,
    /// Which bytes of the run's text.
    pub bytes: Range<usize>,
    /// Their text.
    pub text: &'a str,
}

/// The clusters of a run in drawing order. A glyph without text belongs to the cluster before it (at the start of a
/// run: after it).
pub(super) fn clusters(run: &GlyphRun) -> impl Iterator<Item = Cluster<'_>> {
    let text_of = |index: usize| run.glyphs.get(index).map(|glyph| (glyph.text(), text_of(run, glyph)));
    let mut next = 0;
    std::iter::from_fn(move || {
        let start = next;
        let textless = |at: &usize| text_of(*at).is_some_and(|(_, text)| text.is_empty());
        let first = (start..).find(|at| !textless(at))?;
        let Some((bytes, text)) = text_of(first) else {
            // The end: what is left has no text at all.
            next = first;
            return (start < first).then_some(Cluster { glyphs: start..first, bytes: 0..0, text: "" });
        };
        next = (first + 1..).find(|at| !textless(at))?;
        Some(Cluster { glyphs: start..next, bytes, text })
    })
}

/// The text that a glyph names; empty for the second glyph of a cluster.
pub(super) fn text_of<'a>(run: &'a GlyphRun, glyph: &Glyph) -> &'a str {
    run.text.get(glyph.text()).unwrap_or("")
}

/// Whether the texts follow each other as the glyphs do. False for right-to-left and reordered text.
pub(super) fn in_reading_order(clusters: &[Cluster<'_>]) -> bool {
    clusters.windows(2).all(|pair| match pair {
        [before, after] => before.bytes.end <= after.bytes.start,
        _ => true,
    })
}

/// Whether the texts follow each other against the order of the glyphs, as right-to-left text does.
pub(super) fn is_reversed(clusters: &[Cluster<'_>]) -> bool {
    clusters.len() > 1
        && clusters.windows(2).all(|pair| match pair {
            [before, after] => after.bytes.end <= before.bytes.start,
            _ => true,
        })
}

/// The text a single glyph is recorded with in a ToUnicode map: spaces of any width copy as a space, line ends and tabs
/// of code as a space, and the glyph of a soft hyphen is a hyphen (the soft one is said by ActualText).
pub(super) fn plain_text(text: &str) -> String {
    plain_chars(text).collect()
}

/// Whether a map has `recorded` for a glyph that stands for `text`.
pub(super) fn is_recorded(text: &str, recorded: &str) -> bool {
    plain_chars(text).eq(recorded.chars())
}

fn plain_chars(text: &str) -> impl Iterator<Item = char> {
    let hyphen = text == SOFT_HYPHEN;
    text.chars().map(move |c| match c {
        _ if hyphen => '-',
        c if c.is_whitespace() || c.is_control() || is_forbidden(c) => ' ',
        c => c,
    })
}

/// Whether no ToUnicode map may hold a character (ISO 14289-1, 7.21.7: besides U+0000, which is a control character).
/// None of them is ever seen.
pub(super) fn is_forbidden(c: char) -> bool {
    matches!(c, '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Whether a character is in a private use area; ISO 19005-2, 6.2.11.7.3 then asks for ActualText.
pub(super) fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::tests::support::run_of;

    #[test]
    fn marks_join_the_letter_before_them() {
        let run = run_of("e\u{301}x", &[(1, 0..3), (2, 3..3), (3, 3..4)]);
        let found: Vec<Cluster> = clusters(&run).collect();
        assert_eq!(
            found.iter().map(|c| (c.glyphs.clone(), c.text)).collect::<Vec<_>>(),
            [(0..2, "e\u{301}"), (2..3, "x")]
        );
        assert!(in_reading_order(&found));
    }

    #[test]
    fn a_leading_textless_glyph_joins_what_follows() {
        let run = run_of("a", &[(2, 0..0), (1, 0..1)]);
        assert!(clusters(&run).map(|cluster| cluster.glyphs).eq(std::iter::once(0..2)));
        let silent = run_of("", &[(2, 0..0), (1, 0..0)]);
        assert!(clusters(&silent).map(|cluster| cluster.glyphs).eq(std::iter::once(0..2)));
    }

    #[test]
    fn right_to_left_is_not_in_reading_order() {
        let run = run_of("ab", &[(2, 1..2), (1, 0..1)]);
        let found: Vec<Cluster> = clusters(&run).collect();
        assert!(!in_reading_order(&found) && is_reversed(&found));
        let mixed = run_of("abc", &[(2, 1..2), (1, 0..1), (3, 2..3)]);
        let found: Vec<Cluster> = clusters(&mixed).collect();
        assert!(!in_reading_order(&found) && !is_reversed(&found));
    }

    #[test]
    fn spaces_and_soft_hyphens_are_recorded_plainly() {
        assert_eq!(plain_text("\u{A0}"), " ");
        assert_eq!(plain_text("\u{AD}"), "-");
        assert_eq!(plain_text("ffi"), "ffi");
        assert_eq!(plain_text("\u{FEFF}"), " ", "no map may hold it");
        assert!(is_recorded("\u{AD}", "-") && is_recorded("\u{2009}", " ") && !is_recorded("a", "b"));
    }
}
