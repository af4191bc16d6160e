//! A first letter by arithmetic: in the square font capitals are 0.8 em high and a letter is one em wide.

use super::super::super::context::Context;
use super::super::super::tree::Tree;
use super::super::super::vlist::VBox;
use super::super::ChapterContext;
use super::*;
use crate::document::{Book, BookKind, BookMeta, InlineKind, NodeId};
use crate::layout::flow::LayoutOptions;
use crate::layout::fonts::testing::square;
use crate::layout::units::Size;
use crate::resolve::Assets;
use crate::source::Span;
use crate::theme::{TextTheme, Theme};

fn theme(lines: u8, words: u8) -> Theme {
    let mut theme = Theme { text: TextTheme { size: 10.0, leading: 12.0, ..TextTheme::default() }, ..Theme::default() };
    theme.opening.drop_cap = lines;
    theme.opening.small_cap_words = words;
    theme
}

fn paragraph(text: &str) -> Block {
    let content = vec![Inline { span: Span::default(), kind: InlineKind::Text(text.into()) }];
    Block { id: NodeId(0), span: Span::default(), kind: BlockKind::Paragraph(content) }
}

/// The lines of a first paragraph, 300 pt wide: 30 characters.
fn beginning(text: &str, theme: &Theme) -> (Vec<VBox>, Vec<Break>) {
    built(vec![paragraph(text)], theme)
}

fn built(blocks: Vec<Block>, theme: &Theme) -> (Vec<VBox>, Vec<Break>) {
    let book = Book {
        meta: BookMeta { kind: BookKind::Post, lang: "en".into(), ..BookMeta::default() },
        next_node: 1,
        ..Book::default()
    };
    let (assets, fonts) = (Assets::default(), square());
    let trim = Some(Size { width: Pt(300.0), height: Pt(600.0) });
    let options = LayoutOptions { trim, ..LayoutOptions::default() };
    let context = Context::new(&book, &assets, theme, &fonts, &options, Pt::ZERO);
    let mut builder = Builder::new(&context, ChapterContext::of_book(&book));
    let setting = builder.body_setting(Tree::ROOT);
    let rest = builder.beginning(&blocks, &setting);
    builder.blocks(rest, &setting);
    let mut breaks = Vec::new();
    let mut boxes = Vec::new();
    for item in builder.finish().list.items {
        match item {
            VItem::Box(vbox) => boxes.push(*vbox),
            VItem::Break(b) => breaks.push(b),
            _ => {}
        }
    }
    (boxes, breaks)
}

fn runs(vbox: &VBox, content: bool) -> Vec<&GlyphRun> {
    let wanted = |item: &&Item| matches!(item.tag, Tag::Content(_)) == content;
    let runs = vbox.items.iter().filter(wanted);
    runs.filter_map(|item| if let ItemKind::Glyphs(run) = &item.kind { Some(run) } else { None }).collect()
}

const TEXT: &str = "Once upon a time a press stood in a cellar and it was wet and cold and dark and nobody came";

#[test]
fn the_letter_reaches_from_the_capitals_to_the_last_baseline() {
    let (lines, _) = beginning(TEXT, &theme(3, 0));
    let letter = runs(&lines[0], false)[0];
    let text = runs(&lines[0], true)[0];
    // Two leadings of 12 and capitals of 8 are 32 pt, which are 0.8 em.
    assert_eq!((letter.size, letter.glyphs.len(), letter.text.as_str()), (Pt(40.0), 1, ""));
    assert!((letter.origin.y - text.origin.y - Pt(24.0)).0.abs() < 1e-9, "on the third baseline");
    let top = |run: &GlyphRun| run.origin.y - run.size * 0.8;
    assert!((top(letter) - top(text)).0.abs() < 1e-9, "as high as the capitals of the first line");
}

#[test]
fn so_many_lines_stand_beside_it_and_the_rest_below() {
    let (lines, _) = beginning(TEXT, &theme(3, 0));
    let left = |line: &VBox| runs(line, true)[0].origin.x;
    // The letter is 40 pt wide, the gap a quarter of an em.
    assert_eq!(lines.iter().take(4).map(left).collect::<Vec<_>>(), [Pt(42.5), Pt(42.5), Pt(42.5), Pt(0.0)]);
}

#[test]
fn the_word_reads_whole() {
    let (lines, _) = beginning(TEXT, &theme(2, 0));
    let said: String = lines.iter().flat_map(|line| runs(line, true)).map(|run| run.text.as_str()).collect();
    assert_eq!(said, TEXT);
    let first = runs(&lines[0], true)[0];
    assert_eq!(first.text.get(first.glyphs[0].text()), Some("On"), "the first glyph stands for both letters");
    assert!(first.actual_text);
}

#[test]
fn annotations_before_the_text_stay_before_it() {
    let annotation = Block { id: NodeId(1), span: Span::default(), kind: BlockKind::Annotations(Vec::new()) };
    let (lines, _) = built(vec![annotation, paragraph(TEXT)], &theme(2, 0));
    assert_eq!(lines.iter().filter(|line| !runs(line, false).is_empty()).count(), 1);
}

#[test]
fn a_word_of_one_letter_keeps_its_space() {
    let (lines, _) = beginning(&format!("A {TEXT}"), &theme(2, 0));
    assert!(runs(&lines[0], true)[0].text.starts_with("A Once"));
}

#[test]
fn no_page_ends_beside_it() {
    let (_, breaks) = beginning(TEXT, &theme(3, 0));
    let forbidden = breaks.iter().filter(|b| **b == Break::Forbidden).count();
    assert_eq!(forbidden, 2, "{breaks:?}");
}

#[test]
fn a_short_text_or_one_without_a_letter_begins_as_usual() {
    let small = TEXT.to_lowercase();
    for text in ["Short.", &small, "… and so on and so on and so on and so on and so on and so on and so on"] {
        let (lines, _) = beginning(text, &theme(3, 2));
        assert!(runs(&lines[0], false).is_empty(), "{text}");
        assert_eq!(runs(&lines[0], true)[0].origin.x, Pt(0.0));
    }
}

#[test]
fn the_first_words_are_small_capitals() {
    // The square font has none of its own: capitals at 1.1 × 0.5 / 0.8 of the size.
    let (lines, _) = beginning(TEXT, &theme(0, 2));
    let sizes: Vec<(f64, &str)> = runs(&lines[0], true).iter().map(|run| (run.size.0, run.text.as_str())).collect();
    assert!(sizes[0].0 < 10.0 && sizes[0].1 == "Once upon ", "{sizes:?}");
    assert!(sizes.iter().skip(1).all(|(size, _)| *size == 10.0), "{sizes:?}");
}
