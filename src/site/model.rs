//! What is known of a site: its posts in order, its sections, and what was left out.

use super::kind::Kind;
use crate::document::{Date, Metadata, Rgb};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// What is looked for, and what the site's own configuration and the command line say about it.
#[derive(Clone, Debug)]
pub struct Search {
    /// The folder or file that was named.
    pub start: PathBuf,
    /// The folder of `offprint.yaml`, if there is one: the root of the site where no generator is found.
    pub root: Option<PathBuf>,
    /// The folder that holds the category folders, if the configuration names one.
    pub content: Option<PathBuf>,
    /// Folders of configured categories below [`Search::content`], by the category's name.
    pub categories: BTreeMap<String, PathBuf>,
    /// Globs of files that are posts whatever else says that they are none.
    pub include: Vec<String>,
    /// Globs of files that are no posts, by gitignore's rules.
    pub exclude: Vec<String>,
    /// Whether drafts, unpublished and future posts are posts, too.
    pub drafts: bool,
    /// Whether posts that ask search engines to leave them out are left out here, too.
    pub skip_noindex: bool,
    /// The address of the site, if the configuration gives it; it wins over the generator's.
    pub url: Option<String>,
    /// The day that tells future posts from others.
    pub today: Date,
}

impl Search {
    /// A search from a folder or file, with nothing configured. No post is a future one.
    pub fn from(start: impl Into<PathBuf>) -> Search {
        Search {
            start: start.into(),
            root: None,
            content: None,
            categories: BTreeMap::new(),
            include: Vec::new(),
            exclude: Vec::new(),
            drafts: false,
            skip_noindex: false,
            url: None,
            today: Date::MAX,
        }
    }
}

/// A post, as its site knows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Post {
    /// Its file, as an absolute path.
    pub path: PathBuf,
    /// Its file below the site's root, with `/` between the parts.
    pub file: String,
    /// Its section.
    pub category: String,
    /// Its key in the section. No other post of the section has it, but in a site of the dialect, where the posts
    /// themselves say their ids.
    pub id: String,
    /// The title that the site's list of contents gives it (`SUMMARY.md`, `nav`); it wins over the post's own.
    pub title: Option<String>,
    /// Language, where its folder or its name says one.
    pub lang: Option<String>,
    /// Date of its front matter, else of its file's name.
    pub date: Option<Date>,
    /// The part of the book it is in, as the list of contents names it.
    pub part: Option<String>,
    /// How deep it lies in the list of contents; 0 at the top.
    pub depth: usize,
    /// Whether the list of contents numbers it.
    pub numbered: bool,
    /// Its front matter.
    pub meta: Metadata,
    /// The path of its page on the site, with a slash before it (`/posts/one/`); addresses that led to it before follow.
    pub addresses: Vec<String>,
    /// The text of the file.
    pub text: Arc<str>,
}

/// A section of the site: what becomes a volume.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// Its name: that of its folder, as far as the generator has one.
    pub name: String,
    /// Name shown to readers.
    pub title: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Accent colour.
    pub color: Option<Rgb>,
    /// Its folder, as an absolute path.
    pub folder: PathBuf,
    /// Ids of posts in the order of chapters, where the section's own file lists them.
    pub order: Vec<String>,
    /// The file of its own page, if that has a text: the introduction of a volume.
    pub page: Option<PathBuf>,
}

/// Why a file of the site is no post.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// `draft: true`, or it lies in a folder of drafts.
    Draft,
    /// `published: false`.
    Unpublished,
    /// `status: private` and its like.
    Status(String),
    /// Its date is yet to come.
    Future(Date),
    /// Its last day is over.
    Expired(Date),
    /// It asks search engines to leave it out.
    NoIndex,
    /// It asks its generator to make no page of it.
    NoPage,
    /// The list of contents does not name it.
    NotListed,
    /// The page of a section: it gives the section's title and text.
    SectionPage,
    /// A file about the project, not of the site: `README`, `LICENSE`.
    ProjectFile,
    /// A part that other texts include, or a template: its name begins with `_`.
    Partial,
    /// A text that belongs to the post of the same folder.
    Resource,
    /// It has no front matter, without which its generator copies a file as it is.
    NoFrontMatter,
    /// An earlier version of the documentation.
    OldVersion,
    /// It cannot be read.
    Unreadable(String),
}

impl Reason {
    /// Whether the post is one that its author holds back: what `--drafts` brings in.
    pub fn is_held_back(&self) -> bool {
        matches!(self, Reason::Draft | Reason::Unpublished | Reason::Status(_) | Reason::Future(_) | Reason::Expired(_))
    }

    /// The name of the kind of reason, for counts: the same for two drafts, for two future posts.
    pub fn kind(&self) -> &'static str {
        match self {
            Reason::Draft => "draft",
            Reason::Unpublished => "unpublished",
            Reason::Status(_) => "not public by its status",
            Reason::Future(_) => "dated in the future",
            Reason::Expired(_) => "expired",
            Reason::NoIndex => "noindex",
            Reason::NoPage => "has no page on the site",
            Reason::NotListed => "not in the table of contents",
            Reason::SectionPage => "page of a section",
            Reason::ProjectFile => "project file",
            Reason::Partial => "partial or template",
            Reason::Resource => "part of another post",
            Reason::NoFrontMatter => "without front matter",
            Reason::OldVersion => "earlier version",
            Reason::Unreadable(_) => "unreadable",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Status(status) => write!(f, "its status is `{status}`"),
            Reason::Future(date) => write!(f, "its date is {date}"),
            Reason::Expired(date) => write!(f, "it expired on {date}"),
            Reason::Unreadable(why) => write!(f, "it cannot be read: {why}"),
            other => f.write_str(other.kind()),
        }
    }
}

/// A file of the site that is no post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The file, as an absolute path.
    pub path: PathBuf,
    /// Why.
    pub reason: Reason,
}

/// What the site says about itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// Its generator.
    pub kind: Kind,
    /// Its title.
    pub title: Option<String>,
    /// Its address, with the path it lies below and without a slash at the end.
    pub url: Option<String>,
    /// Authors of posts that name none.
    pub authors: Vec<String>,
    /// Language of posts that name none.
    pub lang: Option<String>,
    /// What texts call by name (`site.title`, `site.baseurl`), for the marks that do.
    pub variables: BTreeMap<String, String>,
}
