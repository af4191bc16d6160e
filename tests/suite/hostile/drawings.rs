//! SVG that makes a library recurse, draw or allocate without end. Each is refused with a reason, or drawn, and never
//! ends the process.

use offprint::resolve::{Asset, drawing};
use resvg::tiny_skia::{Pixmap, Transform};
use std::sync::Arc;

fn svg(inside: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="100">{inside}</svg>"#
    )
}

/// Why a drawing is refused.
fn refused(inside: &str) -> String {
    Asset::read(svg(inside).into_bytes()).expect_err("refused")
}

/// Reads and draws a drawing, as the backends do.
fn drawn(inside: &str) -> Result<(), String> {
    let asset = Asset::read(svg(inside).into_bytes())?;
    let tree = drawing::parse(&asset.bytes, Arc::default())?;
    let mut canvas = Pixmap::new(200, 200).expect("a canvas");
    drawing::render(&tree, Transform::from_scale(2.0, 2.0), &mut canvas.as_mut())
}

fn nested(open: &str, close: &str, times: usize) -> String {
    format!("{}x{}", open.repeat(times), close.repeat(times))
}

/// `times` elements, each of which refers to the next.
fn chain(times: usize, element: impl Fn(usize, usize) -> String, use_of: &str) -> String {
    let links: String = (0..times).map(|n| element(n, n + 1)).collect();
    format!("<defs>{links}</defs>{use_of}")
}

#[test]
fn deep_nesting_is_refused() {
    for times in [100, 1_000, 100_000] {
        assert!(refused(&format!("<text>{}</text>", nested("<tspan>", "</tspan>", times))).contains("nest deeper"));
        assert!(refused(&nested("<svg>", "</svg>", times)).contains("nest deeper"));
        assert!(refused(&nested("<g>", "</g>", times)).contains("nest deeper"));
    }
}

#[test]
fn nesting_within_the_bound_fits_the_smallest_stack() {
    let text = format!("<text>{}</text>", nested("<tspan>", "</tspan>", 90));
    let groups = nested("<g transform='scale(1)'>", "</g>", 90);
    let drawings = nested("<svg>", "</svg>", 90);
    let small = std::thread::Builder::new().stack_size(2 << 20);
    let all = small.spawn(move || [text, groups, drawings].iter().map(|inside| drawn(inside)).collect::<Vec<_>>());
    assert_eq!(all.expect("a thread").join().expect("no overflow"), vec![Ok(()); 3]);
}

#[test]
fn layers_are_bounded() {
    let layers = |times| nested("<g opacity='0.9'>", "</g>", times);
    assert_eq!(drawn(&layers(15)), Ok(()));
    assert!(refused(&layers(40)).contains("nest"));
    let clips = |n: usize, next: usize| {
        format!("<clipPath id='c{n}' clip-path='url(#c{next})'><rect width='90' height='90'/></clipPath>")
    };
    let used = "<rect width='90' height='90' clip-path='url(#c0)'/>";
    assert_eq!(drawn(&chain(8, clips, used)), Ok(()));
    assert!(refused(&chain(300, clips, used)).contains("steps"));
}

#[test]
fn chains_of_references_are_bounded() {
    let patterns = |n: usize, next: usize| {
        format!(
            "<pattern id='p{n}' width='9' height='9' patternUnits='userSpaceOnUse'><rect width='5' height='5' fill='url(#p{next})'/></pattern>"
        )
    };
    let used = "<rect width='90' height='90' fill='url(#p0)'/>";
    assert_eq!(drawn(&chain(6, patterns, used)), Ok(()));
    assert!(refused(&chain(1_000, patterns, used)).contains("steps"));
    assert!(refused("<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>").contains("refers to itself"));
    assert_eq!(
        drawn("<g id='top'><a href='#top'><rect width='9' height='9'/></a></g>"),
        Ok(()),
        "a link draws nothing"
    );
}

#[test]
fn references_that_multiply_are_bounded() {
    let tenfold = |n: usize, next: usize| format!("<g id='g{n}'>{}</g>", format!("<use href='#g{next}'/>").repeat(10));
    let used = "<use href='#g0'/><rect id='g12' width='1' height='1'/>";
    assert!(refused(&chain(12, tenfold, used)).contains("elements"));
    let marker = format!("<marker id='m'>{}</marker>", "<rect width='1' height='1'/>".repeat(1_000));
    let path = format!("<path marker-mid='url(#m)' d='M0 0{}'/>", "L1 1".repeat(10_000));
    assert!(refused(&format!("{marker}{path}")).contains("elements"));
}

#[test]
fn numbers_that_no_canvas_holds_are_refused() {
    let gradient = "<linearGradient id='g'><stop stop-color='red'/><stop offset='1'/></linearGradient>";
    let path = "<path fill='url(#g)' d='M0 0L-1e24 5L5 5z'/>";
    assert!(refused(&format!("{gradient}{path}")).contains("too large"));
    assert!(refused("<rect style='stroke-width:1e30' width='1' height='1'/>").contains("too large"));
    let tile = |side: &str| {
        format!(
            "<pattern id='p' width='{side}' height='{side}' patternUnits='userSpaceOnUse'><rect width='1' height='1'/></pattern><rect width='9' height='9' fill='url(#p)'/>"
        )
    };
    assert_eq!(drawn(&tile("90")), Ok(()));
    assert!(drawn(&tile("10000000")).expect_err("refused").contains("tile"));
}

#[test]
fn filters_are_bounded() {
    let filtered =
        |filter: &str| format!("<filter id='f'>{filter}</filter><rect width='50' height='50' filter='url(#f)'/>");
    assert_eq!(drawn(&filtered("<feTurbulence baseFrequency='.1' numOctaves='3'/>")), Ok(()));
    assert!(refused(&filtered("<feTurbulence numOctaves='1000'/>")).contains("numOctaves"));
    assert!(refused(&filtered("<feConvolveMatrix order='999' kernelMatrix='1'/>")).contains("order"));
    assert!(refused(&filtered("<feMorphology radius='99999'/>")).contains("radius"));
    assert!(refused(&filtered(&"<feGaussianBlur stdDeviation='1'/>".repeat(500))).contains("filters"));
}

#[test]
fn images_within_are_checked_before_they_are_decoded() {
    let image = |url: &str| format!("<image width='9' height='9' href='{url}'/>");
    let bomb = png_header(100_000, 100_000);
    let hex: String = bomb.iter().map(|byte| format!("%{byte:02x}")).collect();
    assert!(refused(&image(&format!("data:image/png,{hex}"))).contains("megapixels"));
    let inner = svg(&nested("<g>", "</g>", 200)).replace('"', "%22").replace('#', "%23").replace('<', "%3C");
    assert!(refused(&image(&format!("data:image/svg+xml,{inner}"))).contains("nest deeper"));
}

#[test]
fn entities_and_style_rules_do_not_multiply() {
    let entities: String =
        (0..20).map(|n| format!("<!ENTITY e{} '{}'>", n + 1, format!("&e{n};").repeat(10))).collect();
    let document = format!(
        "<!DOCTYPE svg [<!ENTITY e0 'x'>{entities}]><svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text>&e20;</text></svg>"
    );
    assert!(Asset::read(document.into_bytes()).is_err());
    let rules = "a b{fill:red}".repeat(10_000);
    assert!(refused(&format!("<style>{rules}</style>{}", "<g/>".repeat(10_000))).contains("style rules"));
}

/// The beginning of a PNG that claims a size.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let header = [b"IHDR".as_slice(), &width.to_be_bytes(), &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let mut sum = flate2::Crc::new();
    sum.update(&header);
    [b"\x89PNG\r\n\x1a\n\0\0\0\x0d".as_slice(), &header, &sum.sum().to_be_bytes(), b"\0\0\0\x01IDAT\0\0\0\0\0"].concat()
}
