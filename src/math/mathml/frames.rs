//! What moves, hides or frames a part of a formula; lengths.

use super::{Around, Writer, spaced};
use crate::math::X_HEIGHT;
use ratex_parser::ParseNode;
use ratex_parser::parse_node::Measurement;

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

/// A length in ems. Points are TeX's, of a type size of ten.
pub(super) fn ems(length: &Measurement) -> String {
    let factor = match length.unit.as_str() {
        "mu" => 1.0 / 18.0,
        "ex" => X_HEIGHT,
        "em" => 1.0,
        "mm" => 0.284_527_6,
        "cm" => 2.845_276,
        "in" => 7.227,
        "bp" => 0.100_375,
        "pc" => 1.2,
        "dd" => 0.107_0,
        "cc" => 1.284,
        "sp" => 0.1 / 65_536.0,
        _ => 0.1,
    };
    let rounded = (length.number * factor * 10_000.0).round() / 10_000.0;
    format!("{rounded}em")
}

/// Factors of `\tiny` to `\Huge`, as KaTeX has them.
pub(super) fn size_factor(size: u8) -> f64 {
    const FACTORS: [f64; 11] = [0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.44, 1.728, 2.074, 2.488];
    FACTORS.get(usize::from(size).saturating_sub(1)).copied().unwrap_or(1.0)
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
