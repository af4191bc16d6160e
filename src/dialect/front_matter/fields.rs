//! The fields of a front matter, with their places.

use crate::diagnostics::Code;
use crate::dialect::parser::Parser;
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

/// Reports a wrong field.
pub(super) fn wrong(parser: &mut Parser<'_>, span: Span, message: String, hint: &str) {
    parser.diagnostics.warn(Code::BadFrontMatter, span, message, hint);
}

fn options() -> Options {
    serde_yaml::options! { strict_booleans: true }
}

type Spans = BTreeMap<String, Spanned<Value>>;

impl Fields {
    /// Reads the YAML at `yaml`.
    pub fn read(parser: &mut Parser<'_>, yaml: Range<usize>) -> Fields {
        let mut fields = Fields { span: parser.span(yaml.clone()), ..Fields::default() };
        let text = parser.file.get(yaml.clone()).unwrap_or("");
        let is_empty = text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
        if is_empty {
            return fields;
        }
        match serde_yaml::from_str_with_options::<Spans>(text, options()) {
            Ok(found) => fields.take(parser, yaml.start, found),
            Err(_) => fields.read_each(parser, yaml),
        }
        fields
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
                        wrong(parser, span, format!("`{name}` is given twice; the first one counts"), "take one out");
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
            None => "see how YAML writes lists and text; the field is left out",
        };
        wrong(parser, span, format!("this is not YAML: {}", reason(error)), hint);
        if let Some((name, value)) = entry {
            let value = value.trim();
            let start = range.start + text.len() - value.len();
            let field = Field { value: Value::String(value.to_owned()), span: parser.span(start..start + value.len()) };
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
                wrong(parser, field.span, message, "write it on one line; it is left out");
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
                    let message = format!("`{name}` must be a list of texts, but holds {}", kind(&item));
                    wrong(parser, field.span, message, "put the text in quotation marks; the rest of the list is used");
                }
            }
        }
        texts.retain(|(text, _)| !text.is_empty());
        texts
    }

    /// `true` or `false`.
    pub fn flag(&mut self, parser: &mut Parser<'_>, name: &str) -> bool {
        let Some(field) = self.get(name) else { return false };
        match &field.value {
            Value::Bool(flag) => *flag,
            Value::String(text) if matches!(text.as_str(), "yes" | "on") => true,
            Value::String(text) if matches!(text.as_str(), "no" | "off") => false,
            other => {
                wrong(parser, field.span, format!("`{name}` must be true or false, not {}", kind(other)), "");
                false
            }
        }
    }

    /// The fields nobody asked for.
    pub fn rest(self) -> BTreeMap<String, Value> {
        let Fields { found, asked, .. } = self;
        found.into_iter().filter(|(name, _)| !asked.contains(name)).map(|(name, field)| (name, field.value)).collect()
    }

    /// Whether there is a field of this name.
    pub fn has(&self, name: &str) -> bool {
        self.found.contains_key(name)
    }
}

/// The text of a value that has one; as it stands in the file, so that `1.10` keeps its nought.
fn scalar(parser: &Parser<'_>, value: &Value, span: Span) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(_) | Value::Bool(_) => {
            let written = parser.file.get(span.start as usize..span.end as usize).unwrap_or("").trim();
            if written.is_empty() { plain(value) } else { Some(written.to_owned()) }
        }
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
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
