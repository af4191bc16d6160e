//! Liquid in texts of Jekyll: `{% tag %}`, `{{ value }}`, and kramdown's `{:toc}` and attribute lines.

use super::embeds::{alert, boxed, embed, figure};
use super::pairs::{Side, pairs};
use super::pass::Marks;
use super::rewrite::Replacement;
use super::scan::{Argument, arguments, fence, find_near, lines, named};
use crate::diagnostics::Code;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Longest mark that is looked for the end of, in bytes.
const LONGEST: usize = 4000;
/// Longest template that is included, in bytes.
const LONGEST_TEMPLATE: usize = 8000;
/// Tags between the parts of a condition, or that only name a value: they show nothing.
const SILENT: [&str; 11] =
    ["elsif", "else", "when", "assign", "increment", "decrement", "break", "continue", "cycle", "tablerow", "liquid"];

/// A mark in the text.
struct Tag<'a> {
    range: Range<usize>,
    /// Name of a tag; empty for a value.
    name: &'a str,
    rest: &'a str,
}

/// The pass.
pub(super) fn pass(text: &str, marks: &mut Marks<'_>) {
    let tags = tags(text, marks);
    let closers = closers(&tags);
    let mut said = BTreeSet::new();
    let mut skip = 0;
    for (index, tag) in tags.iter().enumerate() {
        if tag.range.start < skip {
            continue;
        }
        let close = closers.get(&index).and_then(|close| tags.get(*close));
        match (tag.name, close) {
            ("", _) => value(marks, tag, &mut said),
            (_, Some(close)) => {
                if block(text, marks, tag, close, &mut said) {
                    skip = close.range.end;
                }
            }
            _ => single(marks, tag, &mut said),
        }
    }
    attributes(text, marks);
}

/// The marks of a text, those in code only where they tell what is code.
fn tags<'a>(text: &'a str, marks: &Marks<'_>) -> Vec<Tag<'a>> {
    let mut found: Vec<Tag<'a>> = Vec::new();
    let mut no_end = false;
    let mut at = marks.body;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('{')).map(|offset| at + offset) {
        at = start + 1;
        let rest = text.get(start..).unwrap_or("");
        let Some((is_tag, close)) = [("{%", true, "%}"), ("{{", false, "}}")]
            .into_iter()
            .find_map(|(open, is_tag, close)| rest.starts_with(open).then_some((is_tag, close)))
        else {
            continue;
        };
        let Some(length) = find_near(rest, close, LONGEST) else { continue };
        let inner = rest.get(2..length).unwrap_or("").trim().trim_matches('-').trim();
        let (name, rest) = match is_tag {
            true => inner.split_once(char::is_whitespace).unwrap_or((inner, "")),
            false => ("", inner),
        };
        if marks.is_code(start) && !matches!(name, "raw" | "endraw" | "highlight" | "endhighlight") {
            continue;
        }
        at = start + length + 2;
        let is_raw = name == "raw" && !no_end;
        found.push(Tag { range: start..at, name, rest: rest.trim() });
        if is_raw {
            // No tag in it is one.
            match raw_end(text, at) {
                Some(range) => {
                    at = range.end;
                    found.push(Tag { range, name: "endraw", rest: "" });
                }
                None => no_end = true,
            }
        }
    }
    found
}

/// The mark that ends what is raw, from a place on.
fn raw_end(text: &str, from: usize) -> Option<Range<usize>> {
    let mut at = from;
    loop {
        let start = at + text.get(at..)?.find("{%")?;
        let inner = text.get(start + 2..)?;
        let bare = inner.trim_start_matches(['-', ' ', '\n', '\t']);
        if let Some(rest) = bare.strip_prefix("endraw") {
            let end = rest.find("%}")?;
            return Some(start..text.len() - rest.len() + end + 2);
        }
        at = start + 2;
    }
}

/// The end of each tag that has one.
fn closers(tags: &[Tag<'_>]) -> BTreeMap<usize, usize> {
    pairs(tags.iter().map(|tag| match tag.name.strip_prefix("end").filter(|name| !name.is_empty()) {
        Some(name) => Side::Ends(name),
        None => Side::Opens(tag.name),
    }))
}

/// A tag with its end. Returns whether all between them is done.
fn block(text: &str, marks: &mut Marks<'_>, tag: &Tag<'_>, close: &Tag<'_>, said: &mut BTreeSet<String>) -> bool {
    let all = tag.range.start..close.range.end;
    let inner = tag.range.end..close.range.start;
    match tag.name {
        "raw" => {
            marks.replace(all, vec![Replacement::Kept(inner)]);
            true
        }
        "comment" => {
            marks.remove(all);
            true
        }
        "highlight" => {
            let lang = tag.rest.split_whitespace().next().unwrap_or("");
            let code = text.get(inner.clone()).unwrap_or("");
            let fence = fence(code);
            let start = inner.start + (code.len() - code.trim_start_matches(['\n', '\r']).len());
            let end = (inner.start + code.trim_end().len()).max(start);
            let (before, after) = (format!("{fence}{lang}\n"), format!("\n{fence}"));
            let code = Replacement::Kept(start..end);
            marks.replace(all, vec![Replacement::Text(before), code, Replacement::Text(after)]);
            true
        }
        "for" | "tablerow" if text.get(inner.clone()).is_some_and(|inner| inner.contains("{{")) => {
            marks.remove(all);
            say(marks, tag, said, format!("the loop `{}` is not run; what it would show is left out", tag.rest));
            true
        }
        "if" | "unless" | "case" | "for" => {
            marks.remove(tag.range.clone());
            marks.remove(close.range.clone());
            let message = format!(
                "the condition `{} {}` is not computed; the text of all its branches is kept",
                tag.name, tag.rest
            );
            say(marks, tag, said, message);
            false
        }
        name if alert(name).is_some() => {
            let kind = alert(name).unwrap_or("NOTE");
            boxed(text, marks, tag.range.clone(), close.range.clone(), kind, None);
            false
        }
        name => {
            marks.remove(tag.range.clone());
            marks.remove(close.range.clone());
            if name == "capture" {
                marks.remove(all);
                return true;
            }
            unknown(marks, tag, said, "the text in it is kept");
            false
        }
    }
}

fn single(marks: &mut Marks<'_>, tag: &Tag<'_>, said: &mut BTreeSet<String>) {
    let first = tag.rest.split_whitespace().next().unwrap_or("");
    let with = match tag.name {
        "post_url" => Some(format!("/_posts/{}.md", first.trim_start_matches('/'))),
        "link" => Some(format!("/{}", first.trim_start_matches('/'))),
        "include" | "include_relative" | "include_cached" | "render" => included(marks, tag),
        name if SILENT.contains(&name) || name.starts_with("end") => Some(String::new()),
        name => embed(name, &arguments(tag.rest)),
    };
    match with {
        Some(with) => marks.replace(tag.range.clone(), vec![Replacement::Text(with)]),
        None => {
            marks.remove(tag.range.clone());
            unknown(marks, tag, said, "it is left out");
        }
    }
}

/// A video or an image by what it is given; else a template of the site, if nothing of it has to be computed.
fn included(marks: &Marks<'_>, tag: &Tag<'_>) -> Option<String> {
    let (file, rest) = tag.rest.split_once(char::is_whitespace).unwrap_or((tag.rest, ""));
    let given = arguments(rest);
    let name = file.rsplit('/').next().unwrap_or(file).split('.').next().unwrap_or("");
    let template = || filled(&marks.ask(file).ok()?.text, &given);
    embed(name, &given).or_else(template).or_else(|| figure(&named_only(&given)))
}

/// A template with what it is given in it (`{{ include.name }}`); nothing if it holds other marks.
fn filled(template: &str, given: &[Argument]) -> Option<String> {
    if template.len() > LONGEST_TEMPLATE || template.contains("{%") {
        return None;
    }
    let mut shown = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (value, after) = after.split_once("}}")?;
        let name = value.split('|').next()?.trim().strip_prefix("include.")?;
        shown.push_str(before);
        shown.push_str(named(given, &[name]).unwrap_or(""));
        rest = after;
    }
    shown.push_str(rest);
    Some(shown.trim().to_owned())
}

fn named_only(arguments: &[Argument]) -> Vec<Argument> {
    arguments.iter().filter(|argument| argument.name.is_some()).cloned().collect()
}

/// `{{ site.title }}`, `{{ "/a.png" | relative_url }}`.
fn value(marks: &mut Marks<'_>, tag: &Tag<'_>, said: &mut BTreeSet<String>) {
    let mut parts = tag.rest.split('|').map(str::trim);
    let first = parts.next().unwrap_or("");
    let of = |marks: &Marks<'_>, text: &str| {
        let literal = ['"', '\''].into_iter().find_map(|q| text.strip_prefix(q)?.strip_suffix(q));
        literal.map(str::to_owned).or_else(|| marks.host.and_then(|host| host.variable(marks.path, text))).or_else(
            || {
                // Where the site is served is no part of where a file is.
                matches!(text, "site.baseurl" | "site.url" | "site.base_url").then(String::new)
            },
        )
    };
    let mut shown = of(marks, first);
    for filter in parts {
        let (name, argument) = filter.split_once(':').unwrap_or((filter, ""));
        let argument = of(marks, argument.trim()).unwrap_or_default();
        shown = match name.trim() {
            "append" => shown.map(|text| text + &argument),
            "prepend" => shown.map(|text| argument + &text),
            _ => shown,
        };
    }
    match shown {
        Some(text) => marks.replace(tag.range.clone(), vec![Replacement::Text(text)]),
        None if said.insert(first.to_owned()) => {
            let message = format!("unknown value `{first}`; its mark stays in the text");
            marks.warn(Code::UnknownMark, tag.range.clone(), message, "write the value itself, or put it in code");
        }
        None => {}
    }
}

/// Warns of an unknown tag, once a name.
fn unknown(marks: &mut Marks<'_>, tag: &Tag<'_>, said: &mut BTreeSet<String>, kept: &str) {
    let shown = if tag.name == "include" { tag.rest } else { tag.name };
    say(marks, tag, said, format!("unknown Liquid tag `{shown}`; {kept}"));
}

fn say(marks: &mut Marks<'_>, tag: &Tag<'_>, said: &mut BTreeSet<String>, message: String) {
    if said.insert(tag.name.to_owned()) {
        marks.warn(Code::UnknownMark, tag.range.clone(), message, "write in Markdown what it shows");
    }
}

/// kramdown's lines of attributes, and its table of contents with the item before it.
fn attributes(text: &str, marks: &mut Marks<'_>) {
    let mut before: Option<Range<usize>> = None;
    for line in lines(text, marks.body..text.len()) {
        let whole = text.get(line.clone()).unwrap_or("");
        let bare = whole.trim();
        let is_list = bare.starts_with("{:") && bare.ends_with('}') && !bare.contains("{{");
        if is_list && !marks.is_code(line.start) {
            let item = before.take().filter(|_| bare.contains("toc"));
            let item = item.filter(|item| {
                text.get(item.clone()).is_some_and(|item| item.trim_start().starts_with(['*', '-', '1', '+']))
            });
            item.into_iter().for_each(|item| marks.remove(item));
            marks.remove(line.start..line.start + whole.trim_end().len());
        } else if let Some(at) = whole.find("{:").filter(|at| !marks.is_code(line.start + at))
            && let Some(length) = whole.get(at..).and_then(|rest| rest.find('}'))
        {
            marks.remove(line.start + at..line.start + at + length + 1);
            before = Some(line);
        } else {
            before = Some(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_without_anything_to_compute_are_filled_in() {
        let given = arguments("version=\"3.2\" x=y");
        assert_eq!(filled("<b>{{include.version}}</b>{{ include.z | upcase }}", &given).as_deref(), Some("<b>3.2</b>"));
        assert_eq!(filled("{{ site.title }}", &given), None);
        assert_eq!(filled("{% if x %}{% endif %}", &given), None);
    }

    #[test]
    fn what_is_raw_ends_at_its_end() {
        let text = "{% raw %}`{% raw %}`{% endraw %} x";
        assert_eq!(raw_end(text, 9).and_then(|range| text.get(range)), Some("{% endraw %}"));
        assert_eq!(raw_end("{% raw %} {% x %}", 9), None);
    }
}
