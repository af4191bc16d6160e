//! MDX: imports, exports and components go; what is in components stays, images and boxes become those of Markdown.

use super::embeds::{alert, boxed, embed};
use super::mdx_tags::{Tag, braces, tag};
use super::pairs::{Side, pairs};
use super::pass::Marks;
use super::rewrite::Replacement;
use super::scan::{Argument, fence, image, lines};
use crate::diagnostics::Code;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The pass.
pub(super) fn pass(text: &str, marks: &mut Marks<'_>) {
    let imports = modules(text, marks);
    let tags = found(text, marks);
    let closers = closers(&tags);
    dedent(text, marks, &tags, &closers);
    let mut said = BTreeSet::new();
    for (index, tag) in tags.iter().enumerate() {
        let close = closers.get(&index).and_then(|close| tags.get(*close));
        one(text, marks, tag, close, &imports, &mut said);
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
    pairs(tags.iter().map(|tag| match (tag.alone, tag.closes) {
        (true, _) => Side::Alone,
        (false, true) => Side::Ends(&tag.name),
        (false, false) => Side::Opens(&tag.name),
    }))
}

/// How deep components in components are distinguished by their indents.
const DEEPEST: usize = 16;

/// A component whose content is indented.
struct Indented {
    end: usize,
    /// Spaces and tabs that its lines lose.
    lost: usize,
}

/// Moves the lines of each component to where its tag is, so that what is indented in it is no code in Markdown. A
/// component in a list stays in its item.
fn dedent(text: &str, marks: &mut Marks<'_>, tags: &[Tag], closers: &BTreeMap<usize, usize>) {
    let mut open: Vec<Indented> = Vec::new();
    let mut components = tags.iter().enumerate().filter(|(_, tag)| tag.is_component() || tag.is_group()).peekable();
    for line in lines(text, marks.body..text.len()) {
        while open.pop_if(|outer| line.start >= outer.end).is_some() {}
        let whole = text.get(line.clone()).unwrap_or("");
        let indent = indent_of(whole);
        let lost = open.last().map_or(0, |outer| outer.lost).min(indent);
        if lost > 0 && !whole.trim().is_empty() {
            marks.remove(line.start..line.start + lost);
        }
        while let Some((index, tag)) = components.next_if(|(_, tag)| tag.range.start < line.end) {
            let Some(close) = closers.get(&index).and_then(|close| tags.get(*close)) else { continue };
            if open.len() >= DEEPEST || tag.range.start < line.start {
                continue;
            }
            // The closing tag's own line moves with what is around the component.
            let last = text.get(..close.range.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
            let inner = lines(text, tag.range.end..last.max(tag.range.end)).into_iter().skip(1);
            let indents = inner.filter_map(|line| {
                let whole = text.get(line).unwrap_or("");
                (!whole.trim().is_empty()).then(|| indent_of(whole))
            });
            let column = indent - lost;
            let least = indents.min().unwrap_or(0);
            open.push(Indented { end: last, lost: least.saturating_sub(column).max(lost.min(least)) });
        }
    }
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

fn one(
    text: &str,
    marks: &mut Marks<'_>,
    tag: &Tag,
    close: Option<&Tag>,
    imports: &BTreeMap<String, String>,
    said: &mut BTreeSet<String>,
) {
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
    if tag.is_group() && is_alone(text, &tag.range) {
        // Markdown in it is read, other than in HTML.
        marks.replace(range, vec![Replacement::Text("\n".to_owned())]);
        return;
    }
    if !tag.is_component() {
        if tag.is_computed() && !tag.closes {
            let end = if tag.alone { " />" } else { ">" };
            marks.replace(range, vec![Replacement::Text(format!("<{}{end}", tag.name))]);
        }
        return;
    }
    match close {
        _ if tag.closes => marks.remove(range),
        Some(close) => around(text, marks, tag, close),
        None => alone(text, marks, tag, said),
    }
}

/// A component with something in it: a box, a link, or a title before what is in it.
fn around(text: &str, marks: &mut Marks<'_>, tag: &Tag, close: &Tag) {
    let range = tag.range.clone();
    let title = tag.text(&["title", "label", "summary", "heading", "header"]);
    if let Some(kind) = box_of(tag) {
        boxed(text, marks, range, close.range.clone(), kind, title);
        return;
    }
    let address = address_of(tag);
    let inner = text.get(range.end..close.range.start).unwrap_or("");
    let is_phrase = !inner.trim().is_empty() && !inner.contains(['\n', '[', ']']);
    match (title, address) {
        // The tag after is taken out by itself, before what is put there.
        (None, Some(address)) if is_phrase => {
            marks.replace(range, vec![Replacement::Text("[".to_owned())]);
            let after = format!("](<{address}>)");
            marks.replace(close.range.start..close.range.start, vec![Replacement::Text(after)]);
        }
        (None, Some(address)) => {
            marks.remove(range);
            let after = format!("\n\n<{address}>\n\n");
            let after = if address.contains("://") { after } else { format!("\n\n[{address}](<{address}>)\n\n") };
            marks.replace(close.range.start..close.range.start, vec![Replacement::Text(after)]);
        }
        (Some(title), Some(address)) => {
            marks.replace(range, vec![Replacement::Text(format!("**[{title}](<{address}>)**\n\n"))]);
        }
        (Some(title), None) => marks.replace(range, vec![Replacement::Text(format!("**{title}**\n\n"))]),
        (None, None) => marks.remove(range),
    }
}

/// A component with nothing in it: what it is given tells what it shows.
fn alone(text: &str, marks: &mut Marks<'_>, tag: &Tag, said: &mut BTreeSet<String>) {
    let given = |(name, _): &(String, String)| {
        let value = tag.text(&[name]).unwrap_or("").to_owned();
        (!value.is_empty()).then(|| Argument { name: Some(name.clone()), value })
    };
    let given: Vec<Argument> = tag.attributes.iter().filter_map(given).collect();
    let shown = embed(&tag.name.to_lowercase(), &given).or_else(|| code(tag)).or_else(|| card(tag));
    // A sign beside words says nothing by itself.
    let is_sign = matches!(tag.name.as_str(), "Icon" | "Spacer" | "Divider" | "Br" | "Hr");
    if shown.is_none() && !is_sign && said.insert(tag.name.clone()) {
        let message = format!("unknown component `{}`; it is left out", tag.name);
        marks.warn(Code::UnknownMark, tag.range.clone(), message, "write in Markdown what it shows");
    }
    // What has a line of its own is a paragraph of its own.
    let own_line = is_alone(text, &tag.range).then(|| Replacement::Text("\n".to_owned()));
    let shown = shown.map(Replacement::Text);
    let own_line = own_line.filter(|_| shown.is_some());
    marks.replace(tag.range.clone(), shown.into_iter().chain(own_line).collect());
}

/// Whether nothing else is on the lines of a range.
fn is_alone(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).unwrap_or("").rsplit('\n').next().unwrap_or("");
    let after = text.get(range.end..).unwrap_or("").split('\n').next().unwrap_or("");
    before.trim().is_empty() && after.trim().is_empty()
}

/// A listing that is given as an attribute.
fn code(tag: &Tag) -> Option<String> {
    let code = tag.text(&["code"]).filter(|_| matches!(tag.name.as_str(), "Code" | "CodeBlock" | "Highlight"))?;
    let fence = fence(code);
    Some(format!("\n{fence}{}\n{}\n{fence}\n", tag.text(&["lang", "language"]).unwrap_or(""), code.trim_matches('\n')))
}

/// What a card, a button or a badge says: its title, which may be a link, and its description.
fn card(tag: &Tag) -> Option<String> {
    let title = tag.text(&["title", "text", "label", "heading"]).filter(|title| !title.is_empty());
    let description = tag.text(&["description", "caption", "children"]).filter(|text| !text.is_empty());
    let address = address_of(tag);
    let head = match (title.or(address.as_deref()), &address) {
        (Some(title), Some(address)) => Some(format!("[{}](<{address}>)", title.replace(['[', ']'], ""))),
        (title, _) => title.map(str::to_owned),
    };
    let parts: Vec<String> = head.into_iter().chain(description.map(str::to_owned)).collect();
    (!parts.is_empty()).then(|| parts.join(": "))
}

/// The address that a component leads to.
fn address_of(tag: &Tag) -> Option<String> {
    let address = tag.text(&["href", "to", "url", "link"]).filter(|address| !address.is_empty())?;
    Some(address.replace(['<', '>', '\n'], ""))
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
