//! mdBook's marks: `{{#include file:anchor}}` and its like, and the lines of Rust listings that readers do not see.

use super::pass::Marks;
use super::rewrite::Replacement;
use super::scan::find_near;

/// Longest mark that is looked for the end of, in bytes.
const LONGEST: usize = 1000;

/// Puts files in the place of the marks, in code too. `\{{#include …}}` is text.
pub(super) fn pass(text: &str, marks: &mut Marks<'_>) {
    let mut at = marks.body;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("{{#")).map(|offset| at + offset) {
        at = start + 3;
        let Some(length) = text.get(start..).and_then(|rest| find_near(rest, "}}", LONGEST)) else {
            continue;
        };
        let range = start..start + length + 2;
        let inner = text.get(start + 3..start + length).unwrap_or("").trim();
        let (name, arguments) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        let file = arguments.split_whitespace().next().unwrap_or("");
        if text.get(..start).is_some_and(|before| before.ends_with('\\')) {
            at = range.end;
            continue;
        }
        match name {
            "include" | "rustdoc_include" => marks.include(range.clone(), file),
            "playground" | "playpen" => {
                if let Some(code) = marks.included(range.clone(), file) {
                    let fence = |text: &str| Replacement::Text(text.to_owned());
                    marks.replace(range.clone(), vec![fence("```rust\n"), code, fence("\n```\n")]);
                } else {
                    marks.remove(range.clone());
                }
            }
            "title" => marks.remove(range.clone()),
            _ => continue,
        }
        at = range.end;
    }
}

/// Takes out the lines of Rust listings that only the compiler sees: `# use std::fmt;`. `##` at the start is `#`. Marks
/// that are written out in code lose their backslash; elsewhere it is Markdown's own.
pub(super) fn hidden_lines(text: &str, marks: &mut Marks<'_>) {
    let written_out =
        text.match_indices("\\{{#").map(|(at, _)| at).filter(|at| *at >= marks.body && marks.is_code(*at));
    written_out.collect::<Vec<_>>().into_iter().for_each(|at| marks.remove(at..at + 1));
    for code in marks.code.clone() {
        let block = text.get(code.clone()).unwrap_or("");
        let info = block.lines().next().unwrap_or("");
        let lang = info.trim_start_matches(['`', '~']).trim();
        let is_rust = info.starts_with(['`', '~']) && lang.split([',', ' ', '{']).next() == Some("rust");
        if !is_rust || block.lines().count() < 2 {
            continue;
        }
        for line in super::scan::lines(text, code).into_iter().skip(1) {
            let bare = text.get(line.clone()).unwrap_or("").trim();
            let indent = text.get(line.clone()).map_or(0, |whole| whole.len() - whole.trim_start().len());
            if bare == "#" || bare.starts_with("# ") {
                marks.remove(line);
            } else if bare.starts_with("##") {
                marks.remove(line.start + indent..line.start + indent + 1);
            }
        }
    }
}
