use super::*;
use crate::layout::page::{Page, Pages, Press};
use crate::layout::units::Pt as Points;
use crate::pdf::faces::Faces;
use crate::pdf::tests::support as testing;
use lopdf::content::{Content, Operation};

/// A run as it is written on a page of 200 by 300 pt.
fn written(pages: &Pages) -> (Vec<Operation>, Faces) {
    let book = testing::book();
    let faces = Faces::collect(pages, &book).unwrap();
    let page: &Page = &pages.pages[0];
    let mut writer = TextWriter::new(PageSpace::of(page, &Press::default()));
    for item in &page.items {
        let crate::layout::page::ItemKind::Glyphs(run) = &item.kind else { continue };
        writer.run(run, run.lang.as_deref(), faces.get(run.face).unwrap());
    }
    (Content::decode(&writer.finish()).unwrap().operations, faces)
}

fn numbers(operation: &Operation) -> Vec<f64> {
    operation.operands.iter().map(|number| f64::from(number.as_float().unwrap())).collect()
}

/// Where each glyph is on paper when a reader follows the operators: code, x, y.
fn places(operations: &[Operation], face: &PdfFace) -> Vec<(u16, f64, f64)> {
    let (mut matrix, mut size, mut pen) = (vec![1.0, 0.0, 0.0, 1.0, 0.0, 0.0], 1.0, 0.0);
    let mut places = Vec::new();
    for operation in operations {
        match operation.operator.as_str() {
            "Tf" => size = f64::from(operation.operands[1].as_float().unwrap()),
            "Tm" => (matrix, pen) = (numbers(operation), 0.0),
            "TJ" => {
                for item in operation.operands[0].as_array().unwrap() {
                    if let Ok(adjustment) = item.as_float() {
                        pen -= f64::from(adjustment) / 1000.0 * size;
                        continue;
                    }
                    for code in item.as_str().unwrap().chunks(2) {
                        let code = u16::from_be_bytes([code[0], code[1]]);
                        places.push((code, matrix[4] + matrix[0] * pen, matrix[5]));
                        pen += face.width(code) / 1000.0 * size;
                    }
                }
            }
            _ => {}
        }
    }
    places
}

fn count(operations: &[Operation], operator: &str) -> usize {
    operations.iter().filter(|operation| operation.operator == operator).count()
}

fn actual_texts(operations: &[Operation]) -> Vec<String> {
    operations
        .iter()
        .filter(|operation| operation.operator == "BDC")
        .filter_map(|operation| operation.operands[1].as_dict().unwrap().get(b"ActualText").ok())
        .map(|text| lopdf::decode_text_string(text).unwrap())
        .collect()
}

/// Marked content and text objects nest (ISO 32000-1, 14.6.1).
fn check_nesting(operations: &[Operation]) {
    let mut open = Vec::new();
    for operation in operations {
        match operation.operator.as_str() {
            "BT" => open.push("BT"),
            "BDC" | "BMC" => open.push("BDC"),
            "ET" => assert_eq!(open.pop(), Some("BT")),
            "EMC" => assert_eq!(open.pop(), Some("BDC")),
            "re" => assert!(!open.contains(&"BT"), "a path in a text object"),
            _ => {}
        }
    }
    assert!(open.is_empty());
}

#[test]
fn no_rounding_adds_up_over_a_long_line() {
    let book = testing::book();
    for (name, stretch) in [(testing::SERIF, 1.0), (testing::SERIF, 0.985), (testing::MONO, 1.02)] {
        let mut run = testing::run(&book, name, &"Typography ".repeat(40), 9.7, (10.013, 50.0));
        run.stretch = stretch;
        // Word spaces of a justified line, kerning, and an expansion that no width has.
        for (index, glyph) in run.glyphs.iter_mut().enumerate() {
            glyph.set_advance(Points(glyph.advance().0 * stretch + 0.000_37 * index as f64));
        }
        let wanted: Vec<f64> = glyph_places(&run).iter().map(|place| 10.013 + place).collect();
        let pages = testing::page_of(vec![testing::text(run.clone())]);
        let (ops, faces) = written(&pages);
        let found = places(&ops, faces.get(run.face).unwrap());
        assert_eq!(found.len(), wanted.len());
        for ((_, x, y), wanted) in found.iter().zip(wanted) {
            assert!((x - wanted).abs() < 0.002, "{x} instead of {wanted}");
            assert_eq!(*y, 250.0);
        }
    }
}

#[test]
fn marks_are_moved_and_the_line_goes_on() {
    let book = testing::book();
    let mut run = testing::run(&book, testing::SERIF, "abc", 10.0, (0.0, 100.0));
    run.glyphs[1] = run.glyphs[1].shifted(Points(-1.0), Points(2.0));
    let (face, step) = (run.face, run.glyphs[0].advance().0);
    let after = step + run.glyphs[1].advance().0;
    let (ops, faces) = written(&testing::page_of(vec![testing::text(run)]));
    let found = places(&ops, faces.get(face).unwrap());
    let near = |a: f64, b: f64| (a - b).abs() < 0.002;
    assert!(near(found[1].1, step - 1.0) && near(found[1].2, 202.0), "{found:?}");
    assert!(near(found[2].1, after) && near(found[2].2, 200.0), "{found:?}");
}

#[test]
fn runs_of_a_line_share_one_operator() {
    let book = testing::book();
    let first = testing::run(&book, testing::SERIF, "one ", 10.0, (0.0, 100.0));
    let second = testing::run(&book, testing::SERIF, "two", 10.0, (33.0, 100.0));
    let (ops, faces) = written(&testing::page_of(vec![testing::text(first.clone()), testing::text(second)]));
    assert_eq!(count(&ops, "TJ"), 1);
    let found = places(&ops, faces.get(first.face).unwrap());
    assert!((found[4].1 - 33.0).abs() < 0.002);
}

#[test]
fn slant_and_stretch_are_in_the_matrix() {
    let book = testing::book();
    let mut run = testing::run(&book, testing::SERIF, "a", 10.0, (5.0, 100.0));
    (run.slant, run.stretch) = (0.2, 0.98);
    let (ops, _) = written(&testing::page_of(vec![testing::text(run)]));
    let matrices: Vec<String> =
        ops.iter().filter(|op| op.operator == "Tm").map(|op| format!("{:?}", op.operands)).collect();
    assert_eq!(matrices, ["[0.98, 0, 0.2, 1, 5, 200]"]);
}

#[test]
fn a_soft_hyphen_is_said_and_a_hard_one_says_itself() {
    let book = testing::book();
    let run = testing::run(&book, testing::SERIF, "well-ty\u{AD}", 10.0, (5.0, 100.0));
    let (ops, _) = written(&testing::page_of(vec![testing::text(run)]));
    assert_eq!(actual_texts(&ops), ["\u{AD}"]);
}

#[test]
fn small_capitals_copy_word_by_word() {
    let book = testing::book();
    // The same glyphs for capitals and small letters, which nothing in the map can tell apart.
    let mut small = testing::run(&book, testing::SERIF, "abc abc", 10.0, (5.0, 100.0));
    small.text = "ABC Abc".into();
    small.actual_text = true;
    let plain = testing::run(&book, testing::SERIF, "abc abc", 10.0, (5.0, 120.0));
    let (ops, _) = written(&testing::page_of(vec![testing::text(small), testing::text(plain)]));
    assert_eq!(actual_texts(&ops), ["ABC", "Abc"]);
}

#[test]
fn letter_spaced_words_are_said_whole() {
    let book = testing::book();
    let mut run = testing::run(&book, testing::SERIF, "KEY POINT", 10.0, (5.0, 100.0));
    run.glyphs.iter_mut().for_each(|glyph| glyph.set_advance(glyph.advance() + Points(0.8)));
    let (ops, _) = written(&testing::page_of(vec![testing::text(run)]));
    assert_eq!(actual_texts(&ops), ["KEY", "POINT"]);
}

#[test]
fn reordered_text_is_said_whole() {
    let book = testing::book();
    let mut run = testing::run(&book, testing::SERIF, "abc", 10.0, (5.0, 100.0));
    run.glyphs.swap(0, 1);
    run.actual_text = true;
    let (ops, _) = written(&testing::page_of(vec![testing::text(run)]));
    assert_eq!(actual_texts(&ops), ["abc"]);
    check_nesting(&ops);
}

#[test]
fn right_to_left_text_says_that_its_letters_are_turned_around() {
    let book = testing::book();
    let mut run = testing::run(&book, testing::SERIF, "ab\u{AD}", 10.0, (5.0, 100.0));
    run.glyphs.reverse();
    run.actual_text = true;
    let (ops, _) = written(&testing::page_of(vec![testing::text(run)]));
    let reversed = |op: &&Operation| op.operator == "BMC" && op.operands[0].as_name().unwrap() == b"ReversedChars";
    assert_eq!(ops.iter().filter(reversed).count(), 1);
    assert_eq!(actual_texts(&ops), ["\u{AD}"], "only of what its glyph does not say");
    check_nesting(&ops);
}

#[test]
fn a_missing_glyph_is_a_box_with_its_text() {
    let book = testing::book();
    let run = testing::run(&book, testing::SERIF, "a\u{4E00}b", 10.0, (5.0, 100.0));
    assert_eq!(run.glyphs[1].id, 0);
    let (ops, _) = written(&testing::page_of(vec![testing::text(run)]));
    assert_eq!(actual_texts(&ops), ["\u{4E00}"]);
    assert_eq!(count(&ops, "re"), 4);
    check_nesting(&ops);
}
