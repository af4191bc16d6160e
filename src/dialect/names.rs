//! Which blocks the `id` and `name` of HTML elements stand for.

use crate::document::{Block, NodeId, Note, walk};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A block: where it begins and ends in the file.
#[derive(Clone, Copy, Debug)]
struct Place {
    start: u32,
    end: u32,
    id: NodeId,
}

/// The block of each name: the innermost one around its place, or the one that follows. Of several elements with one name
/// the first counts.
pub(super) fn settle(mut names: Vec<(String, u32)>, blocks: &[Block], notes: &[Note]) -> BTreeMap<String, NodeId> {
    if names.is_empty() {
        return BTreeMap::new();
    }
    let mut places = Vec::new();
    let mut add = |block: &Block| {
        places.push(Place { start: block.span.start, end: block.span.end, id: block.id });
    };
    walk::blocks(blocks, &mut add);
    notes.iter().for_each(|note| walk::blocks(&note.body, &mut add));
    places.sort_by_key(|place| (place.start, Reverse(place.end), place.id));
    names.sort_by_key(|(_, at)| *at);

    let mut found = BTreeMap::new();
    let mut open: Vec<Place> = Vec::new();
    let mut next = 0;
    for (name, at) in names {
        while let Some(place) = places.get(next).filter(|place| place.start <= at) {
            while open.last().is_some_and(|around| around.end <= place.start) {
                open.pop();
            }
            open.push(*place);
            next += 1;
        }
        while open.last().is_some_and(|around| around.end <= at) {
            open.pop();
        }
        let around = open.last();
        // A block after it within the one around it is nearer.
        let after = places.get(next).filter(|after| around.is_none_or(|around| after.start < around.end));
        if let Some(place) = after.or(around).or(places.last()) {
            found.entry(name).or_insert(place.id);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::{Syntax, parse};
    use crate::document::BlockKind;
    use crate::source::{SourceFile, SourceId};

    /// The kind of the block that each name stands for, and the first words of its source.
    fn named(text: &str) -> Vec<String> {
        let file = SourceFile::new("a.md", format!("---\ntitle: t\n---\n{text}"));
        let (document, _) = parse(SourceId(0), &file, Syntax::CommonMark);
        let mut found = Vec::new();
        for (name, node) in &document.names {
            walk::blocks(&document.blocks, &mut |block| {
                if block.id == *node {
                    let source = &file.text()[block.span.start as usize..block.span.end as usize];
                    let kind = match block.kind {
                        BlockKind::Paragraph(_) => "paragraph",
                        BlockKind::Heading(_) => "heading",
                        BlockKind::Table(_) => "table",
                        _ => "other",
                    };
                    found.push(format!("{name}: {kind} {}", source.lines().next_back().unwrap_or("")));
                }
            });
        }
        found
    }

    #[test]
    fn a_name_stands_for_the_block_around_it_or_after_it() {
        assert_eq!(named("One.\n\n<a name=\"x\"></a>Two.\n\nThree."), ["x: paragraph <a name=\"x\"></a>Two."]);
        assert_eq!(named("One.\n\n<a id=\"x\"></a>\n\nTwo."), ["x: paragraph Two."]);
        assert_eq!(named("<div id=\"x\">\n\nOne.\n\n</div>\n\nTwo."), ["x: paragraph One."]);
        assert_eq!(named("- One.\n\n  <div id=\"x\">\n\n  Two.\n\n  </div>\n"), ["x: paragraph Two."]);
        assert_eq!(named("One.\n\n<div id=\"x\"></div>\n"), ["x: paragraph One."], "nothing follows");
        assert_eq!(
            named("Some <b id=\"x\">bold</b> text and <i id=\"x\">more</i>."),
            ["x: paragraph Some <b id=\"x\">bold</b> text and <i id=\"x\">more</i>."]
        );
        assert_eq!(
            named("One.\n\n<table id=\"x\"><tr><td>a</td></tr></table>\n"),
            ["x: table <table id=\"x\"><tr><td>a</td></tr></table>"]
        );
    }
}
