//! The configuration of a generator, as far as it can be read without running anything.
//!
//! YAML, TOML and JSON are read as they are. Of a configuration that is a program (`docusaurus.config.js`,
//! `pelicanconf.py`) only what is there as a plain text after a name is taken; nothing is run.

use super::tree::{Tree, ending};
use serde_json::Value;

/// A generator's configuration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    /// What was read, if it was data.
    data: Value,
    /// The text, if it is a program.
    program: String,
}

impl Values {
    /// Reads the first of these files that is there; several of them are laid over each other with [`Values::over`].
    pub fn read(tree: &Tree, file: &str) -> Option<Values> {
        let text = tree.text(file)?;
        Some(Values::parse(&text, &ending(file)))
    }

    /// Reads a text by the ending of its file.
    pub fn parse(text: &str, ending: &str) -> Values {
        let data = match ending {
            "yml" | "yaml" => yaml(text),
            "toml" => toml::from_str(text).unwrap_or(Value::Null),
            "json" => serde_json::from_str(text).unwrap_or(Value::Null),
            // The configuration of a book may be the front matter of its first text.
            "rmd" | "qmd" => {
                let head = text.strip_prefix("---").and_then(|rest| rest.split_once("\n---"));
                head.map_or(Value::Null, |(head, _)| yaml(head))
            }
            _ => return Values { data: Value::Null, program: text.to_owned() },
        };
        Values { data, program: String::new() }
    }

    /// This configuration, and the other where this one says nothing.
    #[must_use]
    pub fn over(self, other: Values) -> Values {
        let mut data = other.data;
        merge(&mut data, self.data);
        Values { data, program: self.program + &other.program }
    }

    /// The value of a field; `a.b` is field `b` of field `a`. Names are compared without regard to case, as Hugo does.
    pub fn get(&self, path: &str) -> Option<&Value> {
        lookup(&self.data, path)
    }

    /// A text or number, as text. In a program the first text after the last name of the path.
    pub fn text(&self, path: &str) -> Option<String> {
        if let Some(value) = self.get(path) {
            return text_of(value);
        }
        let name = path.rsplit('.').next().unwrap_or(path);
        literal(&self.program, name).filter(|text| !text.is_empty())
    }

    /// The first of several fields that is there.
    pub fn first(&self, paths: &[&str]) -> Option<String> {
        paths.iter().find_map(|path| self.text(path))
    }

    /// A list of texts, or one text.
    pub fn texts(&self, path: &str) -> Vec<String> {
        match self.get(path) {
            Some(Value::Array(items)) => items.iter().filter_map(text_of).collect(),
            Some(single) => text_of(single).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// The whole of the data.
    pub fn data(&self) -> &Value {
        &self.data
    }

    /// The text of a program.
    pub fn program(&self) -> &str {
        &self.program
    }
}

fn merge(under: &mut Value, over: Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (name, value) in over {
                merge(under.entry(name).or_insert(Value::Null), value);
            }
        }
        (_, Value::Null) => {}
        (under, over) => *under = over,
    }
}

/// A field of a value; `a.b` is field `b` of field `a`.
pub fn lookup<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let found = path.split('.').try_fold(value, |value, name| {
        let fields = value.as_object()?;
        let folded = || fields.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        fields.get(name).or_else(folded)
    });
    found.filter(|value| !value.is_null())
}

/// A text, number or truth value as text.
pub fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// YAML as data. Tags that only a program understands (`!!python/name:…`, `!ENV`) are taken out first.
pub fn yaml(text: &str) -> Value {
    if let Ok(value) = serde_yaml::from_str(text) {
        return value;
    }
    let plain: String = text.split_inclusive('\n').map(without_tag).collect();
    serde_yaml::from_str(&plain).unwrap_or(Value::Null)
}

fn without_tag(line: &str) -> String {
    let tag = ["!!python", "!ENV", "!relative", "!!"].iter().find_map(|tag| line.find(tag));
    match tag {
        Some(at) if line.get(..at).is_some_and(|before| before.trim_end().ends_with([':', '-'])) => {
            format!("{}null\n", line.get(..at).unwrap_or(""))
        }
        _ => line.to_owned(),
    }
}

/// The first text that is after a name and `:` or `=` in a program, in quotation marks.
fn literal(program: &str, name: &str) -> Option<String> {
    let mut from = 0;
    while let Some(at) = program.get(from..)?.find(name).map(|at| from + at) {
        from = at + name.len();
        let before = program.get(..at).and_then(|text| text.chars().next_back());
        if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '$')) {
            continue;
        }
        let rest = program.get(from..)?.trim_start_matches(['"', '\'']).trim_start();
        let Some(rest) = rest.strip_prefix([':', '=']) else { continue };
        let rest = rest.trim_start();
        let Some(mark) = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`')) else { continue };
        let inner = rest.get(1..)?;
        if let Some(end) = inner.find(mark).filter(|end| !inner.get(..*end).is_some_and(|text| text.contains('\n'))) {
            return inner.get(..end).map(str::to_owned);
        }
    }
    None
}

/// The names of the fields of a program's first object, in order, with their texts: what `_meta.js` holds.
pub fn entries(program: &str) -> Vec<(String, Option<String>)> {
    let is_code = |line: &&str| !line.trim_start().starts_with("//") && !line.trim_start().starts_with("import ");
    let code: String = program.split_inclusive('\n').filter(is_code).collect();
    let Some((_, inner)) = code.split_once('{') else { return Vec::new() };
    fields_of(inner)
        .into_iter()
        .filter_map(|field| {
            let (name, rest) = field.split_once(':')?;
            let name = name.trim().trim_matches(['"', '\'', '`']);
            let rest = rest.trim();
            let is_text = rest.starts_with(['"', '\'', '`']);
            let own = is_text.then(|| rest.trim_matches(['"', '\'', '`']).to_owned());
            let title = own.or_else(|| literal(rest, "title"));
            (!name.is_empty() && !name.contains(' ')).then(|| (name.to_owned(), title))
        })
        .collect()
}

/// The fields of an object whose first brace was read: parted by commas outside of texts and inner braces.
fn fields_of(inner: &str) -> Vec<&str> {
    let (mut found, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    let mut quote: Option<char> = None;
    for (at, c) in inner.char_indices() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '{' | '[' | '(') => depth += 1,
            (None, '}' | ']' | ')') if depth == 0 => {
                found.extend(inner.get(start..at));
                return found;
            }
            (None, '}' | ']' | ')') => depth -= 1,
            (None, ',') if depth == 0 => {
                found.extend(inner.get(start..at));
                start = at + 1;
            }
            (None, _) => {}
        }
    }
    found.extend(inner.get(start..));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_read_by_path_in_any_case() {
        let toml = Values::parse("baseURL = \"https://x.example\"\n[params]\nauthor = \"Ada\"\n", "toml");
        assert_eq!(toml.text("baseurl").as_deref(), Some("https://x.example"));
        assert_eq!(toml.text("params.author").as_deref(), Some("Ada"));
        let yaml = Values::parse("nav:\n  - a.md\nextra:\n  slug: !!python/name:x.y\n", "yml");
        assert_eq!(yaml.texts("nav"), ["a.md"]);
    }

    #[test]
    fn of_a_program_only_texts_after_names_are_taken() {
        let js =
            "const subtitle = 'no';\nexport default {\n  title: \"A site\",\n  baseUrl: '/docs/',\n  url: f(1),\n};\n";
        let values = Values::parse(js, "js");
        assert_eq!(values.text("title").as_deref(), Some("A site"));
        assert_eq!(values.text("baseUrl").as_deref(), Some("/docs/"));
        assert_eq!(values.text("url"), None);
        assert_eq!(values.text("itle"), None);
    }

    #[test]
    fn the_entries_of_an_object_keep_their_order() {
        let js = "export default {\n  index: 'Start',\n  \"b-page\": { title: 'B', x: 1 },\n  a: '',\n}\n";
        let names: Vec<_> = entries(js).into_iter().map(|(name, title)| (name, title.unwrap_or_default())).collect();
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(names, [pair("index", "Start"), pair("b-page", "B"), pair("a", "")]);
        let one_line = entries("export default { a: 'A, b', b: { title: 'B' }, c }");
        assert_eq!(one_line, [("a".to_owned(), Some("A, b".to_owned())), ("b".to_owned(), Some("B".to_owned()))]);
    }
}
