//! Where lines may end: UAX 14, tailored for prose, code and addresses. Each place has a penalty.

use super::hyphenate::{self, Part};
use super::itemize::primary;
use super::opportunity::{Kind, Level, Opportunity, cost};
use super::prose::tailored;
use super::segment::{PlacedWord, Segment};
use super::source::{OBJECT, Source};
use super::style::{Resolved, Styles};
use super::{Piece, PieceKind};
use crate::document::is_ideographic;
use crate::document::languages::Language;
use crate::math::Break;
use harfrust::Script;
use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness, LineBreakWordOption};
use icu_segmenter::{GraphemeClusterSegmenter, LineSegmenter, LineSegmenterBorrowed};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

/// Finds the places where lines may end.
pub(super) struct OpportunityFinder<'a> {
    pieces: &'a [Piece],
    source: &'a Source,
    styles: &'a Styles,
    /// Whether the paragraph may be hyphenated.
    hyphenate: bool,
    /// Stretches of code and addresses, in order.
    code: &'a [Opaque],
    /// Language of most of the text, as a BCP 47 tag, and its rules.
    lang: &'a str,
    language: &'static Language,
}

/// Text that is not prose.
#[derive(Clone, Debug)]
pub(super) struct Opaque {
    /// Bytes of the shown text.
    pub range: Range<usize>,
    /// Whether it is an address, else code.
    address: bool,
}

impl<'a> OpportunityFinder<'a> {
    /// For one paragraph.
    pub fn new(
        pieces: &'a [Piece],
        source: &'a Source,
        styles: &'a Styles,
        hyphenate: bool,
        code: &'a [Opaque],
        lang: &'a str,
    ) -> Self {
        OpportunityFinder { pieces, source, styles, hyphenate, code, lang, language: Language::of(lang) }
    }

    /// The places inside a segment that a level allows, in order, without its ends.
    pub fn find<'s>(&self, segment: &'s Segment, level: Level) -> Cow<'s, [Opportunity]> {
        let range = &segment.range;
        let whole = || segment.whole.get_or_init(|| self.sorted(range, self.whole(range)).into());
        let divided = || {
            segment.divided.get_or_init(|| {
                let mut found = whole().to_vec();
                self.divisions(segment, &mut found);
                found.retain(|o| o.kind != Kind::Hyphen || o.penalty() < cost::FORCED);
                self.sorted(range, found).into()
            })
        };
        let hyphenated = self.hyphenate && level >= Level::Hyphenated;
        let found = if hyphenated { divided() } else { whole() };
        if level < Level::Forced {
            return Cow::Borrowed(found);
        }
        let mut found = found.to_vec();
        self.forced(segment, &mut found);
        if level == Level::Anywhere {
            self.anywhere(range, &mut found);
        }
        Cow::Owned(self.sorted(range, found))
    }

    /// Places in order, each once, without the ends of the range.
    fn sorted(&self, range: &Range<usize>, mut found: Vec<Opportunity>) -> Vec<Opportunity> {
        // The cheapest of those at one place stands first and stays.
        found.sort_by(|a, b| a.at().cmp(&b.at()).then(a.penalty().total_cmp(&b.penalty())));
        found.dedup_by_key(|o| o.at());
        let calls = self.source.marks.iter().any(|(_, piece)| self.is_call(*piece));
        found.retain(|o| o.at() > range.start && o.at() < range.end && !(calls && self.in_call(o.at())));
        found.retain(|o| o.kind == Kind::Anywhere || !self.in_ruby(o.at()));
        found
    }

    /// Whether a place is inside text that has a reading above it.
    fn in_ruby(&self, at: usize) -> bool {
        let rubies = &self.source.rubies;
        let after = rubies.partition_point(|base| base.start < at);
        after.checked_sub(1).and_then(|before| rubies.get(before)).is_some_and(|base| at < base.end)
    }

    fn text(&self, range: &Range<usize>) -> &str {
        self.source.shown.get(range.clone()).unwrap_or("")
    }

    /// UAX 14, tailored.
    fn whole(&self, range: &Range<usize>) -> Vec<Opportunity> {
        let text = self.text(range);
        let mut found = Vec::new();
        for offset in self.segmenter().segment_str(text) {
            let at = range.start + offset;
            if self.opaque(at).is_some() && !text.get(..offset).is_some_and(|t| t.ends_with(' ')) {
                continue; // separators() finds those
            }
            let (Some(before), Some(after)) = (text.get(..offset), text.get(offset..)) else { continue };
            if let Some(penalty) = self.beside_formula(at, before, after) {
                found.extend(penalty.map(|penalty| Opportunity::new(at, Kind::Plain, penalty)));
                continue;
            }
            if let Some((kind, penalty)) = tailored(before, after, self.language) {
                found.push(Opportunity::new(at, kind, penalty));
            }
        }
        self.dashes(range, &mut found);
        self.separators(range, &mut found);
        found
    }

    /// What a break costs beside a formula or within one, where there may be any; `None` elsewhere. UAX 14 breaks on either
    /// side of an object, but a formula is a word: it keeps what touches it.
    fn beside_formula(&self, at: usize, before: &str, after: &str) -> Option<Option<f64>> {
        let formula = |at: usize| match self.source.part(at).and_then(|part| self.pieces.get(part.piece))?.kind {
            PieceKind::Math { ref part, .. } => Some(part.end),
            _ => None,
        };
        let last = before.chars().next_back()?;
        let ends = if last == OBJECT { formula(at - OBJECT.len_utf8()) } else { None };
        let starts = if after.starts_with(OBJECT) { formula(at) } else { None };
        let other = match (ends, starts) {
            (Some(Break::Relation), Some(_)) => return Some(Some(cost::RELATION)),
            (Some(Break::Binary), Some(_)) => return Some(Some(cost::OPERATOR)),
            (Some(Break::End), Some(_)) => return Some(None),
            (Some(_), None) => after.chars().next(),
            (None, Some(_)) => Some(last),
            (None, None) => return None,
        };
        let apart = other.is_some_and(|c| c.is_whitespace() || is_ideographic(c));
        if apart { None } else { Some(None) }
    }

    /// UAX 14 with its strict rules of ideographs (kinsoku: no line begins with a small kana or a closing mark). Korean is
    /// broken at its spaces, as its books are.
    fn segmenter(&self) -> &'static LineSegmenterBorrowed<'static> {
        static STRICT: OnceLock<LineSegmenterBorrowed> = OnceLock::new();
        static KOREAN: OnceLock<LineSegmenterBorrowed> = OnceLock::new();
        let korean = primary(self.lang) == "ko";
        let segmenter = || {
            let mut options = LineBreakOptions::default();
            options.strictness = Some(LineBreakStrictness::Strict);
            options.word_option = korean.then_some(LineBreakWordOption::KeepAll);
            LineSegmenter::new_auto(options)
        };
        if korean { KOREAN.get_or_init(segmenter) } else { STRICT.get_or_init(segmenter) }
    }

    /// A break after a dash that stands between two words without spaces, which UAX 14 knows for `—` only.
    fn dashes(&self, range: &Range<usize>, found: &mut Vec<Opportunity>) {
        let text = self.text(range);
        for (offset, dash) in text.match_indices(['—', '―']) {
            let after = offset + dash.len();
            let inside = text.get(..offset).and_then(|t| t.chars().next_back()).is_some_and(|c| !c.is_whitespace())
                && text.get(after..).and_then(|t| t.chars().next()).is_some_and(char::is_alphanumeric);
            if inside {
                found.push(Opportunity::new(range.start + after, Kind::Dash, cost::DASH));
            }
        }
    }

    /// Breaks after the separators of code and addresses, and where an identifier changes case.
    fn separators(&self, range: &Range<usize>, found: &mut Vec<Opportunity>) {
        let text = self.text(range);
        let (mut earlier, mut before): (Option<char>, Option<char>) = (None, None);
        let mut word_has_letters = false;
        for (offset, c) in text.char_indices() {
            let at = range.start + offset;
            if let Some(opaque) = self.opaque(at).filter(|_| word_has_letters && c.is_alphanumeric()) {
                let penalty = before.and_then(|before| inside_code(earlier, before, c, opaque.address));
                found.extend(penalty.map(|penalty| Opportunity::new(at, Kind::Code, penalty)));
            }
            word_has_letters = !c.is_whitespace() && (word_has_letters || c.is_alphanumeric());
            (earlier, before) = (before, Some(c));
        }
    }

    /// Divisions of words, and the soft hyphens that were written.
    fn divisions(&self, segment: &Segment, found: &mut Vec<Opportunity>) {
        let (range, soft) = (&segment.range, &self.source.soft_hyphens);
        let first = soft.partition_point(|at| *at < range.start);
        let soft = soft.get(first..).unwrap_or_default().iter().take_while(|at| **at < range.end);
        found.extend(soft.map(|&at| Opportunity::new(at, Kind::Hyphen, cost::HYPHEN)));
        self.divide_all(segment, &|style| style.style.hyphenate, found);
    }

    /// Divisions of all prose, of titles too, for words that are wider than the measure.
    fn forced(&self, segment: &Segment, found: &mut Vec<Opportunity>) {
        let mut divisions = Vec::new();
        let all = OpportunityFinder { hyphenate: true, ..*self };
        all.divisions(segment, &mut divisions);
        all.divide_all(segment, &|style| !style.style.hyphenate && !style.verbatim(), &mut divisions);
        let prose = divisions.into_iter().filter(|o| self.opaque(o.at()).is_none());
        found.extend(prose.map(|o| o.costing(o.penalty() + cost::FORCED)));
    }

    /// Divisions of the words whose style is `wanted`.
    fn divide_all(&self, segment: &Segment, wanted: &dyn Fn(&Resolved) -> bool, found: &mut Vec<Opportunity>) {
        let range = &segment.range;
        let mut done = range.start;
        for placed in segment.words() {
            if placed.start < done {
                continue;
            }
            let end = placed.start + placed.word.text.len();
            if self.is_apart(range, placed.start, end) {
                self.divide_word(segment, &placed, wanted, found);
                done = end;
            } else {
                // Several words, items or pieces make one word of the text.
                let start = self.text(&(range.start..placed.start)).rfind(char::is_whitespace);
                let start = start.map_or(range.start, |at| range.start + at).max(done);
                let length = self.text(&(end..range.end)).find(char::is_whitespace);
                done = length.map_or(range.end, |length| end + length);
                self.divide(&(start..done), wanted, found);
            }
        }
    }

    /// Whether white space, or nothing, stands on either side of a stretch.
    fn is_apart(&self, range: &Range<usize>, start: usize, end: usize) -> bool {
        let text = self.text(range);
        let (start, end) = (start - range.start, end - range.start);
        let (before, from) = text.split_at_checked(start).unwrap_or_default();
        (before.is_empty() || from.starts_with(' ') || before.ends_with(char::is_whitespace))
            && text.get(end..).is_none_or(|after| after.is_empty() || after.starts_with(char::is_whitespace))
    }

    /// Divisions of a word that is shaped in one go: found once for all places where it stands.
    fn divide_word(
        &self,
        segment: &Segment,
        placed: &PlacedWord,
        wanted: &dyn Fn(&Resolved) -> bool,
        found: &mut Vec<Opportunity>,
    ) {
        let style = segment.items.get(placed.item).and_then(|item| self.styles.get(item.style));
        let Some(patterns) = style.filter(|s| wanted(s)).and_then(|s| hyphenate::patterns(&s.style.lang)) else {
            return;
        };
        let divisions = placed.word.divisions(placed.shaper, |text| {
            let divisions = hyphenate::divisions(text, patterns).into_iter();
            let place = |d: hyphenate::Division| (u32::try_from(d.at).unwrap_or(u32::MAX), d.dropped, penalty(&d));
            divisions.map(place).collect()
        });
        found.extend(divisions.iter().map(|division| {
            let at = placed.start + division.at as usize;
            Opportunity::new(at, Kind::Hyphen, division.penalty).dropping(division.dropped)
        }));
    }

    /// Divisions of a stretch of the text.
    fn divide(&self, range: &Range<usize>, wanted: &dyn Fn(&Resolved) -> bool, found: &mut Vec<Opportunity>) {
        for (stretch, lang) in self.stretches(range, wanted) {
            let Some(patterns) = hyphenate::patterns(&lang) else { continue };
            for division in hyphenate::divisions(self.text(&stretch), patterns) {
                let at = stretch.start + division.at;
                found.push(Opportunity::new(at, Kind::Hyphen, penalty(&division)).dropping(division.dropped));
            }
        }
    }

    /// Stretches of one language whose style is `wanted`.
    fn stretches(&self, range: &Range<usize>, wanted: &dyn Fn(&Resolved) -> bool) -> Vec<(Range<usize>, String)> {
        let mut stretches: Vec<(Range<usize>, String)> = Vec::new();
        for part in self.source.parts_in(range) {
            let Some(style) = self.styles.get(part.style).filter(|s| wanted(s)) else { continue };
            let bytes = part.range.start.max(range.start)..part.range.end.min(range.end);
            match stretches.last_mut() {
                Some((last, lang)) if last.end == bytes.start && **lang == *style.style.lang => last.end = bytes.end,
                _ => stretches.push((bytes, style.style.lang.to_string())),
            }
        }
        stretches
    }

    /// Between any two characters, except before white space, which belongs to the line it ends. (Inside a cluster they
    /// are ignored later.) Between two letters of a word a hyphen is added.
    fn anywhere(&self, range: &Range<usize>, found: &mut Vec<Opportunity>) {
        let text = self.text(range);
        let (mut before, mut word_end, mut is_word) = (None, 0, false);
        let mut graphemes = GraphemeClusterSegmenter::new().segment_str(text).peekable();
        for (offset, c) in text.char_indices() {
            // A letter and its marks, and a syllable of an Indic script, are never cut (UAX 29, GB9c).
            while graphemes.next_if(|boundary| *boundary < offset).is_some() {}
            let cut = graphemes.peek() != Some(&offset);
            if offset >= word_end {
                let word = text.get(offset..).unwrap_or("");
                let length = word.find(char::is_whitespace).filter(|length| *length > 0);
                word_end = offset + length.unwrap_or(if c.is_whitespace() { c.len_utf8() } else { word.len() });
                // A number or a hash is not taken for a word.
                is_word = text.get(offset..word_end).is_some_and(|word| !word.contains(char::is_numeric));
            }
            let at = range.start + offset;
            let opaque = self.opaque(at).is_some();
            let next = text.get(offset + c.len_utf8()..).and_then(|rest| rest.chars().next());
            let hyphen = before.filter(|_| is_word && !opaque).and_then(|before| between_letters(before, c, next));
            found.extend(match hyphen {
                _ if cut || c.is_whitespace() => None,
                Some(penalty) => Some(Opportunity::new(at, Kind::Hyphen, penalty)),
                None if opaque => Some(Opportunity::new(at, Kind::Anywhere, cost::CODE_ANYWHERE)),
                None => Some(Opportunity::new(at, Kind::Anywhere, cost::ANYWHERE)),
            });
            before = Some(c);
        }
    }

    /// The code or address that a byte belongs to: text that breaks at separators, without a hyphen.
    fn opaque(&self, at: usize) -> Option<&Opaque> {
        let index = self.code.partition_point(|opaque| opaque.range.end <= at);
        self.code.get(index).filter(|opaque| opaque.range.start <= at)
    }

    /// Whether a byte is of a note's call, which is never parted, nor from what stands before it.
    fn in_call(&self, at: usize) -> bool {
        self.source.part(at).is_some_and(|part| self.is_call(part.piece))
    }

    fn is_call(&self, piece: usize) -> bool {
        self.pieces.get(piece).is_some_and(|piece| matches!(piece.kind, PieceKind::NoteCall { .. }))
    }
}

/// What a division costs.
fn penalty(division: &hyphenate::Division) -> f64 {
    let extra = |on, cost| if on { cost } else { 0.0 };
    let awkward = extra(division.short, cost::SHORT) + extra(division.name, cost::NAME);
    let part = match division.part {
        Part::None => 0.0,
        Part::Short => cost::FORCED,
        Part::Long => cost::COMPOUND_PART,
    };
    cost::HYPHEN + awkward + part
}

/// The code and the addresses of a paragraph, in order.
pub(super) fn opaque(source: &Source, styles: &Styles) -> Vec<Opaque> {
    let mut code = Vec::new();
    for part in &source.parts {
        let Some(style) = styles.get(part.style) else { continue };
        let text = source.shown.get(part.range.clone()).unwrap_or("");
        if style.verbatim() {
            code.push(Opaque { range: part.range.clone(), address: is_address(text.trim(), true) });
            continue;
        }
        for token in text.split_whitespace().filter(|token| is_address(token, style.style.hyphenate)) {
            // Both are slices of one string.
            let start = part.range.start + (token.as_ptr() as usize - text.as_ptr() as usize);
            code.push(Opaque { range: start..start + token.len(), address: true });
        }
    }
    code
}

/// Whether a word is an address; a word that may be hyphenated needs to say so itself.
fn is_address(word: &str, prose: bool) -> bool {
    word.contains("://") || word.starts_with("www.") || (!prose && word.contains(['/', '@', '_']))
}

/// What a break before `after` costs in code or an address, given the two characters before it; `None` where there is no
/// place for one.
fn inside_code(earlier: Option<char>, before: char, after: char, address: bool) -> Option<f64> {
    let separator = if address { cost::ADDRESS } else { cost::SEPARATOR };
    match before {
        // A version, a decimal, a time: no place at all.
        '.' | ',' | ':' if earlier.is_some_and(char::is_numeric) && after.is_numeric() => None,
        '-' | '.' => Some(separator + cost::FAINT),
        '/' | '\\' | '_' | '?' | '&' | '=' | ':' | ';' | ',' | '(' | ')' | '[' | ']' | '{' | '}' => Some(separator),
        '<' | '>' | '|' | '+' | '*' | '%' | '#' | '@' | '~' => Some(separator),
        _ if before.is_lowercase() && after.is_uppercase() => Some(cost::CAMEL),
        _ => None,
    }
}

/// What a hyphen costs between two letters of a word for which there are no patterns; `None` in scripts without hyphens and
/// beside what is no letter. A syllable seems to start at a consonant between two vowels.
fn between_letters(before: char, after: char, next: Option<char>) -> Option<f64> {
    const WITH_HYPHENS: [Script; 5] =
        [Script::LATIN, Script::CYRILLIC, Script::GREEK, Script::ARMENIAN, Script::GEORGIAN];
    let has_hyphens = |c: char| c.is_alphabetic() && WITH_HYPHENS.contains(&harfrust::unicode::script(u32::from(c)));
    if !(has_hyphens(before) && has_hyphens(after)) {
        return None;
    }
    let syllable = is_vowel(before) && !is_vowel(after) && next.is_some_and(is_vowel);
    Some(if syllable { cost::SYLLABLE } else { cost::ANYWHERE })
}

/// Whether a letter seems to be a vowel.
fn is_vowel(c: char) -> bool {
    /// Latin, Greek and Cyrillic, with the marks of European languages.
    const VOWELS: &str = "aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýÿāăąēĕėęěīĭįıōŏőœūŭůűųǎǐǒǔαεηιουωάέήίόύώϊϋаеиоуыэюяёіїє";
    c.to_lowercase().any(|c| VOWELS.contains(c))
}
