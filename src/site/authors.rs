//! Names of authors that posts call by an id: `authors.yml` of Docusaurus and MkDocs, `_data/authors.yml` of Jekyll, a
//! file an author in `data/authors` or in a collection, taxonomies.

use super::tree::{Tree, ending, folder, name, stem};
use super::values::{Values, lookup, text_of};
use serde_json::Value;
use std::collections::BTreeMap;

/// Folders that hold a file an author.
const FOLDERS: [&str; 8] = [
    "data/authors",
    "src/data/authors",
    "src/content/authors",
    "content/authors",
    "content/author",
    "_authors",
    "src/authors",
    "authors",
];

/// The names of a site's authors, by their ids. `contents` are the folders of its texts.
pub fn of_site(tree: &Tree, values: &Values, contents: &[&str]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for file in ["authors.yml", "authors.yaml", "authors.json", "authors.toml"] {
        for file in tree.named(file) {
            listed(Values::read(tree, file).unwrap_or_default().data(), &mut found);
        }
    }
    // A hidden file is in no list of files.
    let folders = contents.iter().flat_map(|folder| [(*folder).to_owned(), format!("{folder}/blog")]);
    for folder in folders {
        let file = format!("{folder}/.authors.yml");
        listed(Values::read(tree, file.trim_start_matches('/')).unwrap_or_default().data(), &mut found);
    }
    for place in FOLDERS {
        for file in tree.below(place) {
            one(tree, place, file, &mut found);
        }
    }
    for path in ["params.authors", "authors"] {
        if let Some(Value::Object(_)) = values.get(path) {
            listed(values.get(path).unwrap_or(&Value::Null), &mut found);
        }
    }
    found
}

/// Names by id: `{ ada: { name: Ada } }`, `{ ada: Ada }`, `[{ id: ada, name: Ada }]`; below `authors` as well.
fn listed(data: &Value, found: &mut BTreeMap<String, String>) {
    let data = lookup(data, "authors").filter(|inner| inner.is_object() || inner.is_array()).unwrap_or(data);
    let mut add = |id: Option<String>, value: &Value| {
        let name = ["name", "title", "display_name", "displayName"].iter().find_map(|name| value.get(*name));
        let name = name.and_then(text_of).or_else(|| value.as_str().map(str::to_owned));
        if let (Some(id), Some(name)) = (id, name) {
            found.entry(id).or_insert(name);
        }
    };
    match data {
        Value::Object(all) => all.iter().for_each(|(id, value)| add(Some(id.clone()), value)),
        Value::Array(all) => all.iter().for_each(|value| {
            let id = ["id", "slug", "key", "username", "short_name"].iter().find_map(|id| value.get(*id));
            add(id.and_then(text_of), value);
        }),
        _ => {}
    }
}

/// An author with a file of their own: `ada.json`, `ada.mdx`, `ada/_index.md`.
fn one(tree: &Tree, place: &str, file: &str, found: &mut BTreeMap<String, String>) {
    let id = match stem(file) {
        "index" | "_index" if folder(file) != place => name(folder(file)),
        stem => stem,
    };
    let data = match ending(file).as_str() {
        "md" | "mdx" => head(&tree.text(file).unwrap_or_default()),
        "json" | "yml" | "yaml" | "toml" => Values::read(tree, file).unwrap_or_default().data().clone(),
        _ => return,
    };
    let given = ["name", "title"].iter().find_map(|name| data.get(*name).and_then(text_of));
    if let Some(given) = given {
        found.entry(id.to_owned()).or_insert(given);
    }
}

/// The front matter of a text, in YAML or TOML.
fn head(text: &str) -> Value {
    for (mark, ending) in [("---", "yaml"), ("+++", "toml")] {
        let inner = text.strip_prefix(mark).and_then(|rest| rest.split_once(&format!("\n{mark}")));
        if let Some((inner, _)) = inner {
            return Values::parse(inner, ending).data().clone();
        }
    }
    Value::Null
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_are_listed_by_id_in_every_form() {
        let names = |text: &str| {
            let mut found = BTreeMap::new();
            listed(Values::parse(text, "yaml").data(), &mut found);
            found.into_iter().map(|(id, name)| format!("{id}={name}")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names("ada: { name: Ada L., url: x }\nbob: Bob"), "ada=Ada L. bob=Bob");
        assert_eq!(names("authors:\n  ada:\n    name: Ada"), "ada=Ada");
        assert_eq!(names("- { id: ada, name: Ada }"), "ada=Ada");
        assert_eq!(names("3"), "");
        assert_eq!(head("+++\nname = \"A\"\n+++\n").get("name").and_then(Value::as_str), Some("A"));
    }
}
