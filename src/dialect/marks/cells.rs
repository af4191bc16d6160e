//! Cells of Quarto and R Markdown: the code is shown, not run.

use super::pass::Marks;
use super::references;
use super::rewrite::Replacement;

/// The pass.
pub(super) fn pass(text: &str, marks: &mut Marks<'_>) {
    for code in marks.code.clone() {
        cell(text, marks, code);
    }
    commands(text, marks);
    captions(text, marks);
}

/// Commands of LaTeX that print nothing in HTML, with and without braces after them.
const COMMANDS: [&str; 20] = [
    "appendix",
    "backmatter",
    "bigskip",
    "cleardoublepage",
    "clearpage",
    "frontmatter",
    "hfill",
    "index",
    "indexc",
    "label",
    "mainmatter",
    "medskip",
    "newpage",
    "noindent",
    "pagebreak",
    "printindex",
    "setlength",
    "smallskip",
    "vfill",
    "vspace",
];

/// Takes out commands that are for the printed book only.
fn commands(text: &str, marks: &mut Marks<'_>) {
    let mut at = marks.body;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('\\')).map(|offset| at + offset) {
        at = start + 1;
        let rest = text.get(at..).unwrap_or("");
        let name = rest.get(..rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len())).unwrap_or("");
        if !COMMANDS.contains(&name) || marks.is_code(start) {
            continue;
        }
        at += name.len();
        while let Some(length) = text.get(at..).filter(|rest| rest.starts_with('{')).and_then(braced) {
            at += length;
        }
        marks.remove(start..at);
    }
}

/// The length of what is in braces on one line, with them.
fn braced(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return Some(at + 1),
            '}' => depth = depth.checked_sub(1)?,
            '\n' => return None,
            _ => {}
        }
    }
    None
}

/// The id at the end of a table's caption (`: Caption {#tbl-x}`) becomes an anchor.
fn captions(text: &str, marks: &mut Marks<'_>) {
    for line in super::scan::lines(text, marks.body..text.len()) {
        let whole = text.get(line.clone()).unwrap_or("").trim_end();
        let is_caption = whole.starts_with(": ") || whole.starts_with("Table: ");
        let Some(open) = whole.rfind("{#").filter(|_| is_caption && whole.ends_with('}') && !marks.is_code(line.start))
        else {
            continue;
        };
        let inner = whole.get(open + 2..whole.len() - 1).unwrap_or("");
        let id = inner.split_whitespace().next().unwrap_or("");
        let anchor = references::is_key(id).then(|| Replacement::Text(format!("<a id=\"{id}\"></a>")));
        marks.replace(line.start + open..line.start + whole.len(), anchor.into_iter().collect());
    }
}

/// A block of code whose language is in braces: the braces and the options go.
fn cell(text: &str, marks: &mut Marks<'_>, code: std::ops::Range<usize>) {
    let lines = super::scan::lines(text, code);
    let Some(first) = lines.first() else { return };
    let info = text.get(first.clone()).unwrap_or("");
    let Some(open) = info.find("{").filter(|at| info.get(..*at).is_some_and(|f| f.ends_with(['`', '~']))) else {
        return;
    };
    let Some(close) = info.rfind('}').filter(|close| *close > open) else { return };
    let inner = info.get(open + 1..close).unwrap_or("");
    let lang: String = inner.trim_start_matches(['.', '=']).chars().take_while(|c| c.is_alphanumeric()).collect();
    let hidden = |line: &str| line.replace(' ', "").starts_with("#|include:false");
    let is_hidden = inner.replace(' ', "").to_lowercase().contains("include=false")
        || lines.iter().any(|line| hidden(text.get(line.clone()).unwrap_or("")));
    if let Some(last) = lines.last().filter(|_| is_hidden) {
        marks.remove(first.start..last.end);
        return;
    }
    marks.replace(first.start + open..first.start + close + 1, vec![Replacement::Text(lang)]);
    // The figure or table that the code would draw is not there; what refers to it leads to the code.
    let option = lines.iter().find_map(|line| {
        let line = text.get(line.clone())?.trim();
        Some(line.strip_prefix("#|").or_else(|| line.strip_prefix("//|"))?.trim().strip_prefix("label:")?.trim())
    });
    if let Some(label) = references::cell_label(inner, option) {
        let before = format!("<a id=\"{label}\"></a>\n\n");
        marks.replace(first.start..first.start, vec![Replacement::Text(before)]);
    }
    for line in lines.into_iter().skip(1) {
        let bare = text.get(line.clone()).unwrap_or("").trim_start();
        if bare.starts_with("#|") || bare.starts_with("//|") {
            marks.remove(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_in_braces_end_on_their_line() {
        assert_eq!((braced("{a{b}c} d"), braced("{a\n}"), braced("{a")), (Some(7), None, None));
    }
}
