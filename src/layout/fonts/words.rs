//! Words as they are shaped: each once for all places where it is.
//!
//! A *word* here is what is shaped in one go: the spaces before it, its characters, and a space after it as context, so
//! that kerns between letters and spaces are right; the space after it belongs to the next word. Lengths are in the
//! design units of the face, so that one shaping fits every size.

use super::face::{Face, FaceId};
use super::glyphs::{ClusterKind, Division, Glyphs, Reshaped, WordCluster, WordGlyph};
use super::plans::{Features, PlanKey};
use super::table::Table;
use crate::document::is_ideographic;
use crate::layout::steps;
use harfrust::{Buffer, Feature, Font, Language, Script, ShapeOptions, ShapePlan, ShaperFont};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Longer words are not kept: they hardly ever come again.
const LONGEST_KEPT: usize = 48;
/// Most clusters of a word. Longer ones are taken apart after shaping, so that no search within a word grows with it.
const MOST_CLUSTERS: usize = 64;
/// From this many clusters on, a word that is too long is taken apart where that changes no shape.
const ENOUGH_CLUSTERS: usize = 32;
/// Characters of context that shaping looks at beside a word (joining letters).
const CONTEXT: usize = 5;

/// A shaped word.
#[derive(Debug, Default)]
pub(in crate::layout) struct Word {
    /// Its text.
    pub text: Box<str>,
    /// Text before it that shaping looks at; empty where there is a space or nothing.
    before: Box<str>,
    /// Text after it that shaping looks at; empty where there is nothing.
    after: Box<str>,
    /// Whether it was shaped with a space after it.
    spaced: bool,
    /// Whether ending a line after it changes its shapes.
    end_bound: bool,
    /// As it is shaped.
    pub shaped: Glyphs,
    bare: OnceLock<Option<Reshaped>>,
    opening: OnceLock<Option<Reshaped>>,
    divisions: OnceLock<Box<[Division]>>,
}

/// Shapes words with one plan: a face, features, direction, script and language.
pub(in crate::layout) struct WordShaper {
    key: PlanKey,
    plan: ShapePlan,
    features: Vec<Feature>,
    language: Option<Language>,
    font: Font,
    units_per_em: u16,
    /// The glyph of a hyphen, and its advance.
    hyphen: (u16, f32),
    table: Table<Arc<Word>>,
}

impl std::fmt::Debug for WordShaper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("WordShaper").field(&self.key).finish()
    }
}

/// Text to be shaped, with what is beside it.
struct Text<'t> {
    before: &'t str,
    text: &'t str,
    after: &'t str,
    /// Whether the text ends in a space that is context only.
    spaced: bool,
    hyphen: bool,
}

impl WordShaper {
    pub(super) fn new(face: &Face, key: PlanKey) -> WordShaper {
        let language = Language::new(key.lang.as_bytes());
        let features = key.features.list();
        let plan = ShapePlan::new(&face.font, key.direction(), key.script(), language.as_ref(), &features);
        let glyph = face.font.charmap().map_unicode('-').unwrap_or_default();
        WordShaper {
            plan,
            features,
            language,
            font: face.font.clone(),
            units_per_em: face.units_per_em.max(1),
            hyphen: (u16::try_from(glyph.to_u32()).unwrap_or(0), face.font.glyph_metrics().h_advance(glyph)),
            table: Table::default(),
            key,
        }
    }

    /// Its face.
    pub fn face(&self) -> FaceId {
        self.key.face
    }

    /// Its features.
    pub fn features(&self) -> Features {
        self.key.features
    }

    /// Whether it shapes text of this direction, script and language.
    pub fn shapes(&self, rtl: bool, script: Option<u32>, lang: &str) -> bool {
        self.key.rtl == rtl && self.key.script == script && *self.key.lang == *lang
    }

    /// Whether its script joins letters, by strokes or by a head line.
    pub fn joined(&self) -> bool {
        const JOINED: [&[u8; 4]; 12] = [
            b"Adlm", b"Arab", b"Beng", b"Deva", b"Guru", b"Mand", b"Mong", b"Nkoo", b"Phag", b"Rohg", b"Syrc", b"Tibt",
        ];
        self.key.script.is_some_and(|script| JOINED.iter().any(|tag| u32::from_be_bytes(**tag) == script))
    }

    /// Points of a design unit at a size.
    pub fn scale(&self, size: f64) -> f64 {
        size / f64::from(self.units_per_em)
    }

    /// Advance of a hyphen, in design units.
    pub fn hyphen(&self) -> f64 {
        f64::from(self.hyphen.1)
    }

    /// The glyph of a hyphen.
    pub fn hyphen_glyph(&self) -> u16 {
        self.hyphen.0
    }

    /// The words of a range of a text, which is all of one plan, each with the byte of the text at which it starts.
    pub fn words(&self, text: &str, range: Range<usize>, out: &mut Vec<(usize, Arc<Word>)>) {
        let Some(inside) = text.get(range.clone()) else { return };
        let mut start = 0;
        while start < inside.len() {
            let end = word_end(inside.as_bytes(), start);
            let at = range.start + start..range.start + end;
            match self.kept(text, &range, at.clone()) {
                Some(word) => out.push((at.start, word)),
                None => self.take_apart(text, &range, at, out),
            }
            start = end;
        }
    }

    /// A word that is kept, or is to be from now on; `None` if it is too long or its neighbours bear on it.
    fn kept(&self, text: &str, item: &Range<usize>, at: Range<usize>) -> Option<Arc<Word>> {
        let spaced = at.end < item.end;
        let key = text.get(at.start..at.end + usize::from(spaced))?;
        if key.len() > LONGEST_KEPT || (self.joined() && self.touched(text, item, &at)) {
            return None;
        }
        let make = || Arc::new(self.word(&Text { before: "", text: key, after: "", spaced, hyphen: false }));
        Some(self.table.get_or(key, make))
    }

    /// Whether text of another item is right beside a word.
    fn touched(&self, text: &str, item: &Range<usize>, at: &Range<usize>) -> bool {
        let open = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
        (at.start == item.start && open(text.get(..at.start).and_then(|t| t.chars().next_back())))
            || (at.end == item.end && open(text.get(at.end..).and_then(|t| t.chars().next())))
    }

    /// Shapes a word that is not kept. A long one becomes several.
    fn take_apart(&self, text: &str, item: &Range<usize>, at: Range<usize>, out: &mut Vec<(usize, Arc<Word>)>) {
        let spaced = at.end < item.end;
        let Some(shown) = text.get(at.start..at.end + usize::from(spaced)) else { return };
        let before = last_chars(text.get(..at.start).unwrap_or(""));
        let after = first_chars(text.get(at.end..).unwrap_or(""));
        let whole = self.word(&Text { before, text: shown, after, spaced, hyphen: false });
        if whole.shaped.clusters.len() <= MOST_CLUSTERS {
            out.push((at.start, Arc::new(whole)));
            return;
        }
        let mut rest: &[WordCluster] = &whole.shaped.clusters;
        while !rest.is_empty() {
            let (part, remaining) = rest.split_at(part_length(rest));
            let ends = remaining.is_empty();
            let (Some(first), Some(last)) = (part.first(), part.last()) else { break };
            let bytes = at.start + first.range.start as usize..at.start + last.range.end as usize;
            let end_bound = if ends { whole.end_bound } else { remaining.first().is_some_and(|c| c.bound) };
            let word = Word {
                text: text.get(bytes.clone()).unwrap_or("").into(),
                before: last_chars(text.get(..bytes.start).unwrap_or("")).into(),
                after: first_chars(text.get(bytes.end..).unwrap_or("")).into(),
                spaced: spaced && ends,
                end_bound,
                shaped: excerpt(&whole.shaped, part, first.range.start),
                ..Word::default()
            };
            out.push((bytes.start, Arc::new(word)));
            rest = remaining;
        }
    }

    fn word(&self, text: &Text) -> Word {
        let mut text = Text { ..*text };
        let (mut shaped, mut end_bound) = self.shape(&text);
        let length = text.text.len() - usize::from(text.spaced);
        if text.spaced && shaped.clusters.last().is_some_and(|last| last.range.end as usize > length) {
            // The face makes one shape of letter and space: then they are parted.
            text = Text { text: text.text.get(..length).unwrap_or(""), spaced: false, ..text };
            (shaped, end_bound) = self.shape(&text);
        }
        Word {
            text: text.text.get(..length).unwrap_or("").into(),
            before: text.before.into(),
            after: text.after.into(),
            spaced: text.spaced,
            end_bound,
            shaped,
            ..Word::default()
        }
    }

    /// Shapes a text. The second value tells whether the space after it has a bearing on it.
    fn shape(&self, text: &Text) -> (Glyphs, bool) {
        steps::count(text.text.len());
        let mut buffer = Buffer::new();
        buffer.push_str(text.text);
        if text.hyphen {
            buffer.push(u32::from('-'), to_u32(text.text.len()));
        } else {
            buffer.set_post_context(text.after);
        }
        buffer.set_pre_context(text.before);
        buffer.set_direction(self.key.direction());
        buffer.set_script(self.key.script());
        buffer.set_language(self.language.clone());
        let options = ShapeOptions::new().plan(Some(&self.plan)).features(&self.features);
        // An error means a plan that does not fit the buffer; both come from one key.
        if harfrust::shape(&ShaperFont::new(&self.font), &mut buffer, options).is_err() {
            return (Glyphs::default(), false);
        }
        collect(&buffer, &self.key, text)
    }
}

impl Word {
    /// The word's end as it is shaped where a line ends after it; `None` if that changes nothing.
    pub fn bare_end(&self, shaper: &WordShaper) -> Option<&Reshaped> {
        if !self.end_bound {
            return None;
        }
        self.bare.get_or_init(|| self.tail(shaper, self.shaped.clusters.len(), self.text.len(), false)).as_ref()
    }

    /// The word's start as it is shaped where a line starts after its first space; `None` if that changes nothing.
    pub fn bare_start(&self, shaper: &WordShaper) -> Option<&Reshaped> {
        self.opening.get_or_init(|| self.head(shaper, 1)).as_ref()
    }

    /// Its divisions, which `find` finds in its text (bytes, bytes dropped, penalties).
    pub fn divisions(&self, shaper: &WordShaper, find: impl FnOnce(&str) -> Vec<(u32, u8, f64)>) -> &[Division] {
        self.divisions.get_or_init(|| {
            let places = find(&self.text).into_iter();
            places.map(|(at, dropped, penalty)| self.division(shaper, at, dropped, penalty)).collect()
        })
    }

    /// The division after which a line starts at a byte, if it was found before.
    pub fn known_start(&self, at: usize) -> Option<&Division> {
        self.divisions.get()?.iter().find(|division| division.at as usize == at)
    }

    /// The division at which a line ends at a byte, if it was found before.
    pub fn known_end(&self, at: usize) -> Option<&Division> {
        self.divisions.get()?.iter().find(|division| (division.at as usize) == at + usize::from(division.dropped))
    }

    /// Bytes of the word as a line of their own.
    pub fn part(&self, shaper: &WordShaper, bytes: Range<usize>, hyphen: bool) -> Glyphs {
        let start = bytes.start;
        let mut shaped = self.reshape(shaper, bytes, false, hyphen);
        shift(&mut shaped, start);
        shaped
    }

    /// Measures a division.
    fn division(&self, shaper: &WordShaper, at: u32, dropped: u8, penalty: f64) -> Division {
        let end_at = (at as usize).saturating_sub(dropped.into());
        let tail = self.tail(shaper, self.cluster_at(end_at), end_at, true);
        Division { at, dropped, penalty, tail, head: self.head(shaper, at as usize) }
    }

    /// The cluster that holds a byte; the number of clusters at the word's end.
    pub fn cluster_at(&self, at: usize) -> usize {
        self.shaped.clusters.partition_point(|c| c.range.end as usize <= at)
    }

    /// A line's end inside the word: the clusters before `end`, and what of the next one lies before a byte, with or
    /// without a hyphen, shaped as they are there; `None` if the word can be cut there as it is.
    pub fn tail(&self, shaper: &WordShaper, end: usize, end_at: usize, hyphen: bool) -> Option<Reshaped> {
        let clusters = &self.shaped.clusters;
        let bound = clusters.get(end).map_or(self.end_bound, |c| c.bound);
        let inside = clusters.get(end).is_some_and(|c| (c.range.start as usize) < end_at);
        if !(bound || inside || hyphen) {
            return None;
        }
        let mut from = if inside { end } else { end.checked_sub(1)? };
        while from > 0 && clusters.get(from).is_some_and(|c| c.bound) {
            from -= 1;
        }
        let start = clusters.get(from)?.range.start as usize;
        let mut shaped = self.reshape(shaper, start..end_at.max(start), false, hyphen);
        shift(&mut shaped, start);
        Some(self.instead(shaped, from, from..end))
    }

    /// A line's start at a byte of the word, up to the next place where the text can be cut without harm; `None` if the
    /// word can be cut there as it is.
    pub fn head(&self, shaper: &WordShaper, at: usize) -> Option<Reshaped> {
        let index = self.cluster_at(at);
        let clusters = &self.shaped.clusters;
        let cluster = clusters.get(index)?;
        if at == 0 || (cluster.range.start as usize == at && !cluster.bound) {
            return None;
        }
        let mut until = index + 1;
        while clusters.get(until).is_some_and(|c| c.bound) {
            until += 1;
        }
        let end = clusters.get(until).map_or(self.text.len(), |c| c.range.start as usize);
        let mut shaped = self.reshape(shaper, at..end.max(at), until >= clusters.len(), false);
        shift(&mut shaped, at);
        Some(self.instead(shaped, until, index..until))
    }

    fn reshape(&self, shaper: &WordShaper, range: Range<usize>, to_end: bool, hyphen: bool) -> Glyphs {
        let spaced = to_end && self.spaced;
        let part = self.text.get(range.clone()).unwrap_or("");
        let with_space = if spaced { format!("{part} ") } else { String::new() };
        let before = format!("{}{}", self.before, self.text.get(..range.start).unwrap_or(""));
        let after = format!("{}{}", self.text.get(range.end..).unwrap_or(""), self.after);
        let text = Text {
            before: last_chars(&before),
            text: if spaced { &with_space } else { part },
            after: first_chars(&after),
            spaced,
            hyphen,
        };
        shaper.shape(&text).0
    }

    fn instead(&self, shaped: Glyphs, cluster: usize, replaced: Range<usize>) -> Reshaped {
        let replaced = self.shaped.clusters.get(replaced).unwrap_or_default();
        let sum = |clusters: &[WordCluster]| clusters.iter().map(|c| c.advance).sum::<i32>();
        let count = |clusters: &[WordCluster]| i32::try_from(clusters.len()).unwrap_or(i32::MAX);
        Reshaped {
            cluster,
            wider: sum(&shaped.clusters) - sum(replaced),
            more: count(&shaped.clusters) - count(replaced),
            shaped,
        }
    }
}

/// Makes the bytes of shaped text count from the start of its word.
fn shift(shaped: &mut Glyphs, by: usize) {
    for cluster in &mut shaped.clusters {
        cluster.range.start += to_u32(by);
        cluster.range.end += to_u32(by);
    }
}

/// Where the word that starts at a byte ends: after spaces and what is no space.
fn word_end(text: &[u8], start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let spaces = rest.iter().take_while(|b| **b == b' ').count();
    let letters = rest.iter().skip(spaces).take_while(|b| **b != b' ').count();
    start + spaces + letters
}

/// How many of the clusters left make the next part of a long word.
fn part_length(rest: &[WordCluster]) -> usize {
    if rest.len() <= MOST_CLUSTERS {
        return rest.len();
    }
    let open = |i: &usize| rest.get(*i).is_some_and(|c| !c.bound);
    (ENOUGH_CLUSTERS..=MOST_CLUSTERS).find(open).unwrap_or(MOST_CLUSTERS)
}

/// Some of the clusters of a store, with their glyphs, as a store of its own whose bytes count from `start`.
fn excerpt(whole: &Glyphs, part: &[WordCluster], start: u32) -> Glyphs {
    let (mut clusters, mut glyphs) = (Vec::with_capacity(part.len()), Vec::with_capacity(part.len()));
    for cluster in part {
        let first = to_u32(glyphs.len());
        let of_cluster = cluster.glyphs.start as usize..cluster.glyphs.end as usize;
        glyphs.extend_from_slice(whole.glyphs.get(of_cluster).unwrap_or_default());
        clusters.push(WordCluster {
            range: cluster.range.start - start..cluster.range.end - start,
            glyphs: first..to_u32(glyphs.len()),
            ..cluster.clone()
        });
    }
    Glyphs { clusters: clusters.into(), glyphs: glyphs.into() }
}

/// Reads a buffer's glyphs into clusters in the order of the text, without the space that is context.
fn collect(buffer: &Buffer, key: &PlanKey, text: &Text) -> (Glyphs, bool) {
    let (mut clusters, mut glyphs): (Vec<WordCluster>, Vec<WordGlyph>) = (Vec::new(), Vec::new());
    for (info, position) in buffer.glyph_infos().iter().zip(buffer.glyph_positions()) {
        let slot = to_u32(glyphs.len());
        // Faces hold 65,535 glyphs at most (OpenType, `maxp`).
        let id = u16::try_from(info.glyph_id).unwrap_or(0);
        let advance = position.x_advance;
        glyphs.push(WordGlyph { id, advance, dx: position.x_offset, dy: position.y_offset });
        match clusters.last_mut() {
            Some(last) if last.range.start == info.cluster => {
                last.glyphs.end = slot + 1;
                last.advance += advance;
                last.bound |= info.unsafe_to_break();
            }
            _ => clusters.push(WordCluster {
                range: info.cluster..info.cluster,
                glyphs: slot..slot + 1,
                advance,
                bound: info.unsafe_to_break(),
                gap: false,
                kind: ClusterKind::Letter,
            }),
        }
    }
    if key.rtl {
        clusters.reverse();
    }
    let context = text.text.len() - usize::from(text.spaced);
    // A cluster ends where the next one starts.
    let mut end = to_u32(text.text.len());
    for cluster in clusters.iter_mut().rev() {
        cluster.range.end = end.max(cluster.range.start);
        end = cluster.range.start;
        cluster.kind = kind(text.text, cluster, key.is_ideographic());
        cluster.gap = is_gap(text.text, cluster.range.end as usize);
    }
    let mut end_bound = false;
    if text.spaced && clusters.last().is_some_and(|last| last.range.start as usize == context) {
        end_bound = clusters.pop().is_some_and(|space| space.bound);
    }
    (Glyphs { clusters: clusters.into(), glyphs: glyphs.into() }, end_bound)
}

/// What a cluster's text is. Among ideographs, dashes, ellipses and quotation marks are full width, too.
fn kind(text: &str, cluster: &WordCluster, ideographic: bool) -> ClusterKind {
    let full_width =
        |c| is_ideographic(c) || (ideographic && matches!(c, '—' | '―' | '‥' | '…' | '‘' | '’' | '“' | '”'));
    match text.get(cluster.range.start as usize..cluster.range.end as usize) {
        Some(" " | "\u{a0}") => ClusterKind::Space,
        None | Some("") => ClusterKind::Hyphen,
        Some(text) if text.chars().next().is_some_and(full_width) => ClusterKind::Ideograph,
        Some(_) => ClusterKind::Letter,
    }
}

/// Whether space is between the characters before and after a byte: between an ideograph or kana and a Latin, Greek or
/// Cyrillic letter or a figure (JIS X 4051; Requirements for Chinese Text Layout, 3.2.2).
pub(in crate::layout) fn is_gap(text: &str, at: usize) -> bool {
    let Some((before, after)) = text.split_at_checked(at) else { return false };
    let (Some(before), Some(after)) = (before.chars().next_back(), after.chars().next()) else { return false };
    let ideograph = |c: char| is_ideographic(c) && c.is_alphabetic() && !('\u{ff00}'..='\u{ffef}').contains(&c);
    let western = |c: char| match harfrust::unicode::script(u32::from(c)) {
        Script::LATIN | Script::GREEK | Script::CYRILLIC => c.is_alphabetic() && !is_ideographic(c),
        _ => c.is_ascii_digit(),
    };
    (ideograph(before) && western(after)) || (western(before) && ideograph(after))
}

fn last_chars(text: &str) -> &str {
    text.char_indices().nth_back(CONTEXT - 1).and_then(|(at, _)| text.get(at..)).unwrap_or(text)
}

fn first_chars(text: &str) -> &str {
    text.char_indices().nth(CONTEXT).and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
