//! Where links lead: a heading of the same post, another post of the book, an address of the site, or nowhere.

use super::context::{LinksTo, SiteContext};
use crate::diagnostics::{Code, Diagnostics, closest};
use crate::document::{Destination, Inline, InlineKind, LinkTarget, NodeId};
use crate::source::Span;
use std::collections::BTreeMap;

/// A post of the book, as links see it.
#[derive(Clone, Debug)]
pub struct LinkablePost {
    /// Its category.
    pub category: String,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What a link without text shows: the name of a field note, else the title.
    pub name: String,
    /// The uid, address, name and aliases of a field note, in lower case.
    pub note_keys: Vec<String>,
    /// Its opening.
    pub node: NodeId,
    /// Its headings by slug, and what else links may lead to by its name.
    pub headings: BTreeMap<String, NodeId>,
    /// The numbers of its formulas that have one.
    pub equations: BTreeMap<NodeId, String>,
}

/// Wrong links of a post for which a suggestion is looked for: each is compared with every name.
const MOST_SUGGESTIONS: usize = 200;

/// Resolves the links of one post.
pub struct LinkResolver<'a> {
    /// The site.
    pub site: &'a SiteContext,
    /// The posts of the book.
    pub posts: &'a [LinkablePost],
    /// The post that the links are in, an index of `posts`.
    pub current: usize,
    /// Where complaints go.
    pub diagnostics: &'a mut Diagnostics,
    /// What was said of this post's links.
    pub said: Said,
}

/// What was said of the links of a post, so that a text of ten thousand wrong links is not searched ten thousand times.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said {
    /// Suggestions that were looked for.
    suggestions: usize,
    /// Whether it was said that the site has no address.
    no_address: bool,
}

/// A destination and what to show where a link has no text.
struct Resolved {
    destination: Destination,
    text: String,
}

/// What is said of a site without an address, once a book.
pub const NO_ADDRESS: &str = "the site has no address, so links to what is not in this book lead nowhere";

impl LinkResolver<'_> {
    /// Resolves one inline if it is a link. An address without content is around a figure, which needs none.
    pub fn inline(&mut self, inline: &mut Inline) {
        if let InlineKind::Link(link) = &mut inline.kind {
            let figure = link.content.is_empty() && matches!(link.target, LinkTarget::Url(_));
            self.link(&link.target, &mut link.destination, &mut link.content, inline.span);
            if figure {
                link.content.clear();
            }
        }
    }

    /// Gives a link its destination, and a text if it has none.
    pub fn link(&mut self, target: &LinkTarget, destination: &mut Destination, content: &mut Vec<Inline>, span: Span) {
        let Resolved { destination: found, text } = match target {
            LinkTarget::Url(url) => self.url(url, span),
            LinkTarget::Anchor(anchor) => self.anchor(anchor, span),
            LinkTarget::Post { category, slug, fragment } => self.post(category, slug, fragment.as_deref(), span),
            LinkTarget::FieldNote(reference) => self.field_note(reference, span),
        };
        *destination = found;
        if content.is_empty() {
            content.push(Inline { span, kind: InlineKind::Text(text) });
        }
    }

    /// An address as written; a path of the site gets the site's address before it.
    fn url(&mut self, url: &str, span: Span) -> Resolved {
        let full = self.site.path_url(url).unwrap_or_else(|| url.to_owned());
        let destination = if is_address(&full) {
            Destination::Url(full)
        } else {
            if let Some(scheme) = scheme(url) {
                let message = format!("a book has no links with `{scheme}:`");
                let hint = format!("use one of {}; the words stay, without the link", SCHEMES.join(", "));
                self.diagnostics.warn(Code::UnresolvedLink, span, message, hint);
            }
            Destination::Nowhere
        };
        Resolved { destination, text: if url.is_empty() { "link".into() } else { url.to_owned() } }
    }

    fn anchor(&mut self, anchor: &str, span: Span) -> Resolved {
        let destination = match self.posts.get(self.current).and_then(|post| heading(post, anchor)) {
            Some(node) => Destination::Node(node),
            None => {
                let slugs = self.posts.get(self.current).into_iter().flat_map(|p| p.headings.keys());
                let hint = self.said.suggest(|| did_you_mean(anchor, slugs.map(String::as_str), "#"));
                let message = format!("no heading of this post has the anchor `#{anchor}`");
                self.diagnostics.warn(Code::UnresolvedAnchor, span, message, hint);
                Destination::Nowhere
            }
        };
        let number = match &destination {
            Destination::Node(node) => self.posts.get(self.current).and_then(|post| post.equations.get(node)),
            _ => None,
        };
        let text = number.map_or_else(|| anchor.replace('-', " "), |number| format!("({number})"));
        Resolved { destination, text }
    }

    fn post(&mut self, category: &str, slug: &str, fragment: Option<&str>, span: Span) -> Resolved {
        if let Some(post) = self.posts.iter().find(|p| same(&p.category, category) && same(&p.id, slug)) {
            let text = post.title.clone();
            let Some(fragment) = fragment else {
                return Resolved { destination: Destination::Node(post.node), text };
            };
            let node = heading(post, fragment);
            if node.is_none() {
                let slugs = post.headings.keys().map(String::as_str);
                let hint = self.said.suggest(|| did_you_mean(fragment, slugs, &format!("{category}/{slug}#")));
                let message = format!("no heading of `{category}/{slug}` has the anchor `#{fragment}`");
                self.diagnostics.warn(Code::UnresolvedAnchor, span, message, hint);
            }
            return Resolved { destination: Destination::Node(node.unwrap_or(post.node)), text };
        }
        let indexed = self.site.index.as_deref().map(|index| (index, index.post(category, slug)));
        let mut text = slug.to_owned();
        match indexed {
            Some((_, Some(post))) => text.clone_from(&post.title),
            Some((index, None)) => {
                let slugs = index.slugs(category);
                let hint = self.said.suggest(|| did_you_mean(slug, slugs, &format!("{category}/")));
                let message = format!("the site has no post `{category}/{slug}`");
                self.diagnostics.warn(Code::UnresolvedLink, span, message, hint);
                return Resolved { destination: Destination::Nowhere, text };
            }
            None => {}
        }
        let page = indexed.and_then(|(_, post)| post?.page.as_deref());
        let url = match page {
            Some(page) => self.site.path_url(page),
            None => self.site.post_url(category, slug),
        };
        let url = url.map(|url| fragment.map_or(url.clone(), |fragment| format!("{url}#{fragment}")));
        let file = self.site.siblings.as_ref().and_then(|books| Some((books.prefer, books.path(category, slug)?)));
        let destination = match (file, url) {
            (Some((LinksTo::Files, path)), url) => Destination::File { path, url },
            (_, Some(url)) => Destination::Url(url),
            (Some((LinksTo::Site, path)), None) => Destination::File { path, url: None },
            (None, None) => self.without_address(indexed.is_some(), span),
        };
        Resolved { destination, text }
    }

    /// The site is known but has no address: said once a book, however many links there are.
    fn without_address(&mut self, known: bool, span: Span) -> Destination {
        let first = known && !std::mem::replace(&mut self.said.no_address, known);
        if first && !self.diagnostics.iter().any(|said| said.message == NO_ADDRESS) {
            let hint = "give `site.url` in offprint.yaml; --glossary puts field notes into the book";
            self.diagnostics.warn(Code::UnresolvedLink, span, NO_ADDRESS, hint);
        }
        Destination::Nowhere
    }

    fn field_note(&mut self, reference: &str, span: Span) -> Resolved {
        let wanted = reference.trim().to_lowercase();
        if let Some(post) = self.posts.iter().find(|post| post.note_keys.contains(&wanted)) {
            return Resolved { destination: Destination::Node(post.node), text: post.name.clone() };
        }
        let text = last_segment(reference);
        let Some(index) = &self.site.index else {
            return Resolved { destination: Destination::Nowhere, text };
        };
        let Some(note) = index.note(reference) else {
            let hint = self.said.suggest(|| did_you_mean(&wanted, index.note_names(), ""));
            let message = format!("the site has no field note `{reference}`");
            self.diagnostics.warn(Code::UnresolvedLink, span, message, hint);
            return Resolved { destination: Destination::Nowhere, text };
        };
        let text = note.name.clone();
        let destination = match self.site.note_url(&note.uid) {
            Some(url) => Destination::Url(url),
            None => self.without_address(true, span),
        };
        Resolved { destination, text }
    }
}

impl Said {
    /// A suggestion, as long as not too many were looked for.
    fn suggest(&mut self, find: impl FnOnce() -> String) -> String {
        self.suggestions += 1;
        if self.suggestions <= MOST_SUGGESTIONS { find() } else { String::new() }
    }
}

/// A field note's uid, address, name and aliases as links may write them.
pub fn note_keys(meta: &crate::document::Metadata) -> Vec<String> {
    let Some(note) = &meta.field_note else { return Vec::new() };
    let names = [&note.uid, &note.address, &note.name, &meta.id].into_iter().chain(&note.aliases);
    names.filter(|name| !name.is_empty()).map(|name| name.trim().to_lowercase()).collect()
}

/// A heading by its anchor: as written, or percent-decoded, or in lower case; else the one whose anchor has the same
/// letters. Generators make hyphens of other signs: `what's new` is `whats-new` with GitHub and `what-s-new` with Zola.
fn heading(post: &LinkablePost, anchor: &str) -> Option<NodeId> {
    let decoded = percent_encoding::percent_decode_str(anchor).decode_utf8_lossy();
    let exact = [anchor, &decoded, &decoded.to_lowercase()].into_iter().find_map(|slug| post.headings.get(slug));
    let letters =
        |slug: &str| slug.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let wanted = letters(&decoded);
    let alike = || {
        let mut found = post.headings.iter().filter(|(slug, _)| !wanted.is_empty() && letters(slug) == wanted);
        found.next().filter(|_| found.next().is_none()).map(|(_, node)| node)
    };
    // The heading that became the title has no place of its own. `#top` is the beginning of a page without anything so
    // named (HTML 7.4.6.3).
    let beginning = || {
        let is_title = !wanted.is_empty() && letters(&post.title) == wanted;
        (is_title || anchor.eq_ignore_ascii_case("top")).then_some(post.node)
    };
    exact.or_else(alike).copied().or_else(beginning)
}

fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// The last part of an address `A//B//C`.
fn last_segment(reference: &str) -> String {
    reference.rsplit("//").map(str::trim).find(|part| !part.is_empty()).unwrap_or(reference).to_owned()
}

/// Schemes that a book may link to. Others (scripts, files, data, programs of a system) would run or read something on the
/// reader's machine.
const SCHEMES: [&str; 5] = ["https", "http", "mailto", "tel", "ftp"];

/// Whether a target outside the book can be opened from a book: it has one of these schemes.
fn is_address(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once(':') else { return false };
    !rest.is_empty() && SCHEMES.iter().any(|allowed| scheme.eq_ignore_ascii_case(allowed))
}

/// The scheme of an address (RFC 3986, 3.1). One letter is a drive, not a scheme.
fn scheme(url: &str) -> Option<&str> {
    let (scheme, _) = url.split_once(':')?;
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    (scheme.len() > 1 && scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(part))
        .then_some(scheme)
}

fn did_you_mean<'a>(wanted: &str, known: impl Iterator<Item = &'a str>, prefix: &str) -> String {
    closest(wanted, known).map(|name| format!("did you mean `{prefix}{name}`?")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_a_book_may_open_are_addresses() {
        assert!(is_address("https://example.org/a"));
        assert!(is_address("mailto:a@example.org"));
        assert!(!is_address("/about"), "a path needs its site");
        assert!(!is_address("../other.md"));
        for unsafe_address in
            ["JavaScript:alert(1)", "file://host/share", "ms-msdt:/id", "shell:x", "blob:x", "data:,x"]
        {
            assert!(!is_address(unsafe_address), "{unsafe_address}");
            assert!(scheme(unsafe_address).is_some(), "{unsafe_address}");
        }
        for other in ["c:/a.md", "a b:c", "../x:y", "12:30", "é:x", "page.html"] {
            assert_eq!(scheme(other), None, "{other}");
        }
    }

    #[test]
    fn anchors_of_other_generators_find_their_headings() {
        let slugs = ["cargo-metadatas-id", "a-b", "ab", "one"];
        let headings = slugs.into_iter().zip(1..).map(|(slug, node)| (slug.to_owned(), NodeId(node))).collect();
        let post = LinkablePost {
            category: String::new(),
            id: String::new(),
            title: "What it is".into(),
            name: String::new(),
            note_keys: Vec::new(),
            node: NodeId(0),
            headings,
            equations: BTreeMap::new(),
        };
        let found = |anchor: &str| heading(&post, anchor).map(|node| node.0);
        assert_eq!((found("cargo-metadata-s-id"), found("One"), found("o:ne")), (Some(1), Some(4), Some(4)));
        assert_eq!((found("a.b"), found("ab"), found("--")), (None, Some(3), None), "two alike are none");
        assert_eq!((found("top"), found("what-it-is")), (Some(0), Some(0)), "the post's beginning");
    }

    #[test]
    fn the_last_part_of_an_address_is_shown() {
        assert_eq!(last_segment("I/O//DMA"), "DMA");
        assert_eq!(last_segment("2p1K1HEC"), "2p1K1HEC");
        assert_eq!(last_segment("A// "), "A");
    }

    #[test]
    fn suggestions_are_looked_for_a_bounded_number_of_times() {
        let (mut said, mut looked) = (Said::default(), 0);
        for _ in 0..2 * MOST_SUGGESTIONS {
            said.suggest(|| {
                looked += 1;
                String::new()
            });
        }
        assert_eq!(looked, MOST_SUGGESTIONS);
    }

    #[test]
    fn suggestions_are_written_as_links_are() {
        let known = ["the-catch", "introduction"];
        assert_eq!(did_you_mean("the-cach", known.into_iter(), "#"), "did you mean `#the-catch`?");
        assert_eq!(did_you_mean("zzz", known.into_iter(), "#"), "");
    }
}
