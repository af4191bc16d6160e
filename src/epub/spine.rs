//! Which text stands in which file, and where every node that a link may lead to is found.

use crate::document::visit::{self, Visit};
use crate::document::walk::{self, plain_text};
use crate::document::{
    Block, BlockKind, Book, BookKind, Chapter, ChapterRole, Destination, Heading, InlineKind, NodeId, Note, NoteCall,
    NoteId, Number, OutlineEntry, Part,
};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A post with more words than this is long: about ten pages of a phone for every three of print, at which readers'
/// page counts and "time left in chapter" stop helping.
const LONG_POST_WORDS: usize = 2500;
/// A long post is divided only if that gives at least this many parts.
const LEAST_PARTS: usize = 3;
/// Bytes of a file that readers of little memory still open quickly; larger ones are divided where there are headings.
const LARGEST_FILE: usize = 250_000;
/// Depth of HTML's headings.
const DEEPEST_HEADING: usize = 6;

/// Name of the glossary's file.
pub const GLOSSARY: &str = "glossary.xhtml";

/// One text file of the book.
#[derive(Debug)]
pub struct ContentDocument<'a> {
    /// File name.
    pub name: String,
    /// The chapter.
    pub chapter: &'a Chapter,
    /// Its place in the book.
    pub index: usize,
    /// Whether the file begins with the post's opening (hero, title, lead).
    pub opening: bool,
    /// Its blocks.
    pub blocks: &'a [Block],
    /// The notes whose bodies stand at its end, by number.
    pub notes: Vec<NoteId>,
    /// Plain text of its title.
    pub title: String,
}

/// Where a node is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Index of the file.
    pub file: usize,
    /// The `id` of its element.
    pub id: String,
}

/// The files of a book and the places in them.
#[derive(Debug)]
pub struct Spine<'a> {
    /// The text files in reading order. At least one.
    pub files: Vec<ContentDocument<'a>>,
    anchors: BTreeMap<NodeId, Anchor>,
    targets: BTreeSet<NodeId>,
    levels: BTreeMap<NodeId, u8>,
    entries: BTreeSet<NodeId>,
    first_calls: BTreeMap<NoteId, NodeId>,
}

/// An entry of the table of contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TocEntry {
    /// File and place.
    pub href: String,
    /// Plain text, with its number.
    pub title: String,
    /// One level below: of a part its chapters, of a chapter the highest headings in it.
    pub children: Vec<TocEntry>,
}

impl<'a> Spine<'a> {
    /// Divides a book into files.
    pub fn new(book: &'a Book) -> Self {
        let mut spine = Spine {
            files: Vec::new(),
            anchors: BTreeMap::new(),
            targets: BTreeSet::new(),
            levels: BTreeMap::new(),
            entries: book.chapters.iter().filter_map(Chapter::glossary).flatten().map(|entry| entry.id).collect(),
            first_calls: BTreeMap::new(),
        };
        for (index, chapter) in book.chapters.iter().enumerate() {
            spine.add_chapter(chapter, index, book.meta.kind);
        }
        for index in 0..spine.files.len() {
            spine.place_nodes(index, book);
        }
        spine
    }

    fn add_chapter(&mut self, chapter: &'a Chapter, place: usize, kind: BookKind) {
        let cuts = if chapter.glossary().is_some() { Vec::new() } else { cuts(&chapter.blocks, kind) };
        let bounds: Vec<usize> = std::iter::once(0).chain(cuts).chain([chapter.blocks.len()]).collect();
        for (part, range) in bounds.windows(2).enumerate() {
            let [start, end] = *range else { continue };
            let blocks = chapter.blocks.get(start..end).unwrap_or_default();
            let title = match blocks.first().map(|b| &b.kind) {
                Some(BlockKind::Heading(heading)) if part > 0 => {
                    Number::before(heading.number.as_ref(), &plain_text(&heading.content))
                }
                _ => chapter.label(),
            };
            let name = match chapter.glossary() {
                Some(_) => GLOSSARY.to_string(),
                None => format!("ch{:03}.xhtml", self.files.len() + 1),
            };
            let opening = part == 0;
            self.files.push(ContentDocument { name, chapter, index: place, opening, blocks, notes: Vec::new(), title });
        }
    }

    /// Gives places to the nodes of a file, levels to its headings, and finds the notes that end it.
    fn place_nodes(&mut self, index: usize, book: &'a Book) {
        let Some(file) = self.files.get(index) else { return };
        let (chapter, blocks, opening) = (file.chapter, file.blocks, file.opening);
        if opening {
            self.anchor(chapter.id, index, format!("n{}", chapter.id.0));
        }
        let mut open_headings: Vec<u8> = if opening { vec![0] } else { Vec::new() };
        let mut state = FileState { index, notes: Vec::new(), calls: BTreeMap::new() };
        if opening {
            for run in chapter.meta.lead.iter().chain(&chapter.meta.tldr) {
                visit::inlines(run, &mut |node| self.place(node, &mut state, &mut open_headings, book));
            }
        }
        visit::blocks(blocks, &mut |node| self.place(node, &mut state, &mut open_headings, book));
        // The bodies of notes may call further notes, which are appended while the list is walked.
        let mut next = 0;
        while let Some(&id) = state.notes.get(next) {
            if let Some(note) = book.note(id) {
                self.anchor(note.id, index, format!("fn{}", note.number));
                visit::blocks(&note.body, &mut |node| self.place(node, &mut state, &mut open_headings, book));
            }
            next += 1;
        }
        state.notes.sort_by_key(|id| book.note(*id).map(|note| note.number));
        if let Some(file) = self.files.get_mut(index) {
            file.notes = state.notes;
        }
    }

    fn place(&mut self, node: Visit<'a>, state: &mut FileState, open_headings: &mut Vec<u8>, book: &'a Book) {
        match node {
            Visit::Heading(id, heading) => {
                while open_headings.last().is_some_and(|level| *level >= heading.level) {
                    open_headings.pop();
                }
                open_headings.push(heading.level);
                let level = u8::try_from(open_headings.len().min(DEEPEST_HEADING)).unwrap_or(1);
                self.levels.insert(id, level);
                self.anchor(id, state.index, heading_id(id, heading));
            }
            Visit::Call(call) => self.place_call(call, state, book),
            Visit::Node(id) => self.anchor(id, state.index, format!("n{}", id.0)),
            Visit::Destination(Destination::Node(target)) => {
                self.targets.insert(*target);
            }
            Visit::Back(target) => {
                self.targets.insert(target);
            }
            Visit::Destination(Destination::Url(_) | Destination::File { .. } | Destination::Nowhere) => {}
        }
    }

    fn place_call(&mut self, call: &NoteCall, state: &mut FileState, book: &Book) {
        let Some(Note { number, .. }) = book.note(call.note) else { return };
        let count = state.calls.entry(call.note).or_insert(0u32);
        *count += 1;
        let id = if *count == 1 { format!("r{number}") } else { format!("r{number}-{count}") };
        self.anchor(call.id, state.index, id);
        if let std::collections::btree_map::Entry::Vacant(entry) = self.first_calls.entry(call.note) {
            entry.insert(call.id);
            state.notes.push(call.note);
        }
    }

    fn anchor(&mut self, node: NodeId, file: usize, id: String) {
        self.anchors.entry(node).or_insert(Anchor { file, id });
    }

    /// Where a node is.
    pub fn find(&self, node: NodeId) -> Option<&Anchor> {
        self.anchors.get(&node)
    }

    /// The `id` a node's element carries: only nodes that a link leads to have one.
    pub fn id_if_target(&self, node: NodeId) -> Option<&str> {
        self.targets.contains(&node).then(|| self.find(node).map(|a| a.id.as_str())).flatten()
    }

    /// The reference from a file to a node.
    pub fn href(&self, from: usize, node: NodeId) -> Option<String> {
        let anchor = self.find(node)?;
        if anchor.file == from {
            return Some(format!("#{}", anchor.id));
        }
        self.files.get(anchor.file).map(|file| format!("{}#{}", file.name, anchor.id))
    }

    /// Whether a node is an entry of the glossary.
    pub fn is_entry(&self, node: NodeId) -> bool {
        self.entries.contains(&node)
    }

    /// The HTML level of a heading: levels follow the nesting, so that none is skipped even where the source skips one.
    pub fn level(&self, heading: NodeId) -> u8 {
        self.levels.get(&heading).copied().unwrap_or(2)
    }

    /// The first call of a note: where its back link leads.
    pub fn first_call(&self, note: NoteId) -> Option<NodeId> {
        self.first_calls.get(&note).copied()
    }

    /// The contents: parts, chapters and one level of headings; of a post two levels of headings.
    pub fn contents(&self, book: &Book) -> Vec<TocEntry> {
        let mut entries = Vec::new();
        // The part whose chapters come, with the place of its last one.
        let mut part: Option<(TocEntry, usize)> = None;
        for file in self.files.iter().filter(|file| file.opening) {
            if let Some((number, begun)) = part_of(book, file.index) {
                let entry = TocEntry { href: part_file(number), title: begun.label(), children: Vec::new() };
                part = Some((entry, begun.chapters.end));
            }
            let outline = &file.chapter.outline;
            let opening = |children| TocEntry { href: file.name.clone(), title: file.title.clone(), children };
            let mut found = Vec::new();
            match book.meta.kind {
                BookKind::Post => {
                    found.push(opening(Vec::new()));
                    found.extend(outline.iter().filter_map(|entry| self.toc_entry(entry, true)));
                }
                BookKind::Volume | BookKind::Book => {
                    found.push(opening(outline.iter().filter_map(|entry| self.toc_entry(entry, false)).collect()));
                }
            }
            add(part.as_mut().map_or(&mut entries, |(entry, _)| &mut entry.children), file.chapter.depth, found);
            if let Some((entry, _)) = part.take_if(|(_, end)| *end <= file.index + 1) {
                entries.push(entry);
            }
        }
        // An entry without a title cannot be chosen, and is not allowed (EPUB 3.3, 7.2).
        entries.retain(|entry: &TocEntry| !entry.title.trim().is_empty());
        entries
    }

    /// The file with which the text begins, after what is before it (a preface).
    pub fn first_text(&self) -> Option<&ContentDocument<'a>> {
        let text = self.files.iter().find(|file| file.chapter.role != ChapterRole::Front);
        text.or_else(|| self.files.first())
    }

    fn toc_entry(&self, entry: &OutlineEntry, with_children: bool) -> Option<TocEntry> {
        let anchor = self.find(entry.node)?;
        let file = self.files.get(anchor.file)?;
        let children = if with_children { entry.children.as_slice() } else { &[] };
        Some(TocEntry {
            href: format!("{}#{}", file.name, anchor.id),
            title: entry.label(),
            children: children
                .iter()
                .filter_map(|child| self.toc_entry(child, false))
                .filter(|child| !child.title.trim().is_empty())
                .collect(),
        })
    }
}

/// Adds entries to the list of the last entry so many levels down: those of the list of contents may be nested.
fn add(list: &mut Vec<TocEntry>, depth: usize, found: Vec<TocEntry>) {
    match list.last_mut().filter(|_| depth > 0) {
        Some(above) => add(&mut above.children, depth - 1, found),
        None => list.extend(found),
    }
}

struct FileState {
    index: usize,
    notes: Vec<NoteId>,
    calls: BTreeMap<NoteId, u32>,
}

/// The part that begins with a chapter, and which one it is, from 1.
pub fn part_of(book: &Book, chapter: usize) -> Option<(usize, &Part)> {
    (1..).zip(&book.parts).find(|(_, part)| part.chapters.start == chapter)
}

/// The file of a part's page.
pub fn part_file(number: usize) -> String {
    format!("part{number}.xhtml")
}

/// The slug serves as the anchor, so that links from outside survive changes elsewhere in the post. The prefix keeps it
/// apart from the ids of notes; slugs in other scripts give way to the node's number (ids are ASCII).
fn heading_id(id: NodeId, heading: &Heading) -> String {
    let ascii = heading.slug.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if ascii && !heading.slug.is_empty() { format!("s-{}", heading.slug) } else { format!("n{}", id.0) }
}

/// Where a chapter is divided into files: a long post at its highest headings, and whatever is larger than a file should be
/// at the next headings down.
fn cuts(blocks: &[Block], kind: BookKind) -> Vec<usize> {
    let sizes: Vec<usize> = blocks.iter().map(size).collect();
    let whole = 0..blocks.len();
    let parts = match kind {
        BookKind::Post => part_starts(blocks),
        BookKind::Volume | BookKind::Book => Vec::new(),
    };
    let bounds: Vec<usize> = std::iter::once(whole.start).chain(parts).chain([whole.end]).collect();
    let mut cuts = Vec::new();
    for range in bounds.windows(2) {
        let [start, end] = *range else { continue };
        cuts.extend((start > 0).then_some(start));
        divide(blocks, &sizes, start..end, &mut cuts);
    }
    cuts
}

/// Divides a range that is too large for a file at the highest headings in it, and the parts again.
fn divide(blocks: &[Block], sizes: &[usize], range: Range<usize>, cuts: &mut Vec<usize>) {
    let bytes: usize = sizes.get(range.clone()).unwrap_or_default().iter().sum();
    if bytes <= LARGEST_FILE {
        return;
    }
    let mut bounds = starts_at_highest(blocks, range.start + 1..range.end);
    bounds.push(range.end);
    let mut start = range.start;
    for end in bounds {
        if start > range.start {
            cuts.push(start);
        }
        // The same range again would be divided without end.
        if end - start < range.len() {
            divide(blocks, sizes, start..end, cuts);
        }
        start = end;
    }
}

/// The headings of the highest level that a range of blocks has.
fn starts_at_highest(blocks: &[Block], range: Range<usize>) -> Vec<usize> {
    let level = |block: &Block| match &block.kind {
        BlockKind::Heading(heading) => Some(heading.level),
        _ => None,
    };
    let headings = || range.clone().filter_map(|at| Some((at, level(blocks.get(at)?)?)));
    let highest = headings().map(|(_, level)| level).min();
    headings().filter(|(_, level)| Some(*level) == highest).map(|(at, _)| at).collect()
}

/// Where the parts of a long post start; nothing for one that is not long.
fn part_starts(blocks: &[Block]) -> Vec<usize> {
    let starts = starts_at_highest(blocks, 0..blocks.len());
    if starts.len() < LEAST_PARTS || count_words(blocks) <= LONG_POST_WORDS {
        return Vec::new();
    }
    starts
}

/// About how many bytes of XHTML a block takes: its text, and elements around its parts.
fn size(block: &Block) -> usize {
    const BLOCK: usize = 24;
    const INLINE: usize = 12;
    /// Bytes of MathML of a byte of TeX.
    const MARKUP: usize = 12;
    let mut bytes = BLOCK;
    let list = std::slice::from_ref(block);
    walk::inlines(list, &mut |inline| {
        bytes += match &inline.kind {
            InlineKind::Text(text) => text.len(),
            InlineKind::Code(text) => text.len() + INLINE,
            InlineKind::Math(formula) => formula.source.len() * MARKUP,
            _ => INLINE,
        };
    });
    walk::blocks(list, &mut |block| {
        bytes += BLOCK;
        if let BlockKind::Code(code) = &block.kind {
            bytes += code.lines.iter().flatten().map(|token| token.text.len() + INLINE).sum::<usize>();
        }
        if let BlockKind::Equation(equation) = &block.kind {
            bytes += equation.formula.source.len() * MARKUP;
        }
    });
    bytes
}

fn count_words(blocks: &[Block]) -> usize {
    let mut words = 0;
    walk::inlines(blocks, &mut |inline| {
        if let InlineKind::Text(text) | InlineKind::Code(text) = &inline.kind {
            words += text.split_whitespace().count();
        }
    });
    walk::blocks(blocks, &mut |block| {
        if let BlockKind::Code(code) = &block.kind {
            words += code.lines.iter().flatten().map(|token| token.text.split_whitespace().count()).sum::<usize>();
        }
    });
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Inline;
    use crate::source::Span;

    fn heading(level: u8) -> Block {
        let heading = Heading { level, number: None, slug: String::new(), content: Vec::new() };
        Block { id: NodeId(0), span: Span::default(), kind: BlockKind::Heading(heading) }
    }

    fn text(bytes: usize) -> Block {
        let text = Inline { span: Span::default(), kind: InlineKind::Text("word ".repeat(bytes / 5)) };
        Block { id: NodeId(0), span: Span::default(), kind: BlockKind::Paragraph(vec![text]) }
    }

    #[test]
    fn a_long_post_is_divided_at_its_highest_headings() {
        let post = |level: u8, bytes: usize| {
            let part = || [heading(level), text(bytes), heading(level + 1), text(bytes)];
            std::iter::once(text(50)).chain((0..3).flat_map(|_| part())).collect::<Vec<_>>()
        };
        for level in [1, 2] {
            assert_eq!(cuts(&post(level, 5_000), BookKind::Post), [1, 5, 9], "level {level}");
        }
        assert!(cuts(&post(1, 500), BookKind::Post).is_empty(), "a short one");
        assert!(cuts(&post(1, 5_000), BookKind::Volume).is_empty(), "a post of a volume");
    }

    #[test]
    fn what_is_too_large_for_a_file_is_divided_further_down() {
        let blocks = vec![
            text(60_000),
            heading(1),
            text(20_000),
            heading(2),
            text(150_000),
            heading(2),
            text(150_000),
            heading(1),
        ];
        assert_eq!(cuts(&blocks, BookKind::Volume), [1, 3, 5, 7]);
        assert!(cuts(&[text(LARGEST_FILE * 2)], BookKind::Volume).is_empty(), "there is no heading");
        let first = vec![heading(1), text(LARGEST_FILE * 2)];
        assert!(cuts(&first, BookKind::Volume).is_empty(), "only at its beginning");
    }
}
