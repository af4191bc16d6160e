//! Labels that a drawing holds as HTML. Mermaid and draw.io write them into `foreignObject`, which no library that draws
//! SVG reads and no e-book may hold: here they become SVG text, so that both outputs have their words.

use usvg::roxmltree::{Document, Node, ParsingOptions};

/// Elements of HTML that begin a line.
const LINES: [&str; 8] = ["br", "p", "div", "li", "tr", "h1", "h2", "h3"];
/// Distance of two lines, in ems.
const LEADING: f64 = 1.2;
/// How far the baseline is below the middle of a line, in ems.
const BASELINE: f64 = 0.35;

/// The drawing with its labels as text; `None` for one without, or one that cannot be read.
pub fn as_text(svg: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(svg).ok().filter(|text| text.contains("foreignObject"))?;
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).ok()?;
    let labels = document.descendants().filter(|node| node.is_element() && node.tag_name().name() == "foreignObject");
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    for label in labels {
        let range = label.range();
        // One within another has gone with it.
        let Some(before) = text.get(done..range.start) else { continue };
        out.push_str(before);
        if !has_alternative(label) {
            out.push_str(&written(label));
        }
        done = range.end;
    }
    out.push_str(text.get(done..)?);
    (done > 0).then(|| out.into_bytes())
}

/// Whether what follows in a `switch` is drawn in its stead (SVG 2, 5.9.1).
fn has_alternative(label: Node<'_, '_>) -> bool {
    label.parent().is_some_and(|parent| parent.tag_name().name() == "switch")
        && label.next_siblings().skip(1).any(|node| node.is_element())
}

/// The lines in the middle of the label's box.
fn written(label: Node<'_, '_>) -> String {
    let mut lines = vec![String::new()];
    gather(label, &mut lines);
    let lines: Vec<String> = lines
        .iter()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|l| !l.is_empty())
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    let number = |name: &str| label.attribute(name).and_then(|value| value.trim().trim_end_matches("px").parse().ok());
    let at = |place: &str, side: &str| number(place).unwrap_or(0.0) + number(side).unwrap_or(0.0) / 2.0;
    let (x, y): (f64, f64) = (at("x", "width"), at("y", "height"));
    let transform = label.attribute("transform").map(|value| format!(" transform=\"{}\"", escaped(value)));
    #[allow(clippy::cast_precision_loss, reason = "lines of a label")]
    let first = BASELINE - LEADING * (lines.len() - 1) as f64 / 2.0;
    let spans = lines.iter().enumerate().map(|(index, line)| {
        let down = if index == 0 { first } else { LEADING };
        format!("<tspan x=\"{x}\" dy=\"{down:.2}em\">{}</tspan>", escaped(line))
    });
    // No stroke: that of the shapes in the same group would make the letters fat.
    format!(
        "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" stroke=\"none\"{}>{}</text>",
        transform.unwrap_or_default(),
        spans.collect::<String>()
    )
}

/// Adds the text of a label, line by line. The check of the drawing has bounded its depth.
fn gather(node: Node<'_, '_>, lines: &mut Vec<String>) {
    for child in node.children() {
        let line = child.is_element() && LINES.contains(&child.tag_name().name());
        if line {
            lines.push(String::new());
        }
        if let (true, Some(text), Some(last)) = (child.is_text(), child.text(), lines.last_mut()) {
            last.push_str(text);
        }
        if child.is_element() && !matches!(child.tag_name().name(), "script" | "style") {
            gather(child, lines);
        }
        if line {
            lines.push(String::new());
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> String {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>")
    }

    fn texts(inside: &str) -> Option<String> {
        as_text(svg(inside).as_bytes()).map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
    }

    #[test]
    fn a_label_is_text_in_the_middle_of_its_box() {
        let label = "<g><foreignObject x=\"10\" y=\"20\" width=\"100\" height=\"40\"><div xmlns=\"http://www.w3.org/1999/xhtml\">\
                     <span><p>Boil &amp; pour</p></span></div></foreignObject><rect/></g>";
        let text = "<g><text x=\"60\" y=\"40\" text-anchor=\"middle\" stroke=\"none\"><tspan x=\"60\" dy=\"0.35em\">\
                    Boil &amp; pour</tspan></text><rect/></g>";
        assert_eq!(texts(label), Some(svg(text)));
    }

    #[test]
    fn lines_are_kept_apart() {
        let label = "<foreignObject width=\"10px\" height=\"8\"><div>one<br/>two</div><p>three</p></foreignObject>";
        let out = texts(label).expect("labels");
        let downs: Vec<&str> = out.split("dy=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(downs, ["-0.85em", "1.20em", "1.20em"], "{out}");
        assert!(out.contains(">one<") && out.contains(">two<") && out.contains(">three<"), "{out}");
    }

    #[test]
    fn a_drawing_with_an_alternative_shows_that() {
        let both = "<switch><foreignObject><p>a</p></foreignObject><text>a</text></switch>";
        assert_eq!(texts(both), Some(svg("<switch><text>a</text></switch>")));
        assert_eq!(texts("<rect/>"), None);
        assert_eq!(texts("<foreignObject/>"), Some(svg("")), "an empty one");
    }
}
