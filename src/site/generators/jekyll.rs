//! Jekyll: `_posts/YYYY-MM-DD-slug.md` at any depth, `_drafts`, collections; pages where there are no posts.

use super::shape::{Arrange, Content, Generator, Marker, Pages, about, unlisted};
use crate::dialect::Extension;
use crate::site::kind::Kind;
use crate::site::model::{About, Post};
use crate::site::tree::{Tree, name};
use crate::site::values::Values;
use std::collections::BTreeSet;

/// What is known of it.
pub const JEKYLL: Generator = Generator {
    kind: Kind::Jekyll,
    markers: &[&[Marker::File("_config.yml")], &[Marker::File("_config.yaml")], &[Marker::Folder("_posts")]],
    config: &["_config.yml", "_config.yaml", "_config.toml"],
    endings: &["md", "markdown", "mkd", "mkdn"],
    content,
    listing: unlisted,
    listed_only: false,
    statics: &[""],
    aliases: &[],
    arrange: Arrange::Date,
    pages: Pages::Section,
    front_matter_needed: true,
    about: about_site,
    address,
    extensions: &[
        Extension::Liquid,
        Extension::Footnotes,
        Extension::DefinitionLists,
        Extension::Attributes,
        Extension::HeadingIds,
        Extension::Math,
        Extension::Smart,
    ],
};

/// `_posts` and `_drafts` at any depth, and the collections that have pages. Without any of them every page is a post.
fn content(tree: &Tree, values: &Values) -> Vec<Content> {
    let mut folders: BTreeSet<(String, bool)> = BTreeSet::new();
    for file in tree.files() {
        let mut at = 0;
        for part in file.split('/') {
            let end = at + part.len();
            if matches!(part, "_posts" | "_drafts") && end < file.len() {
                folders.insert((file.get(..end).unwrap_or(file).to_owned(), part == "_drafts"));
                break;
            }
            at = end + 1;
        }
    }
    let of_posts = |(folder, drafts): (String, bool)| {
        let above = name(super::super::tree::folder(&folder));
        let category = if above.is_empty() { "posts" } else { above };
        Content { drafts, ..Content::section(folder.clone(), category) }
    };
    let mut found: Vec<Content> = folders.into_iter().map(of_posts).collect();
    let above = values.text("collections_dir").map(|folder| format!("{}/", folder.trim_matches('/')));
    let collections: Vec<String> = match values.get("collections") {
        Some(serde_json::Value::Object(all)) => all.keys().cloned().collect(),
        Some(_) => values.texts("collections"),
        None => Vec::new(),
    };
    for name in collections.into_iter().filter(|name| name != "posts" && name != "drafts") {
        let folder = format!("{}_{name}", above.as_deref().unwrap_or(""));
        found.extend(tree.has_folder(&folder).then(|| Content::section(folder, name)));
    }
    if found.is_empty() {
        let folder = ["docs", "pages"].into_iter().find(|folder| tree.has_folder(folder) && !has_pages(tree));
        // GitHub Pages makes pages of texts without front matter, too, and that is how documentation is written.
        found.push(Content { bare: true, ..Content::sections(folder.unwrap_or("")) });
    }
    found
}

/// Whether there are pages at the root.
fn has_pages(tree: &Tree) -> bool {
    tree.files().any(|file| !file.contains('/') && file.ends_with(".md") && !file.starts_with("README"))
}

fn about_site(values: &Values) -> About {
    let mut about = about(values, &["title", "name"], &["url"], &["lang", "locale"], &["author"]);
    let base = values.text("baseurl").unwrap_or_default();
    let base = base.trim_matches('/');
    if let Some(url) = about.url.as_mut().filter(|_| !base.is_empty()) {
        *url = format!("{}/{base}", url.trim_end_matches('/'));
    }
    about
}

/// By `permalink` of the site, else `/year/month/day/title.html`; a page by its path.
fn address(post: &Post, below: &str, values: &Values) -> String {
    let Some(date) = post.date else { return super::shape::by_path(post, below, values) };
    let pattern = values.text("permalink").unwrap_or_else(|| "date".to_owned());
    let pattern = match pattern.as_str() {
        "date" => "/:categories/:year/:month/:day/:title.html",
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "ordinal" | "weekdate" | "none" => "/:categories/:title.html",
        other => other,
    };
    let categories = categories(post);
    let mut text = pattern.to_owned();
    for (name, value) in [
        (":categories", categories.as_str()),
        (":year", &format!("{:04}", date.year())),
        (":month", &format!("{:02}", date.month())),
        (":day", &format!("{:02}", date.day())),
        (":i_month", &date.month().to_string()),
        (":i_day", &date.day().to_string()),
        (":title", &post.id),
        (":slug", &post.id),
        (":name", &post.id),
        (":path", &post.id),
        (":collection", &post.category),
        (":output_ext", ".html"),
    ] {
        text = text.replace(name, value);
    }
    let ends = text.ends_with('/');
    let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty()).collect();
    format!("/{}{}", parts.join("/"), if ends { "/" } else { "" })
}

/// `categories` or `category` of the front matter, as a path.
fn categories(post: &Post) -> String {
    let field = post.meta.extra.get("categories");
    let names: Vec<String> = match field {
        Some(serde_json::Value::Array(items)) => items.iter().filter_map(super::super::values::text_of).collect(),
        Some(serde_json::Value::String(text)) => text.split_whitespace().map(str::to_owned).collect(),
        _ => post.meta.category.clone().into_iter().collect(),
    };
    names.join("/").to_lowercase()
}
