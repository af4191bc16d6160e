//! Quotation marks, apostrophes, dashes and ellipses as the language writes them, for text that was typed with `"`, `'`,
//! `--` and `...`.
//!
//! A paragraph is looked at as a whole, through its markup, so that a mark may open before an element and close within
//! it. Code, keys and addresses are one opaque sign each. A mark that has no partner and is no apostrophe, prime or year
//! stays as it was typed: a wrong quotation mark is worse than a straight one.

use crate::document::languages::{Language, Spacing};
use crate::document::{Block, Document, Inline, InlineKind, LinkTarget, Metadata, is_ideographic, walk};
use std::collections::BTreeMap;

/// Stands for what is not looked into.
const OPAQUE: char = '\u{fffc}';
/// Stands within guillemets where the language spaces them.
const NARROW_SPACE: char = '\u{202f}';
/// Words that begin with an apostrophe, in English.
const CLIPPED: [&str; 12] =
    ["tis", "twas", "twere", "twill", "em", "til", "till", "cause", "bout", "round", "cos", "nuff"];

/// Sets the punctuation of a document in `lang`. Languages that are not known keep what was typed.
pub fn document(document: &mut Document, lang: &str) {
    let lang = document.meta.lang.clone().unwrap_or_else(|| lang.to_owned());
    let Some(language) = Language::find(&lang) else { return };
    metadata(&mut document.meta, language);
    blocks(&mut document.blocks, language);
    document.notes.iter_mut().for_each(|note| blocks(&mut note.body, language));
}

fn metadata(meta: &mut Metadata, language: &'static Language) {
    plain(&mut meta.title, language);
    meta.subtitle.iter_mut().chain(&mut meta.description).for_each(|text| plain(text, language));
    meta.lead.iter_mut().chain(&mut meta.tldr).for_each(|inlines| run(inlines, language));
}

fn blocks(list: &mut [Block], language: &'static Language) {
    use crate::document::BlockKind;
    for block in list {
        match &mut block.kind {
            BlockKind::Callout(callout) => callout.label.iter_mut().for_each(|label| plain(label, language)),
            BlockKind::Figure(figure) => plain(&mut figure.image.alt, language),
            _ => {}
        }
        for content in block.kind.content_mut() {
            match content {
                walk::ContentMut::Inlines(inlines) => run(inlines, language),
                walk::ContentMut::Blocks(inner) => blocks(inner, language),
            }
        }
    }
}

/// Sets a text without markup.
fn plain(text: &mut String, language: &'static Language) {
    if !text.contains(['"', '\'', '-', '.']) {
        return;
    }
    let mut signs = Signs::default();
    signs.push_text(text, language);
    let made = signs.settle();
    let mut at = 0;
    *text = signs.written(text, &mut at, &made);
}

/// Sets a run of inlines.
fn run(inlines: &mut [Inline], language: &'static Language) {
    let mut any = false;
    walk::inline_tree(inlines, &mut |inline| {
        any |= matches!(&inline.kind, InlineKind::Text(text) if text.contains(['"', '\'', '-', '.']));
    });
    if !any {
        return;
    }
    let mut signs = Signs::default();
    signs.push(inlines, language);
    let made = signs.settle();
    let mut at = 0;
    signs.write(inlines, &mut at, &made);
}

/// Whether nothing in this inline is set.
fn is_opaque(kind: &InlineKind) -> bool {
    match kind {
        InlineKind::Code(_) | InlineKind::Math(_) | InlineKind::Keyboard(_) | InlineKind::Image(_) => true,
        InlineKind::Link(link) => match &link.target {
            LinkTarget::Url(address) => {
                let shown = walk::plain_text(&link.content);
                !shown.is_empty() && (address.ends_with(shown.as_str()) || shown.contains("://"))
            }
            _ => false,
        },
        _ => false,
    }
}

/// The characters of a run, each with the language that it is in.
#[derive(Default)]
struct Signs {
    chars: Vec<(char, Option<&'static Language>)>,
}

/// What takes the place of characters, by their index.
type Made = BTreeMap<usize, String>;

/// A quotation mark that is open: its index, and whether it is double.
type Open = (usize, bool);

impl Signs {
    fn push_text(&mut self, text: &str, language: &'static Language) {
        self.chars.extend(text.chars().map(|c| (c, Some(language))));
    }

    fn push(&mut self, inlines: &[Inline], language: &'static Language) {
        for inline in inlines {
            match &inline.kind {
                InlineKind::Text(text) => self.push_text(text, language),
                InlineKind::LineBreak(_) => self.chars.push((' ', None)),
                InlineKind::Language(tag, content) => match Language::find(tag) {
                    Some(own) => self.push(content, own),
                    None => self.chars.push((OPAQUE, None)),
                },
                kind if is_opaque(kind) => self.chars.push((OPAQUE, None)),
                kind => self.push(kind.children(), language),
            }
        }
    }

    /// Writes what was made into the run, in the order that [`Signs::push`] read it.
    fn write(&self, inlines: &mut [Inline], at: &mut usize, made: &Made) {
        for inline in inlines {
            match &mut inline.kind {
                InlineKind::Text(text) => *text = self.written(text, at, made),
                InlineKind::LineBreak(_) => *at += 1,
                InlineKind::Language(tag, _) if Language::find(tag).is_none() => *at += 1,
                kind if is_opaque(kind) => *at += 1,
                kind => {
                    if let Some(children) = kind.children_mut() {
                        self.write(children, at, made);
                    }
                }
            }
        }
    }

    fn written(&self, text: &str, at: &mut usize, made: &Made) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            match made.get(at) {
                Some(sign) => out.push_str(sign),
                None => out.push(c),
            }
            *at += 1;
        }
        out
    }

    fn at(&self, index: usize) -> Option<char> {
        self.chars.get(index).map(|(c, _)| *c)
    }

    fn before(&self, index: usize) -> Option<char> {
        index.checked_sub(1).and_then(|before| self.at(before))
    }

    /// What takes the place of what was typed.
    fn settle(&self) -> Made {
        let mut made = Made::new();
        let mut open: Vec<Open> = Vec::new();
        let mut index = 0;
        while let Some((c, language)) = self.chars.get(index).copied() {
            let length = (index..).take_while(|next| self.at(*next) == Some(c)).count();
            let step = match (c, language) {
                ('-' | '.', Some(_)) => {
                    self.dash_or_dots(index, length, c, &mut made);
                    length
                }
                ('"', Some(language)) => {
                    self.double(index, language, &mut open, &mut made);
                    1
                }
                ('\'', Some(language)) => {
                    self.single(index, language, &mut open, &mut made);
                    1
                }
                _ => 1,
            };
            index += step;
        }
        // A `'` that nothing closes stands for letters left out.
        for (index, is_double) in open {
            if !is_double && self.at(index + 1).is_some_and(char::is_alphanumeric) {
                made.insert(index, "’".to_owned());
            }
        }
        made
    }

    /// `--` is an en dash, `---` an em dash, `...` an ellipsis. `--flag`, rules and paths stay.
    fn dash_or_dots(&self, index: usize, length: usize, c: char, made: &mut Made) {
        let (before, after) = (self.before(index), self.at(index + length));
        let sign = match (c, length) {
            ('-', 2) if !before.is_some_and(is_inner) && after.is_some_and(is_inner) => return,
            ('-', 2) => "–",
            ('-', 3) => "—",
            ('.', 3) if before != Some('/') && after != Some('/') => "…",
            _ => return,
        };
        made.insert(index, sign.to_owned());
        (index + 1..index + length).for_each(|next| drop(made.insert(next, String::new())));
    }

    /// Whether a mark here may open: nothing, a space, a bracket, a dash or an opening mark before it, and text after it.
    fn opens(&self, index: usize) -> bool {
        let starts = match self.before(index) {
            None => true,
            Some(c) => {
                c.is_whitespace()
                    || is_ideographic(c)
                    || matches!(
                        c,
                        '(' | '[' | '{' | '-' | '–' | '—' | '/' | '=' | '"' | '\'' | '¿' | '¡' | '“' | '‘' | '«' | '„'
                    )
            }
        };
        starts && self.at(index + 1).is_some_and(|c| !c.is_whitespace())
    }

    fn closes(&self, index: usize) -> bool {
        self.before(index).is_some_and(|c| !c.is_whitespace())
    }

    fn double(&self, index: usize, language: &'static Language, open: &mut Vec<Open>, made: &mut Made) {
        let last = open.iter().rposition(|(_, is_double)| *is_double);
        let after_digit = self.before(index).is_some_and(|c| c.is_ascii_digit());
        let after_prime = self.before(index) == Some('\'') && made.contains_key(&(index.wrapping_sub(1)));
        let ends_word = !self.at(index + 1).is_some_and(is_inner);
        match last {
            // Inches and seconds.
            None if (after_digit) && ends_word => drop(made.insert(index, "″".to_owned())),
            Some(last) if self.closes(index) && ends_word => {
                let Some((start, _)) = open.get(last).copied() else { return };
                let depth = open.iter().take(last).filter(|(_, is_double)| *is_double).count();
                open.truncate(last);
                pair(start, index, language, depth % 2 == 1, made);
            }
            _ if self.opens(index) || (after_prime && !ends_word) => open.push((index, true)),
            _ => {}
        }
    }

    fn single(&self, index: usize, language: &'static Language, open: &mut Vec<Open>, made: &mut Made) {
        let (before, after) = (self.before(index), self.at(index + 1));
        let apostrophe = |made: &mut Made| drop(made.insert(index, "’".to_owned()));
        let word_before = before.is_some_and(char::is_alphanumeric);
        let word_after = after.is_some_and(char::is_alphanumeric);
        let last = open.iter().rposition(|(_, is_double)| !*is_double);
        if word_before && word_after {
            // 5'10" is a height; don't and 90's are words.
            let digits = before.is_some_and(|c| c.is_ascii_digit()) && after.is_some_and(|c| c.is_ascii_digit());
            return if digits { drop(made.insert(index, "′".to_owned())) } else { apostrophe(made) };
        }
        if !word_before && self.is_clipped(index, language) {
            return apostrophe(made);
        }
        match last {
            Some(last) if self.closes(index) && !word_after => {
                let Some((start, _)) = open.get(last).copied() else { return };
                open.truncate(last);
                pair(start, index, language, true, made);
            }
            None if before.is_some_and(|c| c.is_ascii_digit()) => drop(made.insert(index, "′".to_owned())),
            _ if self.opens(index) => open.push((index, false)),
            _ if before.is_some_and(char::is_alphabetic) || before == Some(OPAQUE) => apostrophe(made),
            _ => {}
        }
    }

    /// Whether letters or figures are left out at this mark: '90s, 'tis, rock 'n' roll.
    fn is_clipped(&self, index: usize, language: &Language) -> bool {
        let word: String = self
            .chars
            .iter()
            .skip(index + 1)
            .map(|(c, _)| *c)
            .take_while(|c| c.is_alphanumeric())
            .take(6)
            .collect::<String>()
            .to_lowercase();
        let after = self.at(index + 1 + word.chars().count());
        let mut digits = word.chars();
        let year = digits.next().is_some_and(|c| c.is_ascii_digit())
            && digits.next().is_some_and(|c| c.is_ascii_digit())
            && matches!(digits.as_str(), "" | "s" | "er");
        if year {
            return after != Some('\'');
        }
        if word == "n" && after == Some('\'') {
            return true;
        }
        // The mark after the n of rock 'n' roll.
        let closes_n = self.before(index).is_some_and(|c| matches!(c, 'n' | 'N'))
            && index.checked_sub(2).and_then(|at| self.at(at)) == Some('\'');
        closes_n || (language.tag == "en" && CLIPPED.contains(&word.as_str()) && after != Some('\''))
    }
}

/// A character of a word, or what stands for one. Ideographs have no spaces between words, so a mark may stand anywhere.
fn is_inner(c: char) -> bool {
    (c.is_alphanumeric() && !is_ideographic(c)) || c == OPAQUE
}

/// Writes a pair of marks: the language's outer or inner ones.
fn pair(open: usize, close: usize, language: &Language, inner: bool, made: &mut Made) {
    let [outer_open, outer_close, inner_open, inner_close] = language.quotes;
    let (first, last) = if inner { (inner_open, inner_close) } else { (outer_open, outer_close) };
    let spaced = language.spacing == Spacing::French && matches!(first, '«' | '‹');
    let (mut first, mut last) = (first.to_string(), last.to_string());
    if spaced {
        first.push(NARROW_SPACE);
        last.insert(0, NARROW_SPACE);
    }
    made.insert(open, first);
    made.insert(close, last);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(tag: &str, text: &str) -> String {
        let mut made = text.to_owned();
        plain(&mut made, Language::find(tag).expect("a language"));
        made
    }

    #[test]
    fn marks_are_those_of_the_language() {
        assert_eq!(set("en", r#"She said "so 'it' is" and left."#), "She said “so ‘it’ is” and left.");
        assert_eq!(set("de", r#"Er sagte "so 'es' ist"."#), "Er sagte „so ‚es‘ ist“.");
        assert_eq!(set("fr", r#"Il dit "l'eau"."#), "Il dit «\u{202f}l’eau\u{202f}».");
        assert_eq!(set("es", r#"Dijo "así"."#), "Dijo «así».");
        assert_eq!(set("en", r#""One "two" three""#), "“One ‘two’ three”");
    }

    #[test]
    fn a_mark_may_open_outside_an_element_and_close_within() {
        let text = |text: &str| Inline { span: Default::default(), kind: InlineKind::Text(text.into()) };
        let inner = Inline { span: Default::default(), kind: InlineKind::Emphasis(vec![text("so\"")]) };
        let code = Inline { span: Default::default(), kind: InlineKind::Code("\"x\"".into()) };
        let mut inlines = vec![text("\"it is "), inner, text(", the "), code, text("'s own")];
        run(&mut inlines, Language::find("en").expect("English"));
        assert_eq!(walk::plain_text(&inlines), "“it is so”, the \"x\"’s own");
    }

    #[test]
    fn apostrophes_primes_and_years() {
        let cases = [
            ("don't, the dogs' bowls, it's", "don’t, the dogs’ bowls, it’s"),
            ("the '90s and 90's, in '68", "the ’90s and 90’s, in ’68"),
            ("rock 'n' roll, 'tis", "rock ’n’ roll, ’tis"),
            (r#"5'10" tall, a 12" record"#, r#"5′10″ tall, a 12″ record"#),
            ("a \" alone, 'and'", "a \" alone, ‘and’"),
            ("\"never closed", "\"never closed"),
        ];
        for (typed, wanted) in cases {
            assert_eq!(set("en", typed), wanted);
        }
    }

    #[test]
    fn dashes_and_ellipses() {
        assert_eq!(set("en", "1--2, a -- b, a --- b, so---so..."), "1–2, a – b, a — b, so—so…");
        for text in ["--flag and -v", "-----", "....", "./...", "a/.../b", "a-b", "a. b. c."] {
            assert_eq!(set("en", text), text);
        }
    }
}
