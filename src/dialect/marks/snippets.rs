//! Marks of MkDocs and VitePress: files that are included, tabs, keys, abbreviations, tables of contents.

use super::pass::Marks;
use super::rewrite::Replacement;
use super::scan::lines;

/// `--8<-- "file"` and `<<< file`.
pub(super) fn includes(text: &str, marks: &mut Marks<'_>) {
    for line in lines(text, marks.body..text.len()) {
        let whole = text.get(line.clone()).unwrap_or("");
        let bare = whole.trim();
        let start = line.start + (whole.len() - whole.trim_start().len());
        let range = start..start + bare.len();
        if let Some(rest) = ["--8<-- ", "-8<- "].iter().find_map(|mark| bare.strip_prefix(mark)) {
            marks.include(range, rest.trim().trim_matches(['"', '\'']));
        } else if let Some(rest) = bare.strip_prefix("<<< ").filter(|_| !marks.is_code(line.start)) {
            let file = rest.split(['{', '[']).next().unwrap_or("").trim();
            let lang = file.split('#').next().unwrap_or("").rsplit('.').next().unwrap_or("");
            match marks.included(range.clone(), file) {
                Some(code) => {
                    let (before, after) = (format!("```{lang}\n"), "\n```\n".to_owned());
                    marks.replace(range, vec![Replacement::Text(before), code, Replacement::Text(after)]);
                }
                None => marks.remove(range),
            }
        }
    }
}

/// Tabs become their titles and contents, keys `<kbd>`; abbreviations and tables of contents go.
pub(super) fn pass(text: &str, marks: &mut Marks<'_>) {
    let mut tab: Option<usize> = None;
    for line in lines(text, marks.body..text.len()) {
        let whole = text.get(line.clone()).unwrap_or("");
        let bare = whole.trim();
        let indent = whole.len() - whole.trim_start_matches(' ').len();
        if let Some(depth) = tab {
            if bare.is_empty() || indent >= depth + 4 {
                if !bare.is_empty() {
                    marks.remove(line.start..line.start + depth + 4);
                }
                continue;
            }
            tab = None;
        }
        let title = bare.strip_prefix("===").map(|rest| rest.trim_start_matches(['!', '+']).trim());
        let title = title.and_then(|rest| rest.strip_prefix('"')?.strip_suffix('"'));
        if marks.is_code(line.start + indent) {
            continue;
        }
        if let Some(title) = title {
            let end = line.start + whole.trim_end().len();
            marks.replace(line.start..end, vec![Replacement::Text(format!("\n**{title}**\n"))]);
            tab = Some(indent);
        } else if bare == "[TOC]" || bare == "[[toc]]" || (bare.starts_with("*[") && bare.contains("]:")) {
            marks.remove(line);
        } else {
            keys(text, marks, line);
        }
    }
}

/// `++ctrl+alt+c++`
fn keys(text: &str, marks: &mut Marks<'_>, line: std::ops::Range<usize>) {
    let mut at = line.start;
    while let Some(start) = text.get(at..line.end).and_then(|rest| rest.find("++")).map(|offset| at + offset) {
        at = start + 2;
        let Some(length) = text.get(at..line.end).and_then(|rest| rest.find("++")) else { return };
        let inner = text.get(at..at + length).unwrap_or("");
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '_');
        if inner.is_empty() || !inner.chars().all(fits) || marks.is_code(start) {
            continue;
        }
        let key = |name: &str| {
            let mut chars = name.chars();
            let name: String = chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
            format!("<kbd>{name}</kbd>")
        };
        let shown: Vec<String> = inner.split('+').map(key).collect();
        marks.replace(start..at + length + 2, vec![Replacement::Text(shown.join("+"))]);
        at += length + 2;
    }
}
