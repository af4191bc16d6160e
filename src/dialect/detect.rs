//! Which syntax a text is in that does not say so: whether it has marks that only the site's dialect has.
//!
//! A mark is *strong* if no other tool writes anything like it: `{bkqt/…}`, `{sc:…}`, `displayTitle`. One is enough, and
//! it speaks for the texts of the same folder too. Others are *weak*, because some tool has a mark of the same shape:
//! `{{term|note}}` is a template's filter elsewhere, `[[category/slug|text]]` a vault's link. They speak for their own
//! text only, and only where nothing in it is a template's. `^[…]` is pandoc's too, and says nothing.

use super::colors;
use std::ops::Range;

/// A mark of the dialect in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// Where it is.
    pub range: Range<usize>,
    /// Whether no other tool has it.
    pub strong: bool,
}

/// Names of fields that only the dialect's front matter has.
const FIELDS: [&str; 4] = ["displayTitle:", "thumbnailAspect:", "thumbnailShading:", "thumbnailAlt:"];
/// Openers that only the dialect has.
const OPENERS: [&str; 6] = ["{bkqt/", "{sc:", "{kbd:", "{shout:", "{dots}", "{/bkqt}"];
/// What a template's text holds.
const TEMPLATES: [&str; 3] = ["{%", "{{<", "{{#"];

/// Whether a text has marks that only the dialect has, so that the texts beside it are likely to be in the dialect, too.
pub fn speaks_dialect(text: &str) -> bool {
    find(text).is_some_and(|mark| mark.strong)
}

/// The first mark that says that a text is in the dialect: a strong one where there is one.
pub(super) fn find(text: &str) -> Option<Mark> {
    let mut weak: Option<Mark> = None;
    let template = TEMPLATES.iter().any(|mark| text.contains(mark));
    let lines = Lines { text, at: 0, fence: None, front: false };
    for (start, line, front) in lines {
        if let Some(mark) = strong(line, front) {
            return Some(Mark { range: start + mark.start..start + mark.end, strong: true });
        }
        if template || front {
            continue;
        }
        let found = |range: Range<usize>| Mark { range: start + range.start..start + range.end, strong: false };
        if weak.is_none() {
            weak = weak_mark(line).map(found);
        }
    }
    weak
}

/// The first place after `body` that the dialect reads otherwise than CommonMark: `_x_`, `--x--`, `> x`.
pub(super) fn differs(text: &str, body: usize) -> Option<Range<usize>> {
    let mut lines = Lines { text, at: body, fence: None, front: false };
    lines.find_map(|(start, line, _)| {
        let place = |range: Range<usize>| start + range.start..start + range.end;
        if line.starts_with("> ") && !line.starts_with("> [!") {
            return Some(place(0..1));
        }
        underlined(line).or_else(|| accented(line)).map(place)
    })
}

/// The first `^[` of a note after `body`.
pub(super) fn inline_note(text: &str, body: usize) -> Option<Range<usize>> {
    let mut lines = Lines { text, at: body, fence: None, front: false };
    lines.find_map(|(start, line, _)| {
        let at = outside_code(line, "^[").filter(|at| line.get(at + 2..).is_some_and(|rest| rest.contains(']')))?;
        Some(start + at..start + at + 2)
    })
}

/// `_x_` where neither sign is within a word.
fn underlined(line: &str) -> Option<Range<usize>> {
    let at = outside_code(line, "_")?;
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let inner = line.get(at + 1..)?;
    let end = inner.find('_')?;
    let before = line.get(..at)?.chars().next_back();
    let after = inner.get(end + 1..)?.chars().next();
    let is_mark = end > 0 && !before.is_some_and(word) && !after.is_some_and(word);
    is_mark.then_some(at..at + 1 + end + 1)
}

/// `--x--` where neither pair is of a longer run.
fn accented(line: &str) -> Option<Range<usize>> {
    let at = outside_code(line, "--")?;
    let inner = line.get(at + 2..).filter(|inner| !inner.starts_with('-'))?;
    let end = inner.find("--").filter(|end| *end > 0)?;
    (!inner.get(end + 2..)?.starts_with('-')).then_some(at..at + 2 + end + 2)
}

/// The lines of a text that are not in a fence, with where they start and whether they are of the front matter.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    fence: Option<(u8, usize)>,
    front: bool,
}

impl<'t> Iterator for Lines<'t> {
    type Item = (usize, &'t str, bool);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
            let line = rest.split_inclusive('\n').next().unwrap_or(rest);
            let start = self.at;
            self.at += line.len();
            let bare = line.trim();
            let rule = bare == "---" || bare == "+++";
            if start == 0 && rule {
                self.front = true;
                continue;
            }
            if self.front && rule {
                self.front = false;
                continue;
            }
            let run = bare.bytes().next().filter(|byte| matches!(byte, b'`' | b'~'));
            let length = run.map_or(0, |byte| bare.bytes().take_while(|b| *b == byte).count());
            match (self.fence, run) {
                (Some((open, least)), Some(byte)) if open == byte && length >= least && bare.len() == length => {
                    self.fence = None;
                }
                (Some(_), _) => {}
                (None, Some(byte)) if length >= 3 && !self.front => self.fence = Some((byte, length)),
                (None, _) => return Some((start, line.trim_end_matches(['\n', '\r']), self.front)),
            }
        }
    }
}

/// A mark that no other tool has.
fn strong(line: &str, front: bool) -> Option<Range<usize>> {
    if front {
        let field = FIELDS.iter().find(|field| line.starts_with(*field)).map(|field| 0..field.len() - 1);
        return field.or_else(|| note_address(line));
    }
    if !line.contains('{') {
        return super::scan::annotation(line.trim()).map(|_| 0..line.len()).or_else(|| interaction(line));
    }
    let opener = OPENERS.iter().find_map(|opener| outside_code(line, opener).map(|at| at..at + opener.len()));
    opener.or_else(|| raised(line)).or_else(|| colored(line))
}

/// `address: "LAMP//Wick"`: where a field note is filed.
fn note_address(line: &str) -> Option<Range<usize>> {
    let value = line.strip_prefix("address:")?;
    (value.contains("//") && !value.contains("://")).then_some(0.."address".len())
}

/// `- [[uid]] :: how they are related`, of a field note's interactions.
fn interaction(line: &str) -> Option<Range<usize>> {
    let link = line.strip_prefix("- [[")?;
    let (name, rest) = link.split_once("]]")?;
    (!name.is_empty() && rest.trim_start().starts_with("::")).then_some(2..line.len() - rest.len())
}

/// `{^:…}`, `{v:…}`, `{_:…}`.
fn raised(line: &str) -> Option<Range<usize>> {
    ["{^:", "{v:", "{_:"].iter().find_map(|opener| outside_code(line, opener).map(|at| at..at + opener.len()))
}

/// `{#e74c3c:…}`, `{#tomato:…}`.
fn colored(line: &str) -> Option<Range<usize>> {
    let at = outside_code(line, "{#")?;
    let rest = line.get(at + 2..)?;
    let name = rest.get(..rest.find(|c: char| !c.is_ascii_alphanumeric())?)?;
    let is_color = rest.get(name.len()..)?.starts_with(':') && colors::parse(name).is_some();
    is_color.then_some(at..at + 2 + name.len() + 1)
}

/// `{{term|note}}` and `[[category/slug|text]]`.
fn weak_mark(line: &str) -> Option<Range<usize>> {
    term_note(line).or_else(|| post_link(line))
}

/// `{{term|note}}`, without the spaces that templates have around names and bars, and with more than a word after it.
fn term_note(line: &str) -> Option<Range<usize>> {
    let at = outside_code(line, "{{")?;
    let rest = line.get(at + 2..)?;
    let (term, after) = rest.split_once('|')?;
    let note = after.split("}}").next()?;
    let tight = |text: &str| !text.starts_with([' ', '{', '<', '%', '#', '!', '&']) && !text.ends_with(' ');
    let is_note =
        !term.is_empty() && !term.contains("}}") && tight(term) && !note.starts_with(' ') && note.contains(' ');
    is_note.then_some(at..at + 2 + term.len())
}

/// `[[category/slug|text]]`, both parts in the form of a slug.
fn post_link(line: &str) -> Option<Range<usize>> {
    let at = outside_code(line, "[[")?;
    let rest = line.get(at + 2..)?;
    let (target, _) = rest.split_once('|')?;
    let (category, slug) = target.split_once('/')?;
    let is_slug =
        |part: &str| !part.is_empty() && part.chars().all(|c| c == '-' || (c.is_alphanumeric() && !c.is_uppercase()));
    let slug = slug.split('#').next().unwrap_or(slug);
    (is_slug(category) && is_slug(slug)).then_some(at..at + 2 + target.len())
}

/// Where `what` is first in a line outside of code spans and escapes.
fn outside_code(line: &str, what: &str) -> Option<usize> {
    let at = line.find(what)?;
    if !line.contains(['`', '\\']) {
        return Some(at);
    }
    let bytes = line.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes.get(at) {
            Some(b'\\') => at += 2,
            Some(b'`') => {
                let length = bytes.iter().skip(at).take_while(|b| **b == b'`').count();
                let fence = "`".repeat(length);
                let close = line.get(at + length..).and_then(|rest| rest.find(&fence));
                at += length + close.map_or(0, |close| close + length);
            }
            Some(_) if bytes.get(at..).is_some_and(|rest| rest.starts_with(what.as_bytes())) => return Some(at),
            _ => at += 1,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_strong(text: &str) -> Option<bool> {
        find(text).map(|mark| mark.strong)
    }

    #[test]
    fn marks_of_the_dialect_alone_are_strong() {
        for text in [
            "a {sc:nato} b",
            "{bkqt/note}\nx\n{/bkqt}",
            "x{^:2}",
            "{#tomato:red}",
            "{#e74c3c:red}",
            ">> 26.02.09 - written",
            "---\ndisplayTitle: X\n---\n",
            "---\naddress: \"LAMP//Wick\"\n---\n",
            "- [[Fr8eSn1c|lens]] :: what its flame is for",
        ] {
            assert_eq!(is_strong(text), Some(true), "{text}");
            assert!(speaks_dialect(text));
        }
    }

    #[test]
    fn marks_that_others_have_the_like_of_are_weak() {
        assert_eq!(is_strong("a {{word|what it means}} b"), Some(false));
        assert_eq!(is_strong("see [[threads/a-post|this]]"), Some(false));
        for text in [
            "{{ page.title | escape }}",
            "{{page.title|escape}}",
            "{% if a %}{{word|what it means}}{% endif %}",
            "[[Folder/Some note|alias]]",
            "a ^[note] b",
            "# A heading {#sec-part}",
            "{#id .class}",
            "a --b-- _c_ > d",
            "{{< figure a|b c >}}",
        ] {
            assert_eq!(is_strong(text), None, "{text}");
        }
    }

    #[test]
    fn code_says_nothing() {
        assert_eq!(is_strong("```\n{sc:x}\n```\n\n`{sc:x}` and ``{bkqt/note}``, \\{sc:x}"), None);
        assert_eq!(is_strong("```\n{sc:x}\n```\n{sc:y}"), Some(true));
        assert_eq!(is_strong("` {sc:x}"), Some(true), "a backtick that opens no span is a character");
    }
}
