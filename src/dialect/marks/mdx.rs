//! MDX: imports, exports and components go; what is in components stays, images and boxes become those of Markdown.

use super::embeds::{alert, boxed, embed};
use super::mdx_tags::{Tag, braces, tag};
use super::pass::{Marks, Replacement};
use super::scan::{Argument, image, lines};
use crate::diagnostics::Code;
use std::collections::BTreeMap;
use std::ops::Range;

/// The pass.
pub(super) fn pass(text: &str, marks: &mut Marks<'_>) {
    let imports = modules(text, marks);
    let tags = found(text, marks);
    let closers = closers(&tags);
    let mut dedented = 0;
    for (index, tag) in tags.iter().enumerate() {
        let close = closers.get(&index).and_then(|close| tags.get(*close));
        if let Some(close) = close.filter(|_| tag.is_component() && tag.range.start >= dedented) {
            dedent(text, marks, tag.range.end..close.range.start);
            dedented = close.range.end;
        }
        one(text, marks, tag, close, &imports);
    }
    expressions(text, marks, &tags);
}

/// Takes out imports and exports; the paths of what is imported, by name.
fn modules(text: &str, marks: &mut Marks<'_>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = false;
    let mut depth = 0_i64;
    for line in lines(text, marks.body..text.len()) {
        let whole = text.get(line.clone()).unwrap_or("");
        let starts = whole.starts_with("import ") || whole.starts_with("export ");
        let is_module = starts && (whole.contains(['\'', '"', '{', '=', '*']) || whole.contains(" function"));
        if !open && (!is_module || marks.is_code(line.start)) {
            continue;
        }
        if whole.trim().is_empty() && depth <= 0 {
            open = false;
            continue;
        }
        open = true;
        let count = |set: [char; 3]| i64::try_from(whole.matches(set).count()).unwrap_or(0);
        depth += count(['{', '(', '[']) - count(['}', ')', ']']);
        if let Some((name, path)) = whole.strip_prefix("import ").and_then(|rest| rest.split_once(" from ")) {
            let path = path.trim().trim_end_matches(';').trim_matches(['\'', '"']);
            found.insert(name.trim().to_owned(), path.to_owned());
        }
        if depth <= 0 && (whole.trim_end().ends_with([';', '\'', '"', '}', ')'])) {
            open = false;
        }
        marks.remove(line);
    }
    found
}

/// The tags outside of code.
fn found(text: &str, marks: &Marks<'_>) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut at = marks.body;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('<')).map(|offset| at + offset) {
        at = start + 1;
        if let Some(tag) = tag(text, start).filter(|_| !marks.is_code(start)) {
            at = tag.range.end;
            found.push(tag);
        }
    }
    found
}

fn closers(tags: &[Tag]) -> BTreeMap<usize, usize> {
    let mut open: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for (index, tag) in tags.iter().enumerate().filter(|(_, tag)| !tag.alone) {
        if tag.closes {
            found.extend(open.get_mut(tag.name.as_str()).and_then(Vec::pop).map(|opener| (opener, index)));
        } else {
            open.entry(&tag.name).or_default().push(index);
        }
    }
    found
}

/// Takes the indent that all lines of a component have away, so that they are no code in Markdown.
fn dedent(text: &str, marks: &mut Marks<'_>, range: Range<usize>) {
    let lines: Vec<Range<usize>> = lines(text, range).into_iter().skip(1).collect();
    let indent = |line: &Range<usize>| {
        let whole = text.get(line.clone()).unwrap_or("");
        let bare = whole.trim_start_matches([' ', '\t']);
        (!bare.trim().is_empty()).then(|| whole.len() - bare.len())
    };
    let least = lines.iter().filter_map(indent).min().unwrap_or(0);
    for line in lines.into_iter().filter(|line| least > 0 && indent(line).is_some()) {
        marks.remove(line.start..line.start + least);
    }
}

fn one(text: &str, marks: &mut Marks<'_>, tag: &Tag, close: Option<&Tag>, imports: &BTreeMap<String, String>) {
    let range = tag.range.clone();
    if matches!(tag.name.as_str(), "Image" | "Img" | "img" | "Figure" | "Picture") && !tag.closes {
        let imported = tag.variable("src").and_then(|name| imports.get(name.trim_end_matches(".src")));
        if let Some(source) =
            tag.text(&["src"]).or(imported.map(String::as_str)).filter(|_| tag.name != "img" || tag.is_computed())
        {
            let shown = image(source, tag.text(&["alt"]).unwrap_or(""), tag.text(&["caption", "title"]));
            marks.replace(range, vec![Replacement::Text(shown)]);
            return;
        }
    }
    if !tag.is_component() {
        if tag.is_computed() && !tag.closes {
            let end = if tag.alone { " />" } else { ">" };
            marks.replace(range, vec![Replacement::Text(format!("<{}{end}", tag.name))]);
        }
        return;
    }
    if tag.closes {
        marks.remove(range);
        return;
    }
    let title = tag.text(&["title", "label", "summary", "heading", "header"]);
    if let (Some(kind), Some(close)) = (box_of(tag), close) {
        boxed(text, marks, range, close.range.clone(), kind, title);
        return;
    }
    let given: Vec<Argument> = tag
        .attributes
        .iter()
        .map(|(name, _)| Argument { name: Some(name.clone()), value: tag.text(&[name]).unwrap_or("").to_owned() })
        .filter(|argument| !argument.value.is_empty())
        .collect();
    if let Some(embedded) = embed(&tag.name.to_lowercase(), &given).filter(|_| close.is_none()) {
        marks.replace(range, vec![Replacement::Text(embedded)]);
        return;
    }
    let titled = title.filter(|_| close.is_some()).map(|title| Replacement::Text(format!("**{title}**\n\n")));
    if close.is_none() {
        let message = format!("nothing is known of the component `{}`; it is left out", tag.name);
        marks.warn(Code::UnknownMark, range.clone(), message, "write in Markdown what it shows");
    }
    marks.replace(range, titled.into_iter().collect());
}

/// The box that a component is.
fn box_of(tag: &Tag) -> Option<&'static str> {
    let own = alert(&tag.name)?;
    Some(tag.text(&["type", "variant", "kind", "intent"]).and_then(alert).unwrap_or(own))
}

/// Braces in the text: comments go, texts in quotation marks stay without them, all else is said.
fn expressions(text: &str, marks: &mut Marks<'_>, tags: &[Tag]) {
    let mut at = marks.body;
    let mut said = false;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('{')).map(|offset| at + offset) {
        at = start + 1;
        let in_tag = tags.get(tags.partition_point(|tag| tag.range.end <= start));
        let escaped = text.get(..start).is_some_and(|before| before.ends_with(['\\', '$', '#']));
        if marks.is_code(start) || escaped || in_tag.is_some_and(|tag| tag.range.contains(&start)) {
            continue;
        }
        let Some(length) = text.as_bytes().get(start..).and_then(braces) else { continue };
        let inner = text.get(start + 1..start + length - 1).unwrap_or("").trim();
        let range = start..start + length;
        let literal = ['"', '\'', '`'].into_iter().find_map(|q| inner.strip_prefix(q)?.strip_suffix(q));
        if inner.starts_with("/*") {
            marks.remove(range.clone());
        } else if let Some(literal) = literal {
            marks.replace(range.clone(), vec![Replacement::Text(literal.to_owned())]);
        } else if inner.starts_with(|c: char| c.is_alphabetic()) && inner.contains(['.', '(']) && !said {
            said = true;
            let message = format!("the expression `{{{inner}}}` is not computed; it stays in the text");
            marks.warn(Code::UnknownMark, range.clone(), message, "write what it shows");
        } else {
            continue;
        }
        at = range.end;
    }
}
