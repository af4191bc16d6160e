//! Runs of inlines: putting them together, and links, which hold neither links nor calls of notes.

use crate::document::{Destination, Inline, InlineKind, Link, LinkTarget, NodeId, NoteCall};

/// Adds an inline to a run; texts that touch become one, and so do spaces.
pub(in crate::dialect) fn push_inline(run: &mut Vec<Inline>, mut inline: Inline) {
    if let InlineKind::Text(text) = &mut inline.kind {
        let before = match run.last_mut() {
            Some(Inline { span, kind: InlineKind::Text(before) }) => {
                *span = span.to(inline.span);
                before
            }
            _ => {
                run.push(Inline { span: inline.span, kind: InlineKind::Text(String::with_capacity(text.len())) });
                return push_inline(run, inline);
            }
        };
        for c in text.chars() {
            if c != ' ' || !before.ends_with(' ') {
                before.push(c);
            }
        }
        return;
    }
    run.push(inline);
}

/// A link, followed by the notes that were called in it: a link holds no other link.
pub(super) fn link(span: crate::source::Span, id: NodeId, target: LinkTarget, content: Vec<Inline>) -> Vec<Inline> {
    let mut calls = Vec::new();
    let mut content = without_links(content, &mut calls);
    if content.is_empty()
        && let Some(address) = shown_address(&target)
    {
        content.push(Inline { span, kind: InlineKind::Text(address) });
    }
    let link = Link { id, target, destination: Destination::Nowhere, content };
    let mut inlines = vec![Inline { span, kind: InlineKind::Link(link) }];
    inlines.append(&mut calls);
    inlines
}

/// What a link without text shows; nothing for a field note, whose name resolving finds.
fn shown_address(target: &LinkTarget) -> Option<String> {
    match target {
        LinkTarget::Url(address) | LinkTarget::Anchor(address) => Some(address.clone()),
        LinkTarget::Post { slug, .. } => Some(slug.clone()),
        LinkTarget::FieldNote(_) => None,
    }
}

/// The inlines with links replaced by their text and note calls by their terms; the calls go to `calls`.
fn without_links(content: Vec<Inline>, calls: &mut Vec<Inline>) -> Vec<Inline> {
    let mut run = Vec::new();
    for mut inline in content {
        match inline.kind {
            InlineKind::Link(link) => {
                for inner in without_links(link.content, calls) {
                    push_inline(&mut run, inner);
                }
            }
            InlineKind::NoteCall(call) => {
                for inner in without_links(call.term, calls) {
                    push_inline(&mut run, inner);
                }
                let call = NoteCall { term: Vec::new(), ..call };
                calls.push(Inline { span: inline.span, kind: InlineKind::NoteCall(call) });
            }
            _ => {
                if let Some(children) = inline.kind.children_mut() {
                    *children = without_links(std::mem::take(children), calls);
                }
                push_inline(&mut run, inline);
            }
        }
    }
    run
}
