//! Hugo: `content/` with a folder a section, leaf and branch bundles, languages by folder or by suffix.

use super::shape::{Arrange, Content, Generator, Marker, Pages, about, unlisted};
use crate::dialect::Extension;
use crate::site::kind::Kind;
use crate::site::model::{About, Post};
use crate::site::tree::{Tree, folder, stem};
use crate::site::values::{Values, lookup};

/// What is known of it.
pub const HUGO: Generator = Generator {
    kind: Kind::Hugo,
    markers: &[
        &[Marker::File("hugo.toml")],
        &[Marker::File("hugo.yaml")],
        &[Marker::File("hugo.yml")],
        &[Marker::File("hugo.json")],
        &[Marker::Holds("config.toml", "baseURL")],
        &[Marker::Holds("config.toml", "baseurl")],
        &[Marker::File("config.toml"), Marker::Folder("archetypes")],
        &[Marker::Holds("config.yaml", "baseURL")],
        &[Marker::Holds("config.yml", "baseURL")],
        &[Marker::Holds("config.json", "baseURL")],
        &[Marker::Folder("config/_default"), Marker::Folder("content")],
    ],
    config: &[
        "hugo.toml",
        "hugo.yaml",
        "hugo.yml",
        "hugo.json",
        "config.toml",
        "config.yaml",
        "config.yml",
        "config.json",
        "config/_default/hugo.toml",
        "config/_default/hugo.yaml",
        "config/_default/config.toml",
        "config/_default/config.yaml",
    ],
    endings: &["md", "markdown", "mdown"],
    content,
    listing: unlisted,
    listed_only: false,
    statics: &["static", "assets", "content"],
    aliases: &[],
    arrange: Arrange::Date,
    pages: Pages::Section,
    front_matter_needed: false,
    about: about_site,
    address,
    extensions: &[
        Extension::Shortcodes,
        Extension::Footnotes,
        Extension::DefinitionLists,
        Extension::Attributes,
        Extension::HeadingIds,
        Extension::TomlFrontMatter,
        Extension::EmojiShortcodes,
        Extension::Math,
        Extension::Smart,
    ],
};

fn content(tree: &Tree, values: &Values) -> Vec<Content> {
    let main = values.text("contentDir").unwrap_or_else(|| "content".to_owned());
    let main = main.trim_matches('/').to_owned();
    let default = values.text("defaultContentLanguage");
    let mut found = Vec::new();
    for (lang, settings) in values.get("languages").and_then(serde_json::Value::as_object).into_iter().flatten() {
        let own = lookup(settings, "contentDir").and_then(|dir| dir.as_str());
        let own = own.map(|dir| dir.trim_matches('/').to_owned()).filter(|dir| *dir != main);
        let folder = own.unwrap_or_else(|| format!("{main}/{lang}"));
        let lang = (default.as_deref() != Some(lang)).then(|| lang.clone());
        found.extend(tree.has_folder(&folder).then(|| Content { lang, ..Content::sections(folder) }));
    }
    found.push(Content::sections(main));
    found
}

fn about_site(values: &Values) -> About {
    let lang = ["languageCode", "locale", "defaultContentLanguage"];
    let author = ["params.author", "author", "params.authors"];
    about(values, &["title", "params.title"], &["baseURL"], &lang, &author)
}

/// By `permalinks` of the section, else by path.
fn address(post: &Post, below: &str, values: &Values) -> String {
    let pattern = ["page", ""].iter().find_map(|kind| {
        let path = ["permalinks", kind, &post.category].into_iter().filter(|part| !part.is_empty());
        values.text(&path.collect::<Vec<_>>().join("."))
    });
    let Some(pattern) = pattern else { return super::shape::by_path(post, below, values) };
    let part = |part: &str| match part {
        ":year" => post.date.map(|date| format!("{:04}", date.year())),
        ":month" => post.date.map(|date| format!("{:02}", date.month())),
        ":day" => post.date.map(|date| format!("{:02}", date.day())),
        ":section" => Some(post.category.clone()),
        ":sections" => Some(folder(below).to_owned()),
        ":slug" | ":title" | ":slugorfilename" | ":slugorcontentbasename" | ":contentbasename" => Some(post.id.clone()),
        ":filename" => Some(stem(below).to_owned()),
        other => Some(other.to_owned()),
    };
    let parts: Vec<String> = pattern.split('/').filter(|text| !text.is_empty()).filter_map(part).collect();
    format!("/{}/", parts.join("/"))
}
