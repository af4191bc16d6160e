//! The HTML that a specification expects, read into a tree. It is what Markdown makes, so it is well formed; where an
//! example holds raw HTML, only its characters count.

use super::tree::Node;

/// Elements that Markdown makes.
const MADE: [&str; 24] = [
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "code",
    "em",
    "strong",
    "del",
    "a",
    "img",
    "br",
    "hr",
    "table",
    "tr",
    "th",
    "td",
];
/// Elements that Markdown makes, too, and that say nothing.
const GROUPS: [&str; 2] = ["thead", "tbody"];
/// Elements without an end.
const VOID: [&str; 4] = ["br", "hr", "img", "input"];

/// A tag with its attributes, or the text before it.
#[derive(Clone, Debug)]
struct Tag {
    name: String,
    closes: bool,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }

    /// Whether Markdown alone makes such a tag.
    fn is_made(&self) -> bool {
        let known = ["href", "title", "src", "alt", "class", "start", "style", "disabled", "type", "checked"];
        let named = MADE.contains(&self.name.as_str()) || GROUPS.contains(&self.name.as_str()) || self.name == "input";
        let link = self.name != "a" || self.closes || self.attributes.first().is_some_and(|(name, _)| name == "href");
        named && link && self.attributes.iter().all(|(name, _)| known.contains(&name.as_str()))
    }
}

/// What an example expects.
pub enum Expected {
    /// A tree.
    Tree(Vec<Node>),
    /// Raw HTML stands in it: the characters, without white space.
    Letters(String),
}

/// Reads the HTML of an example whose source this is.
pub fn expected(source: &str, html: &str) -> Expected {
    let pieces = pieces(html);
    let raw = |piece: &Piece| match piece {
        Piece::Tag(tag) => !tag.is_made(),
        Piece::Other => true,
        Piece::Text(_) => false,
    };
    // A tag of the source, of an element that Markdown makes, too, is raw as well.
    let written = |name: &&str| [">", " "].iter().any(|end| source.contains(&format!("<{name}{end}")));
    if pieces.iter().any(raw) || MADE.iter().any(written) {
        return Expected::Letters(raw_letters(&pieces));
    }
    let mut rest = pieces.as_slice();
    Expected::Tree(nodes(&mut rest))
}

enum Piece {
    Text(String),
    Tag(Tag),
    /// A comment, a declaration, an instruction, a CDATA section.
    Other,
}

fn pieces(html: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        pieces.push(Piece::Text(entities(&rest[..at])));
        rest = &rest[at..];
        let (piece, length) = markup(rest);
        pieces.push(piece);
        rest = &rest[length..];
    }
    pieces.push(Piece::Text(entities(rest)));
    pieces
}

/// What starts with this `<`, and how long it is. What has no end goes on to the text's end.
fn markup(text: &str) -> (Piece, usize) {
    let until = |end: &str| text.find(end).map_or(text.len(), |at| at + end.len());
    if text.starts_with("<!-->") || text.starts_with("<!--->") {
        return (Piece::Other, until(">"));
    }
    for (start, end) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")] {
        if text.starts_with(start) {
            return (Piece::Other, until(end));
        }
    }
    let mut quote = None;
    let end = text.char_indices().find(|(_, c)| {
        let within = quote.is_some();
        match quote {
            Some(open) if open == *c => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(*c),
            _ => {}
        }
        !within && *c == '>'
    });
    let end = end.map_or(text.len(), |(at, _)| at + 1);
    (Piece::Tag(tag(&text[1..end])), end)
}

fn tag(inner: &str) -> Tag {
    let inner = inner.trim_end_matches(['>', '/']);
    let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    let end = inner.find(char::is_whitespace).unwrap_or(inner.len());
    let (name, mut rest) = inner.split_at(end);
    let mut attributes = Vec::new();
    while let Some((attribute, after)) = rest.trim_start().split_once('=') {
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
            None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        attributes.push((attribute.trim().to_owned(), entities(value)));
        rest = after;
    }
    Tag { name: name.to_ascii_lowercase(), closes, attributes }
}

/// The nodes up to a closing tag, which is read, too.
fn nodes(rest: &mut &[Piece]) -> Vec<Node> {
    let mut out = Vec::new();
    while let Some((piece, after)) = rest.split_first() {
        *rest = after;
        match piece {
            Piece::Text(text) => out.push(Node::text(text)),
            Piece::Other => {}
            Piece::Tag(tag) if tag.closes => return out,
            Piece::Tag(tag) => {
                let children = if VOID.contains(&tag.name.as_str()) { Vec::new() } else { nodes(rest) };
                out.extend(element(tag, children));
            }
        }
    }
    out
}

fn element(tag: &Tag, children: Vec<Node>) -> Vec<Node> {
    match tag.name.as_str() {
        "thead" | "tbody" => children,
        "a" => vec![Node::link(tag.attribute("href"), children)],
        "img" => vec![Node::image(tag.attribute("src"), tag.attribute("alt"), tag.attribute("title"))],
        "ol" => {
            let start = if tag.attribute("start").is_empty() { "1" } else { tag.attribute("start") };
            vec![Node::Element(format!("ol {start}"), children)]
        }
        "pre" => vec![preformatted(children)],
        "input" if tag.attributes.iter().any(|(name, _)| name == "checked") => vec![Node::element("done", Vec::new())],
        "input" => vec![Node::element("to-do", Vec::new())],
        "th" | "td" => {
            let align = tag.attribute("style").strip_prefix("text-align: ").unwrap_or("");
            vec![Node::Element(format!("{} {align}", tag.name).trim().to_owned(), children)]
        }
        name => vec![Node::element(name, children)],
    }
}

/// `<pre><code class="language-x">` without the line's end that closes it.
fn preformatted(children: Vec<Node>) -> Node {
    let text: String = children
        .iter()
        .flat_map(|node| match node {
            Node::Element(_, inner) => inner.clone(),
            text => vec![text.clone()],
        })
        .filter_map(|node| if let Node::Text(text) = node { Some(text) } else { None })
        .collect();
    Node::element("pre", vec![Node::text(text.strip_suffix('\n').unwrap_or(&text))])
}

/// The characters of raw HTML that a reader sees: none of a tag, a comment, a script or a style.
fn raw_letters(pieces: &[Piece]) -> String {
    let mut out = String::new();
    let mut hidden: Option<&str> = None;
    for piece in pieces {
        match piece {
            Piece::Text(text) if hidden.is_none() => out.extend(text.chars().filter(|c| !c.is_whitespace())),
            Piece::Tag(tag) if tag.closes && hidden == Some(&tag.name) => hidden = None,
            Piece::Tag(tag) if !tag.closes && hidden.is_none() && matches!(tag.name.as_str(), "script" | "style") => {
                hidden = Some(&tag.name);
            }
            _ => {}
        }
    }
    out
}

/// The text with the five references replaced that a writer of HTML makes.
fn entities(text: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    pairs.iter().fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}
