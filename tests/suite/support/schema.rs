//! A reader of JSON Schema, as far as the project's own schemas go. A keyword that it does not know is a failure, so that
//! no part of a schema goes unchecked.

use serde_json::{Map, Value};

/// What is wrong with a value; empty if it is as the schema says.
pub fn check(schema: &Value, value: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    Checker { root: schema, wrong: &mut wrong }.value(schema, value, "$");
    wrong
}

struct Checker<'a> {
    root: &'a Value,
    wrong: &'a mut Vec<String>,
}

impl Checker<'_> {
    fn value(&mut self, schema: &Value, value: &Value, at: &str) {
        let schema = schema.as_object().expect("a schema is an object");
        for (keyword, rule) in schema {
            if !self.keyword(schema, keyword, rule, value, at) {
                self.wrong.push(format!("{at}: {value} is against {keyword} {rule}"));
            }
        }
    }

    fn keyword(&mut self, schema: &Map<String, Value>, keyword: &str, rule: &Value, value: &Value, at: &str) -> bool {
        let number = |rule: &Value| rule.as_u64().expect("a number");
        match keyword {
            "$schema" | "$defs" | "title" | "description" => true,
            "$ref" => {
                let target = self.root.pointer(rule.as_str().expect("a reference").trim_start_matches('#'));
                self.value(&target.expect("it leads somewhere").clone(), value, at);
                true
            }
            "type" => match rule {
                Value::Array(types) => types.iter().any(|name| is_of(value, name)),
                name => is_of(value, name),
            },
            "const" => value == rule,
            "enum" => rule.as_array().expect("a list").contains(value),
            "minimum" => value.as_u64().is_none_or(|n| n >= number(rule)),
            "minLength" => value.as_str().is_none_or(|text| text.chars().count() as u64 >= number(rule)),
            "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= number(rule)),
            "pattern" => value.as_str().is_none_or(|text| {
                let pattern = fancy_regex::Regex::new(rule.as_str().expect("a pattern")).expect("it reads");
                pattern.is_match(text).expect("it ends")
            }),
            "required" => {
                let names = rule.as_array().expect("a list").iter().map(|name| name.as_str().expect("a name"));
                value.as_object().is_none_or(|object| names.clone().all(|name| object.contains_key(name)))
            }
            "properties" => {
                for (name, rule) in rule.as_object().expect("schemas by name") {
                    if let Some(inner) = value.get(name) {
                        self.value(rule, inner, &format!("{at}.{name}"));
                    }
                }
                true
            }
            "additionalProperties" => {
                assert_eq!(rule, false, "the only form known here");
                let known = schema.get("properties").and_then(Value::as_object).expect("properties beside it");
                value.as_object().is_none_or(|object| object.keys().all(|name| known.contains_key(name)))
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    self.value(rule, item, &format!("{at}[{index}]"));
                }
                true
            }
            "oneOf" => {
                let fits = |schema: &&Value| {
                    let mut wrong = Vec::new();
                    Checker { root: self.root, wrong: &mut wrong }.value(schema, value, at);
                    wrong.is_empty()
                };
                rule.as_array().expect("a list").iter().filter(fits).count() == 1
            }
            other => panic!("{other} is not known here"),
        }
    }
}

fn is_of(value: &Value, name: &Value) -> bool {
    match name.as_str().expect("a type's name") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "null" => value.is_null(),
        other => panic!("type {other} is not known here"),
    }
}
