//! Hexo: `source/_posts`, drafts in `source/_drafts`, images beside a post in a folder of its name.

use super::shape::{Arrange, Content, Generator, Marker, Pages, about, unlisted};
use crate::dialect::Extension;
use crate::site::kind::Kind;
use crate::site::model::{About, Post};
use crate::site::tree::Tree;
use crate::site::values::Values;

/// What is known of it.
pub const HEXO: Generator = Generator {
    kind: Kind::Hexo,
    markers: &[
        &[Marker::File("_config.yml"), Marker::Folder("source/_posts")],
        &[Marker::File("_config.yml"), Marker::Folder("scaffolds")],
    ],
    config: &["_config.yml"],
    endings: &["md", "markdown"],
    content,
    listing: unlisted,
    listed_only: false,
    statics: &["source", "themes"],
    aliases: &[],
    arrange: Arrange::Date,
    pages: Pages::Section,
    front_matter_needed: false,
    about: about_site,
    address,
    extensions: &[Extension::Liquid, Extension::Footnotes, Extension::Math, Extension::HeadingIds, Extension::Smart],
};

fn content(_: &Tree, values: &Values) -> Vec<Content> {
    let source = values.text("source_dir").unwrap_or_else(|| "source".to_owned());
    vec![
        Content::section(format!("{source}/_posts"), "posts"),
        Content { drafts: true, ..Content::section(format!("{source}/_drafts"), "posts") },
    ]
}

fn about_site(values: &Values) -> About {
    about(values, &["title"], &["url"], &["language"], &["author"])
}

/// By `permalink`, else `/year/month/day/title/`.
fn address(post: &Post, below: &str, values: &Values) -> String {
    let Some(date) = post.date else { return super::shape::by_path(post, below, values) };
    let pattern = values.text("permalink").unwrap_or_else(|| ":year/:month/:day/:title/".to_owned());
    let text = pattern.replace(":year", &format!("{:04}", date.year()));
    let text = text.replace(":month", &format!("{:02}", date.month())).replace(":day", &format!("{:02}", date.day()));
    let text = text.replace(":title", &post.id).replace(":name", &post.id).replace(":category", &post.category);
    format!("/{}", text.trim_start_matches('/'))
}
