//! Whose site it is: its generator, its posts in order, and where its images and links lead.
//!
//! [`find`] goes from a folder or file to a [`Site`]: it recognises the generator (`recognize`), lists the files once
//! (`tree`), reads the front matter of each text (`read`, by the `rules` of what is a post), and puts the posts into the
//! site's own order (`order`). One file a generator says what is special of it (`generators`). Nothing of a site is run.

mod addresses;
mod authors;
mod beside;
mod data;
mod dress;
mod generators;
mod host;
mod keys;
mod kind;
mod languages;
mod model;
mod natural;
mod order;
mod outline;
mod read;
mod recognize;
mod rules;
mod sections;
mod tree;
mod values;
mod variables;
mod wikilinks;

pub use keys::readable;
pub use kind::Kind;
pub use model::{About, LeftOut, Post, Reason, Search, Section};

use crate::dialect::{self, Extension, ExtensionChoice};
use crate::resolve::SiteIndex;
use addresses::Addresses;
use read::Reading;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A site.
pub struct Site {
    /// What it says of itself.
    pub about: About,
    /// Its root, as an absolute path.
    pub root: PathBuf,
    /// Its posts, in the order of the site.
    pub posts: Vec<Post>,
    /// Its field notes, by path.
    pub notes: Vec<Post>,
    /// Its sections, in the order of their first posts.
    pub sections: Vec<Section>,
    /// The pages of sections that have a text, which introduces a volume.
    pub pages: Vec<Post>,
    /// What of its texts is no post, by path.
    pub left_out: Vec<LeftOut>,
    /// What is wrong with its list of contents: files it names that are not there.
    pub missing: Vec<(PathBuf, String)>,
    search: Search,
    reading: Arc<Reading>,
    addresses: Arc<Addresses>,
    beside: beside::Beside,
    host: Arc<host::SiteHost>,
    index: Arc<SiteIndex>,
}

/// Finds the site of a folder or file. It always finds one: a folder without a generator is a site, too.
pub fn find(search: &Search) -> Site {
    let found = Site::new(read::read(recognize::recognize(search), search), search);
    let start = std::path::absolute(&search.start).unwrap_or_else(|_| search.start.clone());
    let inside = start != found.root && start.starts_with(&found.root);
    let holds = |path: &Path| path.starts_with(&start);
    let has = found.posts.iter().chain(&found.notes).any(|post| holds(&post.path))
        || found.left_out.iter().any(|left| holds(&left.path));
    // A folder inside of a site that the site makes no pages of is a plain one.
    if inside && !has && start.is_dir() {
        return Site::new(read::read(recognize::plain(search, &start, false), search), search);
    }
    found
}

impl Site {
    fn new(mut reading: Reading, search: &Search) -> Site {
        let missing = reading.listing.iter().flat_map(|listing| &listing.missing);
        let missing = missing.map(|(list, file)| (reading.tree.path(list), file.clone())).collect();
        let posts = std::mem::take(&mut reading.posts);
        let notes = std::mem::take(&mut reading.notes);
        let pages = std::mem::take(&mut reading.pages);
        let all: Vec<&Post> = posts.iter().chain(&notes).collect();
        let addresses = Addresses::new(&reading.tree, &all, &reading.left_out, reading.about.url.as_deref());
        let index = index(&posts, &notes, reading.about.kind);
        let (sections, left_out) = (std::mem::take(&mut reading.sections), std::mem::take(&mut reading.left_out));
        let (reading, addresses) = (Arc::new(reading), Arc::new(addresses));
        let host = host::SiteHost::new(Arc::clone(&reading), Arc::clone(&addresses), &all);
        let beside = match reading.about.kind {
            Kind::Plain => beside::Beside::of(&reading.tree.root),
            _ => beside::Beside::default(),
        };
        Site {
            host: Arc::new(host),
            addresses,
            beside,
            index: Arc::new(index),
            about: reading.about.clone(),
            root: reading.tree.root.clone(),
            posts,
            notes,
            pages,
            sections,
            left_out,
            missing,
            search: search.clone(),
            reading,
        }
    }

    /// The generator.
    pub fn kind(&self) -> Kind {
        self.about.kind
    }

    /// The post of a file. A file that the site leaves out is read by itself: what is named is always a post. `None` if
    /// it lies outside of the site or cannot be read.
    pub fn post(&self, path: &Path) -> Option<Post> {
        let absolute = std::path::absolute(path).ok()?;
        let known = self.posts.iter().chain(&self.notes).find(|post| post.path == absolute);
        known.cloned().or_else(|| self.reading.named(&self.reading.tree.relative(&absolute)?, &self.search))
    }

    /// Posts and field notes.
    fn all(&self) -> impl Iterator<Item = &Post> {
        self.posts.iter().chain(&self.notes)
    }

    /// What links between the posts are looked up in.
    pub fn index(&self) -> Arc<SiteIndex> {
        Arc::clone(&self.index)
    }

    /// How a post is to be read: with the marks of the site's generator, and those that the ending of its name asks for.
    /// What the configuration and flags say goes on top.
    pub fn reading(&self, post: &Post) -> dialect::Reading {
        let own: ExtensionChoice = self.reading.generator.extensions.iter().copied().collect();
        let extensions = match tree::ending(&post.file).as_str() {
            "mdx" => own.set(Extension::Mdx, true),
            "qmd" | "rmd" => own.then(generators::QUARTO_MARKS.iter().copied().collect()),
            _ => own,
        };
        // In a plain folder a text calls others by name where it calls one that is there.
        let calls = self.about.kind == Kind::Plain && wikilinks::calls(&post.text, &self.addresses);
        let extensions = if calls { extensions.set(Extension::Wikilinks, true) } else { extensions };
        let host: Arc<dyn dialect::marks::Host> = Arc::clone(&self.host) as _;
        dialect::Reading { extensions, host: Some(host), ..dialect::Reading::default() }
    }

    /// The folders outside of its root that serve its images.
    pub fn served_beside(&self) -> Vec<PathBuf> {
        self.beside.folders()
    }

    /// Whether the folder holds more files than are looked at, so that posts may be missing.
    pub fn is_cut(&self) -> bool {
        self.reading.tree.cut
    }

    /// The posts of a section, in order.
    pub fn posts_of<'a>(&'a self, category: &'a str) -> impl Iterator<Item = &'a Post> {
        self.posts.iter().filter(move |post| post.category == category)
    }

    /// The posts below a folder, in order.
    pub fn posts_below<'a>(&'a self, folder: &Path) -> impl Iterator<Item = &'a Post> {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
        self.posts.iter().filter(move |post| post.path.starts_with(&folder))
    }

    /// How many texts were left out, by the kind of reason.
    pub fn left_out_counts(&self) -> std::collections::BTreeMap<&'static str, usize> {
        let mut counts = std::collections::BTreeMap::new();
        for left in &self.left_out {
            *counts.entry(left.reason.kind()).or_default() += 1;
        }
        counts
    }
}

/// What links are looked up in. The addresses of posts in a site of the dialect are made of their keys.
fn index(posts: &[Post], notes: &[Post], kind: Kind) -> SiteIndex {
    let mut index = SiteIndex::default();
    for post in posts {
        let page = post.addresses.first().filter(|_| kind != Kind::Dialect).cloned();
        index.add_post(&post.category, &post.id, post.title.as_deref().unwrap_or(&post.meta.title), page);
    }
    for note in notes {
        index.add(&note.meta, &note.category, &note.path);
    }
    index
}
