//! Images as the file holds them.

/// Matrix that shows an image upright in the unit square.
pub(in crate::pdf) const UPRIGHT: [f64; 6] = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// An image as the file holds it.
pub(super) struct Encoded {
    /// Width of the samples.
    pub width: u32,
    /// Height of the samples.
    pub height: u32,
    /// Bits of a component.
    pub bits: u8,
    /// Colour space of the samples.
    pub space: ColorSpace,
    /// Filter that `data` is encoded with.
    pub filter: Filter,
    /// Whether 255 means no ink (CMYK as Adobe's programs write it).
    pub inverted: bool,
    /// Encoded samples.
    pub data: Vec<u8>,
    /// Opacity, where not all of it is opaque.
    pub mask: Option<Box<Encoded>>,
    /// From the unit square of the samples to the unit square of the image as it is shown.
    pub matrix: [f64; 6],
}

/// Colour spaces of samples.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ColorSpace {
    Gray,
    Rgb,
    /// By a profile with so many components.
    Icc(u8, Vec<u8>),
    /// Grey or RGB with sRGB's white and primaries, whose light is the sample to this power.
    Gamma(u8, f64),
    /// Indexes of a palette of colours in another space.
    Palette(Box<ColorSpace>, Vec<u8>),
}

/// Filters of samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Filter {
    /// JPEG; whether its three components are RGB though no marker says so.
    Dct { plain_rgb: bool },
    /// Deflate over PNG's row filters, of so many components a sample.
    PngFlate { components: u8 },
}
