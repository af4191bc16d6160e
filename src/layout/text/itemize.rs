//! Splitting text into items: stretches of one style, face, script and direction, which are shaped in one go.

use super::source::{OBJECT, Source};
use super::style::{Resolved, Styles};
use super::{Piece, PieceKind};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::direction::is_right_to_left;
use crate::layout::fonts::{Face, FontBook, FontScript, Look, Region, Selection, is_gap};
use crate::source::Span;
use harfrust::Script;
use icu_segmenter::GraphemeClusterSegmenter;
use std::cell::OnceCell;
use std::ops::Range;
use unicode_bidi::{BidiClass, Level, ParagraphBidiInfo, bidi_class};

/// A stretch of the shown text that is shaped in one go.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// Bytes of the shown text.
    pub range: Range<usize>,
    /// Index of the style.
    pub style: usize,
    /// Its face.
    pub selection: Selection,
    /// Bidi level; odd is right to left.
    pub level: u8,
    /// ISO 15924 tag of the script, if the text has one.
    pub script: Option<u32>,
    /// Whether the face lacks the characters: each shows as a box.
    pub missing: bool,
    /// The piece, where the item is an image or a fill.
    pub object: Option<usize>,
    /// Whether space stands after it: between an ideograph and a letter or figure.
    pub gap: bool,
}

impl Item {
    /// Whether it runs from right to left.
    pub fn rtl(&self) -> bool {
        self.level % 2 == 1
    }

    fn continues(&self, next: &Item) -> bool {
        self.range.end == next.range.start
            && self.style == next.style
            && self.selection == next.selection
            && self.level == next.level
            && self.missing == next.missing
            && self.object.is_none()
            && next.object.is_none()
            && (self.script == next.script || self.script.is_none() || next.script.is_none())
    }
}

/// Direction of a paragraph's text.
#[derive(Clone, Debug, Default)]
pub(super) struct Direction {
    /// Whether the text runs from right to left as a whole: its first word stands at the right.
    pub rtl: bool,
    /// Whether ragged lines start at the right: those of a right-to-left language, though they be in Latin letters, so that
    /// a label or a cell stands with its neighbours.
    pub starts_right: bool,
    /// Level of each byte; `None` when all of it runs from left to right.
    levels: Option<Vec<Level>>,
}

impl Direction {
    /// Finds it: of the language, unless no letter is of its script, else what most letters say (UAX 9, HL1: a higher
    /// protocol sets the paragraph level; the first strong character alone would turn an English paragraph that begins
    /// with a Hebrew name). `code` is what code and addresses take of the text, in order: they have no say, and run from
    /// left to right as a whole.
    pub fn of<'r>(text: &str, lang: &str, code: impl Iterator<Item = &'r Range<usize>>) -> Direction {
        let rtl_language = is_right_to_left(lang);
        if !rtl_language && is_left_to_right(text) {
            return Direction::default();
        }
        let (mut left, mut right) = (0_usize, 0_usize);
        let mut code = code.peekable();
        let mut ordered = String::with_capacity(text.len());
        for (at, c) in text.char_indices() {
            while code.next_if(|range| range.end <= at).is_some() {}
            let in_code = code.peek().is_some_and(|range| range.contains(&at));
            match bidi_class(c) {
                _ if in_code => {}
                BidiClass::L => left += 1,
                BidiClass::R | BidiClass::AL => right += 1,
                _ => {}
            }
            ordered.push(if in_code { as_code(c) } else { c });
        }
        let rtl = right > left || (rtl_language && (right > 0 || left == 0));
        Direction { starts_right: rtl || rtl_language, ..Direction::within(&ordered, rtl) }
    }

    /// Of a line of code, which starts at the left.
    pub fn of_code(text: &str) -> Direction {
        if is_left_to_right(text) {
            return Direction::default();
        }
        Direction::within(&text.chars().map(as_code).collect::<String>(), false)
    }

    fn within(text: &str, rtl: bool) -> Direction {
        let base = if rtl { Level::rtl() } else { Level::ltr() };
        Direction { rtl, starts_right: rtl, levels: Some(ParagraphBidiInfo::new(text, Some(base)).levels) }
    }

    /// Level of a byte.
    fn level(&self, at: usize) -> u8 {
        self.levels.as_ref().and_then(|levels| levels.get(at)).map_or(0, |level| level.number())
    }
}

/// Whether no character of a text is written from right to left.
fn is_left_to_right(text: &str) -> bool {
    /// First character of a right-to-left script (Hebrew); all before run from left to right.
    const FIRST_RTL: char = '\u{590}';
    text.chars().all(|c| c < FIRST_RTL)
}

/// What stands for a character of code where directions are found. Signs and figures are letters that run from left to
/// right, so that `f(x)` stays in one piece in an Arabic sentence, as an isolate (UAX 9, 2.4.2) would keep it, and what
/// follows an Arabic word of the code stays after it. The letter is of one byte, as they are.
fn as_code(c: char) -> char {
    if c.is_ascii() { 'a' } else { c }
}

/// The primary subtag of a language tag.
pub(super) fn primary(lang: &str) -> &str {
    lang.split(['-', '_']).next().unwrap_or("")
}

/// Everything that items are made from.
pub(super) struct Itemizer<'a> {
    pub pieces: &'a [Piece],
    pub source: &'a Source,
    pub styles: &'a Styles,
    pub fonts: &'a FontBook,
    pub direction: &'a Direction,
}

impl Itemizer<'_> {
    /// The items of a range of the shown text, in order. Which script is set in a face of the machine, and which script or
    /// character no face has, goes to the diagnostics once.
    pub fn items(&self, range: Range<usize>, diagnostics: &mut Diagnostics) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        let mut told: Vec<Told> = Vec::new();
        let region = OnceCell::new();
        let text = self.source.shown.get(range.clone()).unwrap_or("");
        for part in self.source.parts_in(&range) {
            let Some(style) = self.styles.get(part.style) else { continue };
            let bytes = part.range.start.max(range.start)..part.range.end.min(range.end);
            let Some(part_text) = text.get(bytes.start - range.start..bytes.end - range.start) else { continue };
            let object = self.pieces.get(part.piece).is_some_and(is_object).then_some(part.piece);
            clusters(part_text, |offset, cluster| {
                let start = bytes.start + offset;
                let place = Place { start, cluster, style, before: items.last(), region: &region };
                let choice = self.choose(&place);
                if let Some(tell) = choice.told.filter(|tell| object.is_none() && !told.contains(tell)) {
                    let span = self.pieces.get(part.piece).map(|piece| piece.span);
                    self.tell(tell, cluster, choice.selection, span, diagnostics);
                    told.push(tell);
                }
                let item = Item {
                    range: start..start + cluster.len(),
                    style: part.style,
                    selection: choice.selection,
                    level: self.direction.level(start),
                    script: script(cluster),
                    missing: choice.missing(),
                    object,
                    gap: false,
                };
                // Text with a reading above it has its own padding.
                let begins_base =
                    start == part.range.start && self.source.rubies.binary_search_by_key(&start, |r| r.start).is_ok();
                let follows_base =
                    start == part.range.start && self.source.rubies.binary_search_by_key(&start, |r| r.end).is_ok();
                match items.last_mut() {
                    Some(last) if last.continues(&item) && !begins_base && !follows_base => {
                        last.range.end = item.range.end;
                        last.script = last.script.or(item.script);
                    }
                    _ => items.push(item),
                }
            });
        }
        self.space_out(&mut items);
        items
    }

    /// Finds the items after which space stands: where ideographs meet letters or figures, but not beside code, which has a
    /// ground of its own.
    fn space_out(&self, items: &mut [Item]) {
        let verbatim = |item: &Item| self.styles.get(item.style).is_none_or(Resolved::verbatim);
        for at in 1..items.len() {
            let Some([before, after]) = items.get_mut(at - 1..=at) else { continue };
            let apart = before.range.end != after.range.start || verbatim(before) || verbatim(after);
            before.gap = !apart && is_gap(&self.source.shown, before.range.end);
        }
    }

    /// The face of a grapheme cluster: the style's own if it has all of it, else the first fallback that has, else one of the
    /// machine.
    fn choose(&self, place: &Place) -> Choice {
        let Place { cluster, style, .. } = *place;
        let found = |selection| Choice { selection, told: None };
        let common = lone(cluster);
        if let Some(choice) = common.and_then(|c| self.among_ideographs(c, place)) {
            return choice;
        }
        if let Some(choice) = common.and_then(|c| self.among_right_to_left(c, place)) {
            return choice;
        }
        // Most text is what the style's face has.
        let own = self.fonts.face(style.selection.face);
        if common.is_some_and(|c| stands_alone(c) && own.is_some_and(|face| face.has(c))) {
            return found(style.selection);
        }
        let has_all = |face: &Face| cluster.chars().all(|c| is_ignorable(c) || face.has(c));
        let (bold, italic) = (style.style.bold, style.style.italic);
        if is_emoji_sequence(cluster) {
            let emoji = |face: &Face| face.has('\u{1f600}') && has_all(face);
            if let Some(selection) = self.fonts.fallback(bold, italic, emoji) {
                return found(selection);
            }
        }
        if own.is_some_and(has_all) {
            return found(style.selection);
        }
        // What was taken from the machine for the character before serves this one rather than another face.
        if let Some(selection) = self.as_before(place, has_all) {
            return found(selection);
        }
        if let Some(selection) = self.fonts.fallback(bold, italic, has_all) {
            return found(selection);
        }
        let Some(c) = cluster.chars().find(|c| !is_ignorable(*c)) else { return found(style.selection) };
        let script = FontScript::of(c, &style.style.lang, || *place.region.get_or_init(|| region(&self.source.shown)));
        if let Some(selection) = self.fonts.installed((script, c), style.style.role, (bold, italic), has_all) {
            return Choice { selection, told: Some(Told::Installed(script)) };
        }
        let missing = if script == FontScript::Signs { Told::Sign(c) } else { Told::Missing(script) };
        // A mark that no face has must not take its letter's shape away.
        let has_base = |face: &Face| face.has(c);
        let base = own.is_some_and(has_base).then_some(style.selection);
        let base = base.or_else(|| self.fonts.fallback(bold, italic, has_base));
        Choice { selection: base.unwrap_or(style.selection), told: Some(missing) }
    }

    /// The face of the machine that the character before has, if it serves and the style is the same.
    fn as_before(&self, place: &Place, serves: impl Fn(&Face) -> bool) -> Option<Selection> {
        let before = place.before.filter(|item| FontBook::is_installed(item.selection.face))?;
        let same = self.styles.get(before.style).is_some_and(|style| std::ptr::eq(style, place.style));
        let face = self.fonts.face(before.selection.face)?;
        (same && serves(face)).then_some(before.selection)
    }

    /// The face of a mark that is full width in Chinese and Japanese, among ideographs: theirs.
    fn among_ideographs(&self, c: char, place: &Place) -> Option<Choice> {
        if !is_wide_mark(c, &place.style.style.lang) || !self.has_ideograph_beside(c, place) {
            return None;
        }
        let ideograph = Place { cluster: "一", before: place.before, ..*place };
        let choice = self.choose(&ideograph);
        let has = self.fonts.face(choice.selection.face).is_some_and(|face| face.has(c) && face.has('一'));
        has.then_some(choice)
    }

    /// The face of a space or mark within right-to-left text: that of the letters, whose signs are of one design with it. A
    /// line of it is in one face then, too, so that programs find its words and spaces in order.
    fn among_right_to_left(&self, c: char, place: &Place) -> Option<Choice> {
        /// Characters looked through.
        const FAR: usize = 8;
        let is_rtl = self.direction.level(place.start) % 2 == 1;
        if !is_rtl || is_strong(c) {
            return None;
        }
        let nearest = |chars: &mut dyn Iterator<Item = char>| {
            chars.take(FAR).find(|c| is_strong(*c)).filter(|c| matches!(bidi_class(*c), BidiClass::R | BidiClass::AL))
        };
        let shown = &self.source.shown;
        let letter = nearest(&mut shown.get(..place.start)?.chars().rev())
            .or_else(|| nearest(&mut shown.get(place.start + c.len_utf8()..)?.chars()))?;
        let choice = self.choose(&Place { cluster: letter.encode_utf8(&mut [0; 4]), ..*place });
        let has = self.fonts.face(choice.selection.face).is_some_and(|face| face.has(c));
        has.then_some(choice)
    }

    /// Whether an ideograph stands beside a mark, or beside the marks that stand beside it.
    fn has_ideograph_beside(&self, c: char, place: &Place) -> bool {
        /// Marks looked through.
        const FAR: usize = 8;
        let ideograph = |chars: &mut dyn Iterator<Item = char>| {
            let lang = &place.style.style.lang;
            chars.take(FAR).find(|c| !is_wide_mark(*c, lang)).is_some_and(crate::document::is_ideographic)
        };
        let shown = &self.source.shown;
        ideograph(&mut shown.get(..place.start).unwrap_or("").chars().rev())
            || ideograph(&mut shown.get(place.start + c.len_utf8()..).unwrap_or("").chars())
    }

    /// Says what was taken from the machine, and what nothing has. A book is many paragraphs: the same message again would
    /// bury the others.
    fn tell(&self, what: Told, cluster: &str, taken: Selection, span: Option<Span>, diagnostics: &mut Diagnostics) {
        let codes: Vec<String> = cluster.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect();
        let sample = format!("`{cluster}` ({})", codes.join(" "));
        let family = self.fonts.face(taken.face).map_or("", |face| &face.family);
        // Up to the sample, messages on one script are the same.
        let (code, severity, start, rest, hint) = match what {
            Told::Installed(script) => (
                Code::InstalledFont,
                Severity::Note,
                format!("{} in no font of the theme", subject(script)),
                format!(": it is set in `{family}`, which is installed on this machine"),
                format!(
                    "for the same book on every machine, add `system:{family}` or a file to the theme's `families`, and its name to `roles.fallback`"
                ),
            ),
            Told::Missing(script) => (
                Code::MissingGlyph,
                Severity::Warning,
                format!("{} in no font", subject(script)),
                format!(", or not all of it: {sample} is shown as a box"),
                format!(
                    "install `{}` (Debian and Ubuntu: the package `{}`), or add a font that has it to the theme's `roles.fallback`",
                    script.families(Look::Serif).first().map_or("a font that has it", String::as_str),
                    script.package()
                ),
            ),
            Told::Sign(_) => (
                Code::MissingGlyph,
                Severity::Warning,
                format!("no font has the character {sample}"),
                ": it is shown as a box".to_owned(),
                "add a font that has it to the theme's `roles.fallback`".to_owned(),
            ),
        };
        if diagnostics.iter().any(|d| d.code == code && d.message.starts_with(&start)) {
            return;
        }
        diagnostics.push(Diagnostic { code, severity, message: start + &rest, span, hint: Some(hint) });
    }
}

/// Whether a character is a letter or a figure to the order of text.
fn is_strong(c: char) -> bool {
    matches!(bidi_class(c), BidiClass::L | BidiClass::R | BidiClass::AL | BidiClass::EN | BidiClass::AN)
}

/// The character of a cluster that is one.
fn lone(cluster: &str) -> Option<char> {
    let mut chars = cluster.chars();
    chars.next().filter(|_| chars.as_str().is_empty())
}

/// A grapheme cluster at its place.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// Byte of the shown text at which it starts.
    start: usize,
    cluster: &'a str,
    style: &'a Resolved,
    /// The item before it.
    before: Option<&'a Item>,
    /// The region that the kana or the hangul of the paragraph speak for; found when first asked.
    region: &'a OnceCell<Option<Region>>,
}

/// A face, and what is to be told of it.
struct Choice {
    selection: Selection,
    told: Option<Told>,
}

/// What is told once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    /// A script is set in a face of the machine.
    Installed(FontScript),
    /// No face has some of a script.
    Missing(FontScript),
    /// No face has a character that belongs to no script.
    Sign(char),
}

/// A script as the subject of a sentence.
fn subject(script: FontScript) -> String {
    if script == FontScript::Signs { "a sign is".to_owned() } else { format!("the script {script} is") }
}

impl Choice {
    fn missing(&self) -> bool {
        matches!(self.told, Some(Told::Missing(_) | Told::Sign(_)))
    }
}

/// The region for which the kana or the hangul of a text speak.
fn region(text: &str) -> Option<Region> {
    text.chars().find_map(|c| match c {
        '\u{3041}'..='\u{30ff}' => Some(Region::Japan),
        '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7a3}' => Some(Region::Korea),
        _ => None,
    })
}

/// Whether a mark that Latin faces have, too, is full width among the ideographs of a language: ellipsis, dash, and in Chinese
/// the quotation marks (Requirements for Chinese Text Layout, 3.1; JIS X 4051).
fn is_wide_mark(c: char, lang: &str) -> bool {
    let chinese = || matches!(primary(lang), "zh" | "yue" | "cmn");
    match c {
        '\u{2014}' | '\u{2015}' | '\u{2025}' | '\u{2026}' => chinese() || primary(lang) == "ja",
        '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' => chinese(),
        _ => false,
    }
}

fn is_object(piece: &Piece) -> bool {
    matches!(piece.kind, PieceKind::Image { .. } | PieceKind::Math { .. } | PieceKind::Fill { .. })
}

/// Calls back with each grapheme cluster (UAX 29) and its offset. Characters that never join one another need no tables.
fn clusters(text: &str, mut each: impl FnMut(usize, &str)) {
    let mut start = 0;
    while let Some(c) = text.get(start..).and_then(|rest| rest.chars().next()) {
        let end = start + c.len_utf8();
        if stands_alone(c) && text.get(end..).and_then(|rest| rest.chars().next()).is_none_or(stands_alone) {
            each(start, text.get(start..end).unwrap_or(""));
            start = end;
            continue;
        }
        let rest = text.get(start..).unwrap_or("");
        // Up to the second of two characters that stand alone.
        let mut alone = false;
        let stretch = rest.char_indices().find_map(|(at, c)| {
            let second = alone && stands_alone(c);
            alone = stands_alone(c) && at > 0;
            second.then_some(at)
        });
        let stretch = rest.get(..stretch.unwrap_or(rest.len())).unwrap_or(rest);
        let mut from = 0;
        for to in GraphemeClusterSegmenter::new().segment_str(stretch).filter(|to| *to > 0) {
            each(start + from, stretch.get(from..to).unwrap_or(""));
            from = to;
        }
        start += stretch.len();
    }
}

/// Whether a character is a grapheme cluster of its own beside others of the kind: printable Latin, Greek and Cyrillic, and
/// general punctuation (UAX 29: Grapheme_Cluster_Break is Other and Extended_Pictographic is not set).
fn stands_alone(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{a8}' | '\u{aa}'..='\u{ac}' | '\u{b0}'..='\u{2ff}' | '\u{370}'..='\u{482}'
        | '\u{48a}'..='\u{52f}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{203b}' | '\u{203d}'..='\u{2048}')
}

/// The script of a cluster, unless it is common to several.
fn script(cluster: &str) -> Option<u32> {
    const LATIN: u32 = u32::from_be_bytes(*b"Latn");
    if let [byte] = cluster.as_bytes() {
        return byte.is_ascii_alphabetic().then_some(LATIN);
    }
    cluster.chars().find_map(|c| match harfrust::unicode::script(u32::from(c)) {
        Script::COMMON | Script::INHERITED | Script::UNKNOWN => None,
        script => Some(u32::from_be_bytes(script.tag().to_be_bytes())),
    })
}

/// Characters without a shape of their own, which no face needs to have.
fn is_ignorable(c: char) -> bool {
    matches!(c,
        OBJECT | '\u{34f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a cluster asks to be shown as an emoji (UTS 51): by a variation selector, a joiner or a skin tone.
fn is_emoji_sequence(cluster: &str) -> bool {
    cluster.contains(['\u{fe0f}', '\u{20e3}'])
        || cluster.chars().any(|c| ('\u{1f3fb}'..='\u{1f3ff}').contains(&c))
        || (cluster.contains('\u{200d}') && cluster.chars().any(|c| c >= '\u{1f000}'))
}
