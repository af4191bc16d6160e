//! What moves, hides or frames a part of a formula; lengths.

use super::sizes::ems;
use super::{Around, Writer, spaced};
use ratex_parser::ParseNode;

impl Writer {
    /// What moves, hides or frames.
    pub(super) fn rest(&mut self, node: &ParseNode, around: Around) {
        match node {
            ParseNode::Phantom { body, .. } => {
                self.open("mphantom", &[]);
                self.list(body, around);
                self.close("mphantom");
            }
            ParseNode::VPhantom { body, .. } => {
                self.open("mpadded", &[("width", "0px")]);
                self.wrapped("mphantom", &[], body, around);
                self.close("mpadded");
            }
            ParseNode::Smash { body, smash_height, smash_depth, .. } => {
                let attributes: Vec<(&str, &str)> = [("height", *smash_height), ("depth", *smash_depth)]
                    .into_iter()
                    .filter_map(|(name, on)| on.then_some((name, "0px")))
                    .collect();
                self.wrapped("mpadded", &attributes, body, around);
            }
            ParseNode::Lap { alignment, body, .. } => {
                let shift = match alignment.as_str() {
                    "llap" => "-1width",
                    "clap" => "-0.5width",
                    _ => "0px",
                };
                self.wrapped("mpadded", &[("width", "0px"), ("lspace", shift)], body, around);
            }
            ParseNode::RaiseBox { dy, body, .. } => {
                self.wrapped("mpadded", &[("voffset", &ems(dy))], body, around);
            }
            ParseNode::Rule { width, height, .. } => {
                let attributes =
                    [("width", &*ems(width)), ("height", &*ems(height)), ("mathbackground", "currentColor")];
                self.empty("mspace", &attributes);
            }
            ParseNode::Enclose { label, body, background_color, .. } => {
                let background = background_color.as_deref().unwrap_or("transparent");
                match label.as_str() {
                    "\\colorbox" => self.wrapped("mpadded", &[("mathbackground", background)], body, around),
                    label => self.wrapped("menclose", &[("notation", notation(label))], body, around),
                }
            }
            ParseNode::Verb { body, .. } => self.leaf("mtext", &[("mathvariant", "monospace")], &spaced(body)),
            ParseNode::IncludeGraphics { alt, src, .. } => {
                self.leaf("mtext", &[], if alt.is_empty() { src } else { alt });
            }
            ParseNode::CdLabel { label, .. } => self.one(label, around),
            ParseNode::CdLabelParent { fragment, .. } => self.one(fragment, around),
            ParseNode::CdArrow { direction, label_above, label_below, .. } => {
                self.diagram_arrow(direction, label_above.as_deref(), label_below.as_deref(), around);
            }
            ParseNode::ProofTree { tree, .. } => self.proof(tree, around),
            _ => {}
        }
    }
}

/// The notation of a frame or a line through something.
fn notation(label: &str) -> &'static str {
    match label {
        "\\cancel" => "updiagonalstrike",
        "\\bcancel" => "downdiagonalstrike",
        "\\xcancel" => "updiagonalstrike downdiagonalstrike",
        "\\sout" => "horizontalstrike",
        "\\phase" => "phasorangle",
        "\\angl" => "actuarial",
        _ => "box",
    }
}
