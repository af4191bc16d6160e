//! What there is to say of a generator.

use crate::dialect::Extension;
use crate::site::kind::Kind;
use crate::site::model::{About, Post};
use crate::site::tree::Tree;
use crate::site::values::Values;

/// A sign that a folder is the root of a generator's site.
#[derive(Clone, Copy, Debug)]
pub enum Marker {
    /// A file of this path.
    File(&'static str),
    /// A file of this name and the ending of a program or of data: `docusaurus.config.js`, `.ts`, `.mjs`, `.json`.
    Program(&'static str),
    /// A folder, hidden ones too.
    Folder(&'static str),
    /// A file that holds a text.
    Holds(&'static str, &'static str),
}

/// A folder of posts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// Below the root; empty is the root itself.
    pub folder: String,
    /// The section of its posts; where it is `None`, the first folder of their path below this one.
    pub category: Option<String>,
    /// Language of its posts.
    pub lang: Option<String>,
    /// Whether its posts are drafts.
    pub drafts: bool,
    /// Whether its texts need no front matter, though the generator asks for it elsewhere.
    pub bare: bool,
}

impl Content {
    /// A folder whose folders are sections.
    pub fn sections(folder: impl Into<String>) -> Content {
        Content { folder: folder.into(), ..Content::default() }
    }

    /// A folder that is a section.
    pub fn section(folder: impl Into<String>, category: impl Into<String>) -> Content {
        Content { folder: folder.into(), category: Some(category.into()), ..Content::default() }
    }
}

/// An entry of a list of contents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// The file, below the root.
    pub file: String,
    /// The title it is given.
    pub title: Option<String>,
    /// The part it is in.
    pub part: Option<String>,
    /// How deep it lies, from 0.
    pub depth: usize,
    /// Whether it has a number.
    pub numbered: bool,
}

/// A site's own list of contents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Its entries, in order.
    pub entries: Vec<Listed>,
    /// Files it names that are not there, with the file that names them.
    pub missing: Vec<(String, String)>,
    /// Titles of chapters that are yet to be written.
    pub unwritten: Vec<String>,
}

/// How posts are ordered where no list of contents says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrange {
    /// The oldest first; those without a date last. A section whose posts have weights is ordered by these.
    Date,
    /// By weight, then by path in natural order; a folder's page first.
    Path,
}

/// What `index.md` and its like are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pages {
    /// The page of a section that lists others; in a folder without other texts a post.
    Section,
    /// A text like any other.
    Text,
}

/// A generator.
pub struct Generator {
    /// Which.
    pub kind: Kind,
    /// Groups of signs; a root has all the signs of one group.
    pub markers: &'static [&'static [Marker]],
    /// Files of its configuration; those that are there are laid over each other, the first on top.
    pub config: &'static [&'static str],
    /// Endings of its texts.
    pub endings: &'static [&'static str],
    /// Where its posts are. What is not there is passed over.
    pub content: fn(&Tree, &Values) -> Vec<Content>,
    /// Its list of contents, if it has one.
    pub listing: fn(&Tree, &Values) -> Option<Listing>,
    /// Whether posts that its list of contents does not name are left out.
    pub listed_only: bool,
    /// Folders that addresses with a slash before them are looked for in.
    pub statics: &'static [&'static str],
    /// Names that the path of an image or text may start with, and the folder each means; `.` is that of the text.
    pub aliases: &'static [(&'static str, &'static str)],
    /// How posts are ordered.
    pub arrange: Arrange,
    /// What the pages of folders are.
    pub pages: Pages,
    /// Whether a file needs front matter to be a post.
    pub front_matter_needed: bool,
    /// Where title, address, language and author are in the configuration.
    pub about: fn(&Values) -> About,
    /// The address of a post's page below the site's, where the front matter gives none.
    pub address: fn(&Post, &str, &Values) -> String,
    /// What its texts hold beyond CommonMark and GFM.
    pub extensions: &'static [Extension],
}

/// Title, address, language and authors by the names of their fields.
pub fn about(values: &Values, title: &[&str], url: &[&str], lang: &[&str], author: &[&str]) -> About {
    About {
        title: values.first(title),
        url: values.first(url).filter(|url| url.contains("://")),
        lang: values.first(lang).and_then(|lang| crate::document::language_tag(&lang)),
        authors: author.iter().map(|path| authors(values, path)).find(|names| !names.is_empty()).unwrap_or_default(),
        ..About::default()
    }
}

/// Names of authors, written as a name, as fields with a `name`, or as a list of either.
fn authors(values: &Values, path: &str) -> Vec<String> {
    let name = |value: &serde_json::Value| {
        let named = value.get("name").and_then(crate::site::values::text_of);
        named.or_else(|| crate::site::values::text_of(value))
    };
    match values.get(path) {
        Some(serde_json::Value::Array(items)) => items.iter().filter_map(name).collect(),
        Some(single) => name(single).into_iter().collect(),
        None => values.text(path).into_iter().collect(),
    }
}

/// Folders that are a section themselves, by the names that sites give them.
const SECTIONS: [&str; 7] = ["posts", "_posts", "blog", "articles", "notes", "writing", "essays"];

/// Of these folders those that are there. One of posts is a section; another holds sections.
pub fn present(tree: &Tree, folders: &[&str]) -> Vec<Content> {
    let there = folders.iter().filter(|folder| tree.has_folder(folder));
    let content = |folder: &&str| match crate::site::tree::name(folder) {
        name if SECTIONS.contains(&name) => Content::section(*folder, name.trim_start_matches('_')),
        _ => Content::sections(*folder),
    };
    there.map(content).collect()
}

/// No list of contents.
pub fn unlisted(_: &Tree, _: &Values) -> Option<Listing> {
    None
}

/// `/folder/name/`: the path of the file below its content folder.
pub fn by_path(post: &Post, below: &str, _: &Values) -> String {
    let folder = crate::site::tree::folder(below);
    let last = match crate::site::tree::stem(below) {
        "index" | "_index" => "",
        _ => &post.id,
    };
    let path: Vec<&str> = folder.split('/').chain([last]).filter(|part| !part.is_empty()).collect();
    if path.is_empty() { "/".to_owned() } else { format!("/{}/", path.join("/")) }
}
