//! What a link's address means.

use crate::document::LinkTarget;

/// Folders of the site under which categories live.
const SITE_ROOTS: [&str; 2] = ["blog", "lab"];

/// The target of `[text](address)`. Paths of the site are posts in the dialect only.
pub(in crate::dialect) fn link_target(address: &str, site: bool) -> LinkTarget {
    if let Some(slug) = address.strip_prefix('#').filter(|slug| !slug.is_empty()) {
        return LinkTarget::Anchor(percent_decoded(slug));
    }
    let post = address.strip_prefix('/').filter(|_| site).and_then(post_target);
    post.unwrap_or_else(|| LinkTarget::Url(address.to_owned()))
}

/// `blog/category/slug`, `lab/category/slug`, `category/slug`, without the leading slash.
fn post_target(path: &str) -> Option<LinkTarget> {
    let (path, fragment) = match path.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment).filter(|f| !f.is_empty())),
        None => (path, None),
    };
    let parts: Vec<&str> = path.strip_suffix('/').unwrap_or(path).split('/').collect();
    let (category, slug) = match parts.as_slice() {
        [root, category, slug] if SITE_ROOTS.contains(root) => (*category, *slug),
        [category, slug] if !SITE_ROOTS.contains(category) => (*category, *slug),
        _ => return None,
    };
    // `/images/a.png` is a file, not a post.
    let named = |part: &str| !part.is_empty() && !part.contains(['.', '?', ' ']);
    (named(category) && named(slug)).then(|| LinkTarget::Post {
        category: category.to_owned(),
        slug: slug.to_owned(),
        fragment: fragment.map(percent_decoded),
    })
}

/// The target of `[[reference]]`: an address with a scheme, an address of a field note (`A//B`), `category/slug`, or a
/// field note's uid.
pub(in crate::dialect) fn wiki_target(reference: &str) -> LinkTarget {
    if reference.contains("://") || reference.starts_with("mailto:") {
        return LinkTarget::Url(reference.to_owned());
    }
    if reference.contains("//") {
        return LinkTarget::FieldNote(reference.to_owned());
    }
    let path = reference.strip_prefix('/').unwrap_or(reference);
    if let Some(slug) = path.strip_prefix('#').filter(|slug| !slug.is_empty()) {
        return LinkTarget::Anchor(percent_decoded(slug));
    }
    match post_target(path) {
        Some(target) => target,
        None => LinkTarget::FieldNote(reference.to_owned()),
    }
}

/// Decodes `%C3%A9`; leaves alone what does not decode to UTF-8.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let hex = tail.get(..2).filter(|_| byte == b'%').and_then(|pair| std::str::from_utf8(pair).ok());
        if let Some(value) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            bytes.push(value);
            rest = tail.get(2..).unwrap_or(&[]);
        } else {
            bytes.push(byte);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(category: &str, slug: &str, fragment: Option<&str>) -> LinkTarget {
        LinkTarget::Post { category: category.into(), slug: slug.into(), fragment: fragment.map(Into::into) }
    }

    #[test]
    fn site_paths_are_posts_and_files_are_not() {
        assert_eq!(link_target("/blog/threads/a-b", true), post("threads", "a-b", None));
        assert_eq!(link_target("/lab/projects/x/#why", true), post("projects", "x", Some("why")));
        assert_eq!(link_target("/threads/x", true), post("threads", "x", None));
        assert_eq!(link_target("/threads/x", false), LinkTarget::Url("/threads/x".into()));
        assert_eq!(link_target("/images/x.png", true), LinkTarget::Url("/images/x.png".into()));
        assert_eq!(link_target("/about", true), LinkTarget::Url("/about".into()));
        assert_eq!(link_target("#caf%C3%A9", true), LinkTarget::Anchor("café".into()));
        assert_eq!(link_target("#100%", true), LinkTarget::Anchor("100%".into()));
    }

    #[test]
    fn wiki_references() {
        assert_eq!(wiki_target("https://a.b/c//d"), LinkTarget::Url("https://a.b/c//d".into()));
        assert_eq!(wiki_target("CPU//mutex//GIL"), LinkTarget::FieldNote("CPU//mutex//GIL".into()));
        assert_eq!(wiki_target("threads/x"), post("threads", "x", None));
        assert_eq!(wiki_target("gKR2I1Nu"), LinkTarget::FieldNote("gKR2I1Nu".into()));
        assert_eq!(wiki_target("Headless device"), LinkTarget::FieldNote("Headless device".into()));
    }
}
