//! What is code in MDX: fences at any indent, and spans. MDX has no indented code, and its tags do not hide fences.

use super::scan::lines;
use std::ops::Range;

/// The code of a text from `body` on, in order.
pub(super) fn code(text: &str, body: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut fence: Option<(usize, char, usize)> = None;
    let mut paragraph = body;
    for line in lines(text, body..text.len()) {
        let bare = text.get(line.clone()).unwrap_or("").trim_start_matches([' ', '\t', '>']).trim_end();
        match (fence, opener(bare)) {
            (Some((start, mark, length)), _) => {
                if bare.len() >= length && bare.chars().all(|c| c == mark) {
                    found.push(start..line.end);
                    fence = None;
                    paragraph = line.end;
                }
            }
            (None, Some((mark, length))) => {
                spans(text, paragraph..line.start, &mut found);
                fence = Some((line.start, mark, length));
            }
            (None, None) if bare.is_empty() => {
                spans(text, paragraph..line.start, &mut found);
                paragraph = line.end;
            }
            (None, None) => {}
        }
    }
    match fence {
        Some((start, ..)) => found.push(start..text.len()),
        None => spans(text, paragraph..text.len(), &mut found),
    }
    found
}

/// The sign and length of a fence that a line opens. What follows backticks has none (CommonMark 4.5).
fn opener(line: &str) -> Option<(char, usize)> {
    // A list item may begin with a fence.
    let line = line.strip_prefix(['-', '*', '+']).map_or(line, str::trim_start);
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = line.chars().take_while(|c| *c == mark).count();
    let info = line.get(length..).unwrap_or("");
    (length >= 3 && !(mark == '`' && info.contains('`'))).then_some((mark, length))
}

/// The spans of code in a paragraph: from a run of backticks to the next of its length.
fn spans(text: &str, paragraph: Range<usize>, found: &mut Vec<Range<usize>>) {
    let part = text.get(paragraph.clone()).unwrap_or("");
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (at, _) in part.match_indices('`') {
        match runs.last_mut() {
            Some((start, length)) if *start + *length == at => *length += 1,
            _ => runs.push((at, 1)),
        }
    }
    // From the end on, where the next run of each length is.
    let mut later: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    let mut next = vec![None; runs.len()];
    for (index, (_, length)) in runs.iter().enumerate().rev() {
        if let Some(slot) = next.get_mut(index) {
            *slot = later.insert(*length, index);
        }
    }
    let mut index = 0;
    while let (Some((start, length)), Some(close)) = (runs.get(index), next.get(index)) {
        let is_escaped = part.get(..*start).is_some_and(|before| before.ends_with('\\'));
        match close.and_then(|close| Some((close, runs.get(close)?))).filter(|_| !is_escaped) {
            Some((close, (end, _))) => {
                found.push(paragraph.start + start..paragraph.start + end + length);
                index = close + 1;
            }
            None => index += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_at_any_indent_and_spans_are_code() {
        let parts = |text: &'static str| {
            let found = code(text, 0).into_iter();
            found.filter_map(|range| text.get(range)).collect::<Vec<_>>()
        };
        assert_eq!(
            parts("<T>\n        ```sh\n        a\n        ```\n</T>\n"),
            ["        ```sh\n        a\n        ```\n"]
        );
        assert_eq!(parts("a `b` ``c`d`` `e\n\nf` g"), ["`b`", "``c`d``"]);
        assert_eq!(parts("    <Tab>x</Tab>\n"), Vec::<&str>::new());
        assert_eq!(parts("~~~\na\n```\n"), ["~~~\na\n```\n"]);
        assert_eq!(parts("\\`a` b`"), ["` b`"]);
    }
}
