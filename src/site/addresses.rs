//! Where the addresses in a text lead: files of the site, posts, pages.
//!
//! Writers name a file from the folder of their text, from the root of the site, from a folder that is served at the root,
//! by an alias that the generator defines, or by the address of a page. All of these are tried, in the order in which they
//! are usual; case and percent-encoding do not matter.

use super::generators::Generator;
use super::kind::Kind;
use super::model::{LeftOut, Post, Reason};
use super::tree::{Tree, ending, folder, join, name};
use percent_encoding::percent_decode_str;
use std::collections::BTreeMap;

/// Endings of texts that links leave out.
const TEXTS: [&str; 7] = ["md", "mdx", "markdown", "qmd", "rmd", "ipynb", "html"];

/// Names of folders that say nothing of what is in them.
const COMMON: [&str; 12] = [
    "assets",
    "attachments",
    "content",
    "files",
    "figures",
    "image",
    "images",
    "img",
    "media",
    "public",
    "src",
    "static",
];

/// What the addresses of a site lead to.
#[derive(Debug, Default)]
pub struct Addresses {
    /// Posts by their files.
    files: BTreeMap<String, usize>,
    /// Posts by the addresses of their pages, as [`page_key`] writes them.
    pages: BTreeMap<String, usize>,
    /// Posts by the names of their files, their titles and their aliases, in lower case: how notes of a vault are called.
    names: BTreeMap<String, usize>,
    /// Files that are no posts, with the reason.
    left_out: BTreeMap<String, Reason>,
    /// The address of the site, without a slash at the end.
    url: Option<String>,
    /// The path of that address, without a slash at the end: what the site's pages are below.
    base: String,
}

/// Where an address leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To a post, by its index.
    Post(usize),
    /// To a text of the site that is no post, with the reason.
    LeftOut(String, Reason),
    /// To a file that is no text: where it is below the site's root.
    File(String),
    /// To a path of the site, of which no more is known.
    Page(String),
    /// Out of the site.
    Outside,
    /// To a file or page that is not there.
    Nowhere,
}

/// What an address is looked up against.
#[derive(Clone, Copy, Debug)]
pub struct From<'a> {
    /// The file of the text, below the root.
    pub file: &'a str,
    /// The address of its page.
    pub page: &'a str,
}

impl Addresses {
    /// The addresses of these posts. `url` is the address of the site.
    pub fn new(tree: &Tree, posts: &[&Post], left_out: &[LeftOut], url: Option<&str>) -> Addresses {
        let url = url.map(|url| url.trim_end_matches('/').to_owned());
        let host = url.as_deref().and_then(|url| url.split_once("://")).map(|(_, host)| host);
        let base = host.and_then(|host| host.find('/').and_then(|at| host.get(at..))).unwrap_or("").to_owned();
        let mut made = Addresses { url, base, ..Addresses::default() };
        let mut names: Vec<(usize, String, usize)> = Vec::new();
        for (index, post) in posts.iter().enumerate() {
            made.files.entry(post.file.clone()).or_insert(index);
            for address in &post.addresses {
                made.pages.entry(page_key(address)).or_insert(index);
            }
            let depth = post.file.matches('/').count();
            names.push((depth, super::tree::stem(&post.file).to_lowercase(), index));
            let also = super::rules::texts(&post.meta, "aliases").into_iter().chain([post.meta.title.clone()]);
            names.extend(also.map(|name| (depth + 1000, name.to_lowercase(), index)));
        }
        // The name of a file counts before a title, the note nearest to the root before others.
        names.sort();
        for (_, name, index) in names {
            made.names.entry(name).or_insert(index);
        }
        for left in left_out {
            if let Some(file) = tree.relative(&left.path) {
                made.left_out.insert(file, left.reason.clone());
            }
        }
        made
    }

    /// The file of an image, below the root. Nothing for an address that leads out of the site, or to what is not there.
    pub fn image(&self, tree: &Tree, generator: &Generator, from: From<'_>, address: &str) -> Option<String> {
        let path = self.local_path(address)?;
        let through = || self.image_at(tree, generator, from, &through_root(tree, generator, from, &path)?);
        self.image_at(tree, generator, from, &path).or_else(through).or_else(|| by_end(tree, &path))
    }

    fn image_at(&self, tree: &Tree, generator: &Generator, from: From<'_>, path: &str) -> Option<String> {
        let places = places(generator, from, path, &self.base);
        let found = places.iter().find_map(|place| tree.find(place).map(str::to_owned));
        // A vault finds its images by their names alone.
        let by_name = || {
            let path = path.to_lowercase();
            let mut named = tree.named(name(&path)).filter(|_| generator.kind.is_vault());
            named.find(|file| file.to_lowercase().ends_with(path.trim_start_matches(['/', '.']))).map(str::to_owned)
        };
        // An image that `.gitignore` names is still an image of the site.
        let ignored = || places.iter().find(|place| tree.path(place).is_file()).cloned();
        found.or_else(by_name).or_else(ignored)
    }

    /// The path of an address of the site, decoded; nothing for what leads out of it.
    pub fn local_path(&self, address: &str) -> Option<String> {
        let path = self.path_of(address)?;
        Some(path.split(['?', '#']).next().unwrap_or("").to_owned())
    }

    /// The post of a file, by its path below the root.
    pub fn by_file(&self, file: &str) -> Option<usize> {
        self.files.get(file).copied()
    }

    /// Where a link leads.
    pub fn link(&self, tree: &Tree, generator: &Generator, from: From<'_>, address: &str) -> Target {
        let Some(path) = self.local_path(address) else { return Target::Outside };
        let is_known = |target: &Target| !matches!(target, Target::Page(_) | Target::Nowhere);
        let found = self.link_to(tree, generator, from, &path);
        if !is_known(&found)
            && let Some(path) = through_root(tree, generator, from, &path)
        {
            return Some(self.link_to(tree, generator, from, &path)).filter(is_known).unwrap_or(found);
        }
        found
    }

    fn link_to(&self, tree: &Tree, generator: &Generator, from: From<'_>, path: &str) -> Target {
        let places = places(generator, from, path, &self.base);
        let named = TEXTS.contains(&&*ending(path));
        for place in &places {
            match self.text(tree, place) {
                // The address of a section's page, which the site has, though it is no post.
                Some(Target::LeftOut(_, Reason::SectionPage)) if !named => break,
                Some(target) => return target,
                None => {}
            }
        }
        let page = page_of(from, path, &self.base);
        if let Some(index) = page.iter().find_map(|page| self.pages.get(&page_key(page))) {
            return Target::Post(*index);
        }
        // A plain folder has no pages, so that `/two/` means the text of that name.
        let by_name = generator.kind.is_vault()
            || generator.kind == Kind::Plain && path.starts_with('/') && !path.trim_matches('/').contains('/');
        if let Some(index) = self.by_name(path).filter(|_| by_name) {
            return Target::Post(index);
        }
        let is_text = named && ending(path) != "html";
        match places.iter().find_map(|place| tree.find(place)) {
            Some(file) => Target::File(file.to_owned()),
            None if is_text || generator.kind.is_vault() => Target::Nowhere,
            None => page.into_iter().next().map_or(Target::Nowhere, Target::Page),
        }
    }

    /// The post of a name, as notes of a vault call each other: the name of the file, with folders before it or without, a
    /// title or an alias.
    pub fn by_name(&self, called: &str) -> Option<usize> {
        let called = called.trim().trim_start_matches("./").trim_matches('/').to_lowercase();
        let bare = called.strip_suffix(".md").unwrap_or(&called);
        if bare.is_empty() {
            return None;
        }
        let whole = || {
            let wanted = format!("/{bare}.md");
            let mut ends = self.files.iter().filter(|(file, _)| format!("/{}", file.to_lowercase()).ends_with(&wanted));
            ends.next().map(|(_, index)| *index)
        };
        match bare.contains('/') {
            true => whole().or_else(|| self.names.get(bare).copied()),
            false => self.names.get(bare).copied(),
        }
    }

    /// The post or left-out text at a place, with an ending or without.
    fn text(&self, tree: &Tree, place: &str) -> Option<Target> {
        let look = |path: &str| {
            let file = tree.find(path)?;
            let left = || self.left_out.get(file).map(|why| Target::LeftOut(file.to_owned(), why.clone()));
            self.files.get(file).map(|index| Target::Post(*index)).or_else(left)
        };
        if let Some(found) = look(place).filter(|_| !place.is_empty()) {
            return Some(found);
        }
        // A name with one ending may be that of a text with another.
        let bare = [".html", ".md"].iter().find_map(|ending| place.strip_suffix(ending));
        let bare = bare.unwrap_or(place).trim_end_matches('/');
        let endings = TEXTS.iter().filter(|_| !bare.is_empty()).map(|ending| format!("{bare}.{ending}"));
        let pages = ["index", "_index", "README"]
            .into_iter()
            .flat_map(|page| ["md", "mdx", "qmd"].into_iter().map(move |ending| format!("{page}.{ending}")));
        let pages = pages.map(|page| if bare.is_empty() { page } else { format!("{bare}/{page}") });
        endings.chain(pages).find_map(|path| look(&path))
    }

    /// An address as a path: of the site's own addresses what follows the site's. Nothing for what leads out of the site.
    fn path_of(&self, address: &str) -> Option<String> {
        let address = address.trim();
        let own = self.url.as_deref().and_then(|url| {
            let (_, host) = url.split_once("://")?;
            let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
            let rest = rest.or_else(|| address.strip_prefix("//"))?;
            let rest = rest.strip_prefix(host).or_else(|| rest.strip_prefix("www.")?.strip_prefix(host))?;
            (rest.is_empty() || rest.starts_with(['/', '?', '#'])).then_some(rest)
        });
        if let Some(path) = own {
            return Some(decoded(if path.starts_with('/') { path } else { "/" }));
        }
        let scheme = address.split_once(':').is_some_and(|(scheme, _)| {
            scheme.len() > 1 && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        });
        (!scheme && !address.starts_with("//") && !address.is_empty()).then(|| decoded(address))
    }
}

/// The one file whose path ends as an address does. Generators make other addresses of folders: without the first ones, or
/// with a date in their place. Of the address its last folder at least must fit, and not be one of a name that any may have.
fn by_end(tree: &Tree, path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
    let (last, folders) = parts.split_last()?;
    let least = match folders.last() {
        Some(nearest) if !COMMON.contains(&&*nearest.to_lowercase()) => 1,
        _ => 2,
    };
    for start in 0..=folders.len().checked_sub(least)? {
        let end = format!("/{}/{last}", folders.get(start..)?.join("/")).to_lowercase();
        let mut fitting = tree.named(last).filter(|file| format!("/{}", file.to_lowercase()).ends_with(&end));
        if let Some(found) = fitting.next() {
            // Of several none is surely meant.
            return Some(found.to_owned()).filter(|_| fitting.next().is_none());
        }
    }
    None
}

/// The path from the root of one that leaves a plain folder and comes back by the folder's own name (`../posts/two` in
/// `posts`), or that names the folder first (`/posts/two`).
fn through_root(tree: &Tree, generator: &Generator, from: From<'_>, path: &str) -> Option<String> {
    let root = tree.root.file_name()?.to_str().filter(|_| generator.kind == Kind::Plain)?;
    let whole = match path.strip_prefix('/') {
        Some(path) => join("", path)?,
        None => join(&format!("{root}/{}", folder(from.file)), path)?,
    };
    let inner = whole.strip_prefix(root)?.strip_prefix('/')?;
    Some(format!("/{inner}"))
}

/// The places below the root that a path may mean, the likeliest first.
fn places(generator: &Generator, from: From<'_>, path: &str, base: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |folder: &str, path: &str| {
        if let Some(place) = join(folder, path)
            && !found.contains(&place)
        {
            found.push(place);
        }
    };
    for (alias, meant) in generator.aliases {
        if let Some(rest) = path.strip_prefix(alias) {
            add(if *meant == "." { folder(from.file) } else { meant }, rest);
        }
    }
    if let Some(rest) = path.strip_prefix('/') {
        let below = path.strip_prefix(base).filter(|_| !base.is_empty()).and_then(|rest| rest.strip_prefix('/'));
        for rest in below.into_iter().chain([rest]) {
            generator.statics.iter().for_each(|folder| add(folder, rest));
            add("", rest);
        }
        return found;
    }
    add(folder(from.file), path);
    // A text named like its folder's page: images lie in a folder of the same name.
    if !super::rules::is_index(from.file) {
        let bare = from.file.rsplit_once('.').map_or(from.file, |(bare, _)| bare);
        add(bare, path);
    }
    for page in page_of(from, path, base) {
        generator.statics.iter().for_each(|folder| add(folder, page.trim_start_matches('/')));
    }
    generator.statics.iter().for_each(|folder| add(folder, path));
    add("", path);
    found
}

/// The addresses of the page that a path may mean, below the site's.
fn page_of(from: From<'_>, path: &str, base: &str) -> Vec<String> {
    if path.starts_with('/') {
        let below = path.strip_prefix(base).filter(|rest| !base.is_empty() && rest.starts_with('/'));
        return below.into_iter().chain([path]).map(str::to_owned).collect();
    }
    // The page's address is a folder if it ends with a slash; writers forget it as often as not.
    let page = from.page.trim_start_matches('/');
    let inside = join(page.trim_end_matches('/'), path);
    let beside = join(folder(page.trim_end_matches('/')), path);
    let order = if page.ends_with('/') { [inside, beside] } else { [beside, inside] };
    order.into_iter().flatten().map(|page| format!("/{page}")).collect()
}

/// What of an address of a page tells it from others.
fn page_key(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or("").trim_matches('/').to_lowercase();
    let path = path.strip_suffix("index.html").unwrap_or(&path);
    path.strip_suffix(".html").unwrap_or(path).trim_end_matches('/').to_owned()
}

fn decoded(path: &str) -> String {
    percent_decode_str(path).decode_utf8().map_or_else(|_| path.to_owned(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::super::generators;
    use super::super::kind::Kind;
    use super::*;
    use std::path::PathBuf;

    fn site(files: &[&str]) -> Tree {
        Tree::of(PathBuf::from("/site"), files.iter().map(|file| (*file).to_owned()).collect(), false)
    }

    fn post(file: &str, page: &str) -> Post {
        Post { file: file.into(), addresses: vec![page.into()], ..Post::default() }
    }

    #[test]
    fn images_are_found_from_the_text_the_root_what_is_served_and_by_alias() {
        let files = ["content/posts/one/index.md", "content/posts/one/a b.png", "static/img/Photo.JPG", "assets/x.png"];
        let tree = site(&files);
        let one = post(files[0], "/posts/one/");
        let addresses = Addresses::new(&tree, &[&one], &[], Some("https://x.example/base/"));
        let hugo = generators::of(Kind::Hugo);
        let from = From { file: &one.file, page: "/posts/one/" };
        let found = |address: &str| addresses.image(&tree, hugo, from, address).unwrap_or_default();
        assert_eq!(found("a%20b.png"), files[1]);
        assert_eq!(found("./A b.PNG?w=3"), files[1]);
        assert_eq!(found("/img/photo.jpg"), files[2]);
        assert_eq!(found("/base/img/photo.jpg"), files[2]);
        assert_eq!(found("https://www.x.example/base/img/Photo.JPG"), files[2]);
        assert_eq!(found("/posts/one/a b.png"), files[1], "by the address of the page");
        assert_eq!(found("https://other.example/img/Photo.JPG"), "");
        assert_eq!(found("../../../../../x.png"), "");
    }

    #[test]
    fn links_lead_to_posts_by_file_and_by_page() {
        let files = ["docs/a.md", "docs/b/index.md", "docs/draft.md", "docs/file.zip"];
        let tree = site(&files);
        let (a, b) = (post(files[0], "/docs/a/"), post(files[1], "/docs/b/"));
        let left = LeftOut { path: tree.path(files[2]), reason: Reason::Draft };
        let addresses = Addresses::new(&tree, &[&a, &b], &[left], Some("https://x.example"));
        let from = From { file: files[0], page: "/docs/a/" };
        let to = |address: &str| addresses.link(&tree, generators::of(Kind::MkDocs), from, address);
        for address in ["b/index.md#x", "b", "../b/", "/docs/b/", "https://x.example/docs/b/index.html", "./b/index.md"]
        {
            assert_eq!(to(address), Target::Post(1), "{address}");
        }
        assert_eq!(to("draft.md"), Target::LeftOut(files[2].into(), Reason::Draft));
        assert_eq!(to("file.zip"), Target::File(files[3].into()));
        assert_eq!(to("gone.md"), Target::Nowhere);
        assert_eq!(to("/about/"), Target::Page("/about/".into()));
        assert_eq!((to("mailto:a@b.c"), to("https://y.example")), (Target::Outside, Target::Outside));
    }

    #[test]
    fn an_image_is_found_by_the_end_of_its_address_if_only_one_file_fits() {
        let files = [
            "content/guides/hiring/job/cost.svg",
            "content/a/1.79/out.svg",
            "x/img/logo.png",
            "a/b/z.png",
            "c/b/z.png",
        ];
        let tree = site(&files);
        let found = |path: &str| by_end(&tree, path).unwrap_or_default();
        assert_eq!(found("/hiring/job/Cost.svg"), files[0]);
        assert_eq!(found("../../../2024/05/07/1.79/out.svg"), files[1]);
        for path in ["../../img/logo.png", "/logo.png", "q/b/z.png", "/other/cost.svg", ""] {
            assert_eq!(found(path), "", "{path}");
        }
    }

    #[test]
    fn a_plain_folder_is_left_and_entered_again_by_its_name() {
        let tree = site(&["one.md", "two.md", "img/a.png"]);
        let (one, two) = (post("one.md", "/one/"), post("two.md", "/two/"));
        let addresses = Addresses::new(&tree, &[&one, &two], &[], None);
        let (plain, from) = (generators::of(Kind::Plain), From { file: "one.md", page: "/one/" });
        for address in ["../site/two/", "/site/two", "../site/two.md#x", "/site/two.html"] {
            assert_eq!(addresses.link(&tree, plain, from, address), Target::Post(1), "{address}");
        }
        assert_eq!(addresses.link(&tree, plain, from, "../other/two/"), Target::Page("/other/two".into()));
        assert_eq!(addresses.image(&tree, plain, from, "/site/img/a.png").as_deref(), Some("img/a.png"));
        assert_eq!(addresses.image(&tree, plain, from, "../other/img/b.png"), None);
    }

    #[test]
    fn notes_of_a_vault_are_called_by_name() {
        let files = ["Deep/Other note.md", "Note.md", "img/pic.png"];
        let tree = site(&files);
        let posts = [post(files[0], "/x/"), post(files[1], "/y/")];
        let addresses = Addresses::new(&tree, &[&posts[0], &posts[1]], &[], None);
        assert_eq!(addresses.by_name("other note"), Some(0));
        assert_eq!(addresses.by_name("deep/Other note.md"), Some(0));
        assert_eq!(addresses.by_name("nothing"), None);
        let from = From { file: files[1], page: "/y/" };
        let vault = generators::of(Kind::Obsidian);
        assert_eq!(addresses.image(&tree, vault, from, "pic.png").as_deref(), Some("img/pic.png"));
    }
}
