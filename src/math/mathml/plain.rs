//! What a part of a formula says, without its structure.

use crate::math::symbols::{characters, combining};
use ratex_parser::{Mode, ParseNode};

/// The characters of nodes, without their structure.
pub(in crate::math) fn plain(nodes: &[ParseNode]) -> String {
    let mut text = String::new();
    push_plain(nodes, &mut text);
    text
}

fn push_plain(nodes: &[ParseNode], out: &mut String) {
    for node in nodes {
        match node {
            ParseNode::SpacingNode { .. } => out.push(' '),
            ParseNode::Accent { label, base, .. } => {
                push_plain(std::slice::from_ref(base), out);
                out.push_str(combining(label));
            }
            ParseNode::OrdGroup { body, .. }
            | ParseNode::Text { body, .. }
            | ParseNode::Styling { body, .. }
            | ParseNode::Sizing { body, .. }
            | ParseNode::Color { body, .. }
            | ParseNode::MClass { body, .. }
            | ParseNode::HBox { body, .. }
            | ParseNode::OperatorName { body, .. } => push_plain(body, out),
            ParseNode::Font { body, .. } => push_plain(std::slice::from_ref(body), out),
            ParseNode::HtmlMathMl { mathml, .. } => push_plain(mathml, out),
            ParseNode::SupSub { base, sup, sub, .. } => {
                for part in [base, sub, sup].into_iter().flatten() {
                    push_plain(std::slice::from_ref(part), out);
                }
            }
            ParseNode::Op { name: Some(name), .. } => out.push_str(&characters(name, Mode::Math)),
            ParseNode::Verb { body, .. } => out.push_str(body),
            _ => {
                if let Some(text) = node.symbol_text() {
                    out.push_str(&characters(text, node.mode()));
                }
            }
        }
    }
}
