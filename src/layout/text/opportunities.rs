//! Where lines may end: UAX 14, tailored for prose, code and addresses. Each place has a penalty.

use super::hyphenate;
use super::itemize::primary;
use super::prose::tailored;
use super::source::Source;
use super::style::Styles;
use super::{Piece, PieceKind};
use icu_segmenter::LineSegmenter;
use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness, LineBreakWordOption};
use std::ops::Range;

/// What stands at the end of a line that is broken somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// White space, which disappears, or nothing at all.
    Plain,
    /// A hyphen or dash of the text.
    Dash,
    /// A hyphen that the text does not have.
    Hyphen,
    /// Inside code or an address: nothing is added.
    Code,
    /// Between any two characters, when nothing else helps.
    Anywhere,
}

/// A place where a line may end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Opportunity {
    /// Byte of the shown text at which the next line starts; white space before it disappears.
    pub at: usize,
    pub kind: Kind,
    /// What it costs, on the scale of badness: its square adds to the demerits of the line.
    pub penalty: f64,
}

impl Opportunity {
    /// Whether it is looked at only when the paragraph has no good way without such places: inside code and addresses,
    /// and where things belong together.
    pub fn dear(&self) -> bool {
        match self.kind {
            Kind::Plain | Kind::Dash => self.penalty >= cost::ONE_LETTER,
            Kind::Hyphen => false,
            Kind::Code | Kind::Anywhere => true,
        }
    }
}

/// Costs of breaking in places that read badly, on the scale of badness: a line whose spaces are stretched to the full
/// has 200, and so has a division; a worse place must save a worse line.
pub(super) mod cost {
    /// A division of a word.
    pub const HYPHEN: f64 = 200.0;
    /// More where it leaves two letters.
    pub const SHORT_PREFIX: f64 = 160.0;
    /// More in a name.
    pub const NAME: f64 = 160.0;
    /// At a hyphen of the text: free as a place, but the line end looks divided all the same.
    pub const COMPOUND: f64 = 160.0;
    /// More where the compound's first part is one letter: "e-".
    pub const LETTER_COMPOUND: f64 = 800.0;
    /// After a dash between words.
    pub const DASH: f64 = 40.0;
    /// Between the figures of a range.
    pub const RANGE: f64 = 1000.0;
    /// After a slash in prose.
    pub const SLASH: f64 = 240.0;
    /// After a word of one letter ("a", "I", "y"). What costs as much or more is a last resort ([`Opportunity::dear`]).
    pub const ONE_LETTER: f64 = 300.0;
    /// After an initial ("J. Doe"), which may also be a sentence's last word.
    pub const INITIAL: f64 = 200.0;
    /// Between a title and its name, "Chapter" and its number, the groups of a long number.
    pub const ABBREVIATION: f64 = 700.0;
    /// Between a number and its unit.
    pub const UNIT: f64 = 10_000.0;
    /// After a separator in an address.
    pub const ADDRESS: f64 = 350.0;
    /// After a separator in code.
    pub const SEPARATOR: f64 = 600.0;
    /// More after a hyphen or a dot, which a reader may take for the text's own, or miss.
    pub const FAINT: f64 = 300.0;
    /// Where an identifier changes case.
    pub const CAMEL: f64 = 1200.0;
    /// Between any two characters of code.
    pub const CODE_ANYWHERE: f64 = 6000.0;
    /// Between any two characters of prose.
    pub const ANYWHERE: f64 = 10_000.0;
}

/// How much is allowed; each level allows all that those before it do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// White space, dashes, separators.
    Whole,
    /// Divided words.
    Hyphenated,
    /// Anywhere between clusters.
    Anywhere,
}

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
    range: Range<usize>,
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

    /// The places inside a range of the shown text that a level allows, in order, without its ends.
    pub fn find(&self, range: &Range<usize>, level: Level) -> Vec<Opportunity> {
        let mut found = self.whole(range);
        if level >= Level::Hyphenated && self.hyphenate {
            self.divisions(range, &mut found);
        }
        if level >= Level::Anywhere {
            self.anywhere(range, &mut found);
        }
        // The cheapest of those at one place stands first and stays.
        found.sort_by(|a, b| a.at.cmp(&b.at).then(a.penalty.total_cmp(&b.penalty)));
        found.dedup_by_key(|o| o.at);
        found.retain(|o| o.at > range.start && o.at < range.end && !self.in_call(o.at));
        found
    }

    fn text(&self, range: &Range<usize>) -> &str {
        self.source.shown.get(range.clone()).unwrap_or("")
    }

    /// UAX 14, tailored.
    fn whole(&self, range: &Range<usize>) -> Vec<Opportunity> {
        let text = self.text(range);
        let mut found = Vec::new();
        for offset in LineSegmenter::new_auto(self.options()).segment_str(text) {
            let at = range.start + offset;
            if self.opaque(at).is_some() && !text.get(..offset).is_some_and(|t| t.ends_with(' ')) {
                continue; // separators() finds those
            }
            let (Some(before), Some(after)) = (text.get(..offset), text.get(offset..)) else { continue };
            if let Some((kind, penalty)) = tailored(before, after, self.lang) {
                found.push(Opportunity { at, kind, penalty });
            }
        }
        self.dashes(range, &mut found);
        self.separators(range, &mut found);
        found
    }

    /// UAX 14 with its strict rules of ideographs (kinsoku: no line begins with a small kana or a closing mark). Korean is
    /// broken at its spaces, as its books are.
    fn options(&self) -> LineBreakOptions<'static> {
        let mut options = LineBreakOptions::default();
        options.strictness = Some(LineBreakStrictness::Strict);
        options.word_option = (primary(self.lang) == "ko").then_some(LineBreakWordOption::KeepAll);
        options
    }

    /// A break after a dash that stands between two words without spaces, which UAX 14 knows for `—` only.
    fn dashes(&self, range: &Range<usize>, found: &mut Vec<Opportunity>) {
        let text = self.text(range);
        for (offset, dash) in text.match_indices(['—', '―']) {
            let after = offset + dash.len();
            let inside = text.get(..offset).and_then(|t| t.chars().next_back()).is_some_and(|c| !c.is_whitespace())
                && text.get(after..).and_then(|t| t.chars().next()).is_some_and(char::is_alphanumeric);
            if inside {
                found.push(Opportunity { at: range.start + after, kind: Kind::Dash, penalty: cost::DASH });
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
                found.extend(penalty.map(|penalty| Opportunity { at, kind: Kind::Code, penalty }));
            }
            word_has_letters = !c.is_whitespace() && (word_has_letters || c.is_alphanumeric());
            (earlier, before) = (before, Some(c));
        }
    }

    /// Divisions of words, and the soft hyphens that were written.
    fn divisions(&self, range: &Range<usize>, found: &mut Vec<Opportunity>) {
        for &at in self.source.soft_hyphens.iter().filter(|&&at| range.contains(&at)) {
            found.push(Opportunity { at, kind: Kind::Hyphen, penalty: cost::HYPHEN });
        }
        for (stretch, lang) in self.stretches(range) {
            let Some(patterns) = hyphenate::patterns(&lang) else { continue };
            for division in hyphenate::divisions(self.text(&stretch), patterns) {
                let at = stretch.start + division.at;
                let extra = |on, cost| if on { cost } else { 0.0 };
                let penalty =
                    cost::HYPHEN + extra(division.short, cost::SHORT_PREFIX) + extra(division.name, cost::NAME);
                found.push(Opportunity { at, kind: Kind::Hyphen, penalty });
            }
        }
    }

    /// Stretches of one language that may be hyphenated.
    fn stretches(&self, range: &Range<usize>) -> Vec<(Range<usize>, String)> {
        let mut stretches: Vec<(Range<usize>, String)> = Vec::new();
        for part in self.source.parts.iter().filter(|p| p.range.end > range.start && p.range.start < range.end) {
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
            found.push(Opportunity { at, kind: Kind::Anywhere, penalty });
        }
    }

    /// The code or address that a byte belongs to: text that breaks at separators, without a hyphen.
    fn opaque(&self, at: usize) -> Option<&Opaque> {
        let index = self.code.partition_point(|opaque| opaque.range.end <= at);
        self.code.get(index).filter(|opaque| opaque.range.start <= at)
    }

    /// Whether a byte is of a note's call, which is never parted, nor from what stands before it.
    fn in_call(&self, at: usize) -> bool {
        let piece = self.source.part(at).and_then(|part| self.pieces.get(part.piece));
        piece.is_some_and(|piece| matches!(piece.kind, PieceKind::NoteCall { .. }))
    }
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
