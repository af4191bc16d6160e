//! Shortcodes: `{{< name >}}` and `{{% name %}}` of Hugo and Quarto, `{{ name(…) }}` and `{% name(…) %}` of Zola.

use super::embeds::{alert, boxed, embed};
use super::pairs::{Side, pairs};
use super::pass::Marks;
use super::rewrite::Replacement;
use super::scan::{Argument, arguments, fence, find_near, named, positional};
use crate::diagnostics::Code;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A mark in the text.
struct Tag<'a> {
    range: Range<usize>,
    name: &'a str,
    arguments: &'a str,
    closes: bool,
}

/// Wrappers that show a title and what is in them.
const OPENED: [&str; 6] = ["details", "expand", "spoiler", "collapse", "tab", "accordion"];

/// Marks that put a file of the site in their place.
const INCLUDES: [&str; 2] = ["include", "include_relative"];

/// The pass.
pub(super) fn pass(text: &str, marks: &mut Marks<'_>) {
    let tags = tags(text, marks);
    let closers = closers(&tags);
    let closing: BTreeSet<usize> = closers.values().copied().collect();
    let mut said = BTreeSet::new();
    let mut skip = 0;
    for (index, tag) in tags.iter().enumerate() {
        if tag.range.start < skip {
            continue;
        }
        let close = closers.get(&index).and_then(|close| tags.get(*close));
        match close {
            Some(close) if linked(text, marks, tag, close) => {}
            Some(close) => {
                if pair(text, marks, tag, close) {
                    skip = close.range.end;
                } else if alert(tag.name).is_none() && !OPENED.contains(&tag.name) {
                    unknown(marks, tag, &mut said, "its inner text is kept");
                }
            }
            None if tag.closes => {
                if !closing.contains(&index) {
                    marks.remove(tag.range.clone());
                }
            }
            None => single(marks, tag, &mut said),
        }
    }
}

/// The pass before it: texts that are included may have marks themselves. Written-out marks are left to [`pass`].
pub(super) fn includes(text: &str, marks: &mut Marks<'_>) {
    let mut at = marks.body;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("{{")).map(|offset| at + offset) {
        let rest = text.get(start..).unwrap_or("");
        at = start + 2;
        let ends = [("{{<", ">}}"), ("{{%", "%}}")].into_iter().find(|(open, _)| rest.starts_with(open));
        let Some((open, close)) = ends.filter(|_| !marks.is_code(start)) else { continue };
        let Some(length) = find_near(rest, close, LONGEST) else { continue };
        let inner = rest.get(open.len()..length).unwrap_or("").trim();
        let (name, arguments) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        if INCLUDES.contains(&name) {
            let tag = Tag { range: start..start + length + close.len(), name, arguments, closes: false };
            at = tag.range.end;
            include(marks, &tag, &self::arguments(arguments));
        }
    }
}

/// The marks outside of code, in order. Written-out ones (`{{</* x */>}}`) lose their stars.
fn tags<'a>(text: &'a str, marks: &mut Marks<'_>) -> Vec<Tag<'a>> {
    let mut found = Vec::new();
    let mut at = marks.body;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('{')).map(|offset| at + offset) {
        let rest = text.get(start..).unwrap_or("");
        at = start + 1;
        let Some((open, close)) = [("{{<", ">}}"), ("{{%", "%}}")].into_iter().find(|(open, _)| rest.starts_with(open))
        else {
            if let Some(tag) = zola(text, start).filter(|_| !marks.is_code(start)) {
                at = tag.range.end;
                found.push(tag);
            }
            continue;
        };
        let Some(length) = find_near(rest, close, LONGEST) else { continue };
        let inner = rest.get(open.len()..length).unwrap_or("");
        let range = start..start + length + close.len();
        if let Some(literal) = inner.trim().strip_prefix("/*").and_then(|inner| inner.strip_suffix("*/")) {
            marks.replace(range.clone(), vec![Replacement::Text(format!("{open}{literal}{close}"))]);
            at = range.end;
            continue;
        }
        if marks.is_code(start) {
            continue;
        }
        at = range.end;
        let inner = inner.trim();
        let closes = inner.starts_with('/');
        let inner = inner.trim_start_matches('/').trim_end_matches('/').trim();
        let (name, arguments) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        found.push(Tag { range, name, arguments, closes });
    }
    found
}

/// Longest mark that is looked for the end of, in bytes.
const LONGEST: usize = 4000;

/// `{{ name(…) }}`, `{% name(…) %}`, `{% end %}`.
fn zola(text: &str, start: usize) -> Option<Tag<'_>> {
    let rest = text.get(start..)?;
    let (open, close) = [("{{", "}}"), ("{%", "%}")].into_iter().find(|(open, _)| rest.starts_with(open))?;
    let length = find_near(rest, close, LONGEST)?;
    let inner = rest.get(open.len()..length)?.trim().trim_matches('-').trim();
    let range = start..start + length + close.len();
    if open == "{%" && inner == "end" {
        return Some(Tag { range, name: "", arguments: "", closes: true });
    }
    let (name, arguments) = inner.strip_suffix(')')?.split_once('(')?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    is_name.then_some(Tag { range, name, arguments, closes: false })
}

/// The closing mark of each opening one. `{% end %}` closes the last one that is open.
fn closers(tags: &[Tag<'_>]) -> BTreeMap<usize, usize> {
    pairs(tags.iter().map(|tag| match (tag.closes, tag.name) {
        (false, name) => Side::Opens(name),
        (true, "") => Side::EndsLast,
        (true, name) => Side::Ends(name),
    }))
}

/// A mark around a few words that gives them an address (a button) is a link.
fn linked(text: &str, marks: &mut Marks<'_>, tag: &Tag<'_>, close: &Tag<'_>) -> bool {
    let arguments = arguments(tag.arguments);
    let Some(address) = named(&arguments, &["href", "url", "link", "relref"]) else { return false };
    let inner = text.get(tag.range.end..close.range.start).unwrap_or("");
    if inner.trim().is_empty() || inner.trim().contains('\n') || inner.contains(['[', ']']) {
        return false;
    }
    let words = trimmed(text, tag.range.end..close.range.start);
    let after = format!("](<{}>)", address.replace(['<', '>', '\n'], ""));
    marks.replace(tag.range.start..words.start, vec![Replacement::Text("[".to_owned())]);
    marks.replace(words.end..close.range.end, vec![Replacement::Text(after)]);
    true
}

/// A mark with its end. Returns whether all between them is done.
fn pair(text: &str, marks: &mut Marks<'_>, tag: &Tag<'_>, close: &Tag<'_>) -> bool {
    let arguments = arguments(tag.arguments);
    let inner = tag.range.end..close.range.start;
    let all = tag.range.start..close.range.end;
    match tag.name {
        "highlight" | "code" => {
            let lang = positional(&arguments, 0).or_else(|| named(&arguments, &["lang", "language"])).unwrap_or("");
            let fence = fence(text.get(inner.clone()).unwrap_or(""));
            let code = trimmed(text, inner);
            let (before, after) = (format!("\n{fence}{lang}\n"), format!("\n{fence}\n"));
            marks.replace(all, vec![Replacement::Text(before), Replacement::Kept(code), Replacement::Text(after)]);
            true
        }
        "comment" => {
            marks.remove(all);
            true
        }
        name if OPENED.contains(&name) => {
            let title =
                named(&arguments, &["summary", "title", "name", "header"]).or_else(|| positional(&arguments, 0));
            let title = title.filter(|title| !title.is_empty()).map(|title| format!("**{title}**\n\n"));
            marks.replace(tag.range.clone(), title.map(Replacement::Text).into_iter().collect());
            marks.remove(close.range.clone());
            false
        }
        name => {
            if let Some(kind) = alert(name) {
                let given = named(&arguments, &["type", "kind"]).or_else(|| positional(&arguments, 0));
                let kind = given.and_then(alert).unwrap_or(kind);
                let title = named(&arguments, &["title", "label"]).filter(|title| !title.is_empty());
                boxed(text, marks, tag.range.clone(), close.range.clone(), kind, title);
                return false;
            }
            marks.remove(tag.range.clone());
            marks.remove(close.range.clone());
            false
        }
    }
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = text.get(range.clone()).unwrap_or("");
    let start = range.start + (inner.len() - inner.trim_start_matches(['\n', '\r']).len());
    let end = range.start + inner.trim_end().len();
    start..end.max(start)
}

fn single(marks: &mut Marks<'_>, tag: &Tag<'_>, said: &mut BTreeSet<String>) {
    let arguments = arguments(tag.arguments);
    let with = match tag.name {
        "ref" | "relref" => address(&arguments),
        name if INCLUDES.contains(&name) => return include(marks, tag, &arguments),
        "param" | "var" | "meta" => {
            let name = positional(&arguments, 0).unwrap_or("");
            marks.host.and_then(|host| host.variable(marks.path, name))
        }
        "br" | "pagebreak" | "toc" | "table_of_contents" => Some(String::new()),
        name => embed(name, &arguments),
    };
    match with {
        Some(with) => marks.replace(tag.range.clone(), vec![Replacement::Text(with)]),
        None => unknown(marks, tag, said, "it is left out"),
    }
}

/// The text a reference leads to.
fn address(arguments: &[Argument]) -> Option<String> {
    named(arguments, &["path"]).or_else(|| positional(arguments, 0)).map(|path| path.replace(' ', "%20"))
}

fn include(marks: &mut Marks<'_>, tag: &Tag<'_>, arguments: &[Argument]) {
    let file = positional(arguments, 0).or_else(|| named(arguments, &["file", "src", "path"])).unwrap_or("");
    marks.include(tag.range.clone(), file);
}

/// Warns of an unknown shortcode, once a name, and takes its marks out.
fn unknown(marks: &mut Marks<'_>, tag: &Tag<'_>, said: &mut BTreeSet<String>, kept: &str) {
    marks.remove(tag.range.clone());
    if said.insert(tag.name.to_owned()) {
        let message = format!("unknown shortcode `{}`; {kept}", tag.name);
        marks.warn(Code::UnknownMark, tag.range.clone(), message, "write in Markdown what it shows");
    }
}
