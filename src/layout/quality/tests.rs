//! Faults of pages made by hand: each is named where it is, and not where it is not.

use super::super::page::{
    ImageQuality, LineQuality, LineRole, Page, PageLabel, PageQuality, Pages, SplitNote, WordSpaces,
};
use super::super::units::Pt;
use super::{FaultKind, Typography};
use crate::source::{SourceId, Span};

/// A justified line of running text on the first page, its four spaces 3 pt wide as they are by nature.
fn line(paragraph: u32, index: usize, of: usize) -> LineQuality {
    let at = paragraph as usize * 100 + index * 10;
    LineQuality {
        role: LineRole::Text,
        paragraph,
        index,
        of,
        text: "some words on a line".into(),
        span: Span::new(SourceId(0), at..at + 10),
        spaces: WordSpaces { count: 4, natural: Pt(3.0), set: Pt(3.0) },
        ratio: (index + 1 < of).then_some(0.0),
        ..LineQuality::default()
    }
}

/// The lines of a paragraph, each on the page given for it.
fn paragraph(number: u32, pages: &[usize]) -> Vec<LineQuality> {
    let lines = pages.iter().enumerate();
    lines.map(|(index, page)| LineQuality { page: *page, ..line(number, index, pages.len()) }).collect()
}

fn spaced(width: f64, line: LineQuality) -> LineQuality {
    LineQuality { spaces: WordSpaces { set: Pt(width), ..line.spaces }, ..line }
}

fn pages(quality: Vec<LineQuality>) -> Pages {
    let label = |number| Page { label: PageLabel { number, roman: false }, ..Page::default() };
    Pages { pages: (1..=3).map(label).collect(), quality, makeup: vec![PageQuality::default(); 3], ..Pages::default() }
}

/// Kind, page and place of each fault.
fn faults(pages: &Pages) -> Vec<(&'static str, usize, Option<u32>)> {
    let found = Typography::of(pages).faults;
    found.into_iter().map(|fault| (fault.kind.name(), fault.page, fault.span.map(|span| span.start))).collect()
}

#[test]
fn a_paragraph_well_set_has_no_fault() {
    assert_eq!(faults(&pages(paragraph(1, &[0, 0, 1, 1]))), []);
}

#[test]
fn loose_and_tight_are_against_the_usual_line() {
    // The usual space is 3 pt: loose from 4.5 on, tight from 2.25 down.
    let mut lines = paragraph(1, &[0; 9]);
    for (line, width) in lines.iter_mut().zip([3.0, 4.5, 4.6, 3.0, 2.25, 2.2]) {
        *line = spaced(width, line.clone());
    }
    let pages = pages(lines);
    assert_eq!(faults(&pages), [("loose", 0, Some(120)), ("tight", 0, Some(150))]);
    let summary = Typography::of(&pages).summary;
    assert_eq!((summary.lines, summary.justified, summary.loose, summary.tight), (9, 8, 1, 1));
    assert_eq!((summary.loose_percent(), summary.tight_percent()), (12.5, 12.5));
}

#[test]
fn a_last_line_that_had_to_be_squeezed_counts() {
    let mut lines = paragraph(1, &[0; 4]);
    lines[3] = spaced(2.0, lines[3].clone());
    let pages = pages(lines);
    assert_eq!(faults(&pages), [("tight", 0, Some(130))]);
    assert_eq!(Typography::of(&pages).summary.justified, 4);
}

#[test]
fn lines_of_no_prose_and_ragged_lines_are_neither_loose_nor_tight() {
    let mut lines = paragraph(1, &[0; 4]);
    lines.push(spaced(9.0, LineQuality { role: LineRole::Other, ..line(2, 0, 2) }));
    lines.push(LineQuality { ratio: None, ..line(3, 0, 2) });
    assert_eq!(faults(&pages(lines)), []);
}

#[test]
fn a_loose_line_of_a_note_is_named_and_leaves_the_figures_alone() {
    let mut lines = paragraph(1, &[0; 4]);
    lines.push(spaced(6.0, LineQuality { role: LineRole::Note, ..line(2, 0, 2) }));
    let pages = pages(lines);
    assert_eq!(faults(&pages), [("loose", 0, Some(200))]);
    assert_eq!(Typography::of(&pages).summary.loose_percent(), 0.0);
}

#[test]
fn three_hyphens_are_a_ladder_and_two_are_not() {
    let hyphens = |which: [bool; 5]| {
        let mut lines = paragraph(1, &[0; 5]);
        lines.iter_mut().zip(which).for_each(|(line, hyphen)| line.hyphenated = hyphen);
        faults(&pages(lines))
    };
    assert_eq!(hyphens([true, true, false, true, true]), []);
    assert_eq!(hyphens([false, true, true, true, false]), [("ladders", 0, Some(110))]);
}

#[test]
fn a_hyphen_of_the_text_counts_where_a_line_ends_in_it() {
    let mut lines = paragraph(1, &[0; 3]);
    lines[0].text = "the reading-".into();
    lines[1].text = "a dash alone -".into();
    lines[2].text = "the last-".into();
    let summary = Typography::of(&pages(lines)).summary;
    assert_eq!((summary.hyphenated, summary.lines), (1, 3));
}

#[test]
fn widows_and_orphans_are_single_lines() {
    assert_eq!(faults(&pages(paragraph(1, &[0, 0, 0, 1]))), [("widows", 1, Some(130))]);
    assert_eq!(faults(&pages(paragraph(1, &[0, 1, 1, 1]))), [("orphans", 0, Some(100))]);
    assert_eq!(faults(&pages(paragraph(1, &[0, 0, 1, 1]))), []);
    assert_eq!(faults(&pages(paragraph(1, &[0]))), [], "a paragraph of one line is whole");
    let note = |line: LineQuality| LineQuality { role: LineRole::Note, ..line };
    let lines = paragraph(1, &[0, 0, 0, 1]).into_iter().map(note).collect();
    assert_eq!(faults(&pages(lines)), [], "split notes are a fault of the page");
}

#[test]
fn a_runt_is_one_short_word() {
    let last = |text: &str| {
        let mut lines = paragraph(1, &[0; 3]);
        lines[2].text = text.into();
        faults(&pages(lines))
    };
    assert_eq!(last("it. "), [("runts", 0, Some(120))]);
    assert_eq!(last("words"), []);
    assert_eq!(last("a b"), []);
    let mut alone = paragraph(1, &[0]);
    alone[0].text = "No.".into();
    assert_eq!(faults(&pages(alone)), [], "a paragraph of one word is no runt");
}

#[test]
fn pages_that_end_early_and_notes_that_go_on() {
    let mut pages = pages(paragraph(1, &[0, 0, 1, 1]));
    pages.makeup[0].short = 2;
    assert_eq!(faults(&pages), []);
    pages.makeup[0].short = 3;
    pages.makeup[1].split_notes = vec![SplitNote { number: 7, span: Span::new(SourceId(0), 5..9) }];
    assert_eq!(faults(&pages), [("short-pages", 0, Some(110)), ("split-notes", 1, Some(5))]);
}

#[test]
fn what_fonts_lack_what_sticks_out_and_what_is_coarse() {
    let mut lines = paragraph(1, &[0; 4]);
    lines[0].missing = "Ж".into();
    lines[1].overfull = Pt(2.0);
    lines[2].broken = true;
    let mut pages = pages(lines);
    let image =
        |dpi, at| ImageQuality { page: 2, source: "a.jpg".into(), span: Span::new(SourceId(0), at..at + 1), dpi };
    pages.images = vec![image(Some(149.0), 900), image(Some(150.0), 901), image(None, 902)];
    let expected = [
        ("missing-glyphs", 0, Some(100)),
        ("overfull", 0, Some(110)),
        ("overfull", 0, Some(120)),
        ("low-resolution", 2, Some(900)),
    ];
    assert_eq!(faults(&pages), expected);
    let messages: Vec<String> = Typography::of(&pages).faults.into_iter().map(|fault| fault.message).collect();
    assert_eq!(messages[0], "no font has `Ж` (U+0416)");
    assert_eq!(messages[3], "`a.jpg` is printed at 149 pixels an inch");
}

#[test]
fn variation_is_deviation_over_mean() {
    // Four spaces of 2 pt and four of 4: mean 3, deviation 1.
    let lines = vec![spaced(2.0, line(1, 0, 3)), spaced(4.0, line(1, 1, 3)), line(1, 2, 3)];
    let summary = Typography::of(&pages(lines)).summary;
    assert!((summary.space_cv() - 1.0 / 3.0).abs() < 1e-12 && (summary.line_cv() - 1.0 / 3.0).abs() < 1e-12);
    let mut both = summary.clone();
    both.add(&Typography::of(&pages(paragraph(2, &[0; 3]))).summary);
    // And eight of 3.
    assert!((both.space_cv() - (8.0f64 / 16.0).sqrt() / 3.0).abs() < 1e-12);
    assert_eq!((both.pages, both.lines, both.justified), (6, 6, 4));
    assert_eq!(both.count(FaultKind::Widow), 0);
    assert_eq!(Typography::of(&Pages::default()).summary.space_cv(), 0.0);
}
