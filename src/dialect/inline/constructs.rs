//! The dialect's bracketed constructs: curly ones, notes, wiki links, footnote calls. Found over a whole paragraph in
//! one pass, inner ones inside outer ones, before `_…_` and `--…--` and before any CommonMark emphasis.

use super::extended::{self, Formula};
use super::opaque::{Opaque, Skip, destination_end};
use crate::dialect::colors;
use crate::dialect::extensions::{Extension, Extensions};
use crate::dialect::parser::MAX_DEPTH;
use crate::document::Rgb;
use std::collections::BTreeMap;
use std::ops::Range;

/// A construct and where it ends.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Construct {
    pub end: usize,
    pub kind: Kind,
}

/// What a construct is. Ranges are of the paragraph's text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// `{sc:…}` and its like.
    Styled(Style, Range<usize>),
    /// `{shout:…}`
    Shout(Range<usize>),
    /// `{dots}`
    Dots,
    /// `^[body]`, `{{term|body}}`
    Note { term: Range<usize>, body: Range<usize> },
    /// `[[target]]`, `[[target|text]]`
    Wiki { target: Range<usize>, text: Option<Range<usize>> },
    /// `[^label]`
    FootnoteCall { label: Range<usize> },
    /// A bare URL.
    Url,
    /// `<svg>…</svg>`
    Drawing,
    /// A formula in TeX.
    Math(Formula),
    /// What would be a formula where formulas are on: it keeps its backslashes.
    Verbatim,
    /// `\eqref{label}`
    Reference { label: Range<usize> },
    /// `:smile:`: the characters that it stands for.
    Emoji(&'static str),
    /// `{.class key=value}` after what it is about, which nothing shows.
    Attributes,
    /// `[text]{.class}`: the text.
    Span(Range<usize>),
}

/// What a text may hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grammar {
    /// Whether it is in the site's dialect.
    pub site: bool,
    pub extensions: Extensions,
}

impl Grammar {
    fn has(self, extension: Extension) -> bool {
        self.extensions.has(extension)
    }
}

/// How a styled construct is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Color(Rgb),
    SmallCaps,
    Superscript,
    Subscript,
    Keyboard,
    Underline,
    Accent,
    /// `==text==`, set in bold as `<mark>` is.
    Highlight,
}

/// An opener that nothing closes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unclosed {
    pub opener: Range<usize>,
    pub closer: &'static str,
}

/// The constructs of a paragraph, by where they start.
#[derive(Debug, Default)]
pub(super) struct Constructs {
    pub found: BTreeMap<usize, Construct>,
    pub unclosed: Vec<Unclosed>,
    /// Where nesting became too deep, or openers that nothing closes too many, to follow.
    pub too_deep: Option<usize>,
}

/// Steps a paragraph may cost: a multiple of its length, above which openers that nothing closes would make the work
/// grow with its square. What is left then stays as text.
const STEPS_PER_BYTE: usize = 200;

/// Finds the constructs of `text` that its grammar has; bare URLs are in every grammar.
pub(super) fn find(text: &str, opaque: &Opaque, grammar: Grammar) -> Constructs {
    let mut finder = Finder {
        text,
        bytes: text.as_bytes(),
        opaque,
        grammar,
        memo: BTreeMap::new(),
        depth: 0,
        steps: text.len().saturating_mul(STEPS_PER_BYTE),
        result: Constructs::default(),
    };
    let mut at = 0;
    while at < text.len() {
        at = finder.step(at);
    }
    let Finder { memo, mut result, .. } = finder;
    result.found = memo.into_iter().filter_map(|(start, construct)| Some((start, construct?))).collect();
    result.unclosed.sort_by_key(|fault| fault.opener.start);
    result
}

struct Finder<'t> {
    text: &'t str,
    bytes: &'t [u8],
    opaque: &'t Opaque,
    grammar: Grammar,
    /// What starts at an offset, once somebody looked.
    memo: BTreeMap<usize, Option<Construct>>,
    depth: usize,
    steps: usize,
    result: Constructs,
}

impl Finder<'_> {
    /// The offset after whatever starts at `at`: an escape, a skipped part, a construct, or one byte.
    fn step(&mut self, at: usize) -> usize {
        self.steps = self.steps.saturating_sub(1);
        if self.bytes.get(at) == Some(&b'\\') && self.bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) {
            let bracket = matches!(self.bytes.get(at + 1), Some(b'(' | b'['));
            return if bracket { self.construct(at).unwrap_or(at + 2) } else { at + 2 };
        }
        if let Some(&(end, kind)) = self.opaque.parts.get(&at) {
            let construct = match kind {
                Skip::Url => Some(Kind::Url),
                Skip::Drawing => Some(Kind::Drawing),
                Skip::Code | Skip::Angle | Skip::Destination | Skip::Label => None,
            };
            if let Some(kind) = construct {
                self.memo.insert(at, Some(Construct { end, kind }));
            }
            return end;
        }
        self.construct(at).unwrap_or(at + 1)
    }

    /// The end of the construct that starts at `at`.
    fn construct(&mut self, at: usize) -> Option<usize> {
        if !matches!(self.bytes.get(at), Some(b'{' | b'^' | b'[' | b'$' | b'=' | b'~' | b':' | b'\\')) {
            return None;
        }
        if let Some(known) = self.memo.get(&at) {
            return known.as_ref().map(|construct| construct.end);
        }
        if self.depth > MAX_DEPTH || self.steps == 0 {
            self.result.too_deep.get_or_insert(at);
            return None;
        }
        self.depth += 1;
        let construct = self.recognise(at);
        self.depth -= 1;
        let end = construct.as_ref().map(|construct| construct.end);
        self.memo.insert(at, construct);
        end
    }

    fn recognise(&mut self, at: usize) -> Option<Construct> {
        let rest = self.text.get(at..)?;
        if rest.starts_with("[^") {
            return if self.grammar.has(Extension::Footnotes) { self.footnote_call(at) } else { None };
        }
        if let Some(construct) = self.extended(at, rest) {
            return Some(construct);
        }
        if !self.grammar.site {
            return None;
        }
        if rest.starts_with("{{") {
            return self.term_note(at);
        }
        if rest.starts_with("^[") {
            return self.note(at);
        }
        if rest.starts_with("[[") {
            return self.wiki(at);
        }
        if rest.starts_with("{dots}") {
            return Some(Construct { end: at + "{dots}".len(), kind: Kind::Dots });
        }
        if rest.starts_with('{') { self.curly(at) } else { None }
    }

    /// What an extension adds at `at`, where `rest` starts.
    fn extended(&mut self, at: usize, rest: &str) -> Option<Construct> {
        let has = |extension| self.grammar.has(extension);
        let close = match rest.as_bytes() {
            [b'^', b'[', ..] if has(Extension::InlineNotes) => return self.note(at),
            [b'[', b'[', ..] if has(Extension::Wikilinks) => return self.wiki(at),
            [b'[', ..] if has(Extension::Attributes) => return self.bracketed_span(at),
            [b'$', ..] => {
                let formula = extended::math(self.text, at)?;
                let verbatim = rest.get(..formula.end - at).is_some_and(|text| text.contains('\\'));
                return match has(Extension::Math) {
                    true => Some(Construct { end: formula.end, kind: Kind::Math(formula) }),
                    false => verbatim.then_some(Construct { end: formula.end, kind: Kind::Verbatim }),
                };
            }
            [b'\\', b'(' | b'[', ..] if has(Extension::Math) => {
                let formula = extended::bracketed_math(self.text, at)?;
                return Some(Construct { end: formula.end, kind: Kind::Math(formula) });
            }
            [b'\\', ..] if has(Extension::Math) => {
                let label = rest.strip_prefix("\\eqref{")?.find('}').filter(|length| *length > 0)?;
                let start = at + "\\eqref{".len();
                let kind = Kind::Reference { label: start..start + label };
                return Some(Construct { end: start + label + 1, kind });
            }
            [b':', ..] if has(Extension::EmojiShortcodes) => {
                let (end, emoji) = extended::emoji(self.text, at)?;
                return Some(Construct { end, kind: Kind::Emoji(emoji) });
            }
            [b'{', ..] if has(Extension::Attributes) => {
                return extended::attributes_end(self.text, at).map(|end| Construct { end, kind: Kind::Attributes });
            }
            [b'=', b'=', ..] if has(Extension::Highlight) && extended::opens_highlight(self.text, at) => {
                let close = self.find_end(at + 2, |finder, at| extended::closes_highlight(finder.text, at))?;
                let kind = Kind::Styled(Style::Highlight, at + 2..close);
                return Some(Construct { end: close + 2, kind });
            }
            [b'~' | b'^', ..] if has(Extension::SubSup) => extended::script_end(self.text, at)?,
            _ => return None,
        };
        let style = if rest.starts_with('~') { Style::Subscript } else { Style::Superscript };
        Some(Construct { end: close + 1, kind: Kind::Styled(style, at + 1..close) })
    }

    /// `[text]{.class}`
    fn bracketed_span(&self, at: usize) -> Option<Construct> {
        let close = *self.opaque.brackets.get(&at)?;
        let is_image = at.checked_sub(1).is_some_and(|before| self.bytes.get(before) == Some(&b'!'));
        let end = extended::attributes_end(self.text, close + 1).filter(|_| !is_image)?;
        Some(Construct { end, kind: Kind::Span(at + 1..close) })
    }

    /// `{name:content}`
    fn curly(&mut self, at: usize) -> Option<Construct> {
        let head = self.text.get(at + 1..)?;
        let name = head.get(..head.find(|c: char| !(c.is_ascii_alphanumeric() || "#^_".contains(c)))?)?;
        let style = match name {
            "sc" => Some(Style::SmallCaps),
            "^" => Some(Style::Superscript),
            "v" => Some(Style::Subscript),
            "kbd" => Some(Style::Keyboard),
            "_" => Some(Style::Underline),
            "shout" => None,
            color => Some(Style::Color(colors::parse(color.strip_prefix('#')?)?)),
        };
        let start = at + 1 + name.len() + 1;
        if self.bytes.get(start - 1) != Some(&b':') {
            return None;
        }
        let Some(close) = self.find_end(start, |finder, at| finder.bytes.get(at) == Some(&b'}')) else {
            return self.unclosed(at..start, "}");
        };
        if self.text.get(start..close)?.trim().is_empty() {
            return None;
        }
        let kind = match style {
            Some(style) => Kind::Styled(style, start..close),
            None => Kind::Shout(start..close),
        };
        Some(Construct { end: close + 1, kind })
    }

    /// `^[body]`
    fn note(&mut self, at: usize) -> Option<Construct> {
        let start = at + 2;
        let Some(close) = self.find_bracket_end(start) else { return self.unclosed(at..start, "]") };
        if self.text.get(start..close)?.trim().is_empty() {
            return None;
        }
        Some(Construct { end: close + 1, kind: Kind::Note { term: at..at, body: start..close } })
    }

    /// `{{term|body}}`
    fn term_note(&mut self, at: usize) -> Option<Construct> {
        let start = at + 2;
        let pipe = self.find_end(start, |finder, at| {
            finder.bytes.get(at) == Some(&b'|') || finder.starts_with(at, "}}") || finder.starts_with(at, "{{")
        })?;
        if self.bytes.get(pipe) != Some(&b'|') {
            return None;
        }
        let body = pipe + 1;
        // Braces that are no construct balance where they can, so that `{{a|the set {x}}}` keeps its set.
        let mut depth = 0usize;
        let balanced = self.find_end(body, |finder, at| {
            match finder.bytes.get(at) {
                Some(b'}') if depth == 0 && finder.starts_with(at, "}}") => return true,
                Some(b'}') => depth = depth.saturating_sub(1),
                Some(b'{') => depth += 1,
                _ => {}
            }
            false
        });
        let close = balanced.or_else(|| self.find_end(body, |finder, at| finder.starts_with(at, "}}")));
        let Some(close) = close else { return self.unclosed(at..start, "}}") };
        if self.text.get(body..close)?.trim().is_empty() {
            return None;
        }
        Some(Construct { end: close + 2, kind: Kind::Note { term: start..pipe, body: body..close } })
    }

    /// `[[target]]`, `[[target|text]]`. `[[1]](url)` is a link whose text is in brackets.
    fn wiki(&mut self, at: usize) -> Option<Construct> {
        let start = at + 2;
        let rest = self.text.get(start..)?;
        let target = rest.get(..rest.find(['|', ']', '[', '{', '}', '\n'])?)?;
        let plain = target.strip_suffix('\\').unwrap_or(target); // `\|` in a table's cell
        if plain.is_empty() || plain.trim() != plain {
            return None;
        }
        let stop = start + target.len();
        let target = start..start + plain.len();
        if self.starts_with(stop, "]]") {
            let end = stop + 2;
            let is_link = destination_end(self.text, end).is_some();
            return (!is_link).then_some(Construct { end, kind: Kind::Wiki { target, text: None } });
        }
        if self.bytes.get(stop) != Some(&b'|') {
            return None;
        }
        let Some(close) = self.find_bracket_end(stop + 1).filter(|close| self.starts_with(*close, "]]")) else {
            return self.unclosed(at..start, "]]");
        };
        let text = stop + 1..close;
        let text = (!self.text.get(text.clone())?.trim().is_empty()).then_some(text);
        Some(Construct { end: close + 2, kind: Kind::Wiki { target, text } })
    }

    /// `[^label]`
    fn footnote_call(&mut self, at: usize) -> Option<Construct> {
        let start = at + 2;
        let rest = self.text.get(start..)?;
        let length = rest.find(|c: char| c.is_whitespace() || matches!(c, ']' | '[' | '^'))?;
        if length == 0 || self.bytes.get(start + length) != Some(&b']') {
            return None;
        }
        let label = start..start + length;
        Some(Construct { end: label.end + 1, kind: Kind::FootnoteCall { label } })
    }

    /// The first offset from `at` where `is_end` holds, constructs and skipped parts between left out.
    fn find_end(&mut self, mut at: usize, mut is_end: impl FnMut(&Self, usize) -> bool) -> Option<usize> {
        while at < self.bytes.len() && self.steps > 0 {
            let next = self.step(at);
            if next == at + 1 && is_end(self, at) {
                return Some(at);
            }
            at = next;
        }
        None
    }

    /// The `]` that closes a bracket opened before `at`.
    fn find_bracket_end(&mut self, at: usize) -> Option<usize> {
        let mut depth = 0usize;
        self.find_end(at, |finder, at| {
            match finder.bytes.get(at) {
                Some(b'[') => depth += 1,
                Some(b']') if depth == 0 => return true,
                Some(b']') => depth -= 1,
                _ => {}
            }
            false
        })
    }

    fn starts_with(&self, at: usize, what: &str) -> bool {
        self.bytes.get(at..).is_some_and(|rest| rest.starts_with(what.as_bytes()))
    }

    fn unclosed(&mut self, opener: Range<usize>, closer: &'static str) -> Option<Construct> {
        self.result.unclosed.push(Unclosed { opener, closer });
        None
    }
}
