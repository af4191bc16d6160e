//! The parts of a text in which no construct of the dialect is looked for: code spans, HTML tags, autolinks, link
//! destinations. They bind tighter than anything else, hence are found first, in one pass from left to right.

use crate::dialect::parser::{Reference, normal_label};
use std::collections::BTreeMap;

/// Why a part of the text is skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Skip {
    /// A code span.
    Code,
    /// An HTML tag, a comment or `<https://…>`.
    Angle,
    /// `(url "title")` after a link's text.
    Destination,
    /// The label of a reference link.
    Label,
    /// A bare `https://…` or `www.…`, which becomes a link.
    Url,
    /// `<svg>…</svg>`, which becomes an image.
    Drawing,
}

/// What to skip in a text, and its brackets.
#[derive(Debug, Default)]
pub(super) struct Opaque {
    /// Start of each part, its end and its kind.
    pub parts: BTreeMap<usize, (usize, Skip)>,
    /// `[` and the `]` that closes it.
    pub brackets: BTreeMap<usize, usize>,
}

/// Finds what to skip in `text`; `references` are the link labels that are defined.
pub(super) fn find(text: &str, references: &BTreeMap<String, Reference>) -> Opaque {
    let (bytes, unclosed) = (text.as_bytes(), Unclosed::default());
    let mut scanner = OpaqueScanner { text, bytes, references, open: Vec::new(), unclosed, found: Opaque::default() };
    scanner.run(&backtick_runs(text.as_bytes()));
    scanner.found
}

/// Finds what to skip in the text of an HTML block: tags and bare URLs.
pub(super) fn find_html(text: &str) -> Opaque {
    let mut found = Opaque::default();
    let mut unclosed = Unclosed::default();
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        let part = match byte {
            b'<' => angle(text, at, &mut unclosed),
            b'h' | b'H' | b'w' | b'W' => url_end(text, at).map(|end| (end, Skip::Url)),
            _ => None,
        };
        if let Some(part) = part {
            found.parts.insert(at, part);
        }
        at = part.map_or(at + 1, |(end, _)| end);
    }
    found
}

/// Starts of the runs of backticks, by length.
fn backtick_runs(bytes: &[u8]) -> BTreeMap<usize, Vec<usize>> {
    let mut runs: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut at = 0;
    while at < bytes.len() {
        let length = run_length(bytes, at, b'`');
        if length > 0 {
            runs.entry(length).or_default().push(at);
        }
        at += length.max(1);
    }
    runs
}

/// How many times `byte` occurs at `at` and directly after.
pub(super) fn run_length(bytes: &[u8], at: usize, byte: u8) -> usize {
    bytes.get(at..).unwrap_or(&[]).iter().take_while(|b| **b == byte).count()
}

struct OpaqueScanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    references: &'t BTreeMap<String, Reference>,
    open: Vec<usize>,
    unclosed: Unclosed,
    found: Opaque,
}

impl OpaqueScanner<'_> {
    fn run(&mut self, backticks: &BTreeMap<usize, Vec<usize>>) {
        let mut at = 0;
        while let Some(&byte) = self.bytes.get(at) {
            at = match byte {
                b'\\' if self.bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at + 2,
                b'`' => self.code(at, backticks),
                b'<' => match angle(self.text, at, &mut self.unclosed) {
                    Some((end, kind)) => self.skip(at, Some(end), kind),
                    None => at + 1,
                },
                b'[' => {
                    self.open.push(at);
                    at + 1
                }
                b']' => self.close(at),
                b'h' | b'H' | b'w' | b'W' => self.skip(at, url_end(self.text, at), Skip::Url),
                _ => at + 1,
            };
        }
    }

    fn skip(&mut self, at: usize, end: Option<usize>, kind: Skip) -> usize {
        if let Some(end) = end {
            self.found.parts.insert(at, (end, kind));
        }
        end.unwrap_or(at + 1)
    }

    fn code(&mut self, at: usize, backticks: &BTreeMap<usize, Vec<usize>>) -> usize {
        let length = run_length(self.bytes, at, b'`');
        let closer = backticks.get(&length).and_then(|runs| runs.get(runs.partition_point(|&start| start <= at)));
        match closer {
            Some(&closer) => self.skip(at, Some(closer + length), Skip::Code),
            None => at + length,
        }
    }

    fn close(&mut self, at: usize) -> usize {
        let Some(open) = self.open.pop() else { return at + 1 };
        self.found.brackets.insert(open, at);
        if let Some(end) = destination_end(self.text, at + 1) {
            return self.skip(at + 1, Some(end), Skip::Destination);
        }
        if self.references.is_empty() {
            return at + 1;
        }
        if let Some(end) = self.label_end(at + 1) {
            return self.skip(at + 1, Some(end), Skip::Label);
        }
        if self.is_defined(open + 1, at) {
            self.found.parts.insert(open + 1, (at, Skip::Label));
        }
        at + 1
    }

    /// The end of `[label]` at `at`, where the label is defined.
    fn label_end(&self, at: usize) -> Option<usize> {
        if self.bytes.get(at) != Some(&b'[') {
            return None;
        }
        let close = at + self.text.get(at..)?.find(']')?;
        self.is_defined(at + 1, close).then_some(close + 1)
    }

    fn is_defined(&self, start: usize, end: usize) -> bool {
        let label = self.text.get(start..end).filter(|label| label.len() <= LONGEST_LABEL);
        label.is_some_and(|label| self.references.contains_key(&normal_label(label)))
    }
}

/// The longest label of a link: 999 characters (CommonMark 6.3), of at most four bytes.
const LONGEST_LABEL: usize = 999 * 4;

/// How deep the parentheses of a URL nest; CommonMark 6.3 leaves the bound to the program.
const DEEPEST_PARENTHESES: usize = 32;

/// What is between marks of its own after a `<`.
const ENCLOSED: [(&str, &str); 3] = [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>")];
/// What ends an inline drawing.
const DRAWING_END: &str = "</svg>";

/// Of which of [`ENCLOSED`] no further one is closed in a text that is read from left to right: its end need not be looked for
/// again.
#[derive(Debug, Default)]
struct Unclosed {
    enclosed: [bool; ENCLOSED.len()],
    /// The same of drawings.
    drawing: bool,
}

/// What starts with the `<` at `at`, and its end.
fn angle(text: &str, at: usize, unclosed: &mut Unclosed) -> Option<(usize, Skip)> {
    let end = angle_end(text, at, unclosed)?;
    let drawing = drawing_end(text, at, end, &mut unclosed.drawing);
    Some(drawing.map_or((end, Skip::Angle), |end| (end, Skip::Drawing)))
}

/// The end of the drawing whose first tag, if it is one's, is from `at` to `end`.
fn drawing_end(text: &str, at: usize, end: usize, unclosed: &mut bool) -> Option<usize> {
    let tag = text.get(at..end)?;
    let named = tag.strip_prefix("<svg")?.starts_with([' ', '\t', '\n', '>']);
    if *unclosed || !named || tag.ends_with("/>") {
        return None;
    }
    let close = text.get(end..)?.find(DRAWING_END);
    *unclosed = close.is_none();
    close.map(|close| end + close + DRAWING_END.len())
}

/// The end of an HTML tag, a comment or an angle-bracket autolink that starts at `at`.
fn angle_end(text: &str, at: usize, unclosed: &mut Unclosed) -> Option<usize> {
    let rest = text.get(at + 1..)?;
    // A comment, a CDATA section, an instruction (CommonMark 6.6).
    for ((start, end), none_closes) in ENCLOSED.into_iter().zip(&mut unclosed.enclosed) {
        if let Some(inner) = rest.strip_prefix(start) {
            let found = if *none_closes { None } else { inner.find(end) };
            *none_closes = found.is_none();
            return found.map(|found| at + 1 + start.len() + found + end.len());
        }
    }
    let first = rest.bytes().next()?;
    if !(first.is_ascii_alphabetic() || matches!(first, b'/' | b'!' | b'?')) {
        return None;
    }
    let name = rest.trim_start_matches('/');
    let scheme = name.find(|c: char| !(c.is_ascii_alphanumeric() || "+.-".contains(c))).unwrap_or(name.len());
    if name.get(scheme..)?.starts_with([':', '@']) {
        let end = rest.find(['>', ' ', '<', '\n'])?;
        return rest.get(end..)?.starts_with('>').then_some(at + 1 + end + 1);
    }
    let mut quote = None;
    for (index, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return Some(at + 1 + index + 1),
            (None, b'<') => return None,
            (None, _) => {}
        }
    }
    None
}

/// The end of `(url "title")` at `at` (CommonMark 6.3).
pub(super) fn destination_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if bytes.get(at) != Some(&b'(') {
        return None;
    }
    let mut at = skip_space(bytes, at + 1);
    at = if bytes.get(at) == Some(&b'<') {
        // Between angle brackets there is no other opening one.
        let end = at + 1 + text.get(at + 1..)?.find(['>', '<', '\n'])?;
        text.get(end..)?.starts_with('>').then_some(end + 1)?
    } else {
        url_part_end(bytes, at)?
    };
    let after = skip_space(bytes, at);
    if after > at
        && let Some(close) = bytes.get(after).and_then(|quote| match quote {
            b'"' => Some(b'"'),
            b'\'' => Some(b'\''),
            b'(' => Some(b')'),
            _ => None,
        })
    {
        let title = bytes.get(after + 1..)?;
        let mut escaped = false;
        let end = title.iter().position(|&byte| {
            // A title in parentheses holds none that opens.
            let hit = (byte == close || byte == b'(' && close == b')') && !escaped;
            escaped = byte == b'\\' && !escaped;
            hit
        })?;
        if title.get(end) != Some(&close) {
            return None;
        }
        at = skip_space(bytes, after + 1 + end + 1);
    } else {
        at = after;
    }
    (bytes.get(at) == Some(&b')')).then_some(at + 1)
}

/// The end of an unquoted URL: no white space, parentheses balance.
fn url_part_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0usize;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            b'(' if depth == DEEPEST_PARENTHESES => return None,
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(at),
            b')' => depth -= 1,
            b' ' | b'\t' | b'\n' => return (depth == 0).then_some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|b| matches!(b, b' ' | b'\t' | b'\n')) {
        at += 1;
    }
    at
}

/// The end of a bare URL at `at`, by GFM's rules for extended autolinks (GFM 6.9), except that it also ends where a
/// construct around it would: at `]`, `}`, `|`, `"` or a pair of dashes at its end.
fn url_end(text: &str, at: usize) -> Option<usize> {
    const SCHEMES: [&str; 3] = ["https://", "http://", "www."];
    let rest = text.get(at..)?;
    let scheme = SCHEMES.iter().find(|s| rest.get(..s.len()).is_some_and(|start| start.eq_ignore_ascii_case(s)))?;
    let before = text.get(..at)?.chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || c == '/' || c == '@' || c == '.') {
        return None;
    }
    // Most of what is no address is seen before its end is looked for.
    if !rest.get(scheme.len()..)?.starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let stop = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ']' | '}' | '|' | '"' | '`');
    let mut url = rest.get(..rest.find(stop).unwrap_or(rest.len()))?;
    // Nothing that is trimmed but the parentheses themselves changes how many there are.
    let mut unopened = url.matches(')').count().saturating_sub(url.matches('(').count());
    loop {
        let shorter = url.trim_end_matches(['?', '!', '.', ',', ':', ';', '*', '_', '~', '\'', '’', '”', '…']);
        let shorter = if shorter.ends_with("--") { shorter.trim_end_matches('-') } else { shorter };
        let closed = shorter.strip_suffix(')').filter(|_| unopened > 0);
        unopened -= usize::from(closed.is_some());
        let shorter = closed.unwrap_or(shorter);
        if shorter.len() == url.len() {
            break;
        }
        url = shorter;
    }
    let host = url.get(scheme.len()..)?;
    let named = !host.is_empty() && (*scheme != "www." || host.contains('.'));
    named.then_some(at + url.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parentheses_and_angle_brackets_of_a_destination_end_it() {
        let end = |text: &str| destination_end(text, 0);
        let nested = |depth| format!("({}{})", "(".repeat(depth), ")".repeat(depth));
        assert_eq!(end(&nested(32)), Some(66));
        assert_eq!(end(&nested(33)), None, "a bound of CommonMark 6.3");
        assert_eq!((end("(<a b>)"), end("(<a<b>)")), (Some(7), None));
        assert_eq!((end("(a (b))"), end("(a (b(c))"), end("(a (b\\(c))")), (Some(7), None, Some(10)));
    }

    fn parts(text: &str) -> Vec<(&str, Skip)> {
        let found = find(text, &BTreeMap::new());
        found.parts.iter().map(|(start, (end, kind))| (&text[*start..*end], *kind)).collect()
    }

    #[test]
    fn code_spans_pair_by_length() {
        assert_eq!(parts("a `b ``c` d``"), [("`b ``c`", Skip::Code)]);
        assert_eq!(parts(r"\`a `b`"), [("`b`", Skip::Code)]);
        assert_eq!(parts("`` a ` b"), []);
    }

    #[test]
    fn destinations_balance() {
        assert_eq!(parts("[a](x--y(z) \"t\")b"), [("(x--y(z) \"t\")", Skip::Destination)]);
        assert_eq!(parts("[a](see also x)"), []);
    }

    #[test]
    fn bare_urls_end_before_what_is_not_theirs() {
        assert_eq!(parts("see https://a.b/c_d. x"), [("https://a.b/c_d", Skip::Url)]);
        assert_eq!(parts("--https://a.b--"), [("https://a.b", Skip::Url)]);
        assert_eq!(parts("{{x|https://a.b/c}}"), [("https://a.b/c", Skip::Url)]);
        assert_eq!(parts("(https://a.b/c(d))"), [("https://a.b/c(d)", Skip::Url)]);
        assert_eq!(parts("xhttps://a.b"), []);
        assert_eq!(parts("www. is"), []);
    }

    #[test]
    fn tags_hold_anything_quoted() {
        assert_eq!(parts("a <b x=\"--y>--\"> c < d"), [("<b x=\"--y>--\">", Skip::Angle)]);
        assert_eq!(parts("<!-- a --> <https://x--y--z>").len(), 2);
    }

    #[test]
    fn a_drawing_is_one_part() {
        assert_eq!(parts("a <svg width=\"3\"><b>[x](y)</b></svg> b").len(), 1);
        assert_eq!(parts("<svg/> <b></svg>")[0], ("<svg/>", Skip::Angle));
        assert_eq!(parts("<svg> <svg> <b>").len(), 3, "nothing ends it");
    }
}
