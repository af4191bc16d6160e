//! How the samples of a component, lightness or colour, are coded.

use super::block::Quantizer;
use super::tables::{HuffmanTable, Specification};

/// A component's tables.
pub struct Component {
    /// Steps.
    pub quantizer: Quantizer,
    /// Codes of first coefficients.
    pub dc: HuffmanTable,
    /// Codes of further ones.
    pub ac: HuffmanTable,
}

impl Component {
    /// With these steps and tables.
    pub fn new(steps: &[u8; 64], dc: &Specification, ac: &Specification) -> Component {
        Component { quantizer: Quantizer::new(steps), dc: HuffmanTable::of(dc), ac: HuffmanTable::of(ac) }
    }
}
