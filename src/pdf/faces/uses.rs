//! Which glyphs of a face a book uses, what texts each stands for, and which shapes are composed of them.

use super::shape::{self, Advances, Shape};
use crate::layout::page::GlyphRun;
use crate::pdf::clusters::{clusters, is_recorded, plain_text};
use std::collections::BTreeMap;

/// How a face's glyphs are used, by glyph index.
#[derive(Default)]
pub(super) struct Uses {
    glyphs: Vec<GlyphUse>,
    /// Shapes of several glyphs, or of a part of a ligature, with the texts that each stands for.
    shapes: BTreeMap<Shape, Vec<String>>,
}

/// The texts a glyph stands for alone, with how often. Text of a run whose glyphs say something else than their
/// characters (small capitals) only counts where nothing better is known.
#[derive(Default)]
struct GlyphUse {
    used: bool,
    /// Whether it is ever shown by itself, and not only within a shape.
    shown: bool,
    sure: Vec<(String, u32)>,
    unsure: Vec<(String, u32)>,
}

impl Uses {
    /// Counts what a run shows. With the advances of the face, clusters become shapes where they can.
    pub fn add(&mut self, run: &GlyphRun, advances: Option<&dyn Advances>) {
        for cluster in clusters(run) {
            if let Some(pieces) = advances.and_then(|advances| shape::compose(run, &cluster, advances)) {
                for piece in pieces {
                    piece.shape.glyphs().for_each(|glyph| self.of(glyph).used = true);
                    let texts = self.shapes.entry(piece.shape).or_default();
                    let text = plain_text(piece.text);
                    if !texts.contains(&text) {
                        texts.push(text);
                    }
                }
                continue;
            }
            let glyphs = run.glyphs.get(cluster.glyphs).unwrap_or(&[]);
            for glyph in glyphs.iter().filter(|glyph| glyph.id != 0) {
                let seen = self.of(glyph.id);
                (seen.used, seen.shown) = (true, true);
                if glyphs.len() == 1 && !cluster.text.is_empty() {
                    vote(if run.actual_text { &mut seen.unsure } else { &mut seen.sure }, cluster.text);
                }
            }
        }
    }

    fn of(&mut self, glyph: u16) -> &mut GlyphUse {
        let index = usize::from(glyph);
        if index >= self.glyphs.len() {
            self.glyphs.resize_with(index + 1, GlyphUse::default);
        }
        &mut self.glyphs[index]
    }

    /// The glyphs, in order.
    pub fn used(&self) -> Vec<u16> {
        (0..).zip(&self.glyphs).filter(|(_, seen)| seen.used).map(|(glyph, _)| glyph).collect()
    }

    /// Whether a glyph is shown by itself.
    pub fn is_shown(&self, glyph: u16) -> bool {
        self.glyphs.get(usize::from(glyph)).is_some_and(|seen| seen.shown)
    }

    /// The text of a glyph: what it stands for most often; of equals, the first in order.
    pub fn text_of(&self, glyph: u16) -> Option<&str> {
        let seen = self.glyphs.get(usize::from(glyph))?;
        [&seen.sure, &seen.unsure].into_iter().find_map(|votes| {
            votes
                .iter()
                .max_by(|(a, times_a), (b, times_b)| times_a.cmp(times_b).then_with(|| b.cmp(a)))
                .map(|(text, _)| text.as_str())
        })
    }

    /// What else each glyph stands for, in order.
    pub fn other_texts(&self) -> impl Iterator<Item = (u16, &str)> {
        (0..).zip(&self.glyphs).flat_map(|(glyph, seen)| {
            let first = self.text_of(glyph);
            let all = seen.sure.iter().chain(&seen.unsure).map(|(text, _)| text.as_str());
            let mut others: Vec<&str> = all.filter(|text| Some(*text) != first).collect();
            others.sort_unstable();
            others.dedup();
            others.into_iter().map(move |text| (glyph, text))
        })
    }

    /// The shapes, each with its texts, in order.
    pub fn shapes(&self) -> &BTreeMap<Shape, Vec<String>> {
        &self.shapes
    }
}

/// Counts a text as a map records it.
fn vote(votes: &mut Vec<(String, u32)>, text: &str) {
    match votes.iter_mut().find(|(known, _)| is_recorded(text, known)) {
        Some((_, times)) => *times += 1,
        None => votes.push((plain_text(text), 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::tests::support as testing;

    #[test]
    fn a_glyph_keeps_its_most_frequent_text() {
        let mut uses = Uses::default();
        uses.add(&testing::run_of("a-\u{AD}-", &[(5, 0..1), (7, 1..2), (7, 2..4), (7, 4..5)]), None);
        uses.add(&testing::run_of("b", &[(5, 0..1)]), None);
        uses.add(&testing::run_of("b", &[(5, 0..1)]), None);
        assert_eq!(uses.text_of(5), Some("b"));
        assert_eq!(uses.text_of(7), Some("-"));
        assert_eq!(uses.other_texts().collect::<Vec<_>>(), [(5, "a")]);
    }

    #[test]
    fn small_capitals_only_name_glyphs_nothing_else_names() {
        let mut uses = Uses::default();
        let mut small = testing::run_of("RR", &[(5, 0..1), (6, 1..2)]);
        small.actual_text = true;
        uses.add(&small, None);
        uses.add(&testing::run_of("r", &[(5, 0..1)]), None);
        assert_eq!((uses.text_of(5), uses.text_of(6)), (Some("r"), Some("R")));
    }

    /// Every glyph is half an em wide.
    struct Half;

    impl Advances for Half {
        fn of(&self, _: u16) -> u16 {
            500
        }

        fn units_per_em(&self) -> u16 {
            1000
        }
    }

    #[test]
    fn a_glyph_within_shapes_only_is_not_shown() {
        let mut uses = Uses::default();
        let run = testing::run_of("\u{628}a", &[(4, 0..2), (9, 2..2), (5, 2..3)]);
        uses.add(&run, Some(&Half));
        assert_eq!(uses.used(), [4, 5, 9]);
        assert_eq!([4, 5, 9].map(|glyph| uses.is_shown(glyph)), [false, true, false]);
        assert_eq!(uses.shapes().values().flatten().collect::<Vec<_>>(), ["\u{628}"]);
    }
}
