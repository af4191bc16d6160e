//! From the files of a site to its posts: candidates, what is left out of them, keys and order.

use super::generators::{self, Content, Generator, Listed, Listing, Pages};
use super::kind::Kind;
use super::model::{About, LeftOut, Post, Reason, Search, Section};
use super::order;
use super::recognize::Recognized;
use super::rules;
use super::sections::Folders;
use super::tree::{self, Tree};
use super::values::Values;
use super::{keys, languages, outline};
use crate::diagnostics::isolate;
use crate::dialect;
use crate::document::language_tag;
use crate::source::{SourceFile, SourceId, decode};
use ignore::overrides::{Override, OverrideBuilder};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What was read of a site.
pub struct Reading {
    /// Its files.
    pub tree: Tree,
    /// Its generator.
    pub generator: &'static Generator,
    /// What it says of itself.
    pub about: About,
    /// The configuration of its generator.
    pub values: Values,
    /// Its posts, in order.
    pub posts: Vec<Post>,
    /// Its field notes.
    pub notes: Vec<Post>,
    /// Its sections.
    pub sections: Vec<Section>,
    /// The pages of sections that have a text.
    pub pages: Vec<Post>,
    /// What was left out.
    pub left_out: Vec<LeftOut>,
    /// Names of authors by what posts call them.
    pub authors: BTreeMap<String, String>,
    /// Its list of contents.
    pub listing: Option<Listing>,
    contents: Vec<Content>,
}

/// Reads a site.
pub fn read(found: Recognized, search: &Search) -> Reading {
    let Recognized { generator, tree, content } = found;
    let read = generator.config.iter().filter_map(|file| Values::read(&tree, file));
    let values = read.reduce(Values::over).unwrap_or_default();
    let mut about = (generator.about)(&values);
    about.kind = generator.kind;
    about.url = search.url.clone().or(about.url).map(|url| url.trim_end_matches('/').to_owned());
    about.variables = super::variables::of(&values, &about);
    let mut contents = match content {
        Some(folder) => vec![Content::sections(folder)],
        None => (generator.content)(&tree, &values),
    };
    name_books(&mut contents, &about, &tree);
    // The folder that is deepest has the say over its files.
    contents.sort_by_key(|content| std::cmp::Reverse(content.folder.matches('/').count() + content.folder.len()));
    let listing = (generator.listing)(&tree, &values);
    let folders: Vec<&str> = contents.iter().map(|content| content.folder.as_str()).collect();
    let authors = super::authors::of_site(&tree, &values, &folders);
    let mut reading = Reading {
        authors,
        tree,
        generator,
        about,
        values,
        posts: Vec::new(),
        notes: Vec::new(),
        sections: Vec::new(),
        pages: Vec::new(),
        left_out: Vec::new(),
        listing,
        contents,
    };
    reading.fill(search);
    reading
}

/// A book's one section is named after the book, else after its folder.
fn name_books(contents: &mut [Content], about: &About, tree: &Tree) {
    let folder = || tree.root.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = book_name(about).or_else(folder).unwrap_or_else(|| "book".to_owned());
    for content in contents.iter_mut().filter(|content| content.category.as_deref() == Some("book")) {
        content.category = Some(name.clone());
    }
}

/// The title of a site as the name of a section.
fn book_name(about: &About) -> Option<String> {
    about.title.as_deref().map(crate::resolve::slug).filter(|slug| !slug.is_empty())
}

/// Names of folders that say nothing of what is in them.
const NAMELESS: [&str; 6] = ["content", "contents", "src", "app", "data", "source"];

/// A file that may be a post.
struct Candidate {
    file: String,
    /// Which of the content folders it is in.
    content: usize,
}

impl Reading {
    fn fill(&mut self, search: &Search) {
        let mut folders = Folders::read(&self.tree);
        let candidates = self.candidates();
        let listed: BTreeMap<String, Listed> = self.listed();
        let with_texts = folders_with_texts(&candidates);
        let include = globs(&self.tree, &search.include);
        let mut places: BTreeMap<String, String> = BTreeMap::new();
        for Candidate { file, content } in candidates {
            let entry = listed.get(&file);
            let named = include.matched(self.tree.path(&file), false).is_whitelist();
            let read = self.post(&file, content, search, &folders);
            let (post, place, held) = match read {
                Ok(read) => read,
                Err(reason) => {
                    self.leave(&file, reason);
                    continue;
                }
            };
            let by_name = if named || entry.is_some() { None } else { self.by_name(&post, content, &with_texts) };
            if by_name == Some(Reason::SectionPage) || rules::is_section_page(&file) {
                folders.page(&file, &post.meta);
            }
            if by_name == Some(Reason::SectionPage) && held.is_none() && self.introduces(&post) {
                self.pages.push(post.clone());
            }
            let not_listed = self.listing.is_some() && self.generator.listed_only && entry.is_none();
            let reason = by_name
                .or_else(|| held.filter(|reason| !(search.drafts && reason.is_held_back())))
                .or_else(|| not_listed.then_some(Reason::NotListed));
            match reason.filter(|_| !named) {
                Some(reason) => self.leave(&file, reason),
                None => {
                    places.entry(post.category.clone()).or_insert(place);
                    self.keep(post, entry);
                }
            }
        }
        order::arrange(&mut self.posts, self.generator, self.listing.as_ref(), &folders);
        if self.generator.kind != Kind::Dialect {
            keys::make_unique(&mut self.posts);
        }
        self.sections = folders.sections(&self.tree, &self.posts, &places);
        self.introduce();
        self.name_sections();
        self.left_out.sort_by(|a, b| a.path.cmp(&b.path));
    }

    /// Whether the page of a section has something to say. A front page of a documentation only leads to others.
    fn introduces(&self, page: &Post) -> bool {
        self.generator.pages == Pages::Section && !rules::is_front_page(&page.meta) && rules::has_text(page)
    }

    /// Gives the sections their pages. The pages of other folders are those of no section.
    fn introduce(&mut self) {
        for section in &mut self.sections {
            let page = self.pages.iter().find(|page| page.path.parent() == Some(&section.folder));
            section.page = page.map(|page| page.path.clone());
        }
        let kept: BTreeSet<_> = self.sections.iter().filter_map(|section| section.page.clone()).collect();
        self.pages.retain(|page| kept.contains(&page.path));
    }

    /// A site of one section is titled like the site.
    fn name_sections(&mut self) {
        let only = self.sections.len() == 1;
        let whole = matches!(self.generator.pages, Pages::Text) || self.listing.is_some();
        if let Some(section) = self.sections.first_mut().filter(|_| only && whole) {
            section.title = section.title.take().or_else(|| self.about.title.clone());
        }
    }

    fn keep(&mut self, mut post: Post, entry: Option<&Listed>) {
        if post.meta.field_note.is_some() {
            self.notes.push(post);
            return;
        }
        if let Some(entry) = entry {
            post.title.clone_from(&entry.title);
            post.part.clone_from(&entry.part);
            post.depth = entry.depth;
            post.numbered = entry.numbered;
        }
        self.posts.push(post);
    }

    fn leave(&mut self, file: &str, reason: Reason) {
        self.left_out.push(LeftOut { path: self.tree.path(file), reason });
    }

    /// The texts of the content folders and those that the list of contents names.
    fn candidates(&self) -> Vec<Candidate> {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut found = Vec::new();
        for (index, content) in self.contents.iter().enumerate() {
            for file in self.tree.below(&content.folder).filter(|file| self.is_text(file)) {
                if seen.insert(file) {
                    found.push(Candidate { file: file.to_owned(), content: index });
                }
            }
        }
        let listed = self.listing.iter().flat_map(|listing| &listing.entries);
        for entry in listed {
            if !seen.contains(entry.file.as_str()) {
                found.push(Candidate { file: entry.file.clone(), content: self.contents.len().saturating_sub(1) });
            }
        }
        found.sort_by(|a, b| a.file.cmp(&b.file));
        found.dedup_by(|a, b| a.file == b.file);
        found
    }

    /// The folders of its texts.
    pub fn content_folders(&self) -> impl Iterator<Item = &str> {
        self.contents.iter().map(|content| content.folder.as_str())
    }

    fn listed(&self) -> BTreeMap<String, Listed> {
        let mut listed = BTreeMap::new();
        for entry in self.listing.iter().flat_map(|listing| &listing.entries) {
            listed.entry(entry.file.clone()).or_insert_with(|| entry.clone());
        }
        listed
    }

    fn is_text(&self, file: &str) -> bool {
        self.generator.endings.contains(&&*tree::ending(file))
    }

    /// Why a file is no post, by its name and its place.
    fn by_name(&self, post: &Post, content: usize, with_texts: &BTreeMap<String, usize>) -> Option<Reason> {
        let file = post.file.as_str();
        let folder = self.contents.get(content).map_or("", |content| content.folder.as_str());
        let below = tree::below(file, folder);
        let docs = self.generator.pages == Pages::Text;
        if rules::is_section_page(file) {
            return Some(Reason::SectionPage);
        }
        if rules::is_partial(below) {
            return Some(Reason::Partial);
        }
        if rules::is_author(file, &post.meta) {
            return Some(Reason::NoPage);
        }
        if rules::is_project_file(file, docs) {
            return Some(Reason::ProjectFile);
        }
        let place = tree::folder(file);
        let bundle = self.generator.kind == Kind::Hugo && !rules::is_index(file);
        if bundle && place != folder && self.in_bundle(place, folder) {
            return Some(Reason::Resource);
        }
        if rules::is_index(file) {
            let lists = match self.generator.pages {
                Pages::Text => rules::is_front_page(&post.meta),
                Pages::Section if self.generator.kind == Kind::Hugo => place == folder,
                Pages::Section => place == folder || with_texts.get(place).is_some_and(|count| *count > 1),
            };
            return lists.then_some(Reason::SectionPage);
        }
        (docs && rules::is_front_page(&post.meta)).then_some(Reason::SectionPage)
    }

    /// Whether a folder is of a leaf bundle: it, or one above, has an `index.md`.
    fn in_bundle(&self, place: &str, content: &str) -> bool {
        let mut at = place;
        while at.len() > content.len() {
            if self.tree.has(&format!("{at}/index.md")) {
                return true;
            }
            at = tree::folder(at);
        }
        false
    }

    /// Reads a text: what it is, the folder of its section, and why it is held back. A reason instead if it is no post
    /// whatever it says.
    fn post(
        &self,
        file: &str,
        content: usize,
        search: &Search,
        folders: &Folders,
    ) -> Result<(Post, String, Option<Reason>), Reason> {
        let path = self.tree.path(file);
        let bytes = self.tree.bytes(file).map_err(|error| Reason::Unreadable(error.to_string()))?;
        let text = decode(bytes).map_err(|error| Reason::Unreadable(error.to_string()))?;
        let fallback = Content::default();
        let content = self.contents.get(content).unwrap_or(&fallback);
        let below = tree::below(file, &content.folder).to_owned();
        let source = SourceFile::new(&path, text);
        let own = dialect::Reading {
            extensions: self.generator.extensions.iter().copied().collect(),
            ..dialect::Reading::default()
        };
        let read = isolate(|| dialect::front_matter(SourceId::default(), &source, &own));
        let (meta, _) = read.map_err(|fault| Reason::Unreadable(fault.to_string()))?;
        let has_front_matter = meta.span.end > meta.span.start;
        let is_needed = self.generator.front_matter_needed && !content.bare;
        if is_needed && !has_front_matter && !rules::is_project_file(file, false) {
            return Err(Reason::NoFrontMatter);
        }
        let (dated, _) = rules::dated_name(tree::stem(file));
        let suffix = languages::of_suffix(tree::stem(file)).map(|(_, lang)| lang);
        let lang = content.lang.as_deref().and_then(language_tag).or(suffix).or_else(|| self.folder_language(&below));
        let (mut category, place) = self.category(&below, content, search, folders);
        if let Some(lang) = lang.as_deref().filter(|lang| !self.is_default(lang))
            && category != *lang
        {
            category = format!("{category}-{}", lang.to_lowercase());
        }
        // With Pelican the text says which category it is in; of an export of Ghost its pages do.
        let says = matches!(self.generator.kind, Kind::Pelican | Kind::Ghost);
        if let Some(own) = meta.category.clone().filter(|_| says) {
            category = crate::resolve::slug(&own);
        }
        let mut post = Post {
            path,
            file: file.to_owned(),
            category,
            date: rules::date(&meta).or(dated),
            lang,
            meta,
            text: Arc::from(source.text()),
            ..Post::default()
        };
        post.id = keys::key(&post, &below, self.generator);
        match self.generator.kind {
            Kind::Logseq => outline_page(&mut post),
            Kind::Notion => post.date = post.date.or_else(|| outline::dated(&post.text)),
            _ => {}
        }
        if post.meta.title.is_empty() {
            post.meta.title = keys::title(&post, &below);
        }
        let listed = folders.title(file.rsplit_once('.').map_or(file, |(bare, _)| bare));
        post.title = listed.map(str::to_owned).or(post.title);
        post.addresses = self.addresses(&post, &below);
        let draft = content.drafts.then_some(Reason::Draft);
        let held = draft.or_else(|| rules::held_back(&post.meta, post.date, search));
        Ok((post, place, held))
    }

    /// A text that was named on the command line, whether it is a post of the site or not.
    pub fn named(&self, file: &str, search: &Search) -> Option<Post> {
        let folders = Folders::default();
        let of = |content: &Content| content.folder.is_empty() || tree::is_below(file, &content.folder);
        let content = self.contents.iter().position(of).unwrap_or(self.contents.len());
        self.post(file, content, search, &folders).ok().map(|(post, ..)| post)
    }

    fn is_default(&self, lang: &str) -> bool {
        let primary = |tag: &str| tag.split('-').next().unwrap_or(tag).to_lowercase();
        self.about.lang.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(lang) || own == primary(lang))
    }

    /// The language that the first folder of a path names, where the configuration speaks of it.
    fn folder_language(&self, below: &str) -> Option<String> {
        let (first, _) = below.split_once('/')?;
        let lang = languages::of(first)?;
        let program = self.values.program();
        let spoken = [format!("{first}:"), format!("'{first}'"), format!("\"{first}\""), format!("/{first}/")];
        let known = spoken.iter().any(|name| program.contains(name)) || self.values.get("plugins").is_some();
        known.then_some(lang)
    }

    /// The section of a text and the section's folder.
    fn category(&self, below: &str, content: &Content, search: &Search, folders: &Folders) -> (String, String) {
        let join = |below: &str| match (content.folder.as_str(), below) {
            ("", below) => below.to_owned(),
            (folder, "") => folder.to_owned(),
            (folder, below) => format!("{folder}/{below}"),
        };
        if let Some(name) = &content.category {
            return (name.clone(), content.folder.clone());
        }
        let folder = tree::folder(below);
        let configured = search.categories.iter().find(|(_, own)| {
            let own = own.to_string_lossy().replace('\\', "/");
            let own = own.trim_matches('/');
            folder == own || tree::is_below(folder, own)
        });
        if let Some((name, own)) = configured {
            return (name.clone(), join(own.to_string_lossy().trim_matches('/')));
        }
        // The nearest folder above that describes itself.
        let mut at = folder;
        while !at.is_empty() {
            if let Some(name) = folders.name(&join(at)) {
                return (name.to_owned(), join(at));
            }
            at = tree::folder(at);
        }
        let mut parts = folder.split('/').filter(|part| !part.is_empty());
        let first = parts.next();
        match first {
            // A bundle at the top is a post of the content folder itself.
            Some(first) if !(parts.next().is_none() && rules::is_index(below) && !self.is_section(&join(first))) => {
                let name = match self.generator.kind {
                    Kind::Notion => generators::without_number(first).to_owned(),
                    _ => generators::without_numbers(first),
                };
                (name, join(first))
            }
            _ => (self.own_name(content), content.folder.clone()),
        }
    }

    /// Whether a folder holds texts beside its page.
    fn is_section(&self, folder: &str) -> bool {
        let texts = self.tree.below(folder).filter(|file| self.is_text(file));
        texts.filter(|file| !rules::is_index(file) || tree::folder(file) != folder).count() > 0
            && !self.in_bundle(folder, tree::folder(folder))
            || self.tree.has(&format!("{folder}/_index.md"))
    }

    /// The name of a content folder as a section; where that says nothing, the site's.
    fn own_name(&self, content: &Content) -> String {
        let root = || self.tree.root.file_name().map(|name| name.to_string_lossy().into_owned());
        match tree::name(&content.folder) {
            "" => root().unwrap_or_default(),
            name if NAMELESS.contains(&name) => book_name(&self.about).or_else(root).unwrap_or_default(),
            name => name.to_owned(),
        }
    }

    /// The addresses of a post's page: its own first, then those that led to it before.
    fn addresses(&self, post: &Post, below: &str) -> Vec<String> {
        let slash = |path: String| if path.starts_with('/') { path } else { format!("/{path}") };
        let given = ["url", "permalink"].iter().find_map(|name| rules::text(&post.meta, name));
        let given = given.filter(|path| !path.contains([':', '{'])).or_else(|| {
            let slug = rules::text(&post.meta, "slug")?;
            slug.starts_with('/').then_some(slug)
        });
        let own = given.map_or_else(|| (self.generator.address)(post, below, &self.values), slash);
        let before = ["aliases", "redirect_from", "alias"].iter().flat_map(|name| rules::texts(&post.meta, name));
        std::iter::once(own).chain(before.filter(|path| path.starts_with('/'))).collect()
    }
}

/// A page of Logseq has its title and its other names in properties; its file's name is a name of it, too.
fn outline_page(post: &mut Post) {
    let name = outline::page_name(tree::stem(&post.file));
    let text = Arc::clone(&post.text);
    let properties = outline::properties(&text);
    let title = properties.get("title").copied().filter(|title| !title.is_empty()).unwrap_or(&name).to_owned();
    let aliases = properties.get("alias").into_iter().flat_map(|names| names.split(','));
    let aliases = aliases.map(|name| name.trim().trim_matches(['[', ']']).to_owned()).filter(|name| !name.is_empty());
    let aliases = aliases.chain([name]).map(serde_json::Value::String).collect();
    post.meta.extra.insert("aliases".to_owned(), serde_json::Value::Array(aliases));
    post.meta.title.clone_from(&title);
    post.title = Some(title);
}

/// How many texts each folder holds, in itself or below.
fn folders_with_texts(candidates: &[Candidate]) -> BTreeMap<String, usize> {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for Candidate { file, .. } in candidates {
        let mut folder = tree::folder(file);
        while !folder.is_empty() {
            *found.entry(folder.to_owned()).or_default() += 1;
            folder = tree::folder(folder);
        }
    }
    found
}

/// Globs that name files, by gitignore's rules.
fn globs(tree: &Tree, globs: &[String]) -> Override {
    let mut builder = OverrideBuilder::new(&tree.root);
    for glob in globs {
        // One that is no glob names nothing; the configuration is checked before.
        let _ = builder.add(glob);
    }
    builder.build().unwrap_or_else(|_| Override::empty())
}
