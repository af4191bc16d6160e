//! Formulas: TeX is read once, into a [`Formula`]; the EPUB writes it as MathML, the layout sets it in parts.
//!
//! Reading and the rules of TeX's math setting are RaTeX's work (`docs/math.md` says why). What is ours: labels and
//! numbers, where a formula may be broken, MathML, and places of mistakes. Lengths are in ems of the formula's type size
//! unless said; `y` points down from the baseline.

#[cfg(feature = "math")]
mod class;
mod formula;
#[cfg(feature = "math")]
mod mathml;
#[cfg(feature = "math")]
mod read;
#[cfg(feature = "math")]
mod set;
#[cfg(feature = "math")]
mod symbols;

pub use formula::{
    Break, Color, Extent, Extents, FONTS, Font, Formula, Macros, MathError, Part, Shape, Step, X_HEIGHT, command,
};

/// Reads a formula.
///
/// # Errors
/// [`MathError`] where it is no TeX that can be set, with its place in `source`.
#[cfg(feature = "math")]
pub fn read(source: &str, display: bool, macros: &Macros) -> Result<Formula, MathError> {
    read::formula(source, display, macros)
}

/// Reads no formula: the program was built without them.
///
/// # Errors
/// Always.
#[cfg(not(feature = "math"))]
pub fn read(source: &str, _display: bool, _macros: &Macros) -> Result<Formula, MathError> {
    let message = "this build of offprint cannot set formulas".to_owned();
    Err(MathError { message, at: 0..source.len() })
}

#[cfg(feature = "math")]
impl Formula {
    /// It as a `math` element (MathML Core, with the attributes of MathML 3 for readers that know those). `number` is
    /// not part of it.
    pub fn mathml(&self, alt: &str) -> String {
        mathml::element(self, &self.nodes, alt)
    }

    /// Its parts, in order.
    ///
    /// # Errors
    /// When it would take too much to draw.
    pub fn parts(&self, extents: Extents) -> Result<Vec<Part>, MathError> {
        set::parts(self, &self.nodes, extents)
    }

    /// It in one part.
    ///
    /// # Errors
    /// When it would take too much to draw.
    pub fn whole(&self, extents: Extents) -> Result<Part, MathError> {
        set::whole(self, &self.nodes, extents)
    }
}

#[cfg(not(feature = "math"))]
impl Formula {
    /// An empty element: nothing is ever read without the feature.
    pub fn mathml(&self, _alt: &str) -> String {
        String::new()
    }

    /// No parts.
    ///
    /// # Errors
    /// Never.
    pub fn parts(&self, _extents: Extents) -> Result<Vec<Part>, MathError> {
        Ok(Vec::new())
    }

    /// Nothing.
    ///
    /// # Errors
    /// Always.
    pub fn whole(&self, _extents: Extents) -> Result<Part, MathError> {
        read(&self.source, self.display, &Macros::new()).and(Err(MathError { message: String::new(), at: 0..0 }))
    }
}
