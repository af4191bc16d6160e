//! Where chapters are divided, and where notes are set.

use super::super::divide::{Home, divide};
use super::documents::{Plan, Words, Writer, calling, words};
use crate::document::Book;

fn book(plans: &[Plan]) -> Book {
    Writer::write(plans).book().0
}

/// Words that call a note, which calls another.
fn calling_nested() -> Words {
    Words { count: 3, notes: vec![vec![Plan::Paragraph(calling(3, &[3]))]] }
}

#[test]
fn a_chapter_is_divided_at_the_headings_of_its_own_level() {
    let callout = Plan::Callout(0, vec![Plan::Heading(3, words(1)), Plan::Paragraph(words(3))]);
    let text = || Plan::Paragraph(words(3));
    let book = book(&[text(), callout, Plan::Heading(2, words(1)), text(), text(), Plan::Heading(1, words(1))]);
    let (divisions, _) = divide(&book, false);
    let [chapter] = divisions.as_slice() else { panic!("{divisions:?}") };
    let lengths: Vec<usize> = chapter.sections.iter().map(|section| section.blocks.len()).collect();
    assert_eq!((chapter.opening.len(), lengths), (2, vec![3, 1]));
    // The heading in the callout is of level 3; one of level 2 after it is of the first level that is tagged.
    let tagged: Vec<u8> = chapter.sections.iter().map(|section| section.levels.clone().enter(2, 0)).collect();
    assert_eq!(tagged, [1, 1]);
}

#[test]
fn a_heading_is_tagged_below_those_of_sections_before_it() {
    let book = book(&[Plan::Heading(1, words(1)), Plan::Heading(2, words(1)), Plan::Heading(4, words(1))]);
    let (divisions, _) = divide(&book, false);
    let levels = [1, 2, 4];
    let tagged =
        divisions[0].sections.iter().zip(levels).map(|(section, level)| section.levels.clone().enter(level, 0));
    assert_eq!(tagged.collect::<Vec<u8>>(), [1, 2, 3]);
}

#[test]
fn a_note_is_set_with_the_text_that_calls_it_first() {
    let plans = [Plan::Paragraph(calling_nested()), Plan::Heading(1, words(1)), Plan::Paragraph(calling(3, &[3, 3]))];
    let book = book(&plans);
    let sections = |at_end: bool| -> Vec<usize> {
        let (_, homes) = divide(&book, at_end);
        homes.values().map(|Home { section, .. }| *section).collect()
    };
    assert_eq!(sections(false), [0, 0, 1, 1]);
    // Only those that the text calls: what a note calls is set with it, at the end.
    let mut at_end = sections(true);
    at_end.sort_unstable();
    assert_eq!(at_end, [0, 1, 1, 2]);
    let (divisions, _) = divide(&book, true);
    let numbers: Vec<u32> = divisions[0].calls.iter().map(|(note, _)| book.notes[note.0 as usize].number).collect();
    assert_eq!(numbers, [1, 3, 4], "in the order of their numbers, without those that notes call");
}
