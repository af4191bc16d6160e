//! Hides the dialect's constructs from `pulldown_cmark`: each becomes filler of the same length, so that offsets stay
//! true and nothing in it can be taken for CommonMark. Also finds `_…_` and `--…--`, which are between them.

use super::constructs::{Constructs, Kind, Style};
use super::opaque::{Opaque, Skip, run_length};
use super::prose::Mode;
use std::ops::Range;

/// What stands for a letter: a character that is neither white space nor punctuation, nor part of any syntax.
const WORD_FILLER: u8 = 0x1a;
/// What stands for punctuation, and means nothing to CommonMark within a line.
const POINT_FILLER: u8 = b'.';
/// Stands before the text, so that its first character starts no block. Punctuation, so that the flanking of a
/// delimiter after it is as at the start of a line.
pub(super) const PREFIX: &str = ".";
/// Characters of delimiters, which may be between an atom or a line's end and its text.
pub(super) const DELIMITERS: [char; 3] = ['*', '_', '~'];

/// Something that CommonMark must not see.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Atom {
    Construct(Kind),
    /// A line's end; true for a hard break.
    Break(bool),
}

/// A text for `pulldown_cmark`: [`PREFIX`], then the range with filler in it, on one line.
#[derive(Debug)]
pub(super) struct Masked {
    pub text: String,
    /// By place in the paragraph's text, in order, without overlap.
    pub atoms: Vec<(Range<usize>, Atom)>,
}

/// Masks a range of a paragraph.
pub(super) fn mask(text: &str, range: Range<usize>, opaque: &Opaque, constructs: &Constructs, mode: Mode) -> Masked {
    let mut masker = Masker { text, bytes: text.as_bytes(), range: range.clone(), opaque, constructs, mode };
    let (atoms, literal) = masker.atoms();
    let mut masked: Vec<u8> = text.as_bytes().get(range.clone()).unwrap_or(&[]).to_vec();
    for byte in masked.iter_mut().filter(|b| matches!(b, b'\n' | b'\r')) {
        *byte = b' ';
    }
    for at in literal {
        fill(&mut masked, at - range.start..at + 1 - range.start, POINT_FILLER);
    }
    for ((place, atom), (first, last)) in atoms.iter().zip(masker.fillers(&atoms)) {
        let local = place.start - range.start..place.end - range.start;
        if matches!(atom, Atom::Break(_)) {
            fill(&mut masked, local, b' ');
            continue;
        }
        fill(&mut masked, local.clone(), WORD_FILLER);
        fill(&mut masked, local.start..local.start + 1, first);
        fill(&mut masked, local.end - 1..local.end, last);
    }
    let text = format!("{PREFIX}{}", String::from_utf8_lossy(&masked));
    Masked { text, atoms }
}

fn fill(bytes: &mut [u8], range: Range<usize>, filler: u8) {
    if let Some(part) = bytes.get_mut(range) {
        part.fill(filler);
    }
}

struct Masker<'t> {
    text: &'t str,
    bytes: &'t [u8],
    range: Range<usize>,
    opaque: &'t Opaque,
    constructs: &'t Constructs,
    mode: Mode,
}

impl Masker<'_> {
    /// The atoms of the range, and the single bytes that are to stay what they are.
    fn atoms(&mut self) -> (Vec<(Range<usize>, Atom)>, Vec<usize>) {
        let (mut atoms, mut literal) = (Vec::new(), Vec::new());
        let mut at = self.range.start;
        while at < self.range.end {
            let (end, atom) = self.next(at, &mut literal);
            if let Some(atom) = atom {
                atoms.push((at..end, atom));
            }
            at = end;
        }
        (atoms, literal)
    }

    /// What starts at `at` and where it ends.
    fn next(&self, at: usize, literal: &mut Vec<usize>) -> (usize, Option<Atom>) {
        if let Some(end) = self.solid(at) {
            let kind = self.constructs.found.get(&at).map(|construct| Atom::Construct(construct.kind.clone()));
            return (end, kind);
        }
        match self.bytes.get(at) {
            Some(b'\\') if self.in_range(at + 1) == Some(b'\n') => (at + 2, Some(Atom::Break(true))),
            Some(b' ' | b'\t' | b'\n') => self.white_space(at),
            Some(b'-') if self.mode.site => self.accent(at),
            Some(b'_') if self.mode.site && !self.mode.html => self.underline(at, literal),
            Some(b'~') if self.mode.site && !self.mode.html => {
                // Only two tildes strike through.
                let length = run_length(self.bytes, at, b'~').min(self.range.end - at);
                literal.extend((at..at + length).filter(|_| length != 2));
                (at + length, None)
            }
            Some(b'*' | b'_' | b'~' | b'`' | b'[' | b']' | b'!' | b'\\') if self.mode.html => {
                literal.push(at);
                (at + 1, None)
            }
            _ => (at + 1, None),
        }
    }

    /// The end of a part that nothing looks into: an escape, a skipped part, a construct.
    fn solid(&self, at: usize) -> Option<usize> {
        let end = if let Some(construct) = self.constructs.found.get(&at) {
            construct.end
        } else if let Some(&(end, kind)) = self.opaque.parts.get(&at) {
            (!matches!(kind, Skip::Url | Skip::Drawing)).then_some(end)?
        } else if self.bytes.get(at) == Some(&b'\\') && !self.mode.html {
            self.in_range(at + 1).filter(u8::is_ascii_punctuation).map(|_| at + 2)?
        } else {
            return None;
        };
        (end <= self.range.end).then_some(end)
    }

    fn in_range(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied().filter(|_| at < self.range.end)
    }

    /// White space, which is a break if it holds a line's end.
    fn white_space(&self, at: usize) -> (usize, Option<Atom>) {
        let rest = self.bytes.get(at..self.range.end).unwrap_or(&[]);
        let length = rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n')).count();
        let white = rest.get(..length).unwrap_or(&[]);
        if !white.contains(&b'\n') {
            return (at + length, None);
        }
        let hard = white.iter().take_while(|b| **b == b' ').count() >= 2;
        (at + length, Some(Atom::Break(hard && !self.mode.html)))
    }

    /// `--text--`
    fn accent(&self, at: usize) -> (usize, Option<Atom>) {
        let length = run_length(self.bytes, at, b'-');
        let nothing = (at + length, None);
        if length != 2 {
            return nothing;
        }
        let start = at + 2;
        let close = self.find_on_line(start, |at| self.bytes.get(at..at + 2) == Some(b"--"));
        let Some(close) = close.filter(|&close| close + 2 <= self.range.end) else { return nothing };
        if run_length(self.bytes, close, b'-') != 2 || self.is_blank(start..close) {
            return nothing;
        }
        (close + 2, Some(Atom::Construct(Kind::Styled(Style::Accent, start..close))))
    }

    /// `_text_`. A single `_` that underlines nothing is a character, never emphasis.
    fn underline(&self, at: usize, literal: &mut Vec<usize>) -> (usize, Option<Atom>) {
        let length = run_length(self.bytes, at, b'_').min(self.range.end - at);
        if length != 1 {
            literal.extend((at..at + length).filter(|_| length != 2));
            return (at + length, None);
        }
        let start = at + 1;
        let word_before = self.text.get(..at).and_then(|s| s.chars().next_back()).is_some_and(is_word);
        let close = if word_before { None } else { self.find_on_line(start, |at| self.bytes.get(at) == Some(&b'_')) };
        let word_after = |close: usize| self.text.get(close + 1..).and_then(|s| s.chars().next()).is_some_and(is_word);
        match close.filter(|&close| !word_after(close) && !self.is_blank(start..close)) {
            Some(close) => (close + 1, Some(Atom::Construct(Kind::Styled(Style::Underline, start..close)))),
            None => {
                literal.push(at);
                (at + 1, None)
            }
        }
    }

    /// The first offset of the line from `at` where `is_end` holds, solid parts left out.
    fn find_on_line(&self, mut at: usize, is_end: impl Fn(usize) -> bool) -> Option<usize> {
        while at < self.range.end {
            if let Some(end) = self.solid(at) {
                at = end;
                continue;
            }
            if self.bytes.get(at) == Some(&b'\n') {
                return None;
            }
            if is_end(at) {
                return Some(at);
            }
            at += 1;
        }
        None
    }

    fn is_blank(&self, range: Range<usize>) -> bool {
        self.text.get(range).is_none_or(|text| text.trim().is_empty())
    }

    /// The fillers for the first and the last byte of each atom: of the class of what is on the other side of the
    /// delimiters beside it, so that the atom never decides whether `**` opens or closes (CommonMark 6.2, left- and
    /// right-flanking). One pass each way: a text may be nothing but delimiters.
    fn fillers(&self, atoms: &[(Range<usize>, Atom)]) -> Vec<(u8, u8)> {
        let plain = |c: &char| !DELIMITERS.contains(c);
        let (mut from, mut last) = (self.range.start, None);
        let first_bytes = atoms.iter().map(|(place, _)| {
            last = self.text.get(from..place.start).unwrap_or("").chars().rev().find(plain).or(last);
            from = place.start;
            filler(last)
        });
        let first_bytes: Vec<u8> = first_bytes.collect();
        let (mut until, mut next) = (self.range.end, None);
        let last_bytes = atoms.iter().rev().map(|(place, _)| {
            next = self.text.get(place.end..until).unwrap_or("").chars().find(plain).or(next);
            until = place.end;
            filler(next)
        });
        let last_bytes: Vec<u8> = last_bytes.collect();
        first_bytes.into_iter().zip(last_bytes.into_iter().rev()).collect()
    }
}

fn filler(neighbour: Option<char>) -> u8 {
    if neighbour.is_some_and(char::is_alphanumeric) { WORD_FILLER } else { POINT_FILLER }
}

/// What regular expressions call `\w`, for any script.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
