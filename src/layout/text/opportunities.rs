//! Where lines may end: UAX 14, tailored for prose, code and addresses. Each place has a penalty.

use super::hyphenate;
use super::itemize::primary;
use super::opportunity::{Kind, Level, Opportunity, cost};
use super::prose::tailored;
use super::segment::{PlacedWord, Segment};
use super::source::Source;
use super::style::Styles;
use super::{Piece, PieceKind};
use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness, LineBreakWordOption};
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

/// Finds the places where lines may end.
pub(super) struct Finder<'a> {
    pieces: &'a [Piece],
    source: &'a Source,
    styles: &'a Styles,
    /// Whether the paragraph may be hyphenated.
    hyphenate: bool,
    /// Stretches of code and addresses, in order.
    code: &'a [Opaque],
    /// Language of most of the text, as a BCP 47 tag.
    lang: &'a str,
}

/// Text that is not prose.
#[derive(Clone, Debug)]
pub(super) struct Opaque {
    /// Bytes of the shown text.
    pub range: Range<usize>,
    /// Whether it is an address, else code.
    address: bool,
}

impl<'a> Finder<'a> {
    /// For one paragraph.
    pub fn new(
        pieces: &'a [Piece],
        source: &'a Source,
        styles: &'a Styles,
        hyphenate: bool,
        code: &'a [Opaque],
        lang: &'a str,
    ) -> Self {
        Finder { pieces, source, styles, hyphenate, code, lang }
    }

    /// The places inside a segment that a level allows, in order, without its ends.
    pub fn find<'s>(&self, segment: &'s Segment, level: Level) -> Cow<'s, [Opportunity]> {
        let range = &segment.range;
        let whole = || segment.whole.get_or_init(|| self.sorted(range, self.whole(range)).into());
        let divided = || {
            segment.divided.get_or_init(|| {
                let mut found = whole().to_vec();
                self.divisions(segment, &mut found);
                self.sorted(range, found).into()
            })
        };
        let hyphenated = self.hyphenate && level >= Level::Hyphenated;
        let found = if hyphenated { divided() } else { whole() };
        if level < Level::Anywhere {
            return Cow::Borrowed(found);
        }
        let mut found = found.to_vec();
        self.anywhere(range, &mut found);
        Cow::Owned(self.sorted(range, found))
    }

    /// Places in order, each once, without the ends of the range.
    fn sorted(&self, range: &Range<usize>, mut found: Vec<Opportunity>) -> Vec<Opportunity> {
        // The cheapest of those at one place stands first and stays.
        found.sort_by(|a, b| a.at().cmp(&b.at()).then(a.penalty().total_cmp(&b.penalty())));
        found.dedup_by_key(|o| o.at());
        let calls = self.source.marks.iter().any(|(_, piece)| self.is_call(*piece));
        found.retain(|o| o.at() > range.start && o.at() < range.end && !(calls && self.in_call(o.at())));
        found
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
            if let Some((kind, penalty)) = tailored(before, after, self.lang) {
                found.push(Opportunity::new(at, kind, penalty));
            }
        }
        self.dashes(range, &mut found);
        self.separators(range, &mut found);
        found
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
        let mut done = range.start;
        for placed in segment.words() {
            if placed.start < done {
                continue;
            }
            let end = placed.start + placed.word.text.len();
            if self.is_apart(range, placed.start, end) {
                self.divide_word(segment, &placed, found);
                done = end;
            } else {
                // Several words, items or pieces make one word of the text.
                let start = self.text(&(range.start..placed.start)).rfind(char::is_whitespace);
                let start = start.map_or(range.start, |at| range.start + at).max(done);
                let length = self.text(&(end..range.end)).find(char::is_whitespace);
                done = length.map_or(range.end, |length| end + length);
                self.divide(&(start..done), found);
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
    fn divide_word(&self, segment: &Segment, placed: &PlacedWord, found: &mut Vec<Opportunity>) {
        let style = segment.items.get(placed.item).and_then(|item| self.styles.get(item.style));
        let Some(patterns) = style.filter(|s| s.style.hyphenate).and_then(|s| hyphenate::patterns(&s.style.lang))
        else {
            return;
        };
        let divisions = placed.word.divisions(placed.shaper, |text| {
            let divisions = hyphenate::divisions(text, patterns).into_iter();
            divisions.map(|division| (u32::try_from(division.at).unwrap_or(u32::MAX), penalty(&division))).collect()
        });
        found.extend(
            divisions
                .iter()
                .map(|division| Opportunity::new(placed.start + division.at as usize, Kind::Hyphen, division.penalty)),
        );
    }

    /// Divisions of a stretch of the text.
    fn divide(&self, range: &Range<usize>, found: &mut Vec<Opportunity>) {
        for (stretch, lang) in self.stretches(range) {
            let Some(patterns) = hyphenate::patterns(&lang) else { continue };
            for division in hyphenate::divisions(self.text(&stretch), patterns) {
                let at = stretch.start + division.at;
                found.push(Opportunity::new(at, Kind::Hyphen, penalty(&division)));
            }
        }
    }

    /// Stretches of one language that may be hyphenated.
    fn stretches(&self, range: &Range<usize>) -> Vec<(Range<usize>, String)> {
        let mut stretches: Vec<(Range<usize>, String)> = Vec::new();
        for part in self.source.parts_in(range) {
            let Some(style) = self.styles.get(part.style).filter(|s| s.style.hyphenate) else { continue };
            let bytes = part.range.start.max(range.start)..part.range.end.min(range.end);
            match stretches.last_mut() {
                Some((last, lang)) if last.end == bytes.start && **lang == *style.style.lang => last.end = bytes.end,
                _ => stretches.push((bytes, style.style.lang.to_string())),
            }
        }
        stretches
    }

    /// Between any two characters, except before white space, which belongs to the line it ends. (Inside a cluster they
    /// are ignored later.)
    fn anywhere(&self, range: &Range<usize>, found: &mut Vec<Opportunity>) {
        for (offset, _) in self.text(range).char_indices().filter(|(_, c)| !c.is_whitespace()) {
            let at = range.start + offset;
            let penalty = if self.opaque(at).is_some() { cost::CODE_ANYWHERE } else { cost::ANYWHERE };
            found.push(Opportunity::new(at, Kind::Anywhere, penalty));
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
    cost::HYPHEN + extra(division.short, cost::SHORT_PREFIX) + extra(division.name, cost::NAME)
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
