//! The document as printpdf makes it: pages, their resources, font dictionaries with their programs, the dictionaries of
//! images and forms, graphics states. What is large is put in afterwards: printpdf copies what it is given.

use super::content::{Marks, opacity_name};
use super::error::PdfError;
use super::faces::{Faces, PdfFace};
use super::press_marks;
use super::space::PageSpace;
use crate::layout::page::{Page, Pages};
use printpdf::{
    Codepoint, ExtendedGraphicsState, ExtendedGraphicsStateId, Op, PdfDocument, PdfFontHandle, PdfPage,
    PdfParseErrorSeverity, PdfSaveOptions, Pt, TextItem, XObject, XObjectId,
};
use std::collections::BTreeMap;

/// Makes the document. Its pages have no content yet, and boxes without bleed.
pub(super) fn build(
    pages: &Pages,
    faces: &Faces,
    xobjects: BTreeMap<XObjectId, XObject>,
    marks: &Marks,
) -> Result<lopdf::Document, PdfError> {
    let mut document = PdfDocument::new(&pages.info.title);
    document.pages = pages.pages.iter().map(|page| blank(page, pages)).collect();
    if let Some(first) = document.pages.first_mut() {
        first.ops = faces.iter().filter(|face| !face.is_empty()).flat_map(shown_once).collect();
    }
    for face in faces.iter() {
        document.resources.fonts.map.insert(face.resource.clone(), face.to_printpdf());
    }
    document.resources.xobjects.map = xobjects;
    if let Some(page) = pages.pages.first().filter(|_| pages.press.marks) {
        let form = press_marks::form(&PageSpace::of(page, &pages.press));
        document.resources.xobjects.map.insert(XObjectId(press_marks::NAME.into()), form);
    }
    for hundredths in &marks.opacities {
        let alpha = f32::from(*hundredths) / 100.0;
        let state = ExtendedGraphicsState::default().with_current_fill_alpha(alpha).with_current_stroke_alpha(alpha);
        document.resources.extgstates.map.insert(ExtendedGraphicsStateId(opacity_name(*hundredths)), state);
    }
    let options = PdfSaveOptions { optimize: false, subset_fonts: false, secure: true, image_optimization: None };
    let mut warnings = Vec::new();
    let made = document.to_lopdf_document(&options, &mut warnings);
    match warnings.into_iter().find(|warning| warning.severity == PdfParseErrorSeverity::Error) {
        Some(warning) => Err(PdfError::Finish(warning.msg)),
        None => Ok(made),
    }
}

fn blank(page: &Page, pages: &Pages) -> PdfPage {
    let [_, _, width, height] = PageSpace::of(page, &pages.press).media_box();
    let media = printpdf::Rect::from_wh(Pt(width as f32), Pt(height as f32));
    PdfPage { media_box: media.clone(), trim_box: media.clone(), crop_box: media, ops: Vec::new() }
}

/// Operators that show one glyph of a face: printpdf leaves a font out that no page shows. The page's own content takes
/// their place.
fn shown_once(face: &PdfFace) -> [Op; 4] {
    let font = PdfFontHandle::External(face.resource.clone());
    let glyph = TextItem::GlyphIds(vec![Codepoint::new(1, 0.0)]);
    let show = Op::ShowText { items: vec![glyph] };
    [Op::StartTextSection, Op::SetFont { font, size: Pt(1.0) }, show, Op::EndTextSection]
}
