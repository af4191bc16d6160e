//! What an address is made of, as far as fetching needs to know: its host, and what a redirect makes of it.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What people write into addresses and servers do not take; bytes beyond ASCII are always encoded.
const UNSENDABLE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'{').add(b'}').add(b'|');

/// An address as it is sent: without a fragment, and with what must be encoded encoded.
pub fn sendable(url: &str) -> String {
    utf8_percent_encode(url.split('#').next().unwrap_or(url), UNSENDABLE).to_string()
}

/// An address for a message: a name and a password in it are nobody's business.
pub fn shown(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    match rest.split_at_checked(end).map(|(authority, path)| (authority.rsplit_once('@'), path)) {
        Some((Some((_, host)), path)) => format!("{scheme}://{host}{path}"),
        _ => url.to_owned(),
    }
}

/// Host and port of an `http` or `https` address, in lower case; empty if there is none.
pub fn host(url: &str) -> String {
    let authority =
        url.split_once("://").map_or("", |(_, rest)| rest).split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default().to_ascii_lowercase()
}

/// The address that a `Location` leads to from another (RFC 3986, 5.2). `None` for one that is no `http` address.
pub fn redirected(base: &str, location: &str) -> Option<String> {
    let location = sendable(location.trim());
    let (scheme, rest) = base.split_once("://")?;
    let authority_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(authority_end)?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    if let Some((other, _)) = location.split_once("://").filter(|(scheme, _)| is_scheme(scheme)) {
        let readable = other.eq_ignore_ascii_case("http") || other.eq_ignore_ascii_case("https");
        return readable.then_some(location);
    }
    if location.starts_with("//") {
        return Some(format!("{scheme}:{location}"));
    }
    let (target, query) = location.find('?').and_then(|at| location.split_at_checked(at)).unwrap_or((&location, ""));
    let merged = if target.is_empty() {
        path.to_owned()
    } else if target.starts_with('/') {
        without_dots(target)
    } else {
        without_dots(&format!("{}/{target}", path.rsplit_once('/').map_or("", |(folder, _)| folder)))
    };
    Some(format!("{scheme}://{authority}{merged}{query}"))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// A path without `.` and `..` (RFC 3986, 5.2.4).
fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let mut ends_in_folder = false;
    for part in path.split('/').skip(1) {
        ends_in_folder = matches!(part, "." | "..");
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    let end = if ends_in_folder && !parts.is_empty() { "/" } else { "" };
    format!("/{}{end}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_told_apart_by_port() {
        assert_eq!(host("https://user@CDN.example.org:8080/a@b?c"), "cdn.example.org:8080");
        assert_eq!(host("http://example.org"), "example.org");
        assert_eq!(host("nothing"), "");
    }

    #[test]
    fn credentials_are_not_shown() {
        assert_eq!(shown("https://user:secret@a.b/c@d"), "https://a.b/c@d");
        assert_eq!(shown("https://a.b/c@d"), "https://a.b/c@d");
        assert_eq!(shown("a@b.png"), "a@b.png");
    }

    #[test]
    fn redirects_are_read_as_references() {
        let from = |location: &str| redirected("https://a.b/c/d/e?q", location).unwrap_or_default();
        assert_eq!(from("http://x/y#z"), "http://x/y");
        assert_eq!(from("//x/y"), "https://x/y");
        assert_eq!(from("/y?r"), "https://a.b/y?r");
        assert_eq!(from("f g"), "https://a.b/c/d/f%20g");
        assert_eq!(from("../f"), "https://a.b/c/f");
        assert_eq!(from("./.."), "https://a.b/c/");
        assert_eq!(from("../../../../f"), "https://a.b/f");
        assert_eq!(from("?r=https://x/"), "https://a.b/c/d/e?r=https://x/");
        assert_eq!(redirected("https://a.b", "ftp://x/y"), None);
        assert_eq!(redirected("https://a.b", "y").as_deref(), Some("https://a.b/y"));
        assert_eq!(sendable("https://a/ñ b#c"), "https://a/%C3%B1%20b");
    }
}
