//! Inputs made from good ones by a generator of numbers: the same seed gives the same input on every machine.

use crate::generate::fragments::FRAGMENTS;
use crate::support;
use std::path::Path;

/// The most of a seed that is taken, and the longest input, in bytes.
const LONGEST: usize = 3000;

/// What stands between constructs more than within them, and what readers of bytes trip over.
const ODD: [&str; 22] = [
    "\u{0}",
    "\u{1}",
    "\u{1b}[31m",
    "\u{7f}",
    "\u{85}",
    "\u{200d}",
    "\u{202e}",
    "\u{2067}",
    "\u{2069}",
    "\u{ad}",
    "\u{feff}",
    "\u{fffe}",
    "\u{10ffff}",
    "a\u{301}\u{302}\u{303}",
    "&#0;",
    "&#x10FFFF;",
    "&#27;",
    "%00",
    "---\n",
    "\n\n\n",
    "\r",
    "<![CDATA[",
];

/// Numbers without end from a seed (splitmix64).
#[derive(Clone, Debug)]
pub struct Numbers(pub u64);

impl Numbers {
    /// The next.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// One below a bound; 0 below 0.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.number() % (bound.max(1) as u64)).expect("a small number")
    }

    /// One of some things.
    pub fn one<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }
}

/// Texts to begin with: the examples, and the specifications of the syntaxes with all of their examples.
pub fn texts() -> Vec<String> {
    let mut texts: Vec<String> = support::examples().iter().map(|path| read(path)).collect();
    for name in ["commonmark", "dialect", "extensions", "punctuation"] {
        texts.push(read(&support::root().join(format!("tests/spec/{name}.md"))));
    }
    texts
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a text")
}

/// A text: pieces of good ones, changed in some places.
pub fn text(numbers: &mut Numbers, seeds: &[String]) -> String {
    let mut text = String::new();
    if numbers.below(2) == 0 {
        text.push_str("---\nid: x\ntitle: T\n---\n");
    }
    for _ in 0..=numbers.below(3) {
        let seed = numbers.one(seeds).clone();
        text.push_str(piece(numbers, &seed));
    }
    for _ in 0..numbers.below(12) {
        change(numbers, &mut text);
    }
    text.truncate(boundary(&text, LONGEST));
    text
}

/// Some lines of a text.
fn piece<'t>(numbers: &mut Numbers, text: &'t str) -> &'t str {
    let from = boundary(text, numbers.below(text.len()));
    let from = text[..from].rfind('\n').map_or(0, |at| at + 1);
    let rest = &text[from..];
    &rest[..boundary(rest, numbers.below(LONGEST / 3))]
}

/// The boundary of a character at or before a byte.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn place(numbers: &mut Numbers, text: &str) -> usize {
    boundary(text, numbers.below(text.len() + 1))
}

fn change(numbers: &mut Numbers, text: &mut String) {
    let (a, b) = (place(numbers, text), place(numbers, text));
    let (start, end) = (a.min(b), a.max(b).min(boundary(text, a.min(b) + 200)));
    match numbers.below(7) {
        0 | 1 => text.insert_str(a, numbers.one::<&str>(FRAGMENTS)),
        2 => text.insert_str(a, numbers.one::<&str>(&ODD)),
        3 => text.replace_range(start..end.max(start), ""),
        4 => {
            let copy = text[start..end.max(start)].to_owned();
            text.insert_str(b, &copy);
        }
        5 => {
            let times = 1 << numbers.below(9);
            let opener = numbers.one::<&str>(FRAGMENTS).repeat(times);
            text.insert_str(a, &opener);
        }
        _ => text.truncate(boundary(text, text.len().saturating_sub(numbers.below(40)))),
    }
}

/// Bytes: good ones changed in some places, sometimes cut.
pub fn bytes(numbers: &mut Numbers, seed: &[u8]) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=numbers.below(10) {
        let at = numbers.below(bytes.len());
        match numbers.below(6) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << numbers.below(8),
            1 if !bytes.is_empty() => bytes[at] = *numbers.one(&[0, 1, 0x7f, 0x80, 0xfe, 0xff]),
            2 => bytes.truncate(at),
            3 => drop(bytes.drain(at..(at + numbers.below(64)).min(bytes.len()))),
            4 => {
                let copy = bytes[at..(at + 64).min(bytes.len())].to_vec();
                bytes.splice(at..at, copy);
            }
            _ => drop(bytes.splice(at..at, numbers.number().to_le_bytes())),
        }
    }
    bytes
}
