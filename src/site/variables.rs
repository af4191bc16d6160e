//! What the texts of a site call by name: `site.title`, `site.baseurl`, and what else its configuration holds.

use super::model::About;
use super::values::{Values, text_of};
use serde_json::Value;
use std::collections::BTreeMap;

/// How deep fields of the configuration are named.
const DEEPEST: usize = 4;

/// The values of a configuration by their whole names below `site`.
pub fn of(values: &Values, about: &About) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    collect("site", values.data(), DEEPEST, &mut found);
    let mut add = |name: &str, value: Option<&String>| {
        if let Some(value) = value {
            found.entry(name.to_owned()).or_insert_with(|| value.clone());
        }
    };
    add("site.title", about.title.as_ref());
    add("site.url", about.url.as_ref());
    add("site.lang", about.lang.as_ref());
    add("site.author", about.authors.first());
    // Images and links are found without it, and a page that is served at the top has none.
    for name in ["site.baseurl", "site.base_url", "site.BaseURL"] {
        found.entry(name.to_owned()).or_default();
    }
    found
}

fn collect(name: &str, value: &Value, depth: usize, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(fields) if depth > 0 => {
            for (field, value) in fields {
                collect(&format!("{name}.{field}"), value, depth - 1, found);
            }
        }
        other => found.extend(text_of(other).map(|text| (name.to_owned(), text))),
    }
}
