//! How large an image is shown, and how it is cropped.

use super::super::super::page::{Crop, ImageQuality, LEAST_DPI, is_low};
use super::super::super::units::{Pt, Size};
use super::super::inline::asked_width;
use super::Builder;
use crate::diagnostics::Code;
use crate::document::{Aspect, Figure, Placement};
use crate::resolve::{Asset, AssetFormat};
use crate::source::Span;

/// Width of the site's text column in CSS pixels, which widths in posts were chosen for.
const SITE_MEASURE: f64 = 720.0;
/// Narrowest side image, as a fraction of the measure.
const LEAST_SIDE: f64 = 0.25;
/// Widest side image, as a fraction of the measure.
const MOST_SIDE: f64 = 0.55;
/// Width of a side image that gives none.
const USUAL_SIDE: f64 = 1.0 / 3.0;
/// Highest figure, as a fraction of the text area: a caption and some text should go with it.
const MOST_HEIGHT: f64 = 0.72;
/// Lowest that a long caption makes it, as a fraction of the text area.
const LEAST_HEIGHT: f64 = 0.2;
/// Points of an inch.
const INCH: f64 = 72.0;

/// An image's size on the page and the part of it that is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fitted {
    /// Size on the page.
    pub size: Size,
    /// Part shown.
    pub crop: Crop,
}

impl Builder<'_> {
    /// How wide a figure is meant to be within `width`.
    pub fn figure_width(&self, placement: Placement, width: Pt) -> Pt {
        match placement {
            Placement::Center => width * self.theme.figure.center_width,
            Placement::Full => width,
            Placement::Left(px) | Placement::Right(px) => {
                let fraction = px.map_or(USUAL_SIDE, |px| f64::from(px) / SITE_MEASURE);
                width * fraction.clamp(LEAST_SIDE, MOST_SIDE)
            }
        }
    }

    /// The size of a figure's image within `width`, at most `most` high; tells when its resolution is low.
    pub fn fit_figure(&mut self, asset: &Asset, figure: &Figure, width: Pt, most: Pt, span: Span) -> Fitted {
        let placement = figure.placement;
        // A width in HTML is for images that no placement gives one.
        let asked = figure.image.width.filter(|_| placement == Placement::Center);
        let asked = asked.map(|asked| asked_width(asked, width).min(width));
        let wanted = asked.unwrap_or_else(|| self.figure_width(placement, width));
        let forced = placement != Placement::Center || asked.is_some();
        let natural = natural_width(asset);
        let shown = if forced { wanted } else { wanted.min(natural) };
        let ratio = f64::from(asset.height.max(1)) / f64::from(asset.width.max(1));
        let most = most.max(self.context.page_height() * LEAST_HEIGHT).min(self.context.page_height() * MOST_HEIGHT);
        let height = (shown * ratio).min(most);
        let size = Size { width: height / ratio, height };
        let fitted = Fitted { size, crop: Crop::WHOLE };
        self.check_resolution(asset, &fitted, span);
        fitted
    }

    /// Tells when an image has too few pixels for its size.
    pub fn check_resolution(&mut self, asset: &Asset, fitted: &Fitted, span: Span) {
        if let Some(dpi) = resolution(asset, fitted).filter(|dpi| is_low(*dpi)) {
            self.diagnostics.warn(
                Code::ImageLowResolution,
                span,
                format!("image is shown at {dpi:.0} pixels an inch"),
                format!("print needs at least {LEAST_DPI:.0}; give a larger image or show it smaller"),
            );
        }
    }
}

/// Pixels of an image on an inch of the page; `None` for what has no pixels.
fn resolution(asset: &Asset, fitted: &Fitted) -> Option<f64> {
    let width = fitted.size.width.0;
    (asset.format != AssetFormat::Svg && width > 0.0)
        .then(|| f64::from(asset.width) * fitted.crop.width / (width / INCH))
}

/// What the quality report gets to know of an image.
pub fn image_quality(asset: &Asset, source: &str, fitted: &Fitted, span: Span) -> ImageQuality {
    ImageQuality { page: 0, source: source.to_owned(), span, dpi: resolution(asset, fitted) }
}

/// The width at which an image has the least resolution.
fn natural_width(asset: &Asset) -> Pt {
    match asset.format {
        AssetFormat::Svg => Pt(f64::INFINITY),
        AssetFormat::Png | AssetFormat::Jpeg | AssetFormat::WebP | AssetFormat::Gif => {
            Pt(f64::from(asset.width.max(1)) * INCH / LEAST_DPI)
        }
    }
}

/// A hero image over `width`, cropped around its middle to its aspect, and further if it would be higher than `most`.
pub fn fit_hero(asset: &Asset, aspect: Aspect, width: Pt, most: Pt) -> Fitted {
    let own = f64::from(asset.width.max(1)) / f64::from(asset.height.max(1));
    let asked = aspect.ratio().map_or(own, |(w, h)| f64::from(w) / f64::from(h));
    let shown = asked.max(width / most.max(Pt(1.0)));
    let crop = if own > shown {
        let part = shown / own;
        Crop { x: (1.0 - part) / 2.0, y: 0.0, width: part, height: 1.0 }
    } else {
        let part = own / shown;
        Crop { x: 0.0, y: (1.0 - part) / 2.0, width: 1.0, height: part }
    };
    Fitted { size: Size { width, height: width / shown }, crop }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(width: u32, height: u32) -> Asset {
        Asset { format: AssetFormat::Png, bytes: Vec::new().into(), width, height, digest: String::new() }
    }

    #[test]
    fn a_square_hero_is_cropped_to_a_banner() {
        let fitted = fit_hero(&asset(800, 800), Aspect::Banner, Pt(320.0), Pt(500.0));
        assert_eq!(fitted.size, Size { width: Pt(320.0), height: Pt(80.0) });
        assert_eq!(fitted.crop, Crop { x: 0.0, y: 0.375, width: 1.0, height: 0.25 });
    }

    #[test]
    fn a_wide_hero_is_cropped_at_the_sides() {
        let fitted = fit_hero(&asset(3200, 700), Aspect::Wide, Pt(320.0), Pt(500.0));
        assert_eq!(fitted.size, Size { width: Pt(320.0), height: Pt(140.0) });
        assert_eq!(fitted.crop, Crop { x: 0.25, y: 0.0, width: 0.5, height: 1.0 });
    }

    #[test]
    fn a_full_hero_never_takes_the_page() {
        let fitted = fit_hero(&asset(100, 400), Aspect::Full, Pt(300.0), Pt(210.0));
        assert!((fitted.size.height.0 - 210.0).abs() < 1e-9, "{fitted:?}");
    }
}
