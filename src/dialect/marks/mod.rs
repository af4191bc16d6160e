//! The marks of the sites' generators: passes over a text before it is read as Markdown. Each pass puts Markdown, or
//! nothing, in the place of its marks; every place of what is read then leads back to the file (`rewrite`).

mod cells;
mod citations;
mod embeds;
mod host;
mod includes;
mod liquid;
mod mdx;
mod mdx_code;
mod mdx_tags;
mod pairs;
mod pass;
mod references;
mod rewrite;
mod scan;
mod shortcodes;
mod snippets;
mod vault;

pub use host::{Host, Included, Label};
pub use references::labels;
pub(super) use rewrite::Rewritten;

use super::extensions::{Extension, Extensions};
use crate::diagnostics::Diagnostics;
use crate::source::SourceId;
use pass::Marks;
use pulldown_cmark::{Event, Options, Parser, Tag};
use std::ops::Range;
use std::path::Path;

/// A pass over a text.
type Pass = fn(&str, &mut Marks<'_>);

/// The passes, in the order they run; each sees what the ones before it made.
const PASSES: &[(Extension, Pass)] = &[
    (Extension::Includes, includes::pass),
    // What is included may include.
    (Extension::Includes, includes::pass),
    (Extension::Includes, includes::hidden_lines),
    (Extension::Snippets, snippets::includes),
    // What is in a tab may hold tabs.
    (Extension::Snippets, snippets::pass),
    (Extension::Snippets, snippets::pass),
    (Extension::Snippets, snippets::pass),
    (Extension::Liquid, liquid::pass),
    (Extension::Shortcodes, shortcodes::includes),
    // What is included may include.
    (Extension::Shortcodes, shortcodes::includes),
    (Extension::Shortcodes, shortcodes::pass),
    (Extension::Quarto, shortcodes::pass),
    (Extension::Quarto, cells::pass),
    (Extension::Quarto, references::pass),
    (Extension::Quarto, citations::pass),
    // Where both are on, the first has left nothing to do.
    (Extension::Citations, citations::pass),
    (Extension::Mdx, mdx::pass),
    (Extension::Vault, vault::pass),
    // What is embedded may embed.
    (Extension::Vault, vault::embeds),
    (Extension::Vault, vault::embeds),
    (Extension::Vault, vault::embeds),
    (Extension::Vault, vault::deepest),
    (Extension::Vault, vault::pass),
];

/// Runs the passes that are on over the text from `body` on. `None` if nothing was changed.
pub(super) fn rewrite(
    source: SourceId,
    file: &str,
    body: usize,
    path: &Path,
    extensions: Extensions,
    host: Option<&dyn Host>,
    diagnostics: &mut Diagnostics,
) -> Option<Rewritten> {
    if !PASSES.iter().any(|(extension, _)| extensions.has(*extension)) {
        return None;
    }
    let (mut text, mut changed) = (Rewritten::new(source, file), false);
    let mut left = pass::MOST_INCLUDED;
    for (extension, pass) in PASSES.iter().filter(|(extension, _)| extensions.has(*extension)) {
        let code = match extension {
            Extension::Mdx => mdx_code::code(&text.text, body),
            _ => code(&text.text, body),
        };
        let mut marks = Marks::new(path, body, host, &text, code, &mut left, diagnostics);
        pass(&text.text, &mut marks);
        let edits = marks.into_edits();
        if !edits.is_empty() {
            text = text.apply(edits);
            changed = true;
        }
    }
    changed.then_some(text)
}

/// The code of a text from `body` on: fences, indented code and spans.
fn code(text: &str, body: usize) -> Vec<Range<usize>> {
    let events = Parser::new_ext(text.get(body..).unwrap_or(""), Options::ENABLE_TABLES).into_offset_iter();
    let code = events.filter(|(event, _)| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))));
    code.map(|(_, range)| body + range.start..body + range.end).collect()
}
