//! Ghost's export: one JSON file with the HTML of all posts. Each post becomes a text in the folder of the file, so that
//! all else works as for other sites; nothing is written there.

use super::shape::{Arrange, Content, Generator, Pages, about, by_path, unlisted};
use crate::dialect::Extension;
use crate::site::kind::Kind;
use crate::site::model::About;
use crate::site::tree::{Tree, ending};
use crate::site::values::{Values, text_of};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What is known of it. It has no file of a fixed name: [`texts`] tells it.
pub const GHOST: Generator = Generator {
    kind: Kind::Ghost,
    markers: &[],
    config: &[SETTINGS],
    endings: &[ENDING],
    content,
    listing: unlisted,
    listed_only: false,
    statics: &["", "content", "images"],
    aliases: &[],
    arrange: Arrange::Date,
    pages: Pages::Section,
    front_matter_needed: false,
    about: about_site,
    address: by_path,
    extensions: &[Extension::TomlFrontMatter, Extension::Smart],
};

/// The name under which the settings of the export are among the texts.
const SETTINGS: &str = "ghost-settings.json";
/// The ending of the texts, which no file of the folder has.
const ENDING: &str = "ghost";
/// Largest export that is read, in bytes. Ghost's own have no images in them.
const LARGEST: u64 = 256 << 20;
/// What stands for the address of the site in an export.
const ADDRESS: &str = "__GHOST_URL__";

fn content(_: &Tree, _: &Values) -> Vec<Content> {
    vec![Content::section("", "posts")]
}

fn about_site(values: &Values) -> About {
    about(values, &["title"], &["url"], &["lang", "locale"], &[])
}

/// The texts of the export in a folder, by their paths below it, with its settings; `None` if there is no export. Of
/// several the last by name is read, which is the newest: Ghost writes the day into the name.
pub fn texts(tree: &Tree) -> Option<BTreeMap<String, String>> {
    let mut files: Vec<&str> = tree.files().filter(|file| !file.contains('/') && ending(file) == "json").collect();
    files.sort_by_key(|file| std::cmp::Reverse(*file));
    files.into_iter().find_map(|file| {
        let small = std::fs::metadata(tree.path(file)).is_ok_and(|found| found.len() <= LARGEST);
        let text = tree.text(file).filter(|text| small && is_like(text))?;
        of_export(&serde_json::from_str(&text).ok()?)
    })
}

/// Whether a file begins as an export does, so that other data is not parsed.
fn is_like(text: &str) -> bool {
    let head: String = text.chars().take(400).filter(|c| !c.is_whitespace()).collect();
    head.starts_with("{\"db\":[") || head.starts_with("{\"meta\":{") || head.starts_with("{\"data\":{")
}

/// The texts of an export. Its tables are below `db[0].data`, or `data` in older ones.
fn of_export(export: &Value) -> Option<BTreeMap<String, String>> {
    let data = export.pointer("/db/0/data").or_else(|| export.get("data"))?;
    let posts = data.get("posts")?.as_array()?;
    let (tags, authors) =
        (names(data, "tags", "posts_tags", "tag_id"), names(data, "users", "posts_authors", "author_id"));
    let mut texts = BTreeMap::new();
    for post in posts {
        let Some(slug) = post.get("slug").and_then(Value::as_str).filter(|slug| is_name(slug)) else { continue };
        // A page may have the slug of a post.
        let of_page = if is_page(post) { "-page" } else { "" };
        let id = post.get("id").and_then(text_of).unwrap_or_default();
        let list = |names: &BTreeMap<String, Vec<String>>| names.get(&id).cloned().unwrap_or_default();
        texts.insert(format!("{slug}{of_page}.{ENDING}"), text(post, &list(&tags), &list(&authors)));
    }
    texts.insert(SETTINGS.to_owned(), settings(data).to_string());
    Some(texts)
}

/// Whether a slug is the name of a file, and no path.
fn is_name(slug: &str) -> bool {
    !slug.is_empty() && !slug.starts_with('.') && !slug.contains(['/', '\\'])
}

fn is_page(post: &Value) -> bool {
    let old = post.get("page").is_some_and(|page| page == &Value::Bool(true) || page == &json!(1));
    old || post.get("type").and_then(Value::as_str) == Some("page")
}

/// The names of tags or authors by the id of the post, in the order of the export.
fn names(data: &Value, table: &str, links: &str, link: &str) -> BTreeMap<String, Vec<String>> {
    let rows = |table: &str| data.get(table).and_then(Value::as_array).into_iter().flatten();
    let field = |row: &Value, name: &str| row.get(name).and_then(text_of);
    let known: BTreeMap<String, String> =
        rows(table).filter_map(|row| Some((field(row, "id")?, field(row, "name")?))).collect();
    let mut linked: Vec<(i64, String, String)> = rows(links)
        .filter_map(|row| {
            let order = row.get("sort_order").and_then(Value::as_i64).unwrap_or(0);
            Some((order, field(row, "post_id")?, known.get(&field(row, link)?)?.clone()))
        })
        .collect();
    linked.sort_by_key(|(order, ..)| *order);
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (_, post, name) in linked {
        // Tags that begin with `#` are internal to Ghost.
        if !name.starts_with('#') {
            found.entry(post).or_default().push(name);
        }
    }
    found
}

/// The settings by their keys, as far as they are texts.
fn settings(data: &Value) -> Value {
    let rows = data.get("settings").and_then(Value::as_array).into_iter().flatten();
    let pairs = rows.filter_map(|row| Some((text_of(row.get("key")?)?, text_of(row.get("value")?)?)));
    Value::Object(pairs.map(|(key, value)| (key, Value::String(value))).collect())
}

/// A post as a text: front matter in JSON, and its HTML.
fn text(post: &Value, tags: &[String], authors: &[String]) -> String {
    let field = |name: &str| post.get(name).and_then(text_of).filter(|text| !text.is_empty());
    let mut matter = Map::new();
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            matter.insert(name.to_owned(), Value::String(value));
        }
    };
    put("syntax", Some("commonmark".to_owned()));
    put("title", field("title"));
    put("slug", field("slug"));
    put("category", is_page(post).then(|| "pages".to_owned()));
    put("date", field("published_at"));
    put("lang", field("locale"));
    put("description", field("custom_excerpt").or_else(|| field("meta_description")));
    put("thumbnail", field("feature_image").map(|image| image.replace(ADDRESS, "")));
    // What was sent as a letter is public, too.
    put("status", field("status").filter(|status| status != "sent"));
    for (name, list) in [("tags", tags), ("authors", authors)] {
        if !list.is_empty() {
            matter.insert(name.to_owned(), json!(list));
        }
    }
    let body = field("html").or_else(|| field("plaintext")).unwrap_or_default().replace("\r\n", "\n");
    // An empty line would end the HTML (CommonMark 4.6); as a character reference it is the same text.
    let body = body.replace("\n\n", "\n&#10;").replace(ADDRESS, "");
    let matter = serde_json::to_string_pretty(&Value::Object(matter)).unwrap_or_default();
    format!("{matter}\n\n<div>{body}</div>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posts_have_their_tags_and_authors_and_no_empty_line() {
        let export = json!({ "db": [{ "data": {
            "posts": [
                { "id": 1, "slug": "one", "title": "One", "html": "<pre>a\n\n\nb</pre>", "status": "published", "type": "post" },
                { "id": 2, "slug": "about", "html": null, "plaintext": "Me.", "type": "page" },
                { "id": 3, "slug": "../x", "html": "no" },
            ],
            "tags": [{ "id": 7, "name": "Sea" }, { "id": 8, "name": "#hidden" }],
            "posts_tags": [{ "post_id": 1, "tag_id": 8 }, { "post_id": 1, "tag_id": 7 }],
            "settings": [{ "key": "title", "value": "Tides" }],
        } }] });
        let texts = of_export(&export).expect("an export");
        assert_eq!(texts.keys().collect::<Vec<_>>(), ["about-page.ghost", SETTINGS, "one.ghost"]);
        let one = &texts["one.ghost"];
        assert!(one.contains("\"Sea\"") && !one.contains("hidden"), "{one}");
        let (_, body) = one.split_once("\n\n").expect("front matter");
        assert_eq!(body, "<div><pre>a\n&#10;\nb</pre></div>\n");
        assert!(texts["about-page.ghost"].contains("<div>Me.</div>"));
        assert!(of_export(&json!({ "db": [] })).is_none() && !is_like("{\"name\": \"x\"}"));
    }
}
