//! The fields of a front matter, with their places.

use super::formats::{self, Format, Found, Parts};
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::dialect::parser::Parser;
use crate::document::characters::{clean, one_line};
use crate::math::{Macros, command};
use crate::source::Span;
use serde_json::Value;
use serde_yaml::{Error, Options, Spanned};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A field's value, as YAML understands it, and where it stands.
#[derive(Clone, Debug)]
struct Field {
    value: Value,
    span: Span,
}

/// All fields, and which of them somebody asked for.
#[derive(Clone, Debug, Default)]
pub(in crate::dialect) struct Fields {
    /// Where the front matter stands; empty if there is none.
    pub span: Span,
    found: BTreeMap<String, Field>,
    asked: BTreeSet<String>,
}

/// Reports a wrong field. In a text of another tool, whose fields may mean something else, it is a note.
pub(super) fn wrong(parser: &mut Parser<'_>, span: Span, message: String, hint: &str) {
    parser.diagnostics.push(Diagnostic {
        code: Code::BadFrontMatter,
        severity: if parser.is_site() { Severity::Warning } else { Severity::Note },
        message,
        span: Some(span),
        hint: Some(hint.to_owned()).filter(|hint| !hint.is_empty()),
    });
}

/// Reports what is not of the form that the front matter is written in.
fn malformed(parser: &mut Parser<'_>, span: Span, message: String, hint: &str) {
    parser.diagnostics.warn(Code::BadFrontMatter, span, message, hint);
}

fn options() -> Options {
    serde_yaml::options! { strict_booleans: true }
}

type Spans = BTreeMap<String, Spanned<Value>>;

impl Fields {
    /// Reads a file's front matter.
    pub(super) fn read(parser: &mut Parser<'_>, parts: &Parts) -> Fields {
        let header = parts.header.clone();
        let mut fields = Fields { span: parser.span(header.clone()), ..Fields::default() };
        let text = parser.file.get(header.clone()).unwrap_or("");
        match parts.format {
            Format::Yaml => fields.read_yaml(parser, header),
            Format::Toml => {
                let (found, mistakes) = formats::toml(text);
                for (message, range) in mistakes {
                    let span = parser.span(header.start + range.start..header.start + range.end);
                    malformed(parser, span, format!("this is not TOML: {message}"), "the other fields are read");
                }
                fields.take_found(parser, header.start, found);
            }
            Format::Json => fields.take_found(parser, header.start, formats::json(text)),
            Format::Fields => fields.take_found(parser, header.start, formats::fields(text)),
        }
        fields
    }

    fn read_yaml(&mut self, parser: &mut Parser<'_>, yaml: Range<usize>) {
        let text = parser.file.get(yaml.clone()).unwrap_or("");
        let is_empty = text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
        if is_empty {
            return;
        }
        match serde_yaml::from_str_with_options::<Spans>(text, options()) {
            Ok(found) => self.take(parser, yaml.start, found),
            Err(_) => self.read_each(parser, yaml),
        }
    }

    fn take_found(&mut self, parser: &Parser<'_>, base: usize, found: Vec<Found>) {
        for (name, value, range) in found {
            let span = parser.span(base + range.start..base + range.end);
            self.found.insert(name, Field { value, span });
        }
    }

    fn take(&mut self, parser: &Parser<'_>, base: usize, found: Spans) {
        for (name, spanned) in found {
            let place = spanned.referenced.span();
            let start = place.byte_offset().and_then(|at| usize::try_from(at).ok()).map_or(base, |at| base + at);
            let length = place.byte_len().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
            let rest = parser.file.get(start..).unwrap_or("");
            let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
            let simple = !matches!(spanned.value, Value::Array(_) | Value::Object(_));
            let length = if simple && length > 0 { length } else { line };
            let span = parser.span(start..start + length);
            self.found.insert(name, Field { value: spanned.value, span });
        }
    }

    /// Reads field by field what is not YAML as a whole.
    fn read_each(&mut self, parser: &mut Parser<'_>, yaml: Range<usize>) {
        for range in entries(parser.file, yaml) {
            let text = parser.file.get(range.clone()).unwrap_or("");
            match serde_yaml::from_str_with_options::<Spans>(text, options()) {
                Ok(found) => {
                    let twice = found.keys().find(|name| self.found.contains_key(*name)).cloned();
                    if let Some(name) = twice {
                        let span = parser.span(range.start..range.start + text.trim_end().len());
                        malformed(
                            parser,
                            span,
                            format!("`{name}` is given twice; the first one counts"),
                            "take one out",
                        );
                        continue;
                    }
                    self.take(parser, range.start, found);
                }
                Err(error) => self.salvage(parser, range, &error),
            }
        }
    }

    /// Reports a field that is not YAML, and takes the rest of its line as its text.
    fn salvage(&mut self, parser: &mut Parser<'_>, range: Range<usize>, error: &Error) {
        let text = parser.file.get(range.clone()).unwrap_or("").trim_end();
        let at = error.location().map_or(0, |place| offset(text, place.line(), place.column()));
        let end = text.get(at..).and_then(|rest| rest.chars().next()).map_or(at, |c| at + c.len_utf8());
        let span = parser.span(range.start + at..range.start + end);
        let is_text = |value: &str| !value.trim_start().starts_with(['[', '{', '&', '*', '!', '|', '>', '"', '\'']);
        let entry = text.split_once(':').filter(|(_, value)| !text.contains('\n') && is_text(value));
        let hint = match entry {
            Some(_) => "put the text in quotation marks; until then all of the line is taken as it is",
            None => "see how YAML writes lists and text; ignoring the field",
        };
        malformed(parser, span, format!("this is not YAML: {}", reason(error)), hint);
        if let Some((name, value)) = entry {
            let value = value.trim();
            let start = range.start + text.len() - value.len();
            let field = Field { value: Value::String(one_line(value)), span: parser.span(start..start + value.len()) };
            self.found.entry(name.trim().to_owned()).or_insert(field);
        }
    }

    fn get(&mut self, name: &str) -> Option<Field> {
        self.asked.insert(name.to_owned());
        self.found.get(name).filter(|field| !field.value.is_null()).cloned()
    }

    /// A text. Numbers and truth values are taken as they are written.
    pub fn text(&mut self, parser: &mut Parser<'_>, name: &str) -> Option<(String, Span)> {
        let field = self.get(name)?;
        match scalar(parser, &field.value, field.span) {
            Some(text) => Some((text, field.span)).filter(|(text, _)| !text.is_empty()),
            None => {
                let message = format!("`{name}` must be a text, not {}", kind(&field.value));
                wrong(parser, field.span, message, "write it on one line; ignoring it");
                None
            }
        }
    }

    /// A list of texts, or one text.
    pub fn texts(&mut self, parser: &mut Parser<'_>, name: &str) -> Vec<(String, Span)> {
        let Some(field) = self.get(name) else { return Vec::new() };
        let items = match &field.value {
            Value::Array(items) => items.clone(),
            single => vec![single.clone()],
        };
        let single = !field.value.is_array();
        let mut texts = Vec::new();
        for item in items {
            let text = if single { scalar(parser, &item, field.span) } else { plain(&item) };
            match text {
                Some(text) => texts.push((text, field.span)),
                None if item.is_null() => {}
                None => {
                    let message = format!("`{name}` must be a list of texts, but contains {}", kind(&item));
                    wrong(parser, field.span, message, "put the text in quotation marks; the rest of the list is used");
                }
            }
        }
        texts.retain(|(text, _)| !text.is_empty());
        texts
    }

    /// Names: one text, a list of texts, or groups of fields with a `name`, an `id` or an `email`.
    pub fn names(&mut self, name: &str) -> Vec<String> {
        let Some(field) = self.get(name) else { return Vec::new() };
        let mut names = Vec::new();
        push_names(&field.value, &mut names);
        names
    }

    /// The names that people are sorted under, after their names: `{ name: Ada Lovelace, file-as: "Lovelace, Ada" }`.
    pub fn file_as(&self, name: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        if let Some(field) = self.found.get(name) {
            push_file_as(&field.value, &mut found);
        }
        found
    }

    /// A text within a group of fields: `cover: { image: a.png }`.
    pub fn inner_text(&mut self, name: &str, keys: &[&str]) -> Option<(String, Span)> {
        let field = self.found.get(name)?;
        let group = field.value.as_object()?;
        let text = keys.iter().find_map(|key| group.get(*key).and_then(plain)).filter(|text| !text.is_empty())?;
        Some((text, field.span))
    }

    /// The list of texts within a group of fields: `taxonomies: { tags: [a, b] }`.
    pub fn inner_texts(&self, name: &str, key: &str) -> Vec<String> {
        let list = self.found.get(name).and_then(|field| field.value.get(key));
        match list {
            Some(Value::Array(items)) => items.iter().filter_map(plain).filter(|text| !text.is_empty()).collect(),
            Some(single) => plain(single).into_iter().filter(|text| !text.is_empty()).collect(),
            None => Vec::new(),
        }
    }

    /// Commands of TeX by their names, with or without the backslash: `macros: { R: '\mathbb{R}' }`.
    pub fn commands(&mut self, name: &str) -> Macros {
        let Some(Value::Object(group)) = self.get(name).map(|field| field.value) else { return Macros::new() };
        let texts = group.into_iter().filter_map(|(name, value)| Some((name, plain(&value)?)));
        texts.map(|(name, text)| (command(&name), text)).collect()
    }

    /// Whether a field is a text, a number or a truth value.
    pub fn is_scalar(&self, name: &str) -> bool {
        self.found.get(name).is_some_and(|field| plain(&field.value).is_some())
    }

    /// Whether a field is a truth value, or a text that is written for one.
    pub fn is_flag(&self, name: &str) -> bool {
        self.found.get(name).is_some_and(|field| match &field.value {
            Value::Bool(_) => true,
            Value::String(text) => matches!(text.trim().to_lowercase().as_str(), "true" | "false" | "yes" | "no"),
            _ => false,
        })
    }

    /// The fields nobody asked for.
    pub fn rest(self) -> BTreeMap<String, Value> {
        let Fields { found, asked, .. } = self;
        let rest = found.into_iter().filter(|(name, _)| !asked.contains(name));
        rest.map(|(name, field)| (clean(&name).into_owned(), cleaned(field.value))).collect()
    }

    /// Whether there is a field of this name.
    pub fn has(&self, name: &str) -> bool {
        self.found.contains_key(name)
    }
}

/// The text of a value that has one, on one line and without control characters; as it stands in the file, so that `1.10` keeps its nought.
fn scalar(parser: &Parser<'_>, value: &Value, span: Span) -> Option<String> {
    match value {
        Value::String(text) => Some(one_line(text)),
        Value::Number(_) | Value::Bool(_) => {
            let written = parser.file.get(span.start as usize..span.end as usize).unwrap_or("").trim();
            if written.is_empty() { plain(value) } else { Some(written.to_owned()) }
        }
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A value without control characters in its texts.
fn cleaned(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(clean(&text).into_owned()),
        Value::Array(items) => items.into_iter().map(cleaned).collect(),
        Value::Object(group) => {
            group.into_iter().map(|(name, value)| (clean(&name).into_owned(), cleaned(value))).collect()
        }
        single => single,
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(one_line(text)),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The names in a value, each once.
fn push_names(value: &Value, names: &mut Vec<String>) {
    let name = match value {
        Value::Array(items) => return items.iter().for_each(|item| push_names(item, names)),
        Value::Object(group) => {
            let known = ["name", "title", "id", "slug", "email"].iter().find_map(|key| group.get(*key).and_then(plain));
            match known {
                Some(name) => Some(name),
                // `authors: { ada: { name: Ada }, bob: {} }`
                None => {
                    for (id, inner) in group {
                        let inner_name = inner.get("name").and_then(plain);
                        names.extend(inner_name.or_else(|| Some(id.clone())).filter(|name| !name.is_empty()));
                    }
                    None
                }
            }
        }
        single => plain(single),
    };
    names.extend(name.filter(|name| !name.is_empty()));
}

/// The pairs of name and sorted name in a value.
fn push_file_as(value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| push_file_as(item, found)),
        Value::Object(group) => {
            let given = |keys: &[&str]| keys.iter().find_map(|key| group.get(*key).and_then(plain));
            match (given(&["name"]), given(&["file-as", "file_as", "sort-as", "sort_as"])) {
                (Some(name), Some(sorted)) if !sorted.is_empty() => found.push((name, sorted)),
                (Some(_), _) => {}
                (None, _) => group.values().filter(|inner| inner.is_object()).for_each(|one| push_file_as(one, found)),
            }
        }
        _ => {}
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a group of fields",
    }
}

/// The ranges of the top-level entries: from a line that starts at the margin to the next one.
fn entries(file: &str, yaml: Range<usize>) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut at = yaml.start;
    for line in file.get(yaml).unwrap_or("").split_inclusive('\n') {
        let starts = line.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '\'' | '_' | '?'));
        match ranges.last_mut() {
            Some(range) if !starts => range.end = at + line.len(),
            _ => ranges.push(at..at + line.len()),
        }
        at += line.len();
    }
    ranges
}

/// The byte at a line and a column, both from 1; columns count characters.
fn offset(text: &str, line: u64, column: u64) -> usize {
    let number = |n: u64| usize::try_from(n).unwrap_or(0).saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(number(line)).map(str::len).sum();
    let rest = text.get(start..).unwrap_or("");
    let inner = rest.char_indices().nth(number(column)).map_or(rest.len(), |(at, _)| at);
    (start + inner).min(text.len())
}

/// What the YAML reader said, without its place and its excerpt.
fn reason(error: &Error) -> String {
    let message = error.without_snippet().to_string();
    let line = message.lines().next().unwrap_or("").trim_start_matches("error: ");
    let reason = match line.split_once(": ") {
        Some((place, reason)) if place.starts_with("line ") => reason,
        _ => line,
    };
    reason.split(" at line ").next().unwrap_or(reason).to_owned()
}
