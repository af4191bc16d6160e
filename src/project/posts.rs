//! A site and what holds for it: its posts are found once, read once and parsed once, whoever asks for them.

use super::settings::{Flags, Settings, SettingsError};
use super::texts::{self, Parsed, Texts, Written};
use crate::config;
use crate::diagnostics::{Code, Diagnostics};
use crate::dialect::{self, Reading, Syntax};
use crate::document::{Date, Document};
use crate::report::Report;
use crate::resolve::{FieldNotes, SiteContext, SiteIndex, linked_notes, links_into, needs_site_index};
use crate::site::{self, Kind, Post, Search, Site};
use crate::source::{SharedSources, SourceFile, SourceId, Sources};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// From how far away the glossary takes notes: those that the posts' texts link to, and those that these notes' own
/// texts link to. Their readers need the words; what lies farther is for those who browse.
const GLOSSARY_STEPS: usize = 2;

/// A site, its settings and its texts.
pub struct Project {
    /// What holds for its posts.
    pub settings: Settings,
    /// The configuration file, if there is one.
    pub configuration: Option<PathBuf>,
    /// The site.
    pub site: Site,
    texts: Texts,
    /// Posts that the site leaves out and that were named.
    pub adopted: Vec<Post>,
    places: BTreeMap<PathBuf, Place>,
    /// Whether the texts of a folder are in the dialect.
    dialect: Mutex<BTreeMap<PathBuf, bool>>,
}

/// Where a text of the site is, by its index there.
enum Place {
    Post(usize),
    Note(usize),
    /// The page of a section.
    Page(usize),
    Adopted(usize),
}

impl fmt::Debug for Project {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Project").field("root", &self.site.root).finish_non_exhaustive()
    }
}

impl Project {
    /// The site of a folder or file, which need not be there. `config` is the configuration file if one was named; else
    /// the nearest upwards is used. Posts dated after `today` are left out.
    pub fn open(
        start: &Path,
        config: Option<&Path>,
        flags: &Flags,
        today: Option<Date>,
    ) -> Result<Project, SettingsError> {
        let configuration = config.map(Path::to_path_buf).or_else(|| config::find(start));
        let mut settings = Settings::load(configuration.as_deref(), flags)?;
        let site = site::find(&search(&settings, start, today));
        settings.fetch.allowed.push(site.root.clone());
        settings.fetch.allowed.extend(site.served_beside());
        let posts = site.posts.iter().enumerate().map(|(index, post)| (post.path.clone(), Place::Post(index)));
        let notes = site.notes.iter().enumerate().map(|(index, note)| (note.path.clone(), Place::Note(index)));
        let pages = site.pages.iter().enumerate().map(|(index, page)| (page.path.clone(), Place::Page(index)));
        let places = posts.chain(notes).chain(pages).collect();
        Ok(Project {
            settings,
            configuration,
            site,
            texts: Texts::default(),
            adopted: Vec::new(),
            places,
            dialect: Mutex::default(),
        })
    }

    /// Makes a file that was named a post of the site, though the site leaves it out. The error says why it cannot be
    /// one.
    pub fn adopt(&mut self, file: &Path) -> Result<(), String> {
        let path = real(file);
        if self.places.get(&path).is_some_and(|place| !matches!(place, Place::Page(_))) {
            return Ok(());
        }
        let text = texts::read_text(file)?;
        let post = self.site.post(&path).unwrap_or_else(|| self.stranger(&path, text));
        self.places.insert(path, Place::Adopted(self.adopted.len()));
        self.adopted.push(post);
        Ok(())
    }

    /// Says how often each post will be asked for, so that it is let go after the last time.
    pub fn announce(&self, uses: impl IntoIterator<Item = (PathBuf, usize)>) {
        self.texts.announce(uses);
    }

    /// Says that a book will be made of a text once more; after the last one it is let go.
    pub fn expect(&self, file: &Path) {
        self.texts.expect(&real(file));
    }

    /// A post or field note of the site by its absolute path.
    pub fn post(&self, path: &Path) -> Option<&Post> {
        match self.places.get(path)? {
            Place::Post(index) => self.site.posts.get(*index),
            Place::Note(index) => self.site.notes.get(*index),
            Place::Page(index) => self.site.pages.get(*index),
            Place::Adopted(index) => self.adopted.get(*index),
        }
    }

    /// Whether a file is one of the site's texts, those that it leaves out among them.
    pub fn knows(&self, file: &Path) -> bool {
        let file = real(file);
        self.places.contains_key(&file) || self.site.left_out.iter().any(|left| left.path == file)
    }

    /// A file that was named: always a post, whether the site makes a page of it or not. Outside of any site it is a
    /// post of its own. The error says why it cannot be read.
    pub fn named(&self, file: &Path) -> Result<Arc<Parsed>, String> {
        let path = real(file);
        if let Some(parsed) = self.take(&path) {
            return Ok(parsed);
        }
        let text = texts::read_text(file)?;
        let post = self.site.post(&path).unwrap_or_else(|| self.stranger(&path, text));
        Ok(self.texts.take(&path, |sources| self.parse(&post, sources)))
    }

    /// A text that is in no file, read as if it were in this one.
    pub fn text(&self, file: &Path, text: Arc<str>) -> Arc<Parsed> {
        let path = real(file);
        let post = self.stranger(&path, text);
        Arc::new(self.parse(&post, &self.texts.sources))
    }

    /// Adds a file that diagnostics point into.
    pub fn add_source(&self, file: &Arc<SourceFile>) -> SourceId {
        self.texts.sources.add(Arc::clone(file))
    }

    /// A text that the site has nothing to say about.
    fn stranger(&self, path: &Path, text: Arc<str>) -> Post {
        let source = texts::file(path, Arc::clone(&text));
        let (meta, _) = dialect::front_matter(SourceId::default(), &source, &Reading::default());
        let file = path.strip_prefix(&self.site.root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        Post { path: path.to_path_buf(), file, id: meta.id.clone(), meta, text, ..Post::default() }
    }

    /// A post as it was parsed; `None` if the site has no such file or cannot read it.
    pub fn take(&self, path: &Path) -> Option<Arc<Parsed>> {
        let post = self.post(path)?;
        Some(self.texts.take(path, |sources| self.parse(post, sources)))
    }

    /// The same, without counting as a use.
    pub fn peek(&self, path: &Path) -> Option<Arc<Parsed>> {
        let post = self.post(path)?;
        Some(self.texts.peek(path, |sources| self.parse(post, sources)))
    }

    /// The same, for a look ahead that must not fill the memory: of a large site not every text is kept for later.
    pub fn glance(&self, path: &Path) -> Option<Arc<Parsed>> {
        let post = self.post(path)?;
        Some(self.texts.glance(path, |sources| self.parse(post, sources)))
    }

    /// The files that diagnostics point into.
    pub fn sources(&self) -> Sources {
        self.texts.sources.snapshot()
    }

    /// What the links of documents are looked up in; `None` if they do not need it, or if nothing is known of what
    /// they link to: a folder without a site holds only its own texts.
    pub fn index_for(&self, documents: &[Document]) -> Option<Arc<SiteIndex>> {
        let index = self.site.index();
        let plain = self.site.kind() == Kind::Plain;
        let wanted = if plain { links_into(documents, &index) } else { needs_site_index(documents) };
        wanted.then_some(index)
    }

    /// What resolving needs to know for the posts of a folder: the configuration, and where it says nothing, the site.
    pub fn context(&self, folder: &Path, diagnostics: &mut Diagnostics) -> SiteContext {
        let mut context = self.settings.config.site_context(folder, diagnostics);
        let about = &self.site.about;
        context.title = context.title.or_else(|| about.title.clone());
        context.url = context.url.or_else(|| about.url.clone());
        if context.authors.is_empty() {
            context.authors.clone_from(&about.authors);
        }
        context.lang = self.settings.lang.clone().or(context.lang).or_else(|| about.lang.clone());
        for section in &self.site.sections {
            let known = context.categories.entry(section.name.clone()).or_default();
            known.title = known.title.take().or_else(|| section.title.clone());
            known.description = known.description.take().or_else(|| section.description.clone());
            known.color = known.color.or(section.color);
        }
        context
    }

    /// The field notes that documents link to, and those that these link to.
    pub fn field_notes(&self, documents: &[Document], report: &mut Report) -> FieldNotes {
        let index = self.site.index();
        let paths = |from: &[Document]| -> Vec<PathBuf> {
            linked_notes(from, &index, documents).into_iter().map(|note| note.path.clone()).collect()
        };
        let (mut notes, mut taken) = (FieldNotes::default(), BTreeSet::new());
        let mut wanted = paths(documents);
        for _ in 0..GLOSSARY_STEPS {
            let mut step = Vec::new();
            for path in wanted.into_iter().filter(|path| taken.insert(path.clone())) {
                let Some(parsed) = self.peek(&path) else { continue };
                report.diagnostics.extend(parsed.diagnostics.clone());
                step.push(parsed.document.clone());
                notes.folders.push(path.parent().unwrap_or(Path::new(".")).to_path_buf());
            }
            wanted = paths(&step);
            notes.documents.append(&mut step);
        }
        notes
    }

    fn parse(&self, post: &Post, sources: &SharedSources) -> Parsed {
        let mut report = Report::default();
        let file = texts::file(&post.path, Arc::clone(&post.text));
        let source = sources.add(Arc::clone(&file));
        let mut document = crate::read(source, &file, self.reading(post), &mut report);
        let stem = post.path.file_stem().unwrap_or_default().to_string_lossy();
        let written = Written {
            category: document.meta.category.clone(),
            // A text without a title has its key or the name of its file for one.
            title: Some(document.meta.title.clone()).filter(|title| *title != document.meta.id && *title != stem),
            dated: document.meta.date.is_some(),
        };
        self.site.dress(post, &mut document, &mut report.diagnostics);
        let mut diagnostics = report.diagnostics;
        if self.site.kind() != Kind::Dialect {
            // Only the dialect's own sites find posts by ids that are written.
            diagnostics.retain(|said| said.code != Code::MissingId);
        }
        Parsed { document, diagnostics, source, written }
    }

    /// How a text is read: as a flag says, else by its name, its own word, its site's, or that of the texts beside it.
    fn reading(&self, post: &Post) -> Reading {
        let Settings { export, syntax_is_typed: forced, extensions, typed_extensions: typed, macros, .. } =
            &self.settings;
        let by_name = Some(dialect::guess_syntax(&post.path)).filter(|guess| !forced && *guess != Syntax::Auto);
        let syntax = by_name.or(export.syntax).unwrap_or_default();
        let neighbours = syntax == Syntax::Auto && self.speaks_dialect(&post.path);
        let own = self.site.reading(post);
        let extensions = own.extensions.then(*extensions);
        let macros = macros.clone();
        Reading { syntax, forced: *forced, neighbours, extensions, typed: *typed, macros, ..own }
    }

    /// Whether the texts beside a text are in the dialect; looked up once a folder.
    fn speaks_dialect(&self, path: &Path) -> bool {
        let folder = path.parent().unwrap_or(Path::new(".")).to_path_buf();
        // Each change of the map is whole, whatever happened to another thread.
        let mut known = self.dialect.lock().unwrap_or_else(PoisonError::into_inner);
        *known.entry(folder).or_insert_with(|| config::neighbours_speak_dialect(path))
    }
}

/// Where to look for the site, and what the configuration says about it.
fn search(settings: &Settings, start: &Path, today: Option<Date>) -> Search {
    let Settings { config, export, .. } = settings;
    let folder = |(name, section): (&String, &config::CategorySection)| {
        (name.clone(), section.folder.clone().unwrap_or_else(|| PathBuf::from(name)))
    };
    let mut search = Search::from(if start.is_dir() { real_folder(start) } else { real(start) });
    search.root = config.file.then(|| real_folder(&config.folder));
    search.content = config.content.as_deref().map(|content| real_folder(&config.path(content)));
    search.categories = config.categories.iter().map(folder).collect();
    search.include.clone_from(&config.include);
    search.exclude.clone_from(&config.exclude);
    search.skip_noindex = config.skip_noindex;
    search.url.clone_from(&config.site.url);
    search.drafts = export.drafts.unwrap_or(false);
    search.today = today.unwrap_or(search.today);
    search
}

/// The path of a folder by which paths are compared: a link to a folder is that folder.
pub fn real_folder(folder: &Path) -> PathBuf {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    folder.canonicalize().or_else(|_| std::path::absolute(folder)).unwrap_or_else(|_| folder.to_path_buf())
}

/// The same of a file: a link to a file is a file of the folder it is in.
fn real(file: &Path) -> PathBuf {
    match (file.parent(), file.file_name()) {
        (Some(folder), Some(name)) => real_folder(folder).join(name),
        _ => real_folder(file),
    }
}
