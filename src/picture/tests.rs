//! Pixels where they are expected, on the square font.

use super::*;
use crate::document::Rgb;
use crate::layout::fonts::{FaceId, testing::square};
use crate::layout::page::*;
use crate::layout::units::{Point, Pt, Rect, Size};
use image::{ImageFormat, Rgb as Pixel, Rgba};

const WHITE: Pixel<u8> = Pixel([255, 255, 255]);
const RED: Pixel<u8> = Pixel([200, 0, 0]);
const INK: Rgb = Rgb(200, 0, 0);

fn point(x: f64, y: f64) -> Point {
    Point { x: Pt(x), y: Pt(y) }
}

fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
    Rect { origin: point(x, y), size: Size { width: Pt(width), height: Pt(height) } }
}

fn item(kind: ItemKind) -> Item {
    Item { tag: Tag::Content(StructId(1)), kind }
}

/// A page of 100 by 50 points.
fn page_of(items: Vec<Item>) -> Page {
    Page { trim: Size { width: Pt(100.0), height: Pt(50.0) }, items, ..Page::default() }
}

/// The page drawn at two pixels a point.
fn draw(items: Vec<Item>, assets: &Assets) -> RgbImage {
    let pages = Pages { pages: vec![page_of(items)], ..Pages::default() };
    let picture = page(&pages, 0, 200, &square(), assets).expect("drawn");
    assert_eq!((picture.width, picture.height), (200, 100));
    image::load_from_memory_with_format(&picture.bytes, ImageFormat::Png).expect("PNG").to_rgb8()
}

/// A run of squares of 10 points on a baseline at y 20, each its own width of advance.
fn run(glyphs: &[u16]) -> GlyphRun {
    let glyph = |id: &u16| Glyph::new(*id, Pt(10.0), 0..0);
    GlyphRun {
        face: FaceId(0),
        size: Pt(10.0),
        color: INK,
        origin: point(10.0, 20.0),
        glyphs: glyphs.iter().map(glyph).collect(),
        text: String::new(),
        actual_text: false,
        stretch: 1.0,
        slant: 0.0,
        lang: None,
        written: None,
    }
}

fn glyph_of(c: char) -> u16 {
    let fonts = square();
    let face = fonts.face(FaceId(0)).expect("face");
    let font = skrifa::FontRef::new(&face.data).expect("font");
    let id = skrifa::MetadataProvider::charmap(&font).map(c).expect("glyph");
    u16::try_from(id.to_u32()).expect("small")
}

/// Left, top, right and bottom of what is not white, in pixels; the last two are past the end.
fn extent(image: &RgbImage) -> (u32, u32, u32, u32) {
    let inked = image.enumerate_pixels().filter(|(_, _, pixel)| **pixel != WHITE);
    inked.fold((u32::MAX, u32::MAX, 0, 0), |(l, t, r, b), (x, y, _)| (l.min(x), t.min(y), r.max(x + 1), b.max(y + 1)))
}

#[test]
fn glyphs_stand_on_their_baseline() {
    let a = glyph_of('a');
    // The square reaches 8 points over the baseline and 2 below: from y 12 to 22.
    let image = draw(vec![item(ItemKind::Glyphs(run(&[a])))], &Assets::default());
    assert_eq!(extent(&image), (20, 24, 40, 44));
    assert_eq!((image.get_pixel(20, 24), image.get_pixel(39, 43)), (&RED, &RED));
    // The second is shifted right by 5 and up by 4 points.
    let mut two = run(&[a, a]);
    two.glyphs[1] = two.glyphs[1].shifted(Pt(5.0), Pt(4.0));
    let image = draw(vec![item(ItemKind::Glyphs(two))], &Assets::default());
    assert_eq!(extent(&image), (20, 16, 70, 44));
    assert_eq!(image.get_pixel(45, 30), &WHITE, "between the two");
}

#[test]
fn stretch_widens_and_slant_leans_about_the_baseline() {
    let a = glyph_of('a');
    let image = draw(vec![item(ItemKind::Glyphs(GlyphRun { stretch: 1.5, ..run(&[a]) }))], &Assets::default());
    assert_eq!(extent(&image), (20, 24, 50, 44));
    // At the top, 8 points over the baseline, the slant moves by 4 points; at the foot by -1.
    let image = draw(vec![item(ItemKind::Glyphs(GlyphRun { slant: 0.5, ..run(&[a]) }))], &Assets::default());
    assert_eq!(extent(&image), (18, 24, 48, 44));
    assert_eq!((image.get_pixel(21, 25), image.get_pixel(46, 25)), (&WHITE, &RED));
}

#[test]
fn a_missing_glyph_is_an_outlined_box() {
    let image = draw(vec![item(ItemKind::Glyphs(GlyphRun { size: Pt(20.0), ..run(&[0]) }))], &Assets::default());
    let (left, top, right, bottom) = extent(&image);
    assert_eq!((left, top, right, bottom), (22, 14, 38, 40), "13 points high on the baseline, 8 of 10 wide");
    assert_eq!(image.get_pixel(30, 27), &WHITE, "hollow");
}

#[test]
fn fills_strokes_and_frames() {
    let fill = ItemKind::Fill { rect: rect(10.0, 10.0, 20.0, 10.0), color: INK, radius: Pt::ZERO };
    let image = draw(vec![item(fill)], &Assets::default());
    assert_eq!(extent(&image), (20, 20, 60, 40));
    let round = ItemKind::Fill { rect: rect(10.0, 10.0, 20.0, 10.0), color: INK, radius: Pt(4.0) };
    let image = draw(vec![item(round)], &Assets::default());
    assert_eq!(extent(&image), (20, 20, 60, 40));
    assert_eq!((image.get_pixel(20, 20), image.get_pixel(40, 20)), (&WHITE, &RED), "a corner, an edge");

    let (from, to) = (point(10.0, 10.0), point(30.0, 10.0));
    let stroke = |dash| ItemKind::Stroke { from, to, width: Pt(2.0), color: INK, dash: Pt(dash) };
    assert_eq!(extent(&draw(vec![item(stroke(0.0))], &Assets::default())), (20, 18, 60, 22));
    let dashed = draw(vec![item(stroke(5.0))], &Assets::default());
    let at = |x| *dashed.get_pixel(x, 20);
    assert_eq!((at(25), at(35), at(45), at(55)), (RED, WHITE, RED, WHITE));

    let frame = ItemKind::Frame { rect: rect(10.0, 10.0, 20.0, 10.0), width: Pt(1.0), color: INK, radius: Pt::ZERO };
    let image = draw(vec![item(frame)], &Assets::default());
    assert_eq!(extent(&image), (19, 19, 61, 41));
    assert_eq!(image.get_pixel(40, 30), &WHITE);
}

#[test]
fn turned_items_run_up_the_page() {
    let fill = |x| item(ItemKind::Fill { rect: rect(x, 0.0, 10.0, 5.0), color: INK, radius: Pt::ZERO });
    let turned = |items| vec![item(ItemKind::Turned { origin: point(20.0, 40.0), items })];
    // 10 points up from y 40, 5 points to the right of x 20.
    assert_eq!(extent(&draw(turned(vec![fill(0.0)]), &Assets::default())), (40, 60, 50, 80));
    assert_eq!(extent(&draw(turned(vec![fill(20.0)]), &Assets::default())), (40, 20, 50, 40), "further up");
    let upright = fill(0.0);
    let after = [turned(vec![]), vec![upright]].concat();
    assert_eq!(extent(&draw(after, &Assets::default())), (0, 0, 20, 10), "what follows is upright again");
}

/// Four columns of 10 pixels: red, green, blue, and nothing.
fn columns() -> Assets {
    let image = image::RgbaImage::from_fn(40, 20, |x, _| match x / 10 {
        0 => Rgba([255, 0, 0, 255]),
        1 => Rgba([0, 255, 0, 255]),
        2 => Rgba([0, 0, 255, 255]),
        _ => Rgba([255, 0, 0, 0]),
    });
    let mut bytes = Vec::new();
    image.write_to(&mut std::io::Cursor::new(&mut bytes), ImageFormat::Png).expect("PNG");
    let mut assets = Assets::default();
    assets.insert("columns", asset(AssetFormat::Png, bytes, (40, 20)));
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="20" height="20" fill="#0000ff"/></svg>"##;
    assets.insert("drawing", asset(AssetFormat::Svg, svg.as_bytes().to_vec(), (40, 20)));
    assets
}

use crate::resolve::{Asset, AssetFormat};

fn asset(format: AssetFormat, bytes: Vec<u8>, (width, height): (u32, u32)) -> Asset {
    Asset { format, bytes: bytes.into(), width, height, digest: String::new() }
}

fn image_item(source: &str, crop: Crop, opacity: f64) -> Item {
    item(ItemKind::Image { source: source.into(), rect: rect(10.0, 10.0, 40.0, 20.0), crop, opacity })
}

#[test]
fn images_are_scaled_cropped_and_thinned() {
    let assets = columns();
    let colors = |image: &RgbImage| [25, 45, 65, 85].map(|x| image.get_pixel(x, 40).0);
    let whole = draw(vec![image_item("columns", Crop::WHOLE, 1.0)], &assets);
    assert_eq!(colors(&whole), [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]);
    // What is transparent leaves no mark, but scaling to twice the size blurs its edge over a pixel.
    let (left, top, right, bottom) = extent(&whole);
    assert!((left, top, bottom) == (20, 20, 60) && (80..=81).contains(&right), "{left} {top} {right} {bottom}");
    let right = Crop { x: 0.25, y: 0.5, width: 0.5, height: 0.5 };
    let cropped = draw(vec![image_item("columns", right, 1.0)], &assets);
    assert_eq!(colors(&cropped), [[0, 255, 0], [0, 255, 0], [0, 0, 255], [0, 0, 255]]);
    let thin = draw(vec![image_item("columns", Crop::WHOLE, 0.5)], &assets);
    let [_, green, ..] = colors(&thin);
    assert!((126..=129).contains(&green[0]) && green[1] == 255, "half of the paper shows: {green:?}");
    let drawing = draw(vec![image_item("drawing", Crop::WHOLE, 1.0)], &assets);
    assert_eq!(colors(&drawing), [[0, 0, 255], [0, 0, 255], [255, 255, 255], [255, 255, 255]]);
    let drawing = draw(vec![image_item("drawing", right, 1.0)], &assets);
    assert_eq!(colors(&drawing), [[0, 0, 255], [0, 0, 255], [255, 255, 255], [255, 255, 255]]);
    let gone = draw(vec![image_item("gone", Crop::WHOLE, 1.0)], &assets);
    assert_eq!(gone.get_pixel(60, 40), &WHITE);
    assert!(extent(&gone).2 > 90, "an empty frame stands for what cannot be read");
}

#[test]
fn pages_without_colour_are_grey_and_bytes_are_the_same() {
    let black = GlyphRun { color: Rgb(0, 0, 0), ..run(&[glyph_of('a')]) };
    let pages = Pages { pages: vec![page_of(vec![item(ItemKind::Glyphs(black))])], ..Pages::default() };
    let draw = || page(&pages, 0, 200, &square(), &Assets::default()).expect("drawn");
    let image = image::load_from_memory(&draw().bytes).expect("PNG");
    assert_eq!(image.color(), image::ColorType::L8);
    assert_eq!(draw(), draw());
    assert!(page(&pages, 1, 200, &square(), &Assets::default()).is_err(), "there is no second page");
}

#[test]
fn a_bitmap_is_scaled_down_and_never_up() {
    let image = RgbImage::new(160, 256);
    let size = |width| scaled(&image, width).map(|picture| (picture.width, picture.height)).expect("picture");
    assert_eq!((size(80), size(800)), ((80, 128), (160, 256)));
}

#[test]
fn the_opening_a_page_of_text_and_one_with_something_to_see_are_chosen() {
    let text = |count: usize| page_of(vec![item(ItemKind::Glyphs(run(&vec![1; count])))]);
    let boxed = |count: usize| {
        let mut page = text(count);
        let kind = ItemKind::Fill { rect: rect(0.0, 0.0, 80.0, 30.0), color: INK, radius: Pt::ZERO };
        page.items.insert(0, Item { tag: Tag::Decoration, kind });
        page
    };
    let chosen = |pages: Vec<Page>| choose(&Pages { pages, ..Pages::default() });
    let blank = || page_of(vec![]);
    assert_eq!(chosen(vec![text(70), text(90), text(200), text(90), boxed(30), text(200)]), [0, 2, 4]);
    assert_eq!(chosen(vec![blank(), text(70), text(90), text(200), text(90)]), [1, 2, 3], "nothing but text");
    assert_eq!(chosen(vec![text(70), blank(), text(60)]), [0, 2]);
    assert_eq!(chosen(vec![text(6), blank(), text(40), text(90), text(80)]), [2, 3, 4], "a half title says too little");
    assert_eq!(chosen(vec![text(6), text(3)]), [0, 1], "but more than nothing");
    assert_eq!(chosen(vec![blank()]), [] as [usize; 0]);
}
