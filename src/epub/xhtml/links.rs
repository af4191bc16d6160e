//! Addresses outside the book, in the form that a reading system accepts.

/// Schemes that a book may link to. Others (scripts, files, data) would run or read something on the reader's machine.
const SCHEMES: [&str; 5] = ["https", "http", "mailto", "tel", "ftp"];

/// A valid absolute address (RFC 3986), or `None` when the text cannot be made one. A path of the site is joined to the
/// site's address.
pub fn external(url: &str, site: Option<&str>) -> Option<String> {
    let url = url.trim();
    if let Some(path) = url.strip_prefix("//") {
        return hierarchical("https", path);
    }
    if url.starts_with('/') {
        return external(&format!("{}{url}", site?.trim_end_matches('/')), None);
    }
    let (scheme, rest) = url.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    if !SCHEMES.contains(&scheme.as_str()) {
        return None;
    }
    match rest.strip_prefix("//") {
        Some(rest) => hierarchical(&scheme, rest),
        None if matches!(scheme.as_str(), "mailto" | "tel") && !rest.is_empty() => {
            Some(format!("{scheme}:{}", encode(rest)))
        }
        None => None,
    }
}

fn hierarchical(scheme: &str, rest: &str) -> Option<String> {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end)?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    let name_ok = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
    if name.is_empty() || !name.chars().all(name_ok) || !port.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let (path, fragment) = path.split_once('#').map_or((path, None), |(p, f)| (p, Some(f)));
    let fragment = fragment.map(|f| format!("#{}", encode(f))).unwrap_or_default();
    Some(format!("{scheme}://{authority}{}{fragment}", encode(path)))
}

/// Percent-encodes what RFC 3986 does not allow in a path, query or fragment; what is encoded already stays.
fn encode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    for (index, &byte) in bytes.iter().enumerate() {
        let escaped =
            byte == b'%' && bytes.get(index + 1..index + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        if escaped || byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_valid_ones() {
        let url = |text: &str| external(text, Some("https://site.example/"));
        assert_eq!(url("https://a.example/x y?q=[1]#é").as_deref(), Some("https://a.example/x%20y?q=%5B1%5D#%C3%A9"));
        assert_eq!(url("https://a.example/100%25%").as_deref(), Some("https://a.example/100%25%25"));
        assert_eq!(url("/lab/x").as_deref(), Some("https://site.example/lab/x"));
        assert_eq!(url("//a.example/x").as_deref(), Some("https://a.example/x"));
        assert_eq!(url("mailto:a@b.example").as_deref(), Some("mailto:a@b.example"));
    }

    #[test]
    fn what_is_no_address_is_none() {
        for text in ["javascript:x()", "data:text/html,x", "file:///etc", "https://", "https://a b/", "x", "HTTP:"] {
            assert_eq!(external(text, None), None, "{text}");
        }
        assert_eq!(external("/lab/x", None), None, "a path without a site");
    }
}
