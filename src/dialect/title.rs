//! The title of a text whose front matter gives none.

use super::parser::Parser;
use crate::document::{Block, BlockKind, Heading, InlineKind, Metadata, walk};
use std::path::Path;

/// Settles `meta.title`: what the front matter said, else a single leading `# Title`, else the id. The heading is taken
/// out of the text when it becomes the title, or repeats it in a post of another tool.
pub(super) fn settle(parser: &Parser<'_>, meta: &mut Metadata, blocks: &mut Vec<Block>, path: &Path) {
    let has_front_matter = meta.span.end > meta.span.start;
    if (!parser.is_site() || !has_front_matter)
        && let Some(title) = leading_title(blocks)
        && (meta.title.is_empty() || meta.title == title)
    {
        meta.title = title;
        blocks.remove(0);
    }
    if meta.title.is_empty() {
        meta.title = if meta.id.is_empty() { stem(path) } else { meta.id.clone() };
    }
}

/// The text of the first block, if it is a level-1 heading and there is no other.
fn leading_title(blocks: &[Block]) -> Option<String> {
    let (first, rest) = blocks.split_first()?;
    let BlockKind::Heading(Heading { level: 1, content, .. }) = &first.kind else { return None };
    let mut others = 0;
    walk::blocks(rest, &mut |block| {
        others += usize::from(matches!(&block.kind, BlockKind::Heading(Heading { level: 1, .. })));
    });
    let mut notes = 0;
    walk::inline_tree(content, &mut |inline| notes += usize::from(matches!(inline.kind, InlineKind::NoteCall(_))));
    (others == 0 && notes == 0).then(|| walk::plain_text(content))
}

/// The name of a file without its folder and its ending.
pub(super) fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
