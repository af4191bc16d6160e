//! The forms a front matter is written in: YAML between `---` lines, TOML between `+++` lines, JSON in braces, and fields
//! without lines around them.

use serde_json::{Map, Value};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// What a front matter is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Yaml,
    Toml,
    Json,
    /// `Name: value`, a line each.
    Fields,
}

/// The parts of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    pub format: Format,
    /// The front matter without the lines around it; empty if there is none.
    pub header: Range<usize>,
    pub body: Range<usize>,
}

/// Which forms are looked for beside YAML.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Forms {
    /// TOML and JSON.
    pub others: bool,
    /// Fields without lines around them.
    pub fields: bool,
}

/// Parts a file.
pub(super) fn split(file: &str, Forms { others, fields }: Forms) -> Parts {
    let start = if file.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let none = Parts { format: Format::Yaml, header: start..start, body: start..file.len() };
    let rest = file.get(start..).unwrap_or("");
    if others && rest.starts_with('{') {
        return json_end(rest).map_or(none, |end| {
            let body = start + end + line_end(rest.get(end..).unwrap_or(""));
            Parts { format: Format::Json, header: start..start + end, body: body..file.len() }
        });
    }
    let length = if fields { fields_length(rest) } else { 0 };
    if length > 0 {
        return Parts { format: Format::Fields, header: start..start + length, body: start + length..file.len() };
    }
    let mut at = start;
    let mut open: Option<(Format, usize)> = None;
    for line in rest.split_inclusive('\n') {
        let text = line.trim_end();
        let next = at + line.len();
        match open {
            None if text == "---" => open = Some((Format::Yaml, next)),
            None if others && text == "+++" => open = Some((Format::Toml, next)),
            None => return none,
            Some((format, from)) => {
                let closes = match format {
                    Format::Yaml => text == "---" || text == "...",
                    Format::Toml | Format::Json | Format::Fields => text == "+++",
                };
                if closes {
                    return Parts { format, header: from..at, body: next..file.len() };
                }
            }
        }
        at = next;
    }
    none
}

/// Where the JSON object at the start of a text ends, if there is one and its line ends with it.
fn json_end(text: &str) -> Option<usize> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Map<String, Value>>();
    values.next()?.ok()?;
    let end = values.byte_offset();
    let after = text.get(end..)?;
    after.get(..line_end(after))?.trim().is_empty().then_some(end)
}

/// The name and the value of a line `Name: value`.
fn field(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let is_name = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    (is_name && !name.is_empty() && (value.is_empty() || value.starts_with([' ', '\t', '\r', '\n'])))
        .then_some((name, value))
}

/// The length of the fields at the start of a text: lines `Name: value`, or indented ones that go on, up to an empty line
/// or the end. 0 if there are none.
fn fields_length(text: &str) -> usize {
    let mut length = 0;
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            return length;
        }
        if field(line).is_none() && !(length > 0 && line.starts_with([' ', '\t'])) {
            return 0;
        }
        length += line.len();
    }
    length
}

/// The fields of a text without lines around it. Names are in lower case; what an indented line holds goes on with the
/// field before it.
pub(super) fn fields(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        match (field(line).filter(|_| !line.starts_with([' ', '\t'])), found.last_mut()) {
            (Some((name, value)), _) => {
                let from = at + name.len() + 1 + (value.len() - value.trim_start().len());
                let place = from.min(at + line.len())..from.min(at + line.len()) + value.trim().len();
                let list = matches!(&*name.to_lowercase(), "authors" | "tags").then(|| {
                    let parts = value.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
                    Value::Array(parts.map(Value::from).collect())
                });
                let value = list.unwrap_or_else(|| Value::from(value.trim()));
                found.push((name.to_lowercase(), value, place));
            }
            (None, Some((_, Value::String(before), place))) => {
                before.push(' ');
                before.push_str(line.trim());
                place.end = at + line.trim_end().len();
            }
            _ => {}
        }
        at += line.len();
    }
    found
}

/// The length of a text's first line, its end included.
fn line_end(text: &str) -> usize {
    text.find('\n').map_or(text.len(), |at| at + 1)
}

/// A value and the range of the text it is in.
pub(super) type Found = (String, Value, Range<usize>);

/// A mistake and the range of the text it is in.
pub(super) type Mistake = (String, Range<usize>);

/// The fields of a text in TOML. What is wrong with one costs the others nothing.
pub(super) fn toml(text: &str) -> (Vec<Found>, Vec<Mistake>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let fields = table.into_inner().into_iter().map(|(name, value)| {
        let range = value.span();
        (name.into_inner().into_owned(), of_toml(value.into_inner()), range)
    });
    let mistakes = errors.into_iter().map(|error| (error.message().to_owned(), error.span().unwrap_or(0..0)));
    (fields.collect(), mistakes.collect())
}

fn of_toml(value: DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.into_owned()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Value::String(number.as_str().to_owned()), Value::from),
        DeValue::Float(number) => number
            .as_str()
            .parse()
            .ok()
            .and_then(serde_json::Number::from_f64)
            .map_or_else(|| Value::String(number.as_str().to_owned()), Value::Number),
        DeValue::Boolean(flag) => Value::Bool(flag),
        DeValue::Datetime(date) => Value::String(date.to_string()),
        DeValue::Array(items) => Value::Array(items.into_iter().map(|item| of_toml(item.into_inner())).collect()),
        DeValue::Table(table) => {
            let fields =
                table.into_iter().map(|(name, value)| (name.into_inner().into_owned(), of_toml(value.into_inner())));
            Value::Object(fields.collect())
        }
    }
}

/// The fields of a text in JSON, which [`split`] found to be whole.
pub(super) fn json(text: &str) -> Vec<Found> {
    let fields: Map<String, Value> = serde_json::from_str(text).unwrap_or_default();
    let place = |name: &str| {
        let quoted = Value::from(name).to_string();
        let at = text.find(&quoted).map_or(0, |at| at + quoted.len());
        let rest = text.get(at..).unwrap_or("");
        let from = at + (rest.len() - rest.trim_start_matches([':', ' ', '\t', '\n', '\r']).len());
        let line = text.get(from..).map_or(0, line_end);
        let value = text.get(from..from + line).unwrap_or("").trim_end().trim_end_matches(',');
        from..from + value.len()
    };
    fields.into_iter().map(|(name, value)| (name.clone(), value, place(&name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(file: &str) -> (Range<usize>, Range<usize>) {
        let parts = split(file, Forms { others: true, fields: false });
        (parts.header, parts.body)
    }

    #[test]
    fn front_matter_needs_both_lines() {
        assert_eq!(ranges("---\na: 1\n---\nx"), (4..9, 13..14));
        assert_eq!(ranges("---\r\na: 1\r\n---\r\nx"), (5..11, 16..17));
        assert_eq!(ranges("---\na: 1\n"), (0..0, 0..9));
        assert_eq!(ranges("x\n---\n"), (0..0, 0..6));
        assert_eq!(ranges("\u{feff}---\n---\n"), (7..7, 11..11));
        assert_eq!(ranges("+++\na = 1\n+++\nx"), (4..10, 14..15));
        assert_eq!(ranges("+++\na = 1\n---\nx"), (0..0, 0..15), "each form ends as it began");
        assert_eq!(split("+++\na = 1\n+++\nx", Forms::default()).header, 0..0);
    }

    #[test]
    fn json_is_a_whole_object_before_the_text() {
        assert_eq!(ranges("{\n  \"a\": {\"b\": 1}\n}\nx"), (0..19, 20..21));
        assert_eq!(ranges("{\"a\": 1} x\n").0, 0..0);
        assert_eq!(ranges("{bkqt/note}\nx\n{/bkqt}\n").0, 0..0);
    }

    #[test]
    fn fields_without_lines_around_them() {
        let text = "Title: A: b\nTags: x, y\nSummary: one\n  two\n\nText: here\n";
        let parts = split(text, Forms { others: true, fields: true });
        assert_eq!((parts.format, parts.header.clone()), (Format::Fields, 0..42));
        let found = fields(text.get(parts.header).expect("the header"));
        let shown: Vec<String> = found.iter().map(|(name, value, _)| format!("{name}={value}")).collect();
        assert_eq!(shown, ["title=\"A: b\"", "tags=[\"x\",\"y\"]", "summary=\"one two\""]);
        assert_eq!(found.first().and_then(|(.., place)| text.get(place.clone())), Some("A: b"));
        for none in ["A text: of words\n", "\nTitle: x\n", "https://x.example\n", "Title: x\nand more\n"] {
            assert_eq!(fields_length(none), 0, "{none}");
        }
    }

    #[test]
    fn one_mistake_in_toml_costs_one_field() {
        let text = "title = \"A\"\ndate = 2024-05-06\nbad = [1\nn = 0x10\n[extra]\nx = 1.5\n";
        let (fields, mistakes) = toml(text);
        let value = |name: &str| fields.iter().find(|field| field.0 == name).map(|field| field.1.to_string());
        assert_eq!(value("title").as_deref(), Some("\"A\""));
        assert_eq!(value("date").as_deref(), Some("\"2024-05-06\""));
        assert!(!mistakes.is_empty());
        let (fields, mistakes) = toml("n = 0x10\n[extra]\nx = 1.5\n");
        assert_eq!((fields.len(), mistakes.len()), (2, 0));
    }
}
