//! The class of an atom (The TeXbook, chapter 17): what space stands around it, and whether a line may end after it.

use ratex_parser::ParseNode;
use ratex_parser::parse_node::AtomFamily;

/// A class; `None` of it is what has none: space, and what only changes how things look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Ord,
    Op,
    Bin,
    Rel,
    Open,
    Close,
    Punct,
    Inner,
}

/// The class of a node as it is written, before its neighbours change it.
fn class(node: &ParseNode) -> Option<Class> {
    match node {
        ParseNode::Atom { family, .. } => Some(match family {
            AtomFamily::Bin => Class::Bin,
            AtomFamily::Close => Class::Close,
            AtomFamily::Inner => Class::Inner,
            AtomFamily::Open => Class::Open,
            AtomFamily::Punct => Class::Punct,
            AtomFamily::Rel => Class::Rel,
        }),
        ParseNode::Op { .. } | ParseNode::OperatorName { .. } | ParseNode::OpToken { .. } => Some(Class::Op),
        ParseNode::SupSub { base: Some(base), .. } => class(base),
        ParseNode::MClass { mclass, .. } | ParseNode::DelimSizing { mclass, .. } | ParseNode::Pmb { mclass, .. } => {
            Some(named(mclass))
        }
        ParseNode::HtmlMathMl { html, .. } => html.iter().find_map(class),
        ParseNode::XArrow { .. } => Some(Class::Rel),
        ParseNode::LeftRight { .. } | ParseNode::GenFrac { .. } => Some(Class::Inner),
        ParseNode::SpacingNode { .. }
        | ParseNode::Kern { .. }
        | ParseNode::Internal { .. }
        | ParseNode::Tag { .. }
        | ParseNode::NoNumber { .. }
        | ParseNode::MathChoice { .. }
        | ParseNode::Cr { .. } => None,
        _ => Some(Class::Ord),
    }
}

/// A class by the name that its command has.
fn named(name: &str) -> Class {
    match name {
        "mbin" => Class::Bin,
        "mrel" => Class::Rel,
        "mopen" => Class::Open,
        "mclose" => Class::Close,
        "mpunct" => Class::Punct,
        "mop" => Class::Op,
        "minner" => Class::Inner,
        _ => Class::Ord,
    }
}

/// The classes of a list's nodes: a binary operator that has no term at either side is none, as the sign of `-a` (The
/// TeXbook, appendix G, rules 5 and 6).
pub(super) fn classes(nodes: &[ParseNode]) -> Vec<Option<Class>> {
    let mut classes: Vec<Option<Class>> = nodes.iter().map(class).collect();
    let mut before: Option<Class> = None;
    for current in classes.iter_mut().flatten() {
        let term = matches!(before, Some(Class::Ord | Class::Close | Class::Inner));
        if *current == Class::Bin && !term {
            *current = Class::Ord;
        }
        before = Some(*current);
    }
    let mut after: Option<Class> = None;
    for current in classes.iter_mut().rev().flatten() {
        if *current == Class::Bin && matches!(after, None | Some(Class::Rel | Class::Close | Class::Punct)) {
            *current = Class::Ord;
        }
        after = Some(*current);
    }
    classes
}

/// Whether a formula may be broken after a node of a list: at a relation or a binary operator, where a term follows.
pub(super) fn breaks_after(classes: &[Option<Class>], index: usize) -> bool {
    let after = classes.get(index + 1..).unwrap_or_default().iter().flatten().next();
    let term = matches!(after, Some(Class::Ord | Class::Op | Class::Open | Class::Inner));
    term && matches!(classes.get(index), Some(Some(Class::Rel | Class::Bin)))
}
