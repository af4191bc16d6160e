//! Where lines may end: UAX 14, tailored for prose, code and addresses. Each place has a penalty.

use super::hyphenate;
use super::source::{OBJECT, Source};
use super::style::Styles;
use super::{Piece, PieceKind};
use icu_segmenter::LineSegmenter;
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

/// Costs of breaking in places that read badly, on the scale of badness: a line whose spaces are stretched to the full
/// has 200, and so has a division; a worse place must save a worse line.
mod cost {
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
    /// After a word of one letter ("a", "I", "y").
    pub const ONE_LETTER: f64 = 140.0;
    /// Between a title and its name, a number sign and its number.
    pub const ABBREVIATION: f64 = 700.0;
    /// Between a number and its unit.
    pub const UNIT: f64 = 3000.0;
    /// After a separator in code or an address.
    pub const SEPARATOR: f64 = 600.0;
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
    styles: &'a Styles<'a>,
    /// Whether the paragraph may be hyphenated.
    hyphenate: bool,
    /// Stretches of code and addresses, in order, in bytes of the shown text.
    code: Vec<Range<usize>>,
}

impl<'a> Finder<'a> {
    /// For one paragraph.
    pub fn new(pieces: &'a [Piece], source: &'a Source, styles: &'a Styles<'a>, hyphenate: bool) -> Self {
        let mut code = Vec::new();
        for part in &source.parts {
            let Some(style) = styles.get(part.style) else { continue };
            if style.verbatim() {
                code.push(part.range.clone());
                continue;
            }
            let text = source.shown.get(part.range.clone()).unwrap_or("");
            for token in text.split_whitespace().filter(|token| is_address(token, style.style.hyphenate)) {
                // Both are slices of one string.
                let start = part.range.start + (token.as_ptr() as usize - text.as_ptr() as usize);
                code.push(start..start + token.len());
            }
        }
        Finder { pieces, source, styles, hyphenate, code }
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
        found.retain(|o| o.at > range.start && o.at < range.end && !self.before_call(o.at));
        found
    }

    fn text(&self, range: &Range<usize>) -> &str {
        self.source.shown.get(range.clone()).unwrap_or("")
    }

    /// UAX 14, tailored.
    fn whole(&self, range: &Range<usize>) -> Vec<Opportunity> {
        let text = self.text(range);
        let mut found = Vec::new();
        for offset in LineSegmenter::new_auto(Default::default()).segment_str(text) {
            let at = range.start + offset;
            if self.is_code(at) && !text.get(..offset).is_some_and(|t| t.ends_with(' ')) {
                continue; // separators() finds those
            }
            let (Some(before), Some(after)) = (text.get(..offset), text.get(offset..)) else { continue };
            if let Some((kind, penalty)) = tailored(before, after) {
                found.push(Opportunity { at, kind, penalty });
            }
        }
        self.dashes(range, &mut found);
        self.separators(range, &mut found);
        found
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
        let mut before: Option<char> = None;
        let mut word_has_letters = false;
        for (offset, c) in text.char_indices() {
            let at = range.start + offset;
            if self.is_code(at) && word_has_letters && c.is_alphanumeric() {
                let camel = before.is_some_and(char::is_lowercase) && c.is_uppercase();
                if before.is_some_and(is_separator) {
                    found.push(Opportunity { at, kind: Kind::Code, penalty: cost::SEPARATOR });
                } else if camel {
                    found.push(Opportunity { at, kind: Kind::Code, penalty: cost::CAMEL });
                }
            }
            word_has_letters = !c.is_whitespace() && (word_has_letters || c.is_alphanumeric());
            before = Some(c);
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
            let penalty = if self.is_code(at) { cost::CODE_ANYWHERE } else { cost::ANYWHERE };
            found.push(Opportunity { at, kind: Kind::Anywhere, penalty });
        }
    }

    /// Whether a byte belongs to code or an address: text that breaks at separators, without a hyphen.
    fn is_code(&self, at: usize) -> bool {
        self.code.get(self.code.partition_point(|range| range.end <= at)).is_some_and(|range| range.start <= at)
    }

    /// Whether a note call starts at a byte: it is never parted from what stands before it.
    fn before_call(&self, at: usize) -> bool {
        self.source.marks.iter().any(|&(mark, piece)| {
            mark == at && matches!(self.pieces.get(piece).map(|p| &p.kind), Some(PieceKind::NoteCall { .. }))
        })
    }
}

/// Whether a word is an address; a word that may be hyphenated needs to say so itself.
fn is_address(word: &str, prose: bool) -> bool {
    word.contains("://") || word.starts_with("www.") || (!prose && word.contains(['/', '@', '_']))
}

/// Separators after which code and addresses break.
fn is_separator(c: char) -> bool {
    matches!(c, '/' | '\\' | '.' | '_' | '-' | '?' | '&' | '=' | ':' | ';' | ',' | '(' | ')' | '[' | ']' | '{' | '}')
        || matches!(c, '<' | '>' | '|' | '+' | '*' | '%' | '#' | '@' | '~')
}

/// A UAX 14 opportunity as typographers see it: what kind it is and what it costs; `None` where they forbid it.
fn tailored(before: &str, after: &str) -> Option<(Kind, f64)> {
    let next = after.chars().next()?;
    let word = before.trim_end();
    let spaced = word.len() < before.len();
    let last = word.chars().next_back()?;
    if is_dash(next) {
        return before_dash(after, spaced);
    }
    if spaced {
        // An opening dash ("—dijo") belongs to what follows; without a space it gets no opportunity here.
        return Some((Kind::Plain, space_cost(word, after)));
    }
    match last {
        '—' | '―' => None, // dashes() finds those between words
        '–' if next.is_numeric() => Some((Kind::Dash, cost::RANGE)),
        '–' => Some((Kind::Dash, cost::DASH)),
        '-' | '‐' => Some((Kind::Dash, compound_cost(word))),
        '/' => Some((Kind::Plain, cost::SLASH)),
        _ => Some((Kind::Plain, 0.0)),
    }
}

fn is_dash(c: char) -> bool {
    matches!(c, '–' | '—' | '―')
}

/// Before a dash: never where it stands between words or spaces; allowed where it opens, as in Spanish dialogue.
fn before_dash(after: &str, spaced: bool) -> Option<(Kind, f64)> {
    let opens = spaced && after.chars().nth(1).is_some_and(|c| !c.is_whitespace());
    opens.then_some((Kind::Plain, 0.0))
}

/// What a break at a space costs.
fn space_cost(word: &str, after: &str) -> f64 {
    let last_word = word.rsplit(|c: char| c.is_whitespace() || c == OBJECT).next().unwrap_or("");
    let next_word = after.split(|c: char| c.is_whitespace() || c == OBJECT).next().unwrap_or("");
    let bare = last_word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let mut letters = bare.chars();
    if letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none() {
        return cost::ONE_LETTER;
    }
    if is_abbreviation(bare) {
        return cost::ABBREVIATION;
    }
    let unit = next_word.trim_end_matches(['.', ',', ';', ':', ')', '!', '?', '”']);
    if bare.ends_with(|c: char| c.is_numeric()) && is_unit(unit) { cost::UNIT } else { 0.0 }
}

/// Titles and references that want their name or number beside them.
fn is_abbreviation(word: &str) -> bool {
    const KNOWN: &[&str] = &[
        "Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "St.", "Sr.", "Sra.", "Dra.", "D.", "Fig.", "fig.", "No.", "no.", "Vol.",
        "vol.", "p.", "pp.", "pág.", "cap.", "ch.", "Ch.", "§", "núm.",
    ];
    KNOWN.contains(&word)
}

/// Units that a number is not parted from. Those that are also common words are left out.
fn is_unit(word: &str) -> bool {
    const KNOWN: &[&str] = &[
        "%", "‰", "°", "°C", "°F", "€", "$", "£", "km", "cm", "mm", "µm", "nm", "kg", "mg", "µg", "ml", "ms", "µs",
        "ns", "min", "Hz", "kHz", "MHz", "GHz", "kB", "KB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "px", "pt", "kW",
        "kWh", "dB", "fps", "rpm", "BCE", "BC", "CE", "AD", "a.m.", "p.m.", "am", "pm",
    ];
    KNOWN.contains(&word)
}

/// What a break after the hyphen of a compound costs.
fn compound_cost(word: &str) -> f64 {
    let part = word.trim_end_matches(['-', '‐']);
    let letters = part.chars().rev().take_while(|c| c.is_alphanumeric()).count();
    if letters < 2 { cost::COMPOUND + cost::LETTER_COMPOUND } else { cost::COMPOUND }
}
