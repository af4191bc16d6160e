//! What a site knows of a text, written into its document: metadata, where images are, where links lead.

use super::Site;
use super::addresses::{From, Target};
use super::keys::readable;
use super::kind::Kind;
use super::model::Post;
use super::wikilinks;
use crate::diagnostics::{Code, Diagnostics};
use crate::document::{Block, BlockKind, Document, Image, Inline, InlineKind, LinkTarget, walk};
use crate::resolve::{NO_ADDRESS, path_from, slug};
use crate::source::Span;
use std::collections::BTreeSet;

impl Site {
    /// Completes a document with what the site knows: category, key, date, language, title; images become paths of
    /// files, links between the site's texts lead to posts. Done after reading and before the book is made.
    pub fn dress(&self, post: &Post, document: &mut Document, diagnostics: &mut Diagnostics) {
        let meta = &mut document.meta;
        meta.category = Some(post.category.clone()).filter(|category| !category.is_empty()).or(meta.category.take());
        meta.id.clone_from(&post.id);
        meta.date = meta.date.or(post.date);
        meta.lang = meta.lang.take().or_else(|| post.lang.clone());
        for author in &mut meta.authors {
            if let Some(name) = self.reading.authors.get(author) {
                author.clone_from(name);
            }
        }
        if let Some(title) = &post.title {
            meta.title.clone_from(title);
        } else if meta.title.is_empty() || meta.title == file_stem(post) {
            // A file that is read for itself has no title but that of its front matter.
            let known = Some(post.meta.title.clone()).filter(|title| !title.is_empty());
            meta.title = known.unwrap_or_else(|| readable(&post.id, &post.file));
        }
        let page = post.addresses.first().map_or("/", String::as_str);
        let from = From { file: &post.file, page };
        let mut dress = Dress { site: self, post, from, said: BTreeSet::new(), unwritten: Vec::new(), diagnostics };
        dress.document(document);
        dress.unwritten();
    }
}

/// The anchor of a post's heading of these words; the words themselves if it has none.
fn anchor_of(post: &Post, words: String) -> String {
    wikilinks::anchor(&post.text, &words).unwrap_or(words)
}

/// The name of the file, which a text without any title has for one.
fn file_stem(post: &Post) -> &str {
    super::tree::stem(&post.file)
}

struct Dress<'a> {
    site: &'a Site,
    post: &'a Post,
    from: From<'a>,
    /// Addresses that were complained of.
    said: BTreeSet<String>,
    /// Notes that links call and the site does not have, each once, with the first place.
    unwritten: Vec<(String, Span)>,
    diagnostics: &'a mut Diagnostics,
}

impl Dress<'_> {
    fn document(&mut self, document: &mut Document) {
        if let Some(thumbnail) = &mut document.meta.thumbnail {
            self.image(&mut thumbnail.source);
        }
        if let Some(cover) = &mut document.meta.cover {
            self.image(&mut cover.source);
        }
        for run in document.meta.lead.iter_mut().chain(&mut document.meta.tldr) {
            walk::inline_tree_mut(run, &mut |inline| self.inline(inline));
        }
        for blocks in std::iter::once(&mut document.blocks).chain(document.notes.iter_mut().map(|note| &mut note.body))
        {
            walk::inlines_mut(blocks, &mut |inline| self.inline(inline));
            figures(blocks, &mut |image| self.image(&mut image.source));
        }
    }

    fn inline(&mut self, inline: &mut Inline) {
        match &mut inline.kind {
            InlineKind::Image(image) => self.image(&mut image.source),
            InlineKind::Link(link) => {
                let target = std::mem::replace(&mut link.target, LinkTarget::Url(String::new()));
                link.target = self.link(target, inline.span);
            }
            _ => {}
        }
    }

    /// The path of the file from the folder of the text, if it is one of the site. Other addresses stay as they are.
    fn image(&self, source: &mut String) {
        let Site { reading, addresses, .. } = self.site;
        if let Some(file) = addresses.image(&reading.tree, reading.generator, self.from, source) {
            let folder = self.post.path.parent().unwrap_or(&reading.tree.root);
            *source = path_from(folder, &reading.tree.path(&file)).to_string_lossy().into_owned();
        } else if let Some(file) = addresses.local_path(source).and_then(|path| self.site.beside.image(&path)) {
            let folder = self.post.path.parent().unwrap_or(&reading.tree.root);
            *source = path_from(folder, &file).to_string_lossy().into_owned();
        }
    }

    fn link(&mut self, target: LinkTarget, span: Span) -> LinkTarget {
        let vault = self.site.about.kind.is_vault();
        match target {
            LinkTarget::Url(address) => self.url(address, span),
            LinkTarget::Anchor(anchor) if vault => self.anchor_of(&anchor),
            // `[[#The part]]` has the words of a heading.
            LinkTarget::Anchor(words) if self.about_words(&words) => LinkTarget::Anchor(anchor_of(self.post, words)),
            LinkTarget::FieldNote(called) if self.is_called(&called) => self.called(called, span),
            // `[[folder/note]]` may be a path.
            LinkTarget::Post { category, slug, fragment } if self.unknown(&category, &slug) => {
                let called = format!("{category}/{slug}");
                let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
                match self.site.addresses.by_name(&called) {
                    Some(_) => self.called(format!("{called}{fragment}"), span),
                    None => LinkTarget::Post { category, slug, fragment: Some(fragment).filter(|f| !f.is_empty()) },
                }
            }
            other => other,
        }
    }

    fn unknown(&self, category: &str, slug: &str) -> bool {
        let by_name = self.site.about.kind.is_vault() || self.site.about.kind == Kind::Plain;
        by_name && self.site.index.post(category, slug).is_none()
    }

    /// Whether an anchor in a plain folder is written as words are, not as ids.
    fn about_words(&self, anchor: &str) -> bool {
        let are_words = anchor.contains(|c: char| c.is_whitespace() || c.is_uppercase());
        self.site.about.kind == Kind::Plain && are_words
    }

    /// Whether `[[called]]` is the name of a text: in a vault all but the field notes are, in a plain folder those of
    /// texts that are there and of headings.
    fn is_called(&self, called: &str) -> bool {
        let name = called.split('#').next().unwrap_or(called);
        let is_text = || name.is_empty() || self.site.addresses.by_name(name).is_some();
        match self.site.about.kind {
            kind if kind.is_vault() => self.site.index.note(called).is_none(),
            Kind::Plain => self.site.index.note(called).is_none() && is_text(),
            _ => false,
        }
    }

    /// A link that calls a note of the vault by its name: `note`, `folder/note#heading`, `note#^block`.
    fn called(&mut self, called: String, span: Span) -> LinkTarget {
        let (name, fragment) = called.split_once('#').unwrap_or((&called, ""));
        if name.is_empty() {
            return self.anchor_of(fragment);
        }
        match self.site.addresses.by_name(name) {
            // Who calls by name names headings by their words.
            Some(index) if !self.site.about.kind.is_vault() && !fragment.is_empty() => {
                let anchor = self.site.all().nth(index).map(|post| anchor_of(post, fragment.to_owned()));
                self.to_post(index, anchor.as_deref())
            }
            Some(index) => self.to_post(index, Some(fragment)),
            None => {
                if self.said.insert(name.to_owned()) {
                    self.unwritten.push((name.to_owned(), span));
                }
                LinkTarget::Url(name.to_owned())
            }
        }
    }

    /// Vaults call notes that are yet to be written; that is said once a text.
    fn unwritten(&mut self) {
        let Some((name, span)) = self.unwritten.first() else { return };
        let more = match self.unwritten.len() {
            1 => String::new(),
            count => format!(" (and {} more that links of this text call)", count - 1),
        };
        let message = format!("the site has no note `{name}`{more}");
        self.diagnostics.warn(Code::UnresolvedLink, *span, message, "write the note, or take the brackets away");
    }

    fn url(&mut self, address: String, span: Span) -> LinkTarget {
        // `[text]([[note]])` of Logseq.
        if let Some(called) = address.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) {
            return self.called(called.to_owned(), span);
        }
        let Site { reading, addresses, .. } = self.site;
        let fragment = address.split_once('#').map(|(_, fragment)| fragment);
        match addresses.link(&reading.tree, reading.generator, self.from, &address) {
            Target::Post(index) => self.to_post(index, fragment),
            Target::LeftOut(file, why) => {
                let message = format!("`{address}` leads to `{file}`, which is not among the posts: {why}");
                self.warn(address.clone(), span, message, "the words stay, without the link");
                LinkTarget::Url(relative(address))
            }
            Target::File(file) => self.file(&file, address),
            Target::Page(page) => {
                let has_address = self.site.about.url.is_some() || self.site.about.kind == Kind::Dialect;
                if !has_address && address.starts_with('/') {
                    let hint = "give `site.url` in offprint.yaml; the words stay, without the link";
                    self.warn(NO_ADDRESS.to_owned(), span, NO_ADDRESS.to_owned(), hint);
                }
                if !has_address && !address.starts_with('/') {
                    let message = format!("nothing of the site is at `{address}`");
                    self.warn(address.clone(), span, message, "correct the address; the words stay, without the link");
                }
                LinkTarget::Url(fragment.map_or(page.clone(), |fragment| format!("{page}#{fragment}")))
            }
            Target::Outside => LinkTarget::Url(address),
            Target::Nowhere => {
                let message = format!("the site has no text `{address}`");
                self.warn(address.clone(), span, message, "correct the address; the words stay, without the link");
                LinkTarget::Url(relative(address))
            }
        }
    }

    /// A file that readers can load from the site: its path there.
    fn file(&self, file: &str, address: String) -> LinkTarget {
        let statics = self.site.reading.generator.statics.iter().filter(|folder| !folder.is_empty());
        let served = statics.filter_map(|folder| file.strip_prefix(folder)?.strip_prefix('/')).next();
        match (served, address.starts_with('/')) {
            (_, true) => LinkTarget::Url(address),
            (Some(served), _) => LinkTarget::Url(format!("/{served}")),
            (None, _) => LinkTarget::Url(format!("/{file}")),
        }
    }

    fn to_post(&self, index: usize, fragment: Option<&str>) -> LinkTarget {
        let Some(post) = self.site.all().nth(index) else { return LinkTarget::Url(String::new()) };
        let fragment = fragment.map(|fragment| self.fragment(fragment)).filter(|fragment| !fragment.is_empty());
        match fragment {
            Some(anchor) if post.file == self.post.file => LinkTarget::Anchor(anchor),
            fragment => LinkTarget::Post { category: post.category.clone(), slug: post.id.clone(), fragment },
        }
    }

    fn anchor_of(&self, anchor: &str) -> LinkTarget {
        match self.fragment(anchor) {
            anchor if anchor.is_empty() => self.to_own(),
            anchor => LinkTarget::Anchor(anchor),
        }
    }

    fn to_own(&self) -> LinkTarget {
        LinkTarget::Post { category: self.post.category.clone(), slug: self.post.id.clone(), fragment: None }
    }

    /// A fragment as headings are named. Vaults write the words of the heading, those above it before it, or the mark of
    /// a block, which a book has no place for.
    fn fragment(&self, fragment: &str) -> String {
        if !self.site.about.kind.is_vault() {
            return percent_encoding::percent_decode_str(fragment).decode_utf8_lossy().into_owned();
        }
        let last = fragment.rsplit('#').next().unwrap_or(fragment);
        if last.starts_with('^') { String::new() } else { slug(last) }
    }

    /// Says each fault once in a text.
    fn warn(&mut self, key: String, span: Span, message: String, hint: &str) {
        if self.said.insert(key) {
            self.diagnostics.warn(Code::UnresolvedLink, span, message, hint);
        }
    }
}

/// An address that is no path of the site's, so that it leads nowhere.
fn relative(address: String) -> String {
    address.trim_start_matches('/').to_owned()
}

fn figures(blocks: &mut [Block], visit: &mut impl FnMut(&mut Image)) {
    for block in blocks {
        if let BlockKind::Figure(figure) = &mut block.kind {
            visit(&mut figure.image);
        }
        for content in block.kind.content_mut() {
            if let walk::ContentMut::Blocks(inner) = content {
                figures(inner, visit);
            }
        }
    }
}
