//! Keys and titles of posts by their files.

use super::generators::{self, Generator};
use super::kind::Kind;
use super::languages;
use super::model::Post;
use super::rules;
use super::tree::{self, folder, stem};
use std::collections::BTreeMap;

/// The key of a post: what its front matter says (`id`, `slug`), else the name of its file without what only orders or
/// dates it; of a bundle the name of its folder.
pub fn key(post: &Post, below: &str, generator: &Generator) -> String {
    let stem = stem(&post.file);
    // Where the front matter has no `id`, the dialect takes the file's name.
    let given = Some(post.meta.id.clone()).filter(|id| !id.is_empty() && id != stem);
    if generator.kind == Kind::Dialect {
        return given.unwrap_or_else(|| stem.to_owned());
    }
    let slug = rules::text(&post.meta, "slug").map(|slug| last(&slug).to_owned());
    if let Some(key) = given.or(slug).filter(|key| !key.is_empty()) {
        return key;
    }
    let bare = languages::of_suffix(stem).map_or(stem, |(name, _)| name);
    let name = match bare {
        "index" | "_index" | "page" | "README" if !folder(below).is_empty() => tree::name(folder(below)),
        other => other,
    };
    match generator.kind {
        Kind::Jekyll | Kind::Hexo | Kind::Docusaurus => generators::without_numbers(rules::dated_name(name).1),
        Kind::Notion => generators::without_number(name).to_owned(),
        _ => name.to_owned(),
    }
}

fn last(slug: &str) -> &str {
    slug.trim_matches('/').rsplit('/').next().unwrap_or(slug)
}

/// The title of a post whose front matter gives none: its heading of the first level if it has only one, else its name made
/// readable. With several, each begins a section, and none is the title of the whole.
pub fn title(post: &Post, below: &str) -> String {
    heading(&post.text).unwrap_or_else(|| readable(&post.id, below))
}

/// The only line that is a heading of the first level, outside of fences.
fn heading(text: &str) -> Option<String> {
    let mut fence = false;
    let mut found = None;
    for line in text.lines() {
        if line.starts_with("```") || line.starts_with("~~~") {
            fence = !fence;
        }
        if let Some(title) = line.strip_prefix("# ").filter(|_| !fence)
            && found.replace(title).is_some()
        {
            return None;
        }
    }
    let title = found?;
    let title = title.split(" {#").next().unwrap_or(title);
    let title = title.split(" {").next().unwrap_or(title).trim().trim_end_matches('#').trim_end();
    Some(title.replace(['*', '`'], "")).filter(|title| !title.is_empty())
}

/// The name of a file or a folder as words: `the-first_post` is `The first post`. A name with spaces or capitals is one already.
pub fn readable(id: &str, below: &str) -> String {
    let name = if id.is_empty() { stem(below) } else { id };
    if name.contains(' ') || name.chars().any(char::is_uppercase) {
        return name.to_owned();
    }
    let words = name.replace(['-', '_'], " ");
    let mut chars = words.trim().chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => name.to_owned(),
    }
}

/// Makes the keys of a section different: of posts with one key each takes its folders into it, then a number.
pub fn make_unique(posts: &mut [Post]) {
    for round in 0..2 {
        let mut seen: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        for (index, post) in posts.iter().enumerate() {
            seen.entry((post.category.clone(), post.id.to_lowercase())).or_default().push(index);
        }
        for same in seen.into_values().filter(|same| same.len() > 1) {
            for (number, index) in same.into_iter().enumerate() {
                let Some(post) = posts.get_mut(index) else { continue };
                match round {
                    0 => post.id = with_folder(post),
                    _ if number > 0 => post.id = format!("{}-{}", post.id, number + 1),
                    _ => {}
                }
            }
        }
    }
}

/// A key with the name of the folder before it, if that says something new.
fn with_folder(post: &Post) -> String {
    let path: Vec<&str> = folder(&post.file).split('/').filter(|part| !part.is_empty()).collect();
    let mut parts: Vec<&str> = path.iter().rev().take(2).rev().copied().collect();
    parts.retain(|part| *part != post.id && *part != post.category);
    let parts: Vec<String> = parts.into_iter().map(generators::without_numbers).collect();
    if parts.is_empty() { post.id.clone() } else { format!("{}-{}", parts.join("-"), post.id) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(file: &str) -> Post {
        Post { file: file.to_owned(), category: "docs".to_owned(), id: stem(file).to_owned(), ..Post::default() }
    }

    #[test]
    fn keys_are_names_without_what_orders_or_dates_them() {
        let of = |kind: Kind, file: &str| key(&post(file), file, generators::of(kind));
        assert_eq!(of(Kind::Jekyll, "_posts/2024-05-06-a-post.md"), "a-post");
        assert_eq!(of(Kind::Hugo, "content/posts/bundle/index.es.md"), "bundle");
        assert_eq!(of(Kind::Docusaurus, "docs/01-intro.md"), "intro");
        assert_eq!(of(Kind::Notion, "A page 0123456789abcdef0123456789abcdef.md"), "A page");
        assert_eq!(of(Kind::Plain, "2024-05-06-x.md"), "2024-05-06-x");
    }

    #[test]
    fn equal_keys_take_their_folders() {
        let mut posts = ["docs/a/install.md", "docs/b/install.md", "docs/b/other.md"].map(post);
        make_unique(&mut posts);
        assert_eq!(posts.each_ref().map(|post| post.id.as_str()), ["a-install", "b-install", "other"]);
    }

    #[test]
    fn titles_are_headings_or_names() {
        let titled = |text: &str| heading(text).unwrap_or_default();
        assert_eq!(titled("---\nx: 1\n---\n\n```\n# no\n```\n\n# The *title* {#id}\n"), "The title");
        assert_eq!(titled("text"), "");
        assert_eq!(readable("the-first_post", ""), "The first post");
        assert_eq!(readable("README Notes", ""), "README Notes");
    }
}
