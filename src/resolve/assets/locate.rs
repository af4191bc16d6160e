//! Where an image is: what a post wrote becomes a file, inline bytes or an address to fetch.

use super::UrlMap;
use std::path::{Path, PathBuf};

/// Where an image is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// One of these files; the first that is there.
    Files(Vec<PathBuf>),
    /// The bytes of a `data:` URI, or why it has none.
    Inline(Result<Vec<u8>, String>),
    /// An `http` or `https` address.
    Address(String),
    /// A scheme that cannot be read.
    Unsupported(String),
    /// Nothing was written.
    Empty,
}

/// Finds out where an image is. `base` is the folder of the post.
pub fn locate(source: &str, base: &Path, maps: &[UrlMap]) -> Location {
    let source = source.trim();
    if source.is_empty() {
        return Location::Empty;
    }
    if let Some(files) = mapped(source, maps) {
        return Location::Files(files);
    }
    // `//host/path` takes the scheme of the page it is on; a book has none, the safe one is taken.
    if source.starts_with("//") {
        return Location::Address(format!("https:{source}"));
    }
    match scheme(source) {
        Some("http" | "https") => Location::Address(without_fragment(source).to_owned()),
        Some("data") => Location::Inline(inline_bytes(source)),
        Some(other) => Location::Unsupported(other.to_owned()),
        None => Location::Files(local_files(source, base)),
    }
}

/// Whether a source is a path that means different files in different folders.
pub fn is_relative(source: &str, maps: &[UrlMap]) -> bool {
    let source = source.trim();
    let is_path = !source.is_empty() && !source.starts_with("//") && scheme(source).is_none();
    is_path && Path::new(source).is_relative() && mapped(source, maps).is_none()
}

/// The file of the longest mapped prefix, which must end where a part of the path ends.
fn mapped(source: &str, maps: &[UrlMap]) -> Option<Vec<PathBuf>> {
    let rest_of = |map: &UrlMap| {
        let prefix = map.prefix.trim_end_matches('/');
        let rest = source.strip_prefix(prefix)?;
        (rest.is_empty() || rest.starts_with(['/', '?', '#'])).then(|| (prefix.len(), rest.to_owned()))
    };
    let (_, rest, folder) = maps
        .iter()
        .filter_map(|map| rest_of(map).map(|(length, rest)| (length, rest, &map.folder)))
        .max_by_key(|(length, ..)| *length)?;
    Some(path_candidates(rest.trim_start_matches('/')).into_iter().map(|path| folder.join(relative(&path))).collect())
}

/// A path as written and percent-decoded, with and without what follows `?` or `#`: a file's name may hold either sign.
fn path_candidates(path: &str) -> Vec<String> {
    let bare = path.split(['?', '#']).next().unwrap_or(path);
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let mut candidates = vec![decode(bare), bare.to_owned(), decode(path), path.to_owned()];
    let mut seen = std::collections::BTreeSet::new();
    candidates.retain(|candidate| !candidate.is_empty() && seen.insert(candidate.clone()));
    candidates
}

/// A mapped path stays below its folder: parts that climb are dropped.
fn relative(path: &str) -> PathBuf {
    path.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect()
}

fn local_files(source: &str, base: &Path) -> Vec<PathBuf> {
    path_candidates(source).into_iter().map(|path| base.join(path)).collect()
}

/// The scheme of a source. One letter is a drive, not a scheme.
fn scheme(source: &str) -> Option<&str> {
    let (scheme, _) = source.split_once(':')?;
    let named = scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    named.then_some(scheme).map(|scheme| match scheme {
        s if s.eq_ignore_ascii_case("http") => "http",
        s if s.eq_ignore_ascii_case("https") => "https",
        s if s.eq_ignore_ascii_case("data") => "data",
        other => other,
    })
}

fn without_fragment(url: &str) -> &str {
    url.split('#').next().unwrap_or(url)
}

fn inline_bytes(uri: &str) -> Result<Vec<u8>, String> {
    let wrong = || "its data: URI is malformed".to_owned();
    let url = data_url::DataUrl::process(uri).map_err(|_| wrong())?;
    url.decode_to_vec().map(|(bytes, _)| bytes).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(paths: &[&str]) -> Location {
        Location::Files(paths.iter().map(PathBuf::from).collect())
    }

    #[test]
    fn paths_are_relative_to_the_post_and_percent_decoded() {
        let base = Path::new("posts");
        assert_eq!(locate("img/a.png", base, &[]), files(&["posts/img/a.png"]));
        assert_eq!(locate("a%20b.png", base, &[]), files(&["posts/a b.png", "posts/a%20b.png"]));
        assert_eq!(locate("a.png?v=2", base, &[]), files(&["posts/a.png", "posts/a.png?v=2"]));
        assert_eq!(locate("/abs.png", base, &[]), files(&["/abs.png"]));
        assert_eq!(locate("%ff%", base, &[]), files(&["posts/\u{fffd}%", "posts/%ff%"]), "no panic");
    }

    #[test]
    fn addresses_data_and_other_schemes() {
        let base = Path::new("");
        assert_eq!(locate("HTTPS://a/b#c", base, &[]), Location::Address("HTTPS://a/b".into()));
        assert_eq!(locate("//a/b", base, &[]), Location::Address("https://a/b".into()));
        assert_eq!(locate("data:image/png;base64,AQI=", base, &[]), Location::Inline(Ok(vec![1, 2])));
        assert!(matches!(locate("data:nothing", base, &[]), Location::Inline(Err(_))));
        assert_eq!(locate("ftp://a", base, &[]), Location::Unsupported("ftp".into()));
        assert_eq!(locate("  ", base, &[]), Location::Empty);
    }

    #[test]
    fn the_longest_mapped_prefix_serves_and_nothing_climbs_out() {
        let map = |prefix: &str, folder: &str| UrlMap { prefix: prefix.into(), folder: folder.into() };
        let maps = [map("https://cdn.x", "all"), map("https://cdn.x/deep/", "deep"), map("/images", "public")];
        let base = Path::new("posts");
        assert_eq!(locate("https://cdn.x/a?q=1&w=2", base, &maps), files(&["all/a", "all/a?q=1&w=2"]));
        assert_eq!(locate("https://cdn.x/deep/b", base, &maps), files(&["deep/b"]));
        assert_eq!(locate("https://cdn.xyz/a", base, &maps), Location::Address("https://cdn.xyz/a".into()));
        assert_eq!(locate("/images/../../c", base, &maps), files(&["public/c"]));
    }
}
