//! Whether the style of a drawing refers only to places within it.
//!
//! What is checked is what a reader's parser may make of the text, not the text: escapes are decoded, and it is read with
//! comments and without them (CSS's and SGML's), since `/*` within a string begins no comment.

/// At-rules, functions and schemes that fetch or run something. All but `url()` name their address as a string, which is
/// not looked for.
const REFUSED: [&str; 9] = [
    "@import",
    "image-set(",
    "src(",
    "image(",
    "cross-fade(",
    "element(",
    "expression(",
    "javascript:",
    "-moz-binding",
];
/// What a picture within a drawing may be. `image/svg+xml` may not: it may hold all that was taken out here.
const RASTERS: [&str; 4] = ["data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp"];

/// Whether style text, of an element, an attribute or a whole sheet, refers only to places within the drawing.
pub fn is_safe(style: &str) -> bool {
    // Nearly every attribute.
    if !style.contains(['(', '@', '\\', ':']) {
        return true;
    }
    let bare = without(style, "/*", "*/");
    [style, &bare].into_iter().all(|text| {
        let marks = text.replace("<!--", "").replace("-->", "");
        let between = without(text, "<!--", "-->");
        [text, &marks, &between].iter().all(|text| is_safe_text(&decoded(text)))
    })
}

/// Whether an address leads to a place in the drawing or holds a bitmap.
pub fn is_within(address: &str) -> bool {
    let address = address.trim_matches([' ', '\t', '\n', '\r', '\x0c']);
    let lower: String = address.chars().take(32).collect::<String>().to_ascii_lowercase();
    let raster = |kind: &&str| lower.strip_prefix(*kind).is_some_and(|rest| rest.starts_with([';', ',']));
    address.starts_with('#') || RASTERS.iter().any(raster)
}

fn is_safe_text(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let inner = |rest: &str| is_within(rest.trim_start_matches([' ', '\t', '\n', '\r', '\x0c', '\'', '"']));
    !REFUSED.iter().any(|refused| lower.contains(refused)) && lower.split("url(").skip(1).all(inner)
}

/// A text without what is between two marks; without its rest where the second is missing.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut parts = text.split(open);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| out + part.split_once(close).map_or("", |(_, rest)| rest))
}

/// Escapes decoded (CSS Syntax Level 3, 4.3.7): up to six hexadecimal digits and one white space after them, a line end,
/// which goes, or any other character.
fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            // A NUL is read as U+FFFD, or by old parsers as nothing.
            if c != '\0' {
                out.push(c);
            }
            continue;
        }
        let mut digits = String::new();
        while let Some(digit) = chars.peek().filter(|c| c.is_ascii_hexdigit() && digits.len() < 6) {
            digits.push(*digit);
            chars.next();
        }
        match u32::from_str_radix(&digits, 16) {
            Ok(number) => {
                out.push(char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER));
                chars.next_if(|c| c.is_ascii_whitespace());
            }
            Err(_) => out.extend(chars.next().filter(|c| !matches!(c, '\n' | '\r' | '\x0c'))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_out_is_found_in_every_writing() {
        for style in [
            "@import url(https://e.com)",
            "@imp<!-- -->ort 'https://e.com'",
            "@\\69mport 'a'",
            "@\\000069 mport 'a'",
            "@im\\\nport 'a'",
            "a{background:url( 'https://e.com' )}",
            "a{background:u\\72l(https://e.com)}",
            "a{background:URL(https://e.com)}",
            "a{background:url(/**/https://e.com)}",
            "a{content:'/*';background:url(https://e.com);content:'*/'}",
            "a{background:image-set('https://e.com' 1x)}",
            "a{background:-webkit-image-set(url(#a) 1x)}",
            "@font-face{src:src('https://e.com')}",
            "a{background:url(data:image/svg+xml,<svg/>)}",
            "a{background:url(data:text/html,x)}",
            "a{background:url(data:image/pngx,x)}",
            "fill:url(javascript:x)",
            "width:expression(x())",
            "/* unfinished url(https://e.com)",
        ] {
            assert!(!is_safe(style), "{style}");
        }
    }

    #[test]
    fn what_stays_within_is_kept() {
        for style in [
            "fill:#369",
            "url(#a)",
            "url( \"#a\" ) red",
            "a{fill:url('#g')} /* of the logo: see url */ b{stroke:red}",
            "background:url(data:image/png;base64,AAAA)",
            "rgb(1, 2, 3)",
            "translate(10) rotate(4)",
            "font-family:'a\\'b'",
        ] {
            assert!(is_safe(style), "{style}");
        }
    }

    #[test]
    fn addresses_are_places_or_bitmaps() {
        assert!(is_within("#a") && is_within(" data:image/PNG;base64,AA") && is_within("data:image/webp,x"));
        for address in
            ["", "a.png", "https://e.com", "data:image/svg+xml,x", "data:image/svg+xml;base64,x", "data:text/html,x"]
        {
            assert!(!is_within(address), "{address}");
        }
    }
}
