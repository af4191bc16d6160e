//! The link graph of a site: every text read, none made.

use crate::diagnostics::terminal::field;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::project::{Parsed, Project, shown};
use crate::resolve::{LinkGraph, graph};
use crate::site::{Reason, Site};
use crate::source::{Sources, Span};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;

/// Whether a diagnostic is about a link that leads nowhere.
fn is_link(said: &&Diagnostic) -> bool {
    matches!(said.code, Code::UnresolvedLink | Code::UnresolvedAnchor)
}

/// A site's texts, their links, and what is wrong with them.
#[derive(Debug, Default)]
pub struct SiteLinks {
    /// The texts and who links to whom.
    pub graph: LinkGraph,
    /// Links that lead nowhere, and files that cannot be read.
    pub diagnostics: Diagnostics,
    /// The texts that places are in.
    pub sources: Sources,
}

impl SiteLinks {
    /// Reads the texts of a site. What is wrong with them is reported when books are made of them.
    pub fn read(project: &Project) -> SiteLinks {
        let mut links = SiteLinks::default();
        for left in &project.site.left_out {
            if let Reason::Unreadable(_) = left.reason {
                let message = format!("{}: {}", shown(&left.path).display(), left.reason);
                links.diagnostics.warn(Code::UnresolvedLink, None, message, "its links are not in the report");
            }
        }
        let Site { posts, notes, .. } = &project.site;
        project.announce(posts.iter().chain(notes).map(|post| (post.path.clone(), 1)));
        let parsed: Vec<_> = posts.par_iter().chain(notes).map(|post| project.take(&post.path)).collect();
        let documents = parsed.into_iter().flatten().map(|parsed| {
            let Parsed { mut document, source, diagnostics, .. } = Arc::unwrap_or_clone(parsed);
            // Links that no post of the site has are found by their address, when the text is read.
            diagnostics.iter().filter(is_link).for_each(|said| links.diagnostics.push(said.clone()));
            if document.meta.field_note.is_some() {
                document.meta.category = None;
            }
            (source, document)
        });
        let documents = documents.collect();
        let mut context = project.context(&project.site.root, &mut Diagnostics::new());
        context.index = Some(project.site.index());
        links.graph = graph(documents, &context, &mut links.diagnostics);
        links.sources = project.sources();
        links
    }

    /// Links that lead nowhere.
    pub fn dangling(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(is_link)
    }

    /// Keys of the texts that nothing links to.
    pub fn unlinked(&self) -> Vec<&str> {
        let alone = self.graph.texts.iter().filter(|text| text.linked_from.is_empty());
        alone.map(|text| text.key.as_str()).collect()
    }

    /// The report for people; dangling links are reported as diagnostics.
    pub fn text(&self) -> String {
        let key = |index: usize| self.graph.texts.get(index).map_or("", |text| text.key.as_str());
        let mut out = String::new();
        for text in &self.graph.texts {
            out.push_str(&format!("{}  {}\n", field(&text.key), field(&text.title)));
            for link in &text.links {
                let heading = link.heading.as_ref().map(|slug| format!("#{slug}")).unwrap_or_default();
                let line = self.place(link.span).map(|(line, _)| format!("  line {line}")).unwrap_or_default();
                out.push_str(&format!("  -> {}{}{line}\n", field(key(link.to)), field(&heading)));
            }
            if !text.linked_from.is_empty() {
                let from: Vec<&str> = text.linked_from.iter().map(|index| key(*index)).collect();
                out.push_str(&format!("  <- {}\n", field(&from.join(", "))));
            }
        }
        let unlinked = self.unlinked();
        if !unlinked.is_empty() {
            out.push_str(&format!("orphan pages: {}\n", field(&unlinked.join(", "))));
        }
        let notes = self.graph.texts.iter().filter(|text| text.is_note).count();
        let links: usize = self.graph.texts.iter().map(|text| text.links.len()).sum();
        let (posts, dangling) = (self.graph.texts.len() - notes, self.dangling().count());
        out.push_str(&format!("{posts} posts, {notes} field notes, {links} links between them, {dangling} broken\n"));
        out
    }

    /// The report for machines.
    pub fn json(&self) -> Value {
        let key = |index: usize| self.graph.texts.get(index).map_or("", |text| text.key.as_str());
        let documents = self.graph.texts.iter().map(|text| {
            let links = text.links.iter().map(|link| {
                let (line, column) = self.place(link.span).unzip();
                json!({ "to": key(link.to), "heading": link.heading, "line": line, "column": column })
            });
            let path = self.sources.get(text.source).map(|file| file.path().display().to_string());
            json!({
                "key": text.key,
                "kind": if text.is_note { "note" } else { "post" },
                "title": text.title,
                "path": path,
                "links": links.collect::<Vec<_>>(),
                "linked_from": text.linked_from.iter().map(|index| key(*index)).collect::<Vec<_>>(),
            })
        });
        let dangling = self.dangling().map(|said| {
            let from = said.span.and_then(|span| self.graph.texts.iter().find(|text| text.source == span.source));
            let (line, column) = said.span.and_then(|span| self.place(span)).unzip();
            json!({
                "from": from.map(|text| &text.key),
                "code": said.code.name(),
                "line": line,
                "column": column,
                "message": said.message,
                "hint": said.hint,
            })
        });
        json!({
            "version": 1,
            "documents": documents.collect::<Vec<_>>(),
            "dangling": dangling.collect::<Vec<_>>(),
            "unlinked": self.unlinked(),
        })
    }

    /// Line and column.
    fn place(&self, span: Span) -> Option<(usize, usize)> {
        let place = self.sources.get(span.source)?.place(usize::try_from(span.start).ok()?);
        Some((place.line, place.column))
    }
}
