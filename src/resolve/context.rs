//! What resolving knows of the site beyond the posts of the book: its name, its categories, and an index of what can be
//! linked to. Filled by the caller; nothing here reads files.

use crate::document::{Metadata, Rgb};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The site that posts come from. All fields may be empty: a single post without a site exports too.
#[derive(Clone, Debug, Default)]
pub struct SiteContext {
    /// Title of the site.
    pub title: Option<String>,
    /// Address of the site, without a slash at its end.
    pub url: Option<String>,
    /// Authors of posts that name none.
    pub authors: Vec<String>,
    /// Publisher.
    pub publisher: Option<String>,
    /// Rights statement or licence.
    pub rights: Option<String>,
    /// Language of posts that name none; `en` where this is `None` too.
    pub lang: Option<String>,
    /// Categories by name.
    pub categories: BTreeMap<String, Category>,
    /// Path of field notes below the site's address; `None` takes [`FIELD_NOTES_PATH`].
    pub field_notes_path: Option<String>,
    /// What the site holds; `None` when its folder is not known, and then no link to it can be called wrong.
    pub index: Option<Arc<SiteIndex>>,
    /// The books made in the same run; `None` where there are none beside this one.
    pub siblings: Option<Siblings>,
}

/// Where field notes are below the site's address unless configured.
pub const FIELD_NOTES_PATH: &str = "fieldnotes";

/// A category of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Category {
    /// Name as shown to readers.
    pub title: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Accent colour.
    pub color: Option<Rgb>,
    /// Path of its posts below the site's address; `None` takes the category's name.
    pub path: Option<String>,
}

/// The posts whose books are made in the same run, as seen from one of them.
#[derive(Clone, Debug)]
pub struct Siblings {
    /// Folder of the book, below the folder of all.
    pub folder: String,
    /// Folder and name without ending, by category and id in lower case.
    pub files: Arc<BTreeMap<(String, String), (String, String)>>,
    /// Which of the two a link prefers where both are there.
    pub prefer: LinksTo,
}

/// Where links to posts outside the book lead, if there is a choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LinksTo {
    /// To the site, which is there for every reader.
    #[default]
    Site,
    /// To the file beside it, for books that stay together.
    Files,
}

impl Siblings {
    /// The key of a post in [`Siblings::files`].
    pub fn key(category: &str, id: &str) -> (String, String) {
        (key(category), key(id))
    }

    /// The path from this book to a post's, without its ending.
    pub fn path(&self, category: &str, slug: &str) -> Option<String> {
        let (folder, name) = self.files.get(&Siblings::key(category, slug))?;
        Some(if *folder == self.folder { name.clone() } else { format!("../{folder}/{name}") })
    }
}

/// Posts and field notes of a site, by what links call them.
#[derive(Clone, Debug, Default)]
pub struct SiteIndex {
    /// Titles by category and id, both in lower case.
    posts: BTreeMap<(String, String), IndexedPost>,
    notes: Vec<IndexedNote>,
    /// Index into `notes` by uid, address, name or alias in lower case. The first to claim a key keeps it.
    note_keys: BTreeMap<String, usize>,
}

/// A post of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexedPost {
    /// Its title.
    pub title: String,
    /// Its id, as written.
    pub id: String,
    /// The path of its page below the site's address, with a slash before it; `None` where category and id make it.
    pub page: Option<String>,
}

/// A field note of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexedNote {
    /// Its key, as written.
    pub uid: String,
    /// Name to show.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
}

impl SiteIndex {
    /// Adds what a file's front matter says it is: a field note, or a post of a category.
    pub fn add(&mut self, meta: &Metadata, category: &str, path: &Path) {
        let Some(note) = &meta.field_note else {
            self.add_post(category, &meta.id, &meta.title, None);
            return;
        };
        let index = self.notes.len();
        let uid = if note.uid.is_empty() { &meta.id } else { &note.uid };
        self.notes.push(IndexedNote { uid: uid.clone(), name: note_name(meta), path: path.to_path_buf() });
        for name in [uid, &note.address, &note.name].into_iter().chain(&note.aliases).filter(|n| !n.is_empty()) {
            self.note_keys.entry(key(name)).or_insert(index);
        }
    }

    /// Adds a post. `page` is the path of its page below the site's address, where category and id do not make it.
    pub fn add_post(&mut self, category: &str, id: &str, title: &str, page: Option<String>) {
        let post = IndexedPost { title: title.to_owned(), id: id.to_owned(), page };
        self.posts.entry((key(category), key(id))).or_insert(post);
    }

    /// A post by category and slug.
    pub fn post(&self, category: &str, slug: &str) -> Option<&IndexedPost> {
        self.posts.get(&(key(category), key(slug)))
    }

    /// A field note by uid, address, name or alias, in any case.
    pub fn note(&self, reference: &str) -> Option<&IndexedNote> {
        self.note_keys.get(&key(reference)).and_then(|&index| self.notes.get(index))
    }

    /// Slugs of a category's posts, for suggestions.
    pub fn slugs(&self, category: &str) -> impl Iterator<Item = &str> {
        let category = key(category);
        self.posts.iter().filter(move |((c, _), _)| *c == category).map(|(_, post)| post.id.as_str())
    }

    /// Everything a field note can be called by, for suggestions.
    pub fn note_names(&self) -> impl Iterator<Item = &str> {
        self.note_keys.keys().map(String::as_str)
    }
}

/// What a field note is called: its name, else its title, else its uid.
pub fn note_name(meta: &Metadata) -> String {
    let note = meta.field_note.as_ref();
    let names = [note.map(|note| &note.name), Some(&meta.title), note.map(|note| &note.uid), Some(&meta.id)];
    names.into_iter().flatten().find(|name| !name.is_empty()).cloned().unwrap_or_default()
}

fn key(text: &str) -> String {
    text.trim().to_lowercase()
}

impl SiteContext {
    /// The address of a post, if the site has an address.
    pub fn post_url(&self, category: &str, slug: &str) -> Option<String> {
        let path = self.categories.get(category).and_then(|c| c.path.as_deref()).unwrap_or(category);
        self.url_below(path, slug)
    }

    /// The address of a field note, if the site has an address.
    pub fn note_url(&self, uid: &str) -> Option<String> {
        self.url_below(self.field_notes_path.as_deref().unwrap_or(FIELD_NOTES_PATH), uid)
    }

    fn url_below(&self, path: &str, last: &str) -> Option<String> {
        let site = self.url.as_deref()?.trim_end_matches('/');
        let path = path.trim_matches('/');
        Some(if path.is_empty() { format!("{site}/{last}") } else { format!("{site}/{path}/{last}") })
    }

    /// A path of the site (`/about`) as an address, if the site has one.
    pub fn path_url(&self, path: &str) -> Option<String> {
        path.starts_with('/')
            .then(|| self.url.as_deref().map(|site| format!("{}{path}", site.trim_end_matches('/'))))?
    }
}
