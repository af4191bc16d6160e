//! How the text of a run is said: which character codes draw it, and where they need `ActualText`.

use crate::layout::page::{Glyph, GlyphRun};
use crate::pdf::clusters::{
    Cluster, SOFT_HYPHEN, clusters, in_reading_order, is_forbidden, is_private, is_reversed, text_of,
};
use crate::pdf::faces::PdfFace;
use std::ops::Range;
use unicode_bidi::{BidiClass, bidi_class};

/// Mean space between letters, in ems, from which on a run is tracked.
const TRACKED: f64 = 0.04;

/// Part of a run that is written in one piece.
#[derive(Debug, PartialEq)]
pub(super) struct Stretch {
    pub shown: Vec<Shown>,
    /// What it stands for, where its glyphs do not say so.
    pub actual: Option<String>,
    /// Whether the face lacks one of its glyphs.
    pub missing: bool,
}

/// A character code where its glyph stands, or the box of a missing glyph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shown {
    /// Index of the glyph in the run.
    pub glyph: usize,
    /// `None` if the face lacks the glyph.
    pub code: Option<u16>,
    /// Where it stands.
    pub place: Place,
}

/// Where a character code stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Place {
    /// Where the glyph does, shifts included.
    Glyph,
    /// At the pen before the glyph: a shape has the shifts of its parts in it.
    Pen,
    /// After the code before it: another character of a cluster.
    Next,
}

/// How the text of a run is said.
pub(super) struct Parts {
    /// Whether the last letter stands first.
    pub reversed: bool,
    /// In drawing order.
    pub stretches: Vec<Stretch>,
}

/// Whether every glyph of a run is in the map with just the text it stands for, so that nothing has to be marked. Most
/// runs are such.
pub(super) fn says_itself(run: &GlyphRun, face: &PdfFace) -> bool {
    !run.actual_text
        && run.glyphs.iter().all(|glyph| says(face, glyph.id, text_of(run, glyph)))
        && !is_tracked(run, face)
}

/// Cuts a run into parts whose text the glyphs say themselves and parts that need ActualText. Words get their own part,
/// so that a reader can select and find them one by one. Right-to-left text, whose glyphs stand last letter first, says
/// so (ISO 32000-1, 14.8.2.3.3): readers turn the letters around, which they do to an ActualText too; other text that is
/// not in reading order stays whole.
pub(super) fn stretches(run: &GlyphRun, face: &PdfFace) -> Parts {
    let clusters: Vec<Cluster<'_>> = clusters(run).collect();
    if run.actual_text {
        let missing = run.glyphs.iter().any(|glyph| face.code(glyph.id).is_none());
        let complete = clusters.iter().map(|c| c.text.len()).sum::<usize>() == run.text.len();
        if complete && !missing && is_reversed(&clusters) {
            let parts = clusters.iter().flat_map(|cluster| reversed_cluster(run, cluster, face));
            return Parts { reversed: true, stretches: joined(parts) };
        }
        if !(complete && in_reading_order(&clusters)) {
            let shown = plainly(run, 0..run.glyphs.len(), face);
            let whole = Stretch { shown, actual: Some(run.text.clone()), missing };
            return Parts { reversed: false, stretches: vec![whole] };
        }
    }
    let drawn = |cluster: &Cluster<'_>| cluster_codes(run, cluster, face);
    let by_word = is_tracked(run, face) || (run.actual_text && !clusters.iter().all(|cluster| drawn(cluster).1));
    let words = clusters.chunk_by(|before, after| by_word && !is_space(before) && !is_space(after));
    Parts { reversed: false, stretches: joined(words.map(|part| stretch_of(run, part, by_word, face))) }
}

/// Joins neighbours whose glyphs say what they stand for.
fn joined(parts: impl Iterator<Item = Stretch>) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for next in parts {
        match found.last_mut() {
            Some(Stretch { shown, actual: None, missing: false }) if next.actual.is_none() && !next.missing => {
                shown.extend(next.shown);
            }
            _ => found.push(next),
        }
    }
    found
}

/// A cluster of right-to-left text. One that has no code of its own is said by the widest of its glyphs: programs measure
/// what an ActualText stands for from its first glyph to the end of its last, and take what is left of a letter for a
/// space.
fn reversed_cluster(run: &GlyphRun, cluster: &Cluster<'_>, face: &PdfFace) -> Vec<Stretch> {
    if cluster.glyphs.len() == 1 || cluster_codes(run, cluster, face).1 {
        return vec![stretch_of(run, std::slice::from_ref(cluster), false, face)];
    }
    let advance = |index: &usize| run.glyphs.get(*index).map_or(0.0, |glyph| glyph.advance().0);
    let base = cluster.glyphs.clone().max_by(|a, b| advance(a).total_cmp(&advance(b)));
    let of = |index| {
        let actual = if Some(index) == base { cluster.text.to_owned() } else { String::new() };
        Stretch { shown: plainly(run, index..index + 1, face), actual: Some(actual), missing: false }
    };
    cluster.glyphs.clone().map(of).collect()
}

/// Glyphs by the codes that they have alone.
fn plainly(run: &GlyphRun, glyphs: Range<usize>, face: &PdfFace) -> Vec<Shown> {
    let code = |index: usize| run.glyphs.get(index).and_then(|glyph| face.code(glyph.id));
    glyphs.map(|glyph| Shown { glyph, code: code(glyph), place: Place::Glyph }).collect()
}

/// The codes that draw a cluster, and whether the map has just its text for them.
fn cluster_codes(run: &GlyphRun, cluster: &Cluster<'_>, face: &PdfFace) -> (Vec<Shown>, bool) {
    let start = cluster.glyphs.start;
    if let Some(codes) = face.codes_for(run, cluster) {
        let place = |at| if at == 0 { Place::Pen } else { Place::Next };
        let shown = codes.iter().enumerate();
        return (shown.map(|(at, code)| Shown { glyph: start, code: Some(*code), place: place(at) }).collect(), true);
    }
    let glyphs = run.glyphs.get(cluster.glyphs.clone()).unwrap_or(&[]);
    match (glyphs, can_say(cluster.text)) {
        ([glyph], true) => match face.code_for(glyph.id, cluster.text) {
            Some(code) => (vec![Shown { glyph: start, code: Some(code), place: Place::Glyph }], true),
            None => (plainly(run, cluster.glyphs.clone(), face), false),
        },
        _ => (plainly(run, cluster.glyphs.clone(), face), false),
    }
}

/// Whether letters stand so far apart that programs take the gaps for word spaces, of which poppler wants a tenth of an
/// em: then words have to be said whole.
fn is_tracked(run: &GlyphRun, face: &PdfFace) -> bool {
    let gap = |glyph: &Glyph| {
        let is_letter = !text_of(run, glyph).trim().is_empty();
        let width = face.width(face.code(glyph.id).filter(|_| is_letter)?) / 1000.0;
        Some(glyph.advance().0 / (run.size.0 * run.stretch) - width)
    };
    let gaps = run.glyphs.iter().filter_map(gap);
    let (count, sum) = gaps.fold((0_u32, 0.0), |(count, sum), gap| (count + 1, sum + gap));
    count > 1 && sum / f64::from(count) > TRACKED
}

fn is_space(cluster: &Cluster<'_>) -> bool {
    cluster.text.chars().all(char::is_whitespace)
}

fn stretch_of(run: &GlyphRun, part: &[Cluster<'_>], by_word: bool, face: &PdfFace) -> Stretch {
    let is_word = by_word && !part.iter().all(is_space);
    let (mut shown, mut all_say) = (Vec::new(), true);
    for cluster in part {
        let (codes, say) = cluster_codes(run, cluster, face);
        shown.extend(codes);
        all_say &= say;
    }
    let missing = shown.iter().any(|shown| shown.code.is_none());
    let actual = (is_word || !all_say).then(|| part.iter().map(|cluster| cluster.text).collect());
    Stretch { shown, actual, missing }
}

/// Whether the ToUnicode map has just this text for a glyph's own code.
fn says(face: &PdfFace, glyph: u16, text: &str) -> bool {
    can_say(text) && face.code(glyph).is_some_and(|code| face.says(code, text))
}

/// Whether a map can say a text. A soft hyphen, private characters and those that no map may hold always need ActualText,
/// and so does a glyph that stands for nothing (its ActualText is empty).
fn can_say(text: &str) -> bool {
    !text.is_empty() && text != SOFT_HYPHEN && !text.chars().any(|c| is_private(c) || is_forbidden(c))
}

/// Whether the letters of a run stand last first, or it has a single one that may.
pub(super) fn stands_reversed(run: &GlyphRun) -> bool {
    let clusters: Vec<Cluster<'_>> = clusters(run).collect();
    let has_glyphs = run.glyphs.iter().all(|glyph| glyph.id != 0);
    let is_written_rightwards = |c| matches!(bidi_class(c), BidiClass::L | BidiClass::EN | BidiClass::AN);
    has_glyphs && (is_reversed(&clusters) || (clusters.len() == 1 && !run.text.chars().any(is_written_rightwards)))
}
