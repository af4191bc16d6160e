//! `offprint.yaml`: what a site says once for all its posts. `docs/configuration.md` documents every field.
//!
//! The file is looked for in the post's folder and upwards; the first one found is used. Paths in it are relative to it.
//! Beside it, each category folder may hold a `_category.yaml`, which belongs to the site and is read leniently.

mod category;
mod length;
mod neighbours;
mod reading;

pub use category::CategoryFile;
pub use length::{ByteSize, Length, PageSize};
pub use neighbours::neighbours_speak_dialect;
pub use reading::{Extensions, MathWhen, Punctuation};

use crate::diagnostics::Diagnostics;
use crate::dialect::Syntax;
use crate::document::{Numbering, Rgb, language_tag};
use crate::epub::Profile;
use crate::layout::quality::Limits;
use crate::layout::{NotePlacement, PageRefs};
use crate::resolve::{Category, LinksTo, PrintUrls, SiteContext};
use ignore::overrides::OverrideBuilder;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Name of the configuration file.
pub const FILE_NAME: &str = "offprint.yaml";

/// A site's configuration. Empty where there is no file.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// About the site.
    pub site: SiteSection,
    /// BCP 47 tag of posts that name none.
    #[serde(deserialize_with = "language")]
    pub lang: Option<String>,
    /// Folder that holds the category folders.
    pub content: Option<PathBuf>,
    /// Categories by name.
    pub categories: BTreeMap<String, CategorySection>,
    /// Field notes.
    pub fieldnotes: FieldNotesSection,
    /// Folders that serve prefixes of image sources.
    pub url_maps: BTreeMap<String, PathBuf>,
    /// A theme file.
    pub theme: Option<PathBuf>,
    /// Folders outside of this file's that images may be read from.
    pub allow_paths: Vec<PathBuf>,
    /// Globs of files that are posts though the site leaves them out, below the site's root.
    #[serde(deserialize_with = "globs")]
    pub include: Vec<String>,
    /// Globs of files that are no posts, by gitignore's rules.
    #[serde(deserialize_with = "globs")]
    pub exclude: Vec<String>,
    /// Whether posts that ask search engines to leave them out are no posts.
    pub skip_noindex: bool,
    /// Commands of TeX that formulas may use, by their names with or without the backslash.
    pub macros: BTreeMap<String, String>,
    /// Defaults of the flags of `offprint export`.
    pub export: ExportSection,
    /// What `offprint check` does not let pass.
    pub check: CheckSection,
    /// Folder of the file; paths in it are relative to this.
    #[serde(skip)]
    pub folder: PathBuf,
    /// Whether it was read from a file.
    #[serde(skip)]
    pub file: bool,
}

fn language<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    let tag = language_tag(&text);
    let wrong = || D::Error::custom(format!("`{text}` is not the tag of a language: write one like en, es or pt-BR"));
    tag.ok_or_else(wrong).map(Some)
}

/// One glob, or a list of them.
fn globs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let globs = Option::<OneOrMany>::deserialize(deserializer)?.map(|globs| globs.to_vec()).unwrap_or_default();
    for glob in &globs {
        let read = OverrideBuilder::new(".").add(glob).map(drop);
        read.map_err(|reason| D::Error::custom(format!("`{glob}` is not a glob: {reason}")))?;
    }
    Ok(globs)
}

/// About the site.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SiteSection {
    /// Title.
    pub title: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// Author of posts that name none; a name or a list of names.
    pub author: Option<OneOrMany>,
    /// Where the output folder of a batch is served: an address, or a path below the site's.
    pub downloads: Option<String>,
    /// Publisher.
    pub publisher: Option<String>,
    /// Rights statement or licence.
    pub rights: Option<String>,
}

/// A name, or several.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl OneOrMany {
    /// As a list.
    pub fn to_vec(&self) -> Vec<String> {
        match self {
            OneOrMany::One(name) => vec![name.clone()],
            OneOrMany::Many(names) => names.clone(),
        }
    }
}

/// A category.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CategorySection {
    /// Folder below `content`; the category's name if none is given.
    pub folder: Option<PathBuf>,
    /// Name shown to readers.
    pub title: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Accent colour.
    pub color: Option<Rgb>,
    /// Path of its posts below the site's address; the category's name if none is given.
    pub path: Option<String>,
}

/// Field notes.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FieldNotesSection {
    /// Path below the site's address.
    pub path: Option<String>,
}

/// Defaults of `offprint check`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CheckSection {
    /// Limits of `--fail-on`.
    pub fail_on: Option<Limits>,
}

/// Defaults of the flags of `offprint export`, by the flags' names.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExportSection {
    /// Trim size of the PDF.
    pub page: Option<PageSize>,
    /// Bleed of the PDF's pages, at every side but the spine.
    pub bleed: Option<Length>,
    /// Whether there are crop and registration marks.
    pub marks: Option<bool>,
    /// Whether chapters open on right pages.
    pub open_right: Option<bool>,
    /// What is numbered.
    pub numbering: Option<Numbering>,
    /// Whether a text that is exported alone is a book of chapters.
    pub book: Option<BookWhen>,
    /// Table of contents.
    pub contents: Option<Contents>,
    /// Where notes stand in the PDF.
    pub notes: Option<NotePlacement>,
    /// Half title, title page and copyright page.
    pub front_matter: Option<FrontMatter>,
    /// Whether links within a PDF say the page they lead to.
    pub page_refs: Option<PageRefs>,
    /// How the PDF prints the addresses of links.
    pub print_urls: Option<PrintUrls>,
    /// Which books have a glossary of field notes.
    pub glossary: Option<GlossaryFor>,
    /// Where links to posts of the same run lead.
    pub link_to: Option<LinksTo>,
    /// How posts are read.
    pub syntax: Option<Syntax>,
    /// Extensions of the syntax, switched on and off.
    pub extensions: Option<Extensions>,
    /// Whether formulas are read.
    pub math: Option<MathWhen>,
    /// Whether quotation marks, apostrophes and dashes are set by the language.
    pub punctuation: Option<Punctuation>,
    /// Whether drafts, unpublished and future posts are posts, too.
    pub drafts: Option<bool>,
    /// For which readers e-books are made.
    pub profile: Option<Profile>,
    /// Most bytes of an e-book.
    pub max_size: Option<ByteSize>,
    /// Cover of every e-book.
    pub cover: Option<PathBuf>,
    /// Whether a batch draws pictures of covers and pages.
    pub pictures: Option<bool>,
    /// Whether a batch writes catalogues.
    pub feeds: Option<bool>,
    /// Whether the EPUB holds the theme's fonts.
    pub embed_fonts: Option<bool>,
    /// Whether warnings fail.
    pub strict: Option<bool>,
    /// Whether the net is never used.
    pub offline: Option<bool>,
    /// Whether hosts of this machine and of private networks may be asked for images.
    pub allow_private_hosts: Option<bool>,
    /// Where fetched images are kept.
    pub cache: Option<PathBuf>,
    /// Days after which servers are asked whether fetched images are still right.
    pub cache_days: Option<u32>,
    /// Where files are written.
    pub output: Option<PathBuf>,
    /// Whether a category is also made as one book.
    pub volume: Option<bool>,
    /// Order of that book's chapters.
    pub order: Option<Order>,
}

impl ExportSection {
    /// This section, and the other where this one says nothing.
    #[must_use]
    pub fn or(self, other: ExportSection) -> ExportSection {
        ExportSection {
            page: self.page.or(other.page),
            bleed: self.bleed.or(other.bleed),
            marks: self.marks.or(other.marks),
            open_right: self.open_right.or(other.open_right),
            numbering: self.numbering.or(other.numbering),
            book: self.book.or(other.book),
            contents: self.contents.or(other.contents),
            notes: self.notes.or(other.notes),
            front_matter: self.front_matter.or(other.front_matter),
            page_refs: self.page_refs.or(other.page_refs),
            print_urls: self.print_urls.or(other.print_urls),
            glossary: self.glossary.or(other.glossary),
            link_to: self.link_to.or(other.link_to),
            syntax: self.syntax.or(other.syntax),
            extensions: Extensions::over(other.extensions, self.extensions),
            math: self.math.or(other.math),
            punctuation: self.punctuation.or(other.punctuation),
            drafts: self.drafts.or(other.drafts),
            profile: self.profile.or(other.profile),
            max_size: self.max_size.or(other.max_size),
            cover: self.cover.or(other.cover),
            pictures: self.pictures.or(other.pictures),
            feeds: self.feeds.or(other.feeds),
            embed_fonts: self.embed_fonts.or(other.embed_fonts),
            strict: self.strict.or(other.strict),
            offline: self.offline.or(other.offline),
            allow_private_hosts: self.allow_private_hosts.or(other.allow_private_hosts),
            cache: self.cache.or(other.cache),
            cache_days: self.cache_days.or(other.cache_days),
            output: self.output.or(other.output),
            volume: self.volume.or(other.volume),
            order: self.order.or(other.order),
        }
    }
}

/// How a volume's chapters are ordered where `_category.yaml` gives no list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// Oldest first; posts without a date come last.
    #[default]
    Date,
    /// By title.
    Title,
}

/// Which books have a glossary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GlossaryFor {
    /// None.
    #[default]
    None,
    /// Volumes of categories.
    Volumes,
    /// Every book.
    All,
}

/// Whether a text that is exported alone is a book: its level-1 headings begin chapters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BookWhen {
    /// If it has several level-1 headings, and neither date nor category.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Whether the PDF has a table of contents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Contents {
    /// When the post is long enough to need one.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Whether the PDF has half title, title page and copyright page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FrontMatter {
    /// If it is a volume.
    #[default]
    Auto,
    /// Always.
    Full,
    /// Never.
    None,
}

impl<'de> Deserialize<'de> for Syntax {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{}: cannot read the configuration: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A field is unknown or wrong. Line and column are 0 if the reader could not tell.
    #[error("{}:{line}:{column}: {message}", path.display())]
    Field {
        /// The file.
        path: PathBuf,
        /// Line from 1.
        line: u64,
        /// Column from 1.
        column: u64,
        /// What is wrong.
        message: String,
    },
}

/// The configuration file that holds for a folder: in it, or in the nearest folder above.
pub fn find(folder: &Path) -> Option<PathBuf> {
    let folder = std::path::absolute(folder).ok()?;
    folder.ancestors().map(|above| above.join(FILE_NAME)).find(|file| file.is_file())
}

impl Config {
    /// Reads a configuration file.
    pub fn load(path: &Path) -> Result<Config, ConfigError> {
        let text =
            std::fs::read_to_string(path).map_err(|source| ConfigError::Io { path: path.to_path_buf(), source })?;
        let mut config = Config::parse(path, &text)?;
        config.folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        config.file = true;
        Ok(config)
    }

    fn parse(path: &Path, text: &str) -> Result<Config, ConfigError> {
        if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
            return Ok(Config::default());
        }
        serde_yaml::from_str(text).map_err(|error| field_error(path, &error))
    }

    /// The folders that posts may read images from: that of this file, which is the site's, and those it allows. None
    /// if there is no file.
    pub fn reach(&self) -> Vec<PathBuf> {
        let site = self.file.then(|| self.folder.clone());
        site.into_iter().chain(self.allow_paths.iter().map(|folder| self.path(folder))).collect()
    }

    /// A path of the file, relative to where the program runs.
    pub fn path(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }

    /// The defaults of flags, with paths relative to where the program runs.
    pub fn export_here(&self) -> ExportSection {
        let here = |path: &Option<PathBuf>| path.as_deref().map(|path| self.path(path));
        let export = &self.export;
        ExportSection {
            cover: here(&export.cover),
            cache: here(&export.cache),
            output: here(&export.output),
            ..export.clone()
        }
    }

    /// What resolving needs to know of the site, for posts in `post_folder`. What the site holds is not in it.
    pub fn site_context(&self, post_folder: &Path, diagnostics: &mut Diagnostics) -> SiteContext {
        let mut categories = BTreeMap::new();
        for (name, section) in &self.categories {
            let category = Category {
                title: section.title.clone(),
                description: section.description.clone(),
                color: section.color,
                path: section.path.clone(),
            };
            categories.insert(name.clone(), category);
        }
        if let Some(file) = CategoryFile::read(post_folder, diagnostics) {
            let entry = categories.entry(file.name.clone()).or_default();
            entry.title = entry.title.take().or(file.title);
            entry.description = entry.description.take().or(file.description);
            entry.color = entry.color.or(file.color);
        }
        SiteContext {
            title: self.site.title.clone(),
            url: self.site.url.as_deref().map(|url| url.trim_end_matches('/').to_owned()),
            authors: self.site.author.as_ref().map(OneOrMany::to_vec).unwrap_or_default(),
            publisher: self.site.publisher.clone(),
            rights: self.site.rights.clone(),
            lang: self.lang.clone(),
            categories,
            field_notes_path: self.fieldnotes.path.clone(),
            index: None,
            siblings: None,
        }
    }
}

/// A YAML reader's complaint, with its place apart from its words.
fn field_error(path: &Path, error: &serde_yaml::Error) -> ConfigError {
    let error = error.without_snippet();
    let (line, column) = error.location().map_or((0, 0), |place| (place.line(), place.column()));
    let message = error.to_string();
    // The reader repeats the place in its words, before or after them.
    let place = format!("line {line} column {column}");
    let message = message.lines().next().unwrap_or_default();
    let message = message.replace(&format!("{place}: "), "").replace(&format!(" at {place}"), "");
    let message = message.replace(&format!(" at line {line}, column {column}"), "");
    let message = message.trim_start_matches("error: ").to_owned();
    ConfigError::Field { path: path.to_path_buf(), line, column, message }
}

#[cfg(test)]
mod tests;
