//! Docusaurus: `docs/` by sidebar and number prefixes, `blog/` by date, translations in `i18n/`.

use super::shape::{Arrange, Content, Generator, Listed, Listing, Marker, Pages, about, by_path};
use crate::dialect::Extension;
use crate::site::kind::Kind;
use crate::site::model::{About, Post};
use crate::site::tree::{Tree, below, ending, folder, name, stem};
use crate::site::values::Values;
use std::collections::BTreeMap;

/// What is known of it.
pub const DOCUSAURUS: Generator = Generator {
    kind: Kind::Docusaurus,
    // A project often keeps the site in `website/`, and the documentation beside it.
    markers: &[
        &[Marker::Program("docusaurus.config")],
        &[Marker::Program("website/docusaurus.config"), Marker::Folder("docs")],
    ],
    config: &[
        "docusaurus.config.js",
        "docusaurus.config.ts",
        "docusaurus.config.mjs",
        "docusaurus.config.cjs",
        "website/docusaurus.config.js",
        "website/docusaurus.config.ts",
        "website/docusaurus.config.mjs",
    ],
    endings: &["md", "mdx"],
    content,
    listing,
    listed_only: false,
    statics: &["static", "website/static"],
    aliases: &[("@site/", ""), ("@site/", "website")],
    arrange: Arrange::Path,
    pages: Pages::Text,
    front_matter_needed: false,
    about: about_site,
    address,
    extensions: &[
        Extension::Mdx,
        Extension::Admonitions,
        Extension::Footnotes,
        Extension::HeadingIds,
        Extension::Math,
        Extension::Smart,
    ],
};

fn content(tree: &Tree, _: &Values) -> Vec<Content> {
    let mut found = Vec::new();
    for own in ["docs", "blog", "website/docs", "website/blog"] {
        found.extend(tree.has_folder(own).then(|| Content::section(own, name(own))));
    }
    for place in ["i18n", "website/i18n"] {
        translations(tree, place, &mut found);
    }
    found
}

fn translations(tree: &Tree, place: &str, found: &mut Vec<Content>) {
    let langs: std::collections::BTreeSet<&str> =
        tree.below(place).filter_map(|file| below(file, place).split('/').next()).collect();
    for lang in langs {
        for (folder, category) in
            [("docusaurus-plugin-content-docs/current", "docs"), ("docusaurus-plugin-content-blog", "blog")]
        {
            let folder = format!("{place}/{lang}/{folder}");
            let content = Content::section(folder.clone(), category);
            found.extend(tree.has_folder(&folder).then(|| Content { lang: Some(lang.to_owned()), ..content }));
        }
    }
}

/// `/docs/…` or `/blog/…`; numbers that order are no part of it.
fn address(post: &Post, below: &str, values: &Values) -> String {
    let base = if post.category.starts_with("blog") { "/blog" } else { "/docs" };
    format!("{base}{}", by_path(post, &without_numbers(below), values))
}

fn about_site(values: &Values) -> About {
    about(values, &["title"], &["url"], &["defaultLocale"], &[])
}

/// The order in which `sidebars.js` names the texts. A sidebar that is made of the folders names none.
fn listing(tree: &Tree, _: &Values) -> Option<Listing> {
    let names = ["sidebars.js", "sidebars.ts", "sidebars.json", "website/sidebars.js", "website/sidebars.ts"];
    let sidebars = names.into_iter().find(|file| tree.has(file))?;
    let program = tree.text(sidebars)?;
    let docs = if tree.has_folder("docs") { "docs" } else { "website/docs" };
    let mut known: BTreeMap<String, &str> = BTreeMap::new();
    for file in tree.below(docs).filter(|file| matches!(ending(file).as_str(), "md" | "mdx")) {
        let path = below(file, docs);
        let id = path.rsplit_once('.').map_or(path, |(id, _)| id);
        known.insert(id.to_owned(), file);
        known.insert(without_numbers(id), file);
    }
    let mut entries: Vec<Listed> = Vec::new();
    for id in literals(&program) {
        let Some(file) = known.get(id) else { continue };
        if !entries.iter().any(|entry| entry.file == *file) {
            entries.push(Listed { file: (*file).to_owned(), ..Listed::default() });
        }
    }
    (!entries.is_empty()).then(|| Listing { entries, ..Listing::default() })
}

/// The texts in quotation marks of a program, in order.
fn literals(program: &str) -> impl Iterator<Item = &str> {
    program.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| {
        let mark = line.find(['\'', '"', '`']).and_then(|at| line.get(at..)?.chars().next()).unwrap_or('"');
        line.split(mark).skip(1).step_by(2)
    })
}

/// A path without the numbers that order its parts: `01-start/02-install` is `start/install`.
pub fn without_numbers(path: &str) -> String {
    let part = |part: &str| {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let rest = part.get(digits..).unwrap_or("");
        let bare = rest.trim_start_matches([' ', '-', '_', '.']);
        let is_prefix = digits > 0 && digits < 5 && bare.len() < rest.len() && !bare.is_empty();
        let is_date = bare.starts_with(|c: char| c.is_ascii_digit());
        if is_prefix && !is_date { bare.to_owned() } else { part.to_owned() }
    };
    let folder = folder(path);
    let last = part(if folder.is_empty() { stem_or(path) } else { name(path) });
    match folder.is_empty() {
        true => last,
        false => format!("{}/{last}", folder.split('/').map(part).collect::<Vec<_>>().join("/")),
    }
}

fn stem_or(path: &str) -> &str {
    if matches!(ending(path).as_str(), "md" | "mdx") { stem(path) } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_order_are_no_part_of_a_name() {
        assert_eq!(without_numbers("01-start/2_install"), "start/install");
        assert_eq!(without_numbers("2024-05-06-post"), "2024-05-06-post");
        assert_eq!(without_numbers("404"), "404");
        assert_eq!(without_numbers("intro"), "intro");
    }

    #[test]
    fn the_sidebar_orders_the_texts_it_names() {
        let js = "// 'not'\nmodule.exports = { s: ['b', { type: 'category', items: [\"a\", 'x/c'] }] };";
        let found: Vec<&str> = literals(js).collect();
        assert!(found.contains(&"b") && found.contains(&"x/c") && !found.contains(&"not"), "{found:?}");
    }
}
