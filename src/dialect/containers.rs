//! Finds the blocks that extensions add among the lines of a container: boxes (`:::note`, `!!! note`), formulas on lines
//! of their own (`$$`), lists of attributes (`{: .class}`). Keeps out of code and of list items, whose lines are looked
//! through when the item is read.

use super::extensions::Extension;
use super::formulas;
use super::inline;
use super::parser::Parser;
use super::scan;
use super::text::Line;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

/// A part of a container. Ranges are of its lines.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// What no extension adds.
    Plain(Range<usize>),
    /// A formula, with the lines that hold its signs.
    Formula(Range<usize>),
    /// A list of attributes, of which nothing is shown.
    Attributes,
    /// A box.
    Boxed(Boxed),
}

/// A box: `:::note Title`, `!!! note "Title"`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Boxed {
    pub name: String,
    /// Where the title is.
    pub title: Option<Line>,
    /// All of it.
    pub lines: Range<usize>,
    /// What is in it.
    pub body: Vec<Line>,
}

/// Columns that the body of `!!! note` is indented by.
const INDENT: usize = 4;

/// Parts the lines of a container.
pub(super) fn parts(parser: &Parser<'_>, lines: &[Line]) -> Vec<Part> {
    let mut walk = Walk::new(parser, lines);
    let finder = Finder { parser, lines, ends: fence_ends(parser.file, lines, walk.clone()) };
    let (mut parts, mut start, mut at) = (Vec::new(), 0, 0);
    while at < lines.len() {
        let found = if walk.is_open(parser.file, lines, at) { finder.part(at) } else { None };
        let Some((part, end)) = found else {
            at += 1;
            continue;
        };
        if start < at {
            parts.push(Part::Plain(start..at));
        }
        parts.push(part);
        (at, start) = (end, end);
    }
    if start < lines.len() {
        parts.push(Part::Plain(start..lines.len()));
    }
    parts
}

/// What the lines so far leave open.
#[derive(Clone, Debug)]
struct Walk {
    fence: Option<(u8, usize)>,
    /// Column at which an open list item's content starts.
    item: Option<usize>,
    /// The callouts of the dialect: the last line of each, by its first.
    callouts: Rc<BTreeMap<usize, usize>>,
    /// The line after the callouts met so far.
    outside: usize,
}

impl Walk {
    fn new(parser: &Parser<'_>, lines: &[Line]) -> Walk {
        let callouts = if parser.is_site() { scan::callout_ends(parser.file, lines) } else { BTreeMap::new() };
        Walk { fence: None, item: None, callouts: Rc::new(callouts), outside: 0 }
    }

    /// Whether a block may start on this line; takes note of what the line opens or closes.
    fn is_open(&mut self, file: &str, lines: &[Line], at: usize) -> bool {
        let Some(line) = lines.get(at) else { return false };
        let (text, indent) = (line.text(file).trim_matches([' ', '\t']), line.indent(file));
        if let Some((byte, length)) = self.fence {
            let run = text.bytes().take_while(|b| *b == byte).count();
            if run >= length && run == text.len() {
                self.fence = None;
            }
            return false;
        }
        if text.is_empty() || self.item.is_some_and(|column| indent >= column) {
            return false;
        }
        self.item = None;
        if indent >= INDENT {
            return false;
        }
        self.fence = scan::fence(text);
        self.item = scan::item_column(text).map(|width| indent + width);
        if let Some(end) = self.callouts.get(&at) {
            self.outside = self.outside.max(end + 1);
        }
        self.fence.is_none() && self.item.is_none() && at >= self.outside
    }
}

/// The lines that open a box between colons, and for each the line that closes it.
fn fence_ends(file: &str, lines: &[Line], mut walk: Walk) -> BTreeMap<usize, usize> {
    let (mut open, mut ends) = (Vec::new(), BTreeMap::new());
    for (at, line) in lines.iter().enumerate() {
        if !walk.is_open(file, lines, at) {
            continue;
        }
        match colons(line.text(file).trim()) {
            Some("") => ends.extend(open.pop().map(|opener| (opener, at))),
            Some(_) => open.push(at),
            None => {}
        }
    }
    ends
}

/// What follows the three or more colons at a line's start, without those at its end.
fn colons(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(':');
    (text.len() - rest.len() >= 3).then(|| rest.trim_end_matches(':').trim())
}

struct Finder<'p, 'a> {
    parser: &'p Parser<'a>,
    lines: &'p [Line],
    /// The last line of each box between colons, by its first.
    ends: BTreeMap<usize, usize>,
}

impl Finder<'_, '_> {
    fn text(&self, at: usize) -> &str {
        self.lines.get(at).map_or("", |line| line.text(self.parser.file)).trim_matches([' ', '\t'])
    }

    /// The block that starts on this line, and the line after it.
    fn part(&self, at: usize) -> Option<(Part, usize)> {
        let text = self.text(at);
        let has = |extension| self.parser.has(extension);
        match text.as_bytes() {
            [b'$', b'$', ..] | [b'\\', b'[' | b'b', ..] if has(Extension::Math) => {
                let line = |index: usize| (at + index < self.lines.len()).then(|| self.text(at + index));
                let end = at + formulas::lines(line)?;
                Some((Part::Formula(at..end), end))
            }
            [b'{', b':', ..] if has(Extension::Attributes) => {
                let list = text.strip_prefix("{:")?.strip_suffix('}')?;
                let is_list = list.trim() == "toc" || inline::id_of(list).is_some();
                is_list.then_some((Part::Attributes, at + 1))
            }
            [b':', b':', b':', ..] if has(Extension::Admonitions) => {
                let end = *self.ends.get(&at)?;
                let (name, title) = head(colons(text)?)?;
                let body = self.lines.get(at + 1..end).unwrap_or(&[]).to_vec();
                Some((self.boxed(at..end + 1, name, title, body), end + 1))
            }
            [b'!', b'!', b'!', ..] | [b'?', b'?', b'?', ..] if has(Extension::Admonitions) => self.indented(at, text),
            _ => None,
        }
    }

    fn boxed(&self, lines: Range<usize>, name: &str, title: Option<&str>, body: Vec<Line>) -> Part {
        let title = title.filter(|title| !title.trim().is_empty()).and_then(|title| {
            let line = self.lines.get(lines.start)?;
            // The title is a part of the line: where it is follows from what stands before it.
            let at = line.text(self.parser.file).rfind(title)?;
            Some(Line { pad: 0, start: line.start + at, end: line.start + at + title.len() })
        });
        Part::Boxed(Boxed { name: name.to_ascii_lowercase(), title, lines, body })
    }

    /// `!!! note "Title"`, `??? note`, `???+ note`, and the indented lines under it.
    fn indented(&self, at: usize, text: &str) -> Option<(Part, usize)> {
        let rest = text.strip_prefix("!!!").or_else(|| text.strip_prefix("???"))?;
        let rest = rest.strip_prefix('+').unwrap_or(rest);
        let words = rest.strip_prefix([' ', '\t'])?.trim();
        let (kind, title) = match words.find('"') {
            Some(quote) => (words.get(..quote)?, Some(words.get(quote + 1..)?.strip_suffix('"')?)),
            None => (words, None),
        };
        let name = kind.split_whitespace().next()?;
        let is_name = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        if !kind.split_whitespace().all(is_name) {
            return None;
        }
        let file = self.parser.file;
        let inner = |line: &&Line| line.is_blank(file) || line.indent(file) >= INDENT;
        let mut body: Vec<Line> = self.lines.get(at + 1..)?.iter().take_while(inner).copied().collect();
        while body.last().is_some_and(|line| line.is_blank(file)) {
            body.pop();
        }
        let end = at + 1 + body.len();
        let body = body.into_iter().map(|line| line.dedent(file, INDENT)).collect();
        Some((self.boxed(at..end, name, title, body), end))
    }
}

/// Name and title of `note Title`, `note[Title]{…}`, `{.callout-note title="Title"}`.
fn head(text: &str) -> Option<(&str, Option<&str>)> {
    if let Some(list) = text.strip_prefix('{') {
        let list = list.strip_suffix('}')?;
        inline::id_of(list)?;
        let title = list.split_once("title=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(title, _)| title);
        let mut classes = list.split_whitespace().filter_map(|word| word.strip_prefix('.'));
        let name = classes.next().unwrap_or("");
        return Some((name.strip_prefix("callout-").unwrap_or(name), title));
    }
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    if name.is_empty() {
        return None;
    }
    let rest = rest.trim();
    match rest.strip_prefix('[') {
        Some(title) => Some((name, title.split_once(']').map(|(title, _)| title))),
        None => Some((name, rest.split('{').next().map(str::trim))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_of_boxes_name_their_kind_and_title() {
        assert_eq!(head("note"), Some(("note", Some(""))));
        assert_eq!(head("tip My title"), Some(("tip", Some("My title"))));
        assert_eq!(head("warning[Take *care*]{#x}"), Some(("warning", Some("Take *care*"))));
        assert_eq!(head("{.callout-tip title=\"A b\" collapse=true}"), Some(("tip", Some("A b"))));
        assert_eq!(head("{#id}"), Some(("", None)));
        assert_eq!(head("=> x"), None);
    }
}
