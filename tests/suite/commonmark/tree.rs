//! A document reduced to what CommonMark says of it: elements, their few attributes, and text.

/// An element or a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Characters, without markup.
    Text(String),
    /// An element by its name, with the attributes that count, and what is in it.
    Element(String, Vec<Node>),
}

impl Node {
    /// An element without attributes.
    pub fn element(name: &str, children: Vec<Node>) -> Node {
        Node::Element(name.to_owned(), children)
    }

    /// A text.
    pub fn text(text: &str) -> Node {
        Node::Text(text.to_owned())
    }

    /// A link, whatever its address escapes.
    pub fn link(address: &str, children: Vec<Node>) -> Node {
        Node::Element(format!("a {}", plain_address(address)), children)
    }

    /// An image.
    pub fn image(source: &str, alt: &str, title: &str) -> Node {
        Node::Element(format!("img {} {alt:?} {title:?}", plain_address(source)), Vec::new())
    }
}

/// An address without percent-encoding, which the model leaves to the backends.
fn plain_address(address: &str) -> String {
    percent_encoding::percent_decode_str(address).decode_utf8_lossy().into_owned()
}

/// Elements that run within a line of text.
const INLINE: [&str; 6] = ["a", "code", "del", "em", "img", "strong"];

fn is_block(node: &Node) -> bool {
    match node {
        Node::Text(_) => false,
        Node::Element(name, _) => !INLINE.contains(&name.split(' ').next().unwrap_or("")),
    }
}

/// The nodes with white space as a browser shows it: single within text, none at a block's ends and beside a block or a
/// line break. Code blocks stay as they are.
pub fn normal(nodes: Vec<Node>, inline: bool) -> Vec<Node> {
    let mut joined: Vec<Node> = Vec::new();
    for node in nodes {
        match (joined.last_mut(), node) {
            (Some(Node::Text(before)), Node::Text(text)) => before.push_str(&text),
            (_, Node::Element(name, children)) if name.starts_with("pre") => joined.push(Node::Element(name, children)),
            (_, Node::Element(name, children)) => {
                let inside = INLINE.contains(&name.split(' ').next().unwrap_or(""));
                joined.push(Node::Element(name, normal(children, inside)));
            }
            (_, text) => joined.push(text),
        }
    }
    let edges: Vec<bool> = joined.iter().map(is_block).collect();
    let beside = |at: Option<usize>| at.map_or(!inline, |at| edges.get(at).copied().unwrap_or(!inline));
    let mut out = Vec::new();
    for (at, node) in joined.into_iter().enumerate() {
        let Node::Text(text) = node else {
            out.push(node);
            continue;
        };
        let mut text = single_spaced(&text);
        if beside(at.checked_sub(1)) {
            text = text.trim_start_matches(' ').to_owned();
        }
        if beside(Some(at + 1)) {
            text = text.trim_end_matches(' ').to_owned();
        }
        if !text.is_empty() {
            out.push(Node::Text(text));
        }
    }
    out
}

fn single_spaced(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            ' ' | '\n' | '\t' if out.ends_with(' ') => {}
            ' ' | '\n' | '\t' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// The tree on one line, for comparing and reading.
pub fn show(nodes: &[Node]) -> String {
    let one = |node: &Node| match node {
        Node::Text(text) => format!("{text:?}"),
        Node::Element(name, children) if children.is_empty() => name.clone(),
        Node::Element(name, children) => format!("{name}{{{}}}", show(children)),
    };
    nodes.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// All characters that are no white space.
pub fn letters(nodes: &[Node]) -> String {
    let one = |node: &Node| match node {
        Node::Text(text) => text.chars().filter(|c| !c.is_whitespace()).collect(),
        Node::Element(_, children) => letters(children),
    };
    nodes.iter().map(one).collect()
}
