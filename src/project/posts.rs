//! A site and what holds for it: its posts are found once, read once and parsed once, whoever asks for them.

use super::settings::{Flags, Settings, SettingsError};
use super::texts::{self, Parsed, Texts};
use crate::config::{self, Config};
use crate::diagnostics::Diagnostics;
use crate::dialect::{Reading, Syntax};
use crate::document::{Date, Document};
use crate::report::Report;
use crate::resolve::{FieldNotes, SiteContext, SiteIndex, linked_notes};
use crate::site::{self, Post, Search, Site};
use crate::source::{SharedSources, Sources};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// From how far away the glossary takes notes: those that the posts' texts link to, and those that these notes' own
/// texts link to. Their readers need the words; what lies farther is for those who browse.
const GLOSSARY_STEPS: usize = 2;

/// A site, its settings and its texts.
pub struct Project {
    /// What holds for its posts.
    pub settings: Settings,
    /// The site.
    pub site: Site,
    texts: Texts,
    /// Index into the posts of the site, and past them into its field notes.
    places: BTreeMap<PathBuf, usize>,
    /// Whether the texts of a folder are in the dialect.
    dialect: Mutex<BTreeMap<PathBuf, bool>>,
}

impl Project {
    /// The site of a folder. `config` is the configuration file if one was named; else the nearest upwards holds. Posts
    /// dated after `today` are left out.
    pub fn open(
        start: &Path,
        config: Option<&Path>,
        flags: &Flags,
        today: Option<Date>,
    ) -> Result<Project, SettingsError> {
        let file = config.map(Path::to_path_buf).or_else(|| config::find(start));
        let mut settings = Settings::load(file.as_deref(), flags)?;
        let site = site::find(&search(&settings.config, start, today));
        settings.fetch.allowed.push(site.root.clone());
        let all = site.posts.iter().chain(&site.notes).enumerate();
        let places = all.map(|(place, post)| (post.path.clone(), place)).collect();
        Ok(Project { settings, site, texts: Texts::default(), places, dialect: Mutex::default() })
    }

    /// Says how often each post will be asked for, so that it is let go after the last time.
    pub fn announce(&self, uses: impl IntoIterator<Item = (PathBuf, usize)>) {
        self.texts.announce(uses);
    }

    /// A post or field note of the site by its absolute path.
    pub fn post(&self, path: &Path) -> Option<&Post> {
        let place = *self.places.get(path)?;
        self.site.posts.get(place).or_else(|| self.site.notes.get(place - self.site.posts.len()))
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

    /// The files that diagnostics point into.
    pub fn sources(&self) -> Sources {
        self.texts.sources.snapshot()
    }

    /// What links between posts are looked up in.
    pub fn index(&self) -> Arc<SiteIndex> {
        self.site.index()
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
        let index = self.index();
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
        self.site.dress(post, &mut document, &mut report.diagnostics);
        Parsed { document, diagnostics: report.diagnostics, source }
    }

    fn reading(&self, post: &Post) -> Reading {
        let syntax = self.settings.export.syntax.unwrap_or_default();
        let neighbours = syntax == Syntax::Auto && self.speaks_dialect(&post.path);
        Reading { syntax, neighbours, ..self.site.reading(post) }
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
fn search(config: &Config, start: &Path, today: Option<Date>) -> Search {
    // A link to a folder is that folder: paths are compared.
    let real = |path: PathBuf| {
        let path = if path.as_os_str().is_empty() { PathBuf::from(".") } else { path };
        path.canonicalize().unwrap_or(path)
    };
    let folder = |(name, section): (&String, &config::CategorySection)| {
        (name.clone(), section.folder.clone().unwrap_or_else(|| PathBuf::from(name)))
    };
    let mut search = Search::from(real(start.to_path_buf()));
    search.root = config.file.then(|| real(config.folder.clone()));
    search.content = config.content.as_deref().map(|content| real(config.path(content)));
    search.categories = config.categories.iter().map(folder).collect();
    search.today = today.unwrap_or(search.today);
    search
}
