//! A glyph run cut into clusters: the least groups of glyphs that stand for a piece of text, and the texts that a
//! ToUnicode map can or cannot say.

use crate::layout::page::GlyphRun;
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
pub(super) fn clusters(run: &GlyphRun) -> Vec<Cluster<'_>> {
    let mut found: Vec<Cluster<'_>> = Vec::with_capacity(run.glyphs.len());
    let mut leading = 0;
    for (index, glyph) in run.glyphs.iter().enumerate() {
        let text = run.text.get(glyph.text.clone()).unwrap_or("");
        match found.last_mut() {
            Some(cluster) if text.is_empty() => cluster.glyphs.end = index + 1,
            None if text.is_empty() => leading += 1,
            _ => found.push(Cluster { glyphs: index - leading..index + 1, bytes: glyph.text.clone(), text }),
        }
        if !text.is_empty() {
            leading = 0;
        }
    }
    if leading > 0 {
        found.push(Cluster { glyphs: run.glyphs.len() - leading..run.glyphs.len(), bytes: 0..0, text: "" });
    }
    found
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
    if text == SOFT_HYPHEN {
        return "-".into();
    }
    text.chars().map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c }).collect()
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
        let found = clusters(&run);
        assert_eq!(
            found.iter().map(|c| (c.glyphs.clone(), c.text)).collect::<Vec<_>>(),
            [(0..2, "e\u{301}"), (2..3, "x")]
        );
        assert!(in_reading_order(&found));
    }

    #[test]
    fn a_leading_textless_glyph_joins_what_follows() {
        let run = run_of("a", &[(2, 0..0), (1, 0..1)]);
        assert_eq!(clusters(&run)[0].glyphs, 0..2);
    }

    #[test]
    fn right_to_left_is_not_in_reading_order() {
        let run = run_of("ab", &[(2, 1..2), (1, 0..1)]);
        assert!(!in_reading_order(&clusters(&run)) && is_reversed(&clusters(&run)));
        let mixed = run_of("abc", &[(2, 1..2), (1, 0..1), (3, 2..3)]);
        assert!(!in_reading_order(&clusters(&mixed)) && !is_reversed(&clusters(&mixed)));
    }

    #[test]
    fn spaces_and_soft_hyphens_are_recorded_plainly() {
        assert_eq!(plain_text("\u{A0}"), " ");
        assert_eq!(plain_text("\u{AD}"), "-");
        assert_eq!(plain_text("ffi"), "ffi");
    }
}
