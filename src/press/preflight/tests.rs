//! Each fault is found in a small file that has it, and in no file that has not.

use super::{FaultKind, Preflight, preflight};
use crate::diagnostics::Severity;
use crate::press::Printer;
use lopdf::{Dictionary, Document, Object, Stream, dictionary};

/// A 6 × 9 inch page.
const TRIM: [f64; 4] = [0.0, 0.0, 432.0, 648.0];

/// What a file is made of; every test changes something.
struct Sample {
    pages: usize,
    content: String,
    resources: Dictionary,
    page: Dictionary,
    catalog: Dictionary,
    info: Dictionary,
    objects: Vec<Object>,
}

fn reals(numbers: &[f64]) -> Object {
    #[allow(clippy::cast_possible_truncation, reason = "small numbers of tests")]
    Object::Array(numbers.iter().map(|number| Object::Real(*number as f32)).collect())
}

impl Sample {
    /// A book of 24 pages with a line of text in the middle, at which no printer takes offence.
    fn new() -> Sample {
        let font = dictionary! {
            "Type" => "Font", "Subtype" => "TrueType", "BaseFont" => "ABCDEF+Serif", "FirstChar" => 65,
            "Widths" => vec![500.into(), 500.into()], "FontDescriptor" => dictionary! { "FontFile2" => dictionary! {} },
        };
        Sample {
            pages: 24,
            content: "BT /F 10 Tf 200 300 Td (AB) Tj ET".into(),
            resources: dictionary! { "Font" => dictionary! { "F" => font } },
            page: dictionary! { "MediaBox" => reals(&TRIM) },
            catalog: Dictionary::new(),
            info: Dictionary::new(),
            objects: Vec::new(),
        }
    }

    fn with(content: &str) -> Sample {
        Sample { content: content.into(), ..Sample::new() }
    }

    fn resource(mut self, kind: &str, name: &str, object: Object) -> Sample {
        self.resources.set(kind, dictionary! { name => object });
        self
    }

    fn document(self) -> Document {
        let mut document = Document::with_version("1.6");
        let tree = document.new_object_id();
        let resources = document.add_object(self.resources);
        let content = document.add_object(Stream::new(Dictionary::new(), self.content.into_bytes()));
        let mut kids = Vec::new();
        for _ in 0..self.pages {
            let mut page = dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => content };
            page.set("Resources", resources);
            page.extend(&self.page);
            kids.push(document.add_object(page).into());
        }
        self.objects.into_iter().for_each(|object| {
            document.add_object(object);
        });
        #[allow(clippy::cast_possible_wrap, reason = "a few pages")]
        let node = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => self.pages as i64 };
        document.objects.insert(tree, node.into());
        let mut catalog = dictionary! { "Type" => "Catalog", "Pages" => tree };
        catalog.extend(&self.catalog);
        let catalog = document.add_object(catalog);
        document.trailer.set("Root", catalog);
        let info = document.add_object(self.info);
        document.trailer.set("Info", info);
        document
    }

    fn check(self, printer: Option<&str>) -> Preflight {
        let mut bytes = Vec::new();
        self.document().save_to(&mut bytes).expect("saved");
        let printer = printer.map(|name| Printer::find(name).expect("known"));
        preflight(&bytes, printer.as_ref()).expect("read")
    }

    fn faults(self, printer: &str) -> Vec<FaultKind> {
        self.check(Some(printer)).faults.into_iter().map(|fault| fault.kind).collect()
    }

    fn message(self, printer: &str) -> String {
        let faults = self.check(Some(printer)).faults;
        assert_eq!(faults.len(), 1, "{faults:?}");
        faults.into_iter().map(|fault| fault.message).collect()
    }
}

#[test]
fn a_right_file_has_no_faults() {
    for printer in ["kdp", "lulu"] {
        let pages = if printer == "lulu" { 32 } else { 24 };
        assert_eq!(Sample { pages, ..Sample::new() }.faults(printer), [], "{printer}");
    }
    let checked = Sample::new().check(None);
    assert_eq!(checked.faults, []);
    assert_eq!((checked.facts.pages.len(), checked.facts.version.as_str()), (24, "1.6"));
    assert!(checked.facts.fonts.get("Serif").is_some_and(|embedded| *embedded));
}

#[test]
fn what_is_no_pdf_is_an_error() {
    assert!(preflight(b"", None).is_err());
    assert!(preflight(b"%PDF-1.7\nnothing", None).is_err());
}

#[test]
fn text_keeps_its_distance_from_trim_and_spine() {
    // A line from x = 200 on, 10 pt for two letters. On right-hand pages the spine is at the left.
    let at = |x: f64| Sample::with(&format!("BT /F 10 Tf {x} 300 Td (AB) Tj ET"));
    assert_eq!(at(27.0).faults("kdp"), [], "0.375 in from the spine, and more from the fore edge of the others");
    let near = at(20.0).check(Some("kdp")).faults;
    assert_eq!(near.len(), 1);
    assert_eq!((near[0].kind, near[0].pages.len(), near[0].pages[0]), (FaultKind::Margin, 12, 1), "right-hand pages");
    assert!(near[0].message.starts_with("text is 0.278 in"), "{}", near[0].message);
    // From x = 398 on it ends 24 pt before the right edge: enough for the fore edge of a right-hand page only.
    let left_hand = at(398.0).check(Some("kdp")).faults;
    assert_eq!((left_hand.len(), left_hand[0].pages[0]), (1, 2));
    let right_to_left =
        Sample { catalog: dictionary! { "ViewerPreferences" => dictionary! { "Direction" => "R2L" } }, ..at(20.0) };
    assert_eq!(right_to_left.check(Some("kdp")).faults[0].pages[0], 2);
    assert_eq!(Sample::with("BT /F 10 Tf 3 Tr 1 300 Td (AB) Tj ET").faults("kdp"), [], "invisible text");
}

#[test]
fn the_gutter_goes_by_the_number_of_pages() {
    let book = |pages| Sample { pages, ..Sample::with("BT /F 10 Tf 38 300 Td (AB) Tj ET") };
    assert_eq!(book(300).faults("kdp"), []);
    assert_eq!(book(302).faults("kdp"), [FaultKind::Margin]);
}

#[test]
fn pages_are_counted() {
    let count = |pages, printer| Sample { pages, ..Sample::new() }.faults(printer);
    assert_eq!(count(23, "kdp"), [FaultKind::PageCount]);
    assert_eq!(count(829, "kdp"), [FaultKind::PageCount]);
    let odd = Sample { pages: 31, ..Sample::new() }.check(Some("ingramspark")).faults;
    let hints: Vec<&str> = odd.iter().filter(|f| f.kind == FaultKind::PageCount).map(|f| f.hint.as_str()).collect();
    assert_eq!(hints, ["blank pages to add at the end: 1"]);
    assert_eq!(count(0, "kdp"), [FaultKind::Unread]);
}

#[test]
fn sizes_are_those_on_offer_and_all_the_same() {
    let media = |area: &[f64]| Sample { page: dictionary! { "MediaBox" => reals(area) }, ..Sample::new() };
    assert_eq!(media(&[0.0, 0.0, 700.0, 900.0]).faults("kdp"), [FaultKind::TrimSize]);
    let with_bleed = media(&[0.0, 0.0, 441.0, 666.0]).faults("kdp");
    assert_eq!(with_bleed, [], "6 × 9 in with bleed at three sides");
    let turned = dictionary! { "MediaBox" => reals(&[0.0, 0.0, 648.0, 432.0]), "Rotate" => 90 };
    let upright = Sample { page: turned, ..Sample::with("BT /F 10 Tf 300 200 Td (AB) Tj ET") };
    assert_eq!(upright.faults("kdp"), [], "turned pages are measured as they are shown");
    let marks = dictionary! { "MediaBox" => reals(&[-30.0, -30.0, 462.0, 678.0]), "TrimBox" => reals(&TRIM) };
    assert_eq!(Sample { page: marks, ..Sample::new() }.faults("kdp"), [FaultKind::Marks]);
}

#[test]
fn what_reaches_the_trim_reaches_the_bleed() {
    let boxes = |media: [f64; 4]| dictionary! { "MediaBox" => reals(&media), "TrimBox" => reals(&TRIM) };
    let bleeding = || boxes([-9.0, -9.0, 441.0, 657.0]);
    let full = "0.5 g -9 -9 450 666 re f";
    assert_eq!(Sample { page: bleeding(), ..Sample::with(full) }.faults("kdp"), []);
    assert_eq!(Sample { page: bleeding(), ..Sample::with("0.5 g 0 0 432 648 re f") }.faults("kdp"), [FaultKind::Bleed]);
    assert_eq!(Sample { page: boxes(TRIM), ..Sample::with(full) }.faults("kdp"), [FaultKind::Bleed], "cut by the page");
    assert_eq!(Sample { page: bleeding(), ..Sample::with("1 g 0 0 432 648 re f") }.faults("kdp"), [], "white");
    assert_eq!(Sample { page: bleeding(), ..Sample::with("-9 100 m -3 100 l S") }.faults("kdp"), [], "a mark");
    let clipped = "q 50 50 100 100 re W n 0.5 g 0 0 432 648 re f Q";
    assert_eq!(Sample { page: bleeding(), ..Sample::with(clipped) }.faults("kdp"), [], "only the clip is seen");
    let message = Sample { page: bleeding(), ..Sample::with("0.5 g 0 0 435 648 re f") }.message("kdp");
    assert!(message.starts_with("something is printed up to the trim and goes 0 in"), "{message}");
}

#[test]
fn lines_are_thick_enough() {
    let message = |content: &str| Sample::with(content).check(Some("kdp")).faults.pop().map(|fault| fault.message);
    let thin = Some("a line is 0.50 pt thick; the least is 0.75 pt".to_owned());
    assert_eq!(message("0.5 w 100 100 m 200 100 l S"), thin);
    assert_eq!(message("q 0.5 0 0 0.5 0 0 cm 1 w 200 200 m 400 200 l S Q"), thin, "as it is on the page");
    assert_eq!(message("100 100 50 0.5 re f"), thin, "a rule is a filled rectangle");
    assert_eq!(message("1 g 100 100 50 0.5 re f 0.75 w 100 100 m 200 100 l S"), None);
    let marks = dictionary! { "MediaBox" => reals(&[-30.0, -30.0, 462.0, 678.0]), "TrimBox" => reals(&TRIM) };
    let marked = Sample { page: marks, ..Sample::with("0.25 w -20 0 m -5 0 l S") };
    assert_eq!(marked.faults("streetlib"), [FaultKind::Marks], "marks may be thin");
    assert_eq!(message("100 100 m 200 100 l 200 100.2 l f"), None, "a shape that is no rectangle");
    let hair = Sample::with("0 w 100 100 m 200 100 l S").check(None).faults;
    assert_eq!(
        (hair[0].kind, hair[0].severity),
        (FaultKind::Hairline, Severity::Warning),
        "no width is wrong anywhere"
    );
}

#[test]
fn colors_and_ink_are_those_of_the_printer() {
    let spark = |content: &str| {
        let sample = Sample {
            info: dictionary! { "GTS_PDFXVersion" => "PDF/X-1:2001", "GTS_PDFXConformance" => "PDF/X-1a:2001" },
            catalog: dictionary! { "OutputIntents" => vec![dictionary! {
            "S" => "GTS_PDFX", "OutputConditionIdentifier" => "CGATS TR 001" }.into()] },
            ..Sample::with(content)
        };
        let mut kinds = sample.faults("ingramspark");
        kinds.retain(|kind| *kind != FaultKind::BlankEnd);
        kinds
    };
    assert_eq!(spark("0.2 0.2 0.2 0.9 k 100 100 50 50 re f"), []);
    assert_eq!(spark("0.6 0.6 0.6 0.7 k 100 100 50 50 re f"), [FaultKind::Ink]);
    assert_eq!(spark("0.6 0.6 0.6 0.7 K 10 w 100 100 50 50 re S"), [FaultKind::Ink]);
    assert_eq!(spark("1 0 0 rg 100 100 50 50 re f"), [FaultKind::ColorSpace]);
    assert_eq!(spark("BT 0.1 0.1 0.1 1 k /F 10 Tf 200 300 Td (AB) Tj ET"), [FaultKind::BlackText]);
    let rgb = spark("BT 0 0 0 rg /F 10 Tf 200 300 Td (AB) Tj ET");
    assert_eq!(rgb, [FaultKind::ColorSpace, FaultKind::BlackText]);
    let without_claim = Sample::new().faults("ingramspark");
    assert_eq!(without_claim, [FaultKind::BlankEnd, FaultKind::Standard]);
}

#[test]
fn a_claim_of_pdfx_needs_its_printing_condition() {
    let info = dictionary! { "GTS_PDFXVersion" => "PDF/X-3:2002" };
    let faults = Sample { info, ..Sample::new() }.check(None).faults;
    assert_eq!(faults.iter().map(|fault| fault.kind).collect::<Vec<_>>(), [FaultKind::OutputIntent]);
}

fn image(space: Object, side: i64, samples: &[u8]) -> Object {
    let dictionary = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => side, "Height" => side, "BitsPerComponent" => 8,
        "ColorSpace" => space,
    };
    Object::Stream(Stream::new(dictionary, samples.to_vec()))
}

/// A file with an indirect image that is drawn at a size in points.
fn with_image(mut image: Object, size: f64, mask: bool) -> Vec<u8> {
    let sample = Sample::with(&format!("q {size} 0 0 {size} 100 100 cm /I Do Q"));
    let mut document = sample.document();
    if mask {
        let mask = document.add_object(image.clone());
        image.as_stream_mut().expect("a stream").dict.set("SMask", mask);
    }
    let id = document.add_object(image);
    for object in document.objects.values_mut() {
        if let Ok(dictionary) = object.as_dict_mut()
            && dictionary.has(b"Font")
        {
            dictionary.set("XObject", dictionary! { "I" => id });
        }
    }
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("saved");
    bytes
}

#[test]
fn images_are_measured_as_placed() {
    let kdp = Printer::find("kdp").expect("known");
    let check = |size, mask| {
        let bytes = with_image(image("DeviceGray".into(), 300, &[0; 90_000]), size, mask);
        preflight(&bytes, Some(&kdp)).expect("read")
    };
    assert_eq!(check(72.0, false).faults, [], "300 pixels on an inch");
    let coarse = check(144.0, false).faults;
    assert_eq!(coarse[0].message, "an image has 150 pixels an inch where it is placed; the least is 300");
    assert_eq!((coarse.len(), coarse[0].severity, coarse[0].pages.len()), (1, Severity::Warning, 24));
    let masked: Vec<FaultKind> = check(72.0, true).faults.into_iter().map(|fault| fault.kind).collect();
    assert_eq!(masked, [FaultKind::Transparency]);
}

#[test]
fn the_ink_of_images_is_that_of_their_samples() {
    let spark = Printer::find("ingramspark").expect("known");
    let mut samples = vec![0_u8; 40_000];
    samples[..4].copy_from_slice(&[255, 255, 128, 0]);
    let bytes = with_image(image("DeviceCMYK".into(), 100, &samples), 24.0, false);
    let ink =
        preflight(&bytes, Some(&spark)).expect("read").faults.into_iter().find(|fault| fault.kind == FaultKind::Ink);
    assert_eq!(ink.expect("a fault").message, "there is 250 % ink on a place, and the most is 240 %");
}

#[test]
fn forms_are_read_where_they_are_placed_and_end() {
    let mut document = Sample::with("q 0.5 0 0 0.5 0 0 cm /X Do Q").document();
    let id = document.new_object_id();
    let resources = dictionary! { "XObject" => dictionary! { "X" => id } };
    let form = dictionary! { "Subtype" => "Form", "BBox" => reals(&[0.0, 0.0, 800.0, 800.0]), "Resources" => resources.clone() };
    let form = Stream::new(form, b"1 w 200 200 m 400 200 l S /X Do".to_vec());
    document.objects.insert(id, form.into());
    for object in document.objects.values_mut() {
        if let Ok(dictionary) = object.as_dict_mut()
            && dictionary.has(b"Font")
        {
            dictionary.extend(&resources);
        }
    }
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("saved");
    let faults = preflight(&bytes, Printer::find("kdp").ok().as_ref()).expect("read").faults;
    let kinds: Vec<FaultKind> = faults.iter().map(|fault| fault.kind).collect();
    assert_eq!(kinds, [FaultKind::Unread, FaultKind::Hairline], "a form that holds itself");
}

#[test]
fn content_that_cannot_be_read_whole_is_said() {
    let broken = Sample::with("0.5 w 100 100 m 200 100 l S ) 1 w 5 5 m").faults("kdp");
    assert_eq!(broken, [FaultKind::Unread, FaultKind::Hairline], "what comes before is checked");
    let commented = Sample::with("1 w 100 100 m 200 100 l S % the end\n\n \n");
    assert_eq!(commented.faults("kdp"), []);
    assert_eq!(Sample::with("").faults("kdp"), [], "a blank page");
}

#[test]
fn what_may_not_be_in_a_file_for_print() {
    let group = dictionary! { "ca" => Object::Real(0.5) };
    let seen_through = Sample::with("/G gs 100 100 50 50 re f").resource("ExtGState", "G", group.into());
    assert_eq!(seen_through.faults("kdp"), [FaultKind::Transparency]);
    let annotated =
        dictionary! { "MediaBox" => reals(&TRIM), "Annots" => vec![dictionary! { "Subtype" => "Link" }.into()] };
    assert_eq!(Sample { page: annotated, ..Sample::new() }.faults("kdp"), [FaultKind::Annotations]);
    let outline = dictionary! { "Outlines" => dictionary! { "First" => dictionary! {} } };
    assert_eq!(Sample { catalog: outline, ..Sample::new() }.faults("kdp"), [FaultKind::Outline]);
    let script =
        dictionary! { "OpenAction" => dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("x") } };
    assert_eq!(Sample { catalog: script, ..Sample::new() }.check(None).faults[0].kind, FaultKind::JavaScript);
    let bare = dictionary! { "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    let bare = Sample::new().resource("Font", "F", bare.into()).check(None).faults;
    assert_eq!(bare[0].message, "fonts are not embedded: Helvetica");
}
