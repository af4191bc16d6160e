//! A formula's parts: where it may be broken, and what each part draws.

use super::class::{Class, breaks_after, classes};
use super::formula::{Break, Color, Extent, Extents, FONTS, Font, Formula, MathError, Part, Shape, Step};
use ratex_font::{FontId, get_char_metrics, katex_ttf_glyph_char};
use ratex_layout::{
    FallbackGlyphMetrics, LayoutOptions, layout_with_fallback_metrics, to_display_list, validate_layout,
};
use ratex_parser::{Mode, ParseNode};
use ratex_types::{DisplayItem, DisplayList, MathStyle, PathCommand};
use std::collections::HashMap;
use std::sync::Arc;

/// Space after a relation: 5 mu (The TeXbook, chapter 18), in ems.
const RELATION_GAP: f64 = 5.0 / 18.0;
/// Space after a binary operator: 4 mu.
const BINARY_GAP: f64 = 4.0 / 18.0;
/// Line width of outlines, in ems: that of a fraction's bar.
const OUTLINE: f64 = 0.04;

/// The parts of a formula.
pub(super) fn parts(formula: &Formula, nodes: &[ParseNode], extents: Extents) -> Result<Vec<Part>, MathError> {
    let classes = classes(nodes);
    let ends: Vec<usize> = (0..nodes.len()).filter(|index| breaks_after(&classes, *index)).collect();
    let sources = sources(formula, nodes, &ends);
    let metrics = metrics(formula, extents);
    let mut parts = Vec::with_capacity(sources.len());
    let mut start = 0;
    for (index, source) in sources.into_iter().enumerate() {
        let at = ends.get(index).copied();
        let mut list = nodes.get(start..at.map_or(nodes.len(), |at| at + 1)).unwrap_or_default().to_vec();
        let (end, gap) = match at.and_then(|at| classes.get(at).copied().flatten()) {
            Some(Class::Rel) => (Break::Relation, RELATION_GAP),
            Some(_) => (Break::Binary, BINARY_GAP),
            None => (Break::End, 0.0),
        };
        if end != Break::End {
            // An operator at the end of a list is not one: it needs a term after it, here an empty one.
            list.push(ParseNode::OrdGroup { mode: Mode::Math, body: Vec::new(), semisimple: None, loc: None });
        }
        parts.push(Part { gap, end, ..part(formula, &list, &metrics, source)? });
        start = at.map_or(nodes.len(), |at| at + 1);
    }
    Ok(parts)
}

/// A formula as one part.
pub(super) fn whole(formula: &Formula, nodes: &[ParseNode], extents: Extents) -> Result<Part, MathError> {
    part(formula, nodes, &metrics(formula, extents), formula.source.clone())
}

fn part(formula: &Formula, nodes: &[ParseNode], metrics: &Metrics, source: String) -> Result<Part, MathError> {
    let style = if formula.display { MathStyle::Display } else { MathStyle::Text };
    let options = LayoutOptions { style, ..LayoutOptions::default() };
    let tree = layout_with_fallback_metrics(nodes, &options, Arc::clone(metrics));
    validate_layout(&tree)
        .map_err(|_| MathError { message: "it is too large to be drawn".to_owned(), at: 0..formula.source.len() })?;
    let list = to_display_list(&tree);
    let shapes = list.items.iter().filter_map(|item| shape(item, &list)).collect();
    let DisplayList { width, height, depth, .. } = list;
    Ok(Part { width, height, depth, gap: 0.0, end: Break::End, source, shapes })
}

/// What each part stands for: the source up to the end of the operator that ends it. Where an operator comes from a
/// macro, places say nothing: the first part then stands for all of it.
fn sources(formula: &Formula, nodes: &[ParseNode], ends: &[usize]) -> Vec<String> {
    let source = &formula.source;
    let mut borders = vec![0];
    for index in ends {
        let border = nodes.get(*index).and_then(|node| match node {
            ParseNode::Atom { loc: Some(loc), text, .. } if source.get(loc.start..loc.end) == Some(text) => {
                Some(loc.end)
            }
            _ => None,
        });
        match border.filter(|border| borders.last().is_some_and(|last| last < border)) {
            Some(border) => borders.push(border),
            None => {
                let mut all = vec![String::new(); ends.len() + 1];
                all.iter_mut().take(1).for_each(|first| first.clone_from(source));
                return all;
            }
        }
    }
    borders.push(source.len());
    borders.windows(2).map(|pair| slice(source, pair)).collect()
}

fn slice(source: &str, pair: &[usize]) -> String {
    let (start, end) = (pair.first().copied().unwrap_or(0), pair.get(1).copied().unwrap_or(0));
    source.get(start..end).unwrap_or("").to_owned()
}

type Metrics = Arc<HashMap<char, FallbackGlyphMetrics>>;

/// The room of the characters that the math faces may not have.
fn metrics(formula: &Formula, extents: Extents) -> Metrics {
    let foreign = formula.source.chars().filter(|c| !c.is_ascii());
    let known = foreign.filter_map(|c| {
        let Extent { width, height, depth } = extents(c)?;
        Some((c, FallbackGlyphMetrics { width, height, depth }))
    });
    Arc::new(known.collect())
}

/// An item of the display list, from the baseline.
fn shape(item: &DisplayItem, list: &DisplayList) -> Option<Shape> {
    let down = |y: f64| y - list.height;
    match item {
        // A strut: viewers draw what has no width as a hairline.
        DisplayItem::Line { width, thickness, .. } if *width <= 0.0 || *thickness <= 0.0 => None,
        DisplayItem::Rect { width, height, .. } if *width <= 0.0 || *height <= 0.0 => None,
        DisplayItem::GlyphPath { x, y, scale, font, char_code, color } => {
            let text = char::from_u32(*char_code)?;
            let id = FontId::parse(font)?;
            let character = katex_ttf_glyph_char(id, *char_code);
            let known = get_char_metrics(id, u32::from(character)).is_some();
            let index = FONTS.iter().position(|name| *name == font.as_str()).filter(|_| known);
            Some(Shape::Glyph {
                x: *x,
                y: down(*y),
                size: *scale,
                font: index.map_or(Font::Text, Font::Math),
                character,
                text,
                color: ink(color),
            })
        }
        DisplayItem::Line { x, y, width, thickness, color, dashed: true } => {
            Some(Shape::Dashes { x: *x, y: down(*y), width: *width, thickness: *thickness, color: ink(color) })
        }
        DisplayItem::Line { x, y, width, thickness, color, dashed: false } => {
            let y = down(*y) - thickness / 2.0;
            Some(Shape::Rule { x: *x, y, width: *width, height: *thickness, color: ink(color) })
        }
        DisplayItem::Rect { x, y, width, height, color } => {
            Some(Shape::Rule { x: *x, y: down(*y), width: *width, height: *height, color: ink(color) })
        }
        DisplayItem::Path { x, y, commands, fill, color } => {
            let stroke = (!fill).then_some(OUTLINE);
            Some(Shape::Path { steps: steps(commands, *x, down(*y)), stroke, color: ink(color) })
        }
    }
}

/// A path as lines and cubic curves.
fn steps(commands: &[PathCommand], x: f64, y: f64) -> Vec<Step> {
    let at = |px: f64, py: f64| (x + px, y + py);
    let mut last = (x, y);
    let mut steps = Vec::with_capacity(commands.len());
    for command in commands {
        let step = match *command {
            PathCommand::MoveTo { x, y } => Step::Move(at(x, y)),
            PathCommand::LineTo { x, y } => Step::Line(at(x, y)),
            PathCommand::CubicTo { x1, y1, x2, y2, x, y } => Step::Curve(at(x1, y1), at(x2, y2), at(x, y)),
            PathCommand::QuadTo { x1, y1, x, y } => {
                // A quadratic curve is the cubic one whose handles are two thirds of the way.
                let (handle, end) = (at(x1, y1), at(x, y));
                let towards = |from: (f64, f64)| {
                    (from.0 + (handle.0 - from.0) * 2.0 / 3.0, from.1 + (handle.1 - from.1) * 2.0 / 3.0)
                };
                Step::Curve(towards(last), towards(end), end)
            }
            PathCommand::Close => Step::Close,
        };
        if let Step::Move(to) | Step::Line(to) | Step::Curve(_, _, to) = step {
            last = to;
        }
        steps.push(step);
    }
    steps
}

/// A colour that was asked for; black is the text's own.
fn ink(color: &ratex_types::Color) -> Option<Color> {
    // Within 0..=255.
    let byte = |part: f32| (part.clamp(0.0, 1.0) * 255.0).round() as u8;
    let given = [byte(color.r), byte(color.g), byte(color.b)];
    (given != [0, 0, 0]).then_some(given)
}

#[cfg(test)]
mod tests {
    use super::super::{Macros, read};
    use super::*;

    fn parts_of(source: &str) -> Vec<Part> {
        read(source, false, &Macros::new()).and_then(|formula| formula.parts(&|_| None)).expect("a formula")
    }

    #[test]
    fn formulas_break_after_relations_and_operators() {
        let found = parts_of("a + b = -c");
        let sources: Vec<&str> = found.iter().map(|part| part.source.as_str()).collect();
        assert_eq!(sources, ["a +", " b =", " -c"], "a sign is no operator");
        let ends: Vec<Break> = found.iter().map(|part| part.end).collect();
        assert_eq!(ends, [Break::Binary, Break::Relation, Break::End]);
        for whole in ["\\left(a + b\\right)", "{a+b}", "f(x)", "-a", "a_{i+1}"] {
            assert_eq!(parts_of(whole).len(), 1, "{whole}");
        }
        assert_eq!(parts_of("(a+b)").len(), 2);
    }

    #[test]
    fn parts_are_as_wide_as_the_whole() {
        for source in ["a + b = -c", "x \\le y < z", "a \\cdot b \\times c", "f(x) = \\sum_i x_i + 1", "a \\ne b"] {
            let formula = read(source, false, &Macros::new()).expect("a formula");
            let whole = formula.whole(&|_| None).expect("set").width;
            let sum: f64 = formula.parts(&|_| None).expect("set").iter().map(|part| part.width).sum();
            assert!((whole - sum).abs() < 1e-9, "{source}: {whole} and {sum}");
        }
    }

    #[test]
    fn shapes_stand_on_the_baseline() {
        let found = parts_of("x^2");
        let baselines: Vec<f64> = found
            .iter()
            .flat_map(|part| &part.shapes)
            .filter_map(|shape| match shape {
                Shape::Glyph { y, .. } => Some(*y),
                _ => None,
            })
            .collect();
        assert_eq!(baselines.first(), Some(&0.0));
        assert!(baselines.get(1).is_some_and(|y| *y < -0.3), "{baselines:?}");
        let fraction = parts_of("\\frac{1}{2}");
        assert!(fraction.iter().flat_map(|part| &part.shapes).any(|shape| matches!(shape, Shape::Rule { .. })));
    }

    #[test]
    fn characters_of_the_text_take_the_room_it_says() {
        let formula = read("\\text{ш}", false, &Macros::new()).expect("a formula");
        let extent = Extent { width: 0.9, height: 0.5, depth: 0.0 };
        let part = formula.whole(&|c| (c == 'ш').then_some(extent)).expect("set");
        assert!((part.width - 0.9).abs() < 1e-9, "{part:?}");
        assert!(matches!(part.shapes.first(), Some(Shape::Glyph { font: Font::Text, text: 'ш', .. })), "{part:?}");
    }
}
