//! Formulas of every kind, set in both outputs: the list is `tests/math/formulas.txt`.

use crate::support;
use offprint::diagnostics::Diagnostics;
use offprint::layout::LayoutOptions;
use offprint::layout::page::{ItemKind, Role};
use offprint::math::{Break, Font, Formula, Macros, Shape, read};

const LIST: &str = include_str!("../math/formulas.txt");

/// Fewer would not be the list.
const LEAST: usize = 200;

fn formulas() -> Vec<&'static str> {
    let found: Vec<&str> = LIST.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert!(found.len() >= LEAST, "only {} formulas", found.len());
    found
}

fn formula(source: &str, display: bool) -> Formula {
    read(source, display, &Macros::new()).unwrap_or_else(|error| panic!("{source}: {error} at {:?}", error.at))
}

#[test]
fn every_formula_is_mathml_that_says_all_of_it() {
    for source in formulas() {
        for display in [false, true] {
            let text = formula(source, display).mathml(source);
            let document =
                roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{source}: {error}\n{text}"));
            let root = document.root_element();
            assert_eq!(root.attribute("alttext"), Some(source));
            let annotation = root.descendants().find(|node| node.has_tag_name((MATHML, "annotation")));
            assert_eq!(annotation.and_then(|node| node.text()), Some(source));
            let shown: String = root
                .descendants()
                .filter(|node| {
                    node.is_text() && !node.parent().is_some_and(|parent| parent.has_tag_name((MATHML, "annotation")))
                })
                .filter_map(|node| node.text())
                .collect();
            assert!(!shown.trim().is_empty(), "{source} shows nothing: {text}");
            assert!(!shown.contains('\\'), "{source} shows a command: {shown}");
            counts(&root, source);
        }
    }
}

const MATHML: &str = "http://www.w3.org/1998/Math/MathML";

/// Elements that have a fixed number of children (MathML Core, 3.3 and 3.4).
fn counts(root: &roxmltree::Node<'_, '_>, source: &str) {
    for node in root.descendants().filter(roxmltree::Node::is_element) {
        let children = node.children().filter(roxmltree::Node::is_element).count();
        let wanted = match node.tag_name().name() {
            "mfrac" | "mroot" | "msub" | "msup" | "munder" | "mover" => 2,
            "msubsup" | "munderover" => 3,
            _ => continue,
        };
        assert_eq!(children, wanted, "{source}: <{}>", node.tag_name().name());
    }
}

#[test]
fn every_formula_is_set_with_faces_of_its_own() {
    for source in formulas() {
        for display in [false, true] {
            let formula = formula(source, display);
            let whole = formula.whole(&|_| None).unwrap_or_else(|error| panic!("{source}: {error}"));
            assert!(whole.width >= 0.0 && whole.height + whole.depth > 0.0, "{source}: no extent");
            let missing = whole.shapes.iter().any(|shape| matches!(shape, Shape::Glyph { font: Font::Text, .. }));
            assert!(!missing, "{source}: a character that the math faces do not have");
        }
    }
}

#[test]
fn parts_are_as_wide_as_the_whole_and_say_all_of_the_source() {
    for source in formulas() {
        let formula = formula(source, false);
        let whole = formula.whole(&|_| None).unwrap_or_else(|error| panic!("{source}: {error}"));
        let parts = formula.parts(&|_| None).unwrap_or_else(|error| panic!("{source}: {error}"));
        let width: f64 = parts.iter().map(|part| part.width).sum();
        assert!((width - whole.width).abs() < 1e-6, "{source}: {width} and {}", whole.width);
        assert_eq!(parts.iter().map(|part| part.source.as_str()).collect::<String>(), source);
        assert_eq!(parts.last().map(|part| part.end), Some(Break::End), "{source}");
        assert!(parts.iter().all(|part| part.gap <= part.width), "{source}: a gap wider than its part");
    }
}

/// A post with every formula, within lines and on lines of their own.
fn post() -> String {
    let mut text =
        "---\ntitle: Formulas\nsyntax: commonmark\nauthor: Ada\nlang: en\ndate: 2026-01-02\n---\n\n".to_owned();
    for source in formulas() {
        // A sign within a formula ends it, so that this one is between signs of another kind.
        let inline = if source.contains('$') { format!("\\({source}\\)") } else { format!("${source}$") };
        text.push_str(&format!("A line with {inline} in it.\n\n$$\n{source}\n$$\n\n"));
    }
    text
}

#[test]
fn a_post_of_all_formulas_has_no_warning_and_loses_none() {
    let post = post();
    let (pages, report) = support::lay_out(&[&post], &LayoutOptions::default());
    let said: Vec<String> = Diagnostics::iter(&report.diagnostics).map(|said| said.message.clone()).collect();
    assert!(said.is_empty(), "{said:#?}");
    let items = pages.pages.iter().flat_map(|page| page.items.iter());
    let set: String = items
        .filter_map(|item| match &item.kind {
            ItemKind::Formula(formula) => Some(formula.text.as_str()),
            _ => None,
        })
        .collect();
    let written: String = formulas().iter().map(|source| source.repeat(2)).collect();
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(bare(&set), bare(&written));
    let tagged = pages.structure.iter().filter(|element| element.role == Role::Formula);
    assert_eq!(tagged.filter(|element| element.alt.is_some()).count(), formulas().len() * 2);
}
