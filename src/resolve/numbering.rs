//! Numbers of parts, chapters and headings. What an author numbered is not numbered again.

use super::carried::{self, Carried};
use super::plan::BookPlan;
use crate::document::{Block, BlockKind, BookKind, Chapter, ChapterRole, Heading, Number, Numbering, Part, walk};

/// Levels of headings that [`Numbering::Sections`] numbers.
const SECTION_LEVELS: usize = 2;

/// Numbers the parts, the chapters and their headings. `numbered` says which chapters are of documents that number
/// their level-1 headings where nothing else is asked for.
pub fn book(
    kind: BookKind,
    parts: &mut [Part],
    chapters: &mut [Chapter],
    numbered: &[bool],
    plan: &BookPlan,
    lang: &str,
) {
    if plan.numbering == Some(Numbering::Parts) {
        let titles = parts.iter().map(|part| part.title.as_str());
        let counts = counts(titles, lang);
        for (part, count) in parts.iter_mut().zip(counts) {
            part.number = count.shown();
        }
    }
    let prefixes = number_chapters(kind, chapters, plan, lang);
    for (index, chapter) in chapters.iter_mut().enumerate() {
        let own = chapter.meta.numbering.filter(|_| !plan.forced).or(plan.numbering);
        let prefix = prefixes.get(index).copied().flatten();
        let scheme = match own {
            None if numbered.get(index).is_some_and(|numbered| *numbered) => Scheme::TopLevel,
            Some(Numbering::Sections) if kind == BookKind::Post => Scheme::Sections(None),
            // Sections of a chapter without a number have none either: "1." would be taken for a chapter's.
            Some(Numbering::Sections) if prefix.is_some() => Scheme::Sections(prefix),
            None | Some(Numbering::None | Numbering::Chapters | Numbering::Parts | Numbering::Sections) => continue,
        };
        headings(&mut chapter.blocks, scheme, chapter.meta.lang.as_deref().unwrap_or(lang));
    }
}

/// Numbers the chapters. Returns what the numbers of their sections begin with: the chapter's number, also where its title
/// carries it.
fn number_chapters(kind: BookKind, chapters: &mut [Chapter], plan: &BookPlan, lang: &str) -> Vec<Option<u32>> {
    let counted = |chapter: &Chapter| {
        let refuses = chapter.meta.numbering == Some(Numbering::None) && !plan.forced;
        chapter.role == ChapterRole::Body && chapter.glossary().is_none() && !refuses
    };
    let places: Vec<usize> = (0..chapters.len()).filter(|at| chapters.get(*at).is_some_and(counted)).collect();
    let wanted = match plan.numbering {
        None => kind != BookKind::Post && places.len() > 1,
        Some(Numbering::None) => false,
        Some(Numbering::Chapters | Numbering::Sections | Numbering::Parts) => kind != BookKind::Post,
    };
    let mut prefixes = vec![None; chapters.len()];
    if !wanted {
        return prefixes;
    }
    let titles = places.iter().filter_map(|at| chapters.get(*at)).map(|chapter| chapter.meta.title.as_str());
    let counts = counts(titles, lang);
    for (at, count) in places.into_iter().zip(counts) {
        if let (Some(chapter), Some(prefix)) = (chapters.get_mut(at), prefixes.get_mut(at)) {
            chapter.number = count.shown();
            *prefix = count.value();
        }
    }
    prefixes
}

/// The count of one of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Count {
    /// It gets this number.
    Given(u32),
    /// It carries this number, or one of another form.
    Carried(Option<u32>),
    /// It has none: others of the row carry theirs.
    Without,
}

impl Count {
    /// The number to show.
    fn shown(self) -> Option<u32> {
        match self {
            Count::Given(count) => Some(count),
            Count::Carried(_) | Count::Without => None,
        }
    }

    /// The number that it has, shown or carried.
    fn value(self) -> Option<u32> {
        match self {
            Count::Given(count) => Some(count),
            Count::Carried(count) => count,
            Count::Without => None,
        }
    }
}

/// The counts of a row of titles. Where half of them or more carry a number, the author numbers the row, and what has none
/// (a prologue) is meant to have none. One that carries a number among others takes its place in the count.
fn counts<'a>(titles: impl IntoIterator<Item = &'a str>, lang: &str) -> Vec<Count> {
    let row = carried::row(titles, lang);
    let carrying = row.iter().filter(|carried| carried.is_some()).count();
    let by_author = carrying * 2 >= row.len() && carrying > 0;
    let count = |(place, carried): (u32, Option<Carried>)| match carried {
        Some(Carried::Count(count)) => Count::Carried(Some(count)),
        Some(Carried::Other) => Count::Carried(None),
        None if by_author => Count::Without,
        None => Count::Given(place),
    };
    (1..).zip(row).map(count).collect()
}

/// Which headings of a text are numbered.
#[derive(Clone, Copy, Debug)]
enum Scheme {
    /// Those of level 1.
    TopLevel,
    /// Those of the two highest levels, with the chapter's number before theirs.
    Sections(Option<u32>),
}

/// Numbers the headings of a text.
fn headings(blocks: &mut [Block], scheme: Scheme, lang: &str) {
    let mut found: Vec<(u8, String)> = Vec::new();
    each_heading(blocks, &mut |heading| {
        found.push((heading.level, walk::plain_text(&heading.content)));
    });
    let (top, levels, prefix) = match scheme {
        Scheme::TopLevel => (1, 1, None),
        Scheme::Sections(prefix) => (found.iter().map(|(level, _)| *level).min().unwrap_or(1), SECTION_LEVELS, prefix),
    };
    let before: Vec<u32> = prefix.into_iter().collect();
    let mut numbers = vec![None; found.len()];
    let all: Vec<usize> = (0..found.len()).collect();
    number_level(&found, &all, top, levels, &before, lang, &mut numbers);
    let mut numbers = numbers.into_iter();
    each_heading(blocks, &mut |heading| heading.number = numbers.next().flatten());
}

/// Numbers the headings of one level among `places`, and those below each of them.
fn number_level(
    found: &[(u8, String)],
    places: &[usize],
    level: u8,
    levels: usize,
    before: &[u32],
    lang: &str,
    numbers: &mut [Option<Number>],
) {
    let at_level = |place: &usize| found.get(*place).is_some_and(|(own, _)| *own == level);
    let row: Vec<usize> = places.iter().copied().filter(at_level).collect();
    let titles = row.iter().filter_map(|place| found.get(*place)).map(|(_, title)| title.as_str());
    let counts = counts(titles, lang);
    for (index, (place, count)) in row.iter().zip(counts).enumerate() {
        let of = |count: u32| before.iter().copied().chain([count]).collect::<Vec<u32>>();
        if let (Some(count), Some(number)) = (count.shown(), numbers.get_mut(*place)) {
            *number = Some(Number(of(count)));
        }
        let Some(count) = count.value().filter(|_| levels > 1) else { continue };
        let end = row.get(index + 1).copied().unwrap_or(usize::MAX);
        let from = places.partition_point(|at| at <= place);
        let to = places.partition_point(|at| *at < end);
        let below = places.get(from..to).unwrap_or_default();
        number_level(found, below, level + 1, levels - 1, &of(count), lang, numbers);
    }
}

/// Every heading of a text, in reading order.
fn each_heading(blocks: &mut [Block], visit: &mut impl FnMut(&mut Heading)) {
    walk::blocks_mut(blocks, &mut |block| {
        if let BlockKind::Heading(heading) = &mut block.kind {
            visit(heading);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Inline, InlineKind, Metadata, NodeId};
    use crate::source::Span;

    fn heading(level: u8, title: &str) -> Block {
        let text = Inline { span: Span::default(), kind: InlineKind::Text(title.to_owned()) };
        let kind = BlockKind::Heading(Heading { level, number: None, slug: String::new(), content: vec![text] });
        Block { id: NodeId(0), span: Span::default(), kind }
    }

    fn chapter(title: &str, role: ChapterRole, blocks: Vec<Block>) -> Chapter {
        let meta = Metadata { title: title.to_owned(), ..Metadata::default() };
        Chapter { role, meta, blocks, ..Chapter::default() }
    }

    fn titles(blocks: &mut [Block]) -> Vec<String> {
        let mut titles = Vec::new();
        each_heading(blocks, &mut |heading| {
            titles.push(Number::before(heading.number.as_ref(), &walk::plain_text(&heading.content)));
        });
        titles
    }

    fn numbered(titles: &[&str], numbering: Option<Numbering>) -> Vec<Option<u32>> {
        let mut chapters: Vec<Chapter> =
            titles.iter().map(|title| chapter(title, ChapterRole::Body, Vec::new())).collect();
        let plan = BookPlan { numbering, ..BookPlan::default() };
        book(BookKind::Book, &mut [], &mut chapters, &[], &plan, "en");
        chapters.into_iter().map(|chapter| chapter.number).collect()
    }

    #[test]
    fn chapters_are_numbered_where_there_are_several_and_none_is_numbered_twice() {
        assert_eq!(numbered(&["A", "B"], None), [Some(1), Some(2)]);
        assert_eq!(numbered(&["A"], None), [None]);
        assert_eq!(numbered(&["A"], Some(Numbering::Chapters)), [Some(1)]);
        assert_eq!(numbered(&["A", "B"], Some(Numbering::None)), [None, None]);
        assert_eq!(numbered(&["Prologue", "Chapter 1", "Chapter 2"], None), [None, None, None]);
        assert_eq!(numbered(&["Start", "10 Downing Street", "End"], None), [Some(1), Some(2), Some(3)]);
        assert_eq!(numbered(&["Start", "2. Middle", "Late", "End"], None), [Some(1), None, Some(3), Some(4)]);
    }

    #[test]
    fn what_is_before_and_after_the_text_has_no_number() {
        let chapters = [("Preface", ChapterRole::Front), ("A", ChapterRole::Body), ("Notes", ChapterRole::Back)];
        let mut chapters: Vec<Chapter> =
            chapters.into_iter().map(|(title, role)| chapter(title, role, vec![heading(2, "Section")])).collect();
        let plan = BookPlan { numbering: Some(Numbering::Sections), ..BookPlan::default() };
        book(BookKind::Book, &mut [], &mut chapters, &[true; 3], &plan, "en");
        assert_eq!(chapters.iter().map(|chapter| chapter.number).collect::<Vec<_>>(), [None, Some(1), None]);
        let all: Vec<String> = chapters.iter_mut().flat_map(|chapter| titles(&mut chapter.blocks)).collect();
        assert_eq!(all, ["Section", "1.1 Section", "Section"]);
    }

    #[test]
    fn sections_count_below_their_chapter_also_where_its_title_has_the_number() {
        let blocks =
            || vec![heading(2, "One"), heading(3, "Deep"), heading(4, "Deeper"), heading(2, "Two"), heading(3, "Deep")];
        let mut chapters =
            vec![chapter("Chapter 4", ChapterRole::Body, blocks()), chapter("Interlude", ChapterRole::Body, blocks())];
        let plan = BookPlan { numbering: Some(Numbering::Sections), ..BookPlan::default() };
        book(BookKind::Book, &mut [], &mut chapters, &[], &plan, "en");
        assert_eq!(titles(&mut chapters[0].blocks), ["4.1 One", "4.1.1 Deep", "Deeper", "4.2 Two", "4.2.1 Deep"]);
        assert_eq!(titles(&mut chapters[1].blocks), ["One", "Deep", "Deeper", "Two", "Deep"], "an interlude has none");
    }

    #[test]
    fn level_one_headings_of_a_post_are_numbered_where_the_dialect_asks() {
        let blocks = || vec![heading(1, "Intro"), heading(2, "Below"), heading(1, "2. Setup"), heading(1, "More")];
        let one = |numbering: Option<Numbering>, dialect: bool| {
            let mut chapters = vec![chapter("Post", ChapterRole::Body, blocks())];
            chapters[0].meta.numbering = numbering;
            book(BookKind::Post, &mut [], &mut chapters, &[dialect], &BookPlan::default(), "en");
            titles(&mut chapters[0].blocks)
        };
        assert_eq!(one(None, true), ["1. Intro", "Below", "2. Setup", "3. More"]);
        assert_eq!(one(None, false), ["Intro", "Below", "2. Setup", "More"]);
        assert_eq!(one(Some(Numbering::None), true), ["Intro", "Below", "2. Setup", "More"]);
        assert_eq!(one(Some(Numbering::Sections), false), ["1. Intro", "1.1 Below", "2. Setup", "3. More"]);
    }

    #[test]
    fn parts_have_numbers_where_they_are_asked_for() {
        let part = |title: &str| Part { title: title.to_owned(), ..Part::default() };
        let mut parts = [part("Youth"), part("Age")];
        let plan = |numbering| BookPlan { numbering: Some(numbering), ..BookPlan::default() };
        book(BookKind::Book, &mut parts, &mut [], &[], &plan(Numbering::Chapters), "en");
        assert_eq!(parts.clone().map(|part| part.number), [None, None]);
        book(BookKind::Book, &mut parts, &mut [], &[], &plan(Numbering::Parts), "en");
        assert_eq!(parts.map(|part| part.number), [Some(1), Some(2)]);
    }
}
