//! SVG made safe for a book: no scripts, no event handlers, nothing fetched from outside (EPUB 3.3, 3.6 forbids remote
//! resources in images). The picture is otherwise written back as it was read.

use super::css;
use crate::epub::markup::escape;
use usvg::roxmltree::{Document, Node, NodeType, ParsingOptions};

const SVG_NS: &str = "http://www.w3.org/2000/svg";
const XLINK_NS: &str = "http://www.w3.org/1999/xlink";
/// Elements that run code, embed other documents or animate (readers flicker); they go with all they hold.
const DROPPED: [&str; 12] = [
    "script",
    "foreignObject",
    "iframe",
    "audio",
    "video",
    "handler",
    "animate",
    "animateMotion",
    "animateTransform",
    "animateColor",
    "set",
    "metadata",
];
/// Deeper nesting than any drawing has; beyond it elements are left out rather than the stack overflown.
const MAX_DEPTH: usize = 256;

/// The drawing, sanitised; `None` if it is not an SVG document.
pub fn sanitize(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).ok()?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" || !matches!(root.tag_name().namespace(), Some(SVG_NS) | None) {
        return None;
    }
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    element(root, 0, &mut out);
    out.push('\n');
    Some(out)
}

fn element(node: Node<'_, '_>, depth: usize, out: &mut String) {
    let name = node.tag_name().name();
    // Elements of other namespaces are the private notes of drawing programs.
    let foreign = node.tag_name().namespace().is_some_and(|ns| ns != SVG_NS);
    if foreign || depth > MAX_DEPTH || DROPPED.contains(&name) {
        return;
    }
    out.push('<');
    out.push_str(name);
    if depth == 0 {
        out.push_str(&format!(" xmlns=\"{SVG_NS}\" xmlns:xlink=\"{XLINK_NS}\""));
    }
    for attribute in node.attributes() {
        let (local, value) = (attribute.name(), attribute.value());
        let prefixed = match attribute.namespace() {
            None => local.to_string(),
            Some(XLINK_NS) => format!("xlink:{local}"),
            // `xml:base` would lead `#place` elsewhere.
            Some("http://www.w3.org/XML/1998/namespace") if local != "base" => format!("xml:{local}"),
            Some(_) => continue,
        };
        if is_safe_attribute(local, value) {
            out.push_str(&format!(" {prefixed}=\"{}\"", escape(value)));
        }
    }
    if !node.has_children() {
        out.push_str("/>");
        return;
    }
    out.push('>');
    if name == "style" {
        style(node, out);
    }
    for child in node.children().filter(|_| name != "style") {
        match child.node_type() {
            NodeType::Element => element(child, depth + 1, out),
            NodeType::Text => out.push_str(&escape(child.text().unwrap_or(""))),
            NodeType::Root | NodeType::PI | NodeType::Comment => {}
        }
    }
    out.push_str(&format!("</{name}>"));
}

/// A style sheet as a whole: comments and sections divide its text, but not for a reader.
fn style(node: Node<'_, '_>, out: &mut String) {
    let text: String = node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect();
    if css::is_safe(&text) {
        out.push_str(&escape(&text));
    }
}

fn is_safe_attribute(name: &str, value: &str) -> bool {
    let is_handler = name.len() > 2 && name.get(..2).is_some_and(|p| p.eq_ignore_ascii_case("on"));
    match name {
        _ if is_handler => false,
        "href" | "src" => css::is_within(value),
        _ => css::is_safe(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_handlers_and_remote_references_go() {
        let source = r##"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
            xmlns:ink="urn:ink" ink:version="1" onload="x()" viewBox="0 0 2 2"><!-- c --><script>x()</script>
            <a xlink:href="https://e.com"><rect fill="url(#g)" onclick="x()" width="2"/></a>
            <image href="https://e.com/a.png"/><style>a{background:url(https://e.com)}</style>
            <foreignObject><p/></foreignObject><text xml:space="preserve">a &lt; b</text></svg>"##;
        let clean = sanitize(source.as_bytes()).expect("svg");
        for bad in ["script", "onload", "onclick", "e.com", "foreignObject", "ink"] {
            assert!(!clean.replace("xmlns:xlink=\"http://www.w3.org/1999/xlink\"", "").contains(bad), "{bad}: {clean}");
        }
        assert!(clean.contains("<rect fill=\"url(#g)\" width=\"2\"/>"), "{clean}");
        assert!(clean.contains("<text xml:space=\"preserve\">a &lt; b</text>"), "{clean}");
    }

    #[test]
    fn what_is_not_svg_is_refused() {
        assert_eq!(sanitize(b"<html xmlns='http://www.w3.org/1999/xhtml'/>"), None);
        assert_eq!(sanitize(b"\xff\xfe"), None);
    }
}
