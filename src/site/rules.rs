//! What is a post, by its name, its place and its front matter.

use super::model::{Post, Reason, Search};
use super::tree::{name, stem};
use super::values::{lookup, text_of};
use crate::dialect::read_date;
use crate::document::{Date, Metadata};
use serde_json::Value;

/// Names of files about a project, which are no texts of its site.
const PROJECT_FILES: [&str; 16] = [
    "agents",
    "authors",
    "changelog",
    "changes",
    "claude",
    "code_of_conduct",
    "contributing",
    "copying",
    "gemini",
    "licence",
    "license",
    "notice",
    "pull_request_template",
    "readme",
    "security",
    "summary",
];

/// Statuses of a post that its author holds back.
const HELD_BACK: [&str; 8] =
    ["draft", "private", "hidden", "scheduled", "unpublished", "in-progress", "wip", "archived-private"];

/// Fields that say when a post was published, the surest first.
const DATES: [&str; 14] = [
    "date",
    "pubDate",
    "pubDatetime",
    "publishDate",
    "publish_date",
    "published_at",
    "publishedAt",
    "datePublished",
    "published",
    "publishedDate",
    "created_at",
    "createdAt",
    "created",
    "creation_date",
];

/// Fields that give a place among the texts of a folder.
const WEIGHTS: [&str; 7] = ["weight", "sidebar_position", "nav_order", "order", "sidebar.order", "position", "index"];

/// Whether a file is about the project, by its name. `exact` takes only names in capitals: a documentation has pages
/// about changes and contributing, too.
pub fn is_project_file(file: &str, exact: bool) -> bool {
    let stem = stem(file);
    let bare = stem.split('.').next().unwrap_or(stem);
    let is_name = PROJECT_FILES.contains(&&*bare.to_lowercase());
    is_name && (!exact || bare.chars().all(|c| !c.is_lowercase()))
}

/// Whether a path below a content folder is of a part or a template.
pub fn is_partial(below: &str) -> bool {
    let named = name(below);
    below.split('/').any(|part| part.starts_with('_') && !(part == named && is_section_page(named)))
}

/// Whether a text says who an author is: it lies in a folder of authors and has a name in the place of a title.
pub fn is_author(file: &str, meta: &Metadata) -> bool {
    let place = name(super::tree::folder(file));
    matches!(place, "authors" | "author" | "_authors") && field(meta, "name").is_some()
}

/// `_index.md`, in any language.
pub fn is_section_page(file: &str) -> bool {
    stem(file).split('.').next() == Some("_index")
}

/// `index.md`, in any language, and Nextra's `page.mdx`.
pub fn is_index(file: &str) -> bool {
    match stem(file).split('.').next() {
        Some("index") => true,
        Some("page") => file.ends_with(".mdx"),
        _ => false,
    }
}

/// A field of the front matter that the dialect does not know.
pub fn field<'a>(meta: &'a Metadata, path: &str) -> Option<&'a Value> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let value = meta.extra.get(first).or_else(|| {
        let folded = meta.extra.iter().find(|(name, _)| name.eq_ignore_ascii_case(first));
        folded.map(|(_, value)| value)
    })?;
    if rest.is_empty() { Some(value).filter(|value| !value.is_null()) } else { lookup(value, rest) }
}

/// A text or number of the front matter.
pub fn text(meta: &Metadata, path: &str) -> Option<String> {
    field(meta, path).and_then(text_of)
}

/// Texts of the front matter: one, or a list.
pub fn texts(meta: &Metadata, path: &str) -> Vec<String> {
    match field(meta, path) {
        Some(Value::Array(items)) => items.iter().filter_map(text_of).collect(),
        Some(single) => text_of(single).into_iter().collect(),
        None => Vec::new(),
    }
}

fn is(meta: &Metadata, path: &str, wanted: bool) -> bool {
    field(meta, path).is_some_and(|value| match value {
        Value::Bool(flag) => *flag == wanted,
        Value::String(text) => match text.trim().to_lowercase().as_str() {
            "true" | "yes" | "on" => wanted,
            "false" | "no" | "off" => !wanted,
            _ => false,
        },
        _ => false,
    })
}

/// Why a post is held back or has no page, by its front matter.
pub fn held_back(meta: &Metadata, date: Option<Date>, search: &Search) -> Option<Reason> {
    if is(meta, "draft", true) || is(meta, "isDraft", true) {
        return Some(Reason::Draft);
    }
    let private = ["private", "hidden", "unlisted_draft"].iter().any(|name| is(meta, name, true));
    if private || ["published", "publish", "public", "isPublished"].iter().any(|name| is(meta, name, false)) {
        return Some(Reason::Unpublished);
    }
    let status = text(meta, "status");
    if let Some(status) = status.filter(|status| HELD_BACK.contains(&&*status.trim().to_lowercase())) {
        return Some(Reason::Status(status));
    }
    if let Some(date) = date.filter(|date| *date > search.today) {
        return Some(Reason::Future(date));
    }
    let expiry = ["expiryDate", "expires"].iter().find_map(|name| text(meta, name).and_then(|text| read_date(&text)));
    if let Some(date) = expiry.filter(|date| *date < search.today && search.today != Date::MAX) {
        return Some(Reason::Expired(date));
    }
    let no_index = is(meta, "noindex", true) || text(meta, "robots").is_some_and(|text| text.contains("noindex"));
    if search.skip_noindex && no_index {
        return Some(Reason::NoIndex);
    }
    let never = ["build.render", "_build.render"].iter().any(|path| text(meta, path).is_some_and(|v| v == "never"));
    let never = never || is(meta, "headless", true) || is(meta, "render", false) || is(meta, "permalink", false);
    (never || is(meta, "eleventyExcludeFromCollections", true)).then_some(Reason::NoPage)
}

/// Whether a folder's page only leads to others: the front page of a documentation.
pub fn is_front_page(meta: &Metadata) -> bool {
    let home = |path: &str| {
        text(meta, path).is_some_and(|text| {
            let name = stem(&text).to_lowercase();
            matches!(name.as_str(), "home" | "landing" | "splash" | "hero")
        })
    };
    home("layout") || home("template") || home("pageLayout") || is(meta, "home", true) || field(meta, "hero").is_some()
}

/// Whether a text has words below its front matter: a line that is more than a template's mark, a tag or a comment.
pub fn has_text(post: &Post) -> bool {
    let rest = usize::try_from(post.meta.span.end).ok().and_then(|end| post.text.get(end..)).unwrap_or("");
    let is_mark = |line: &str| ["{{", "{%", "<", "import ", "---", "+++"].iter().any(|mark| line.starts_with(mark));
    rest.lines().map(str::trim).any(|line| !is_mark(line) && line.contains(char::is_alphanumeric))
}

/// The date of a post by its front matter.
pub fn date(meta: &Metadata) -> Option<Date> {
    meta.date.or_else(|| DATES.iter().find_map(|name| text(meta, name).and_then(|text| read_date(&text))))
}

/// The place of a post among the texts of its folder.
pub fn weight(meta: &Metadata) -> Option<f64> {
    let number = |name: &&str| text(meta, name).and_then(|text| text.parse::<f64>().ok());
    WEIGHTS.iter().find_map(number).filter(|weight| weight.is_finite() && *weight != 0.0)
}

/// The date in a file's name, and the name without it if it stands at the start: `2024-05-06-the-post`.
pub fn dated_name(stem: &str) -> (Option<Date>, &str) {
    let bytes = stem.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    for start in 0..stem.len().saturating_sub(9) {
        let fits = [0, 1, 2, 3, 5, 6, 8, 9].iter().all(|at| is_digit(start + at))
            && [4, 7].iter().all(|at| matches!(bytes.get(start + at), Some(b'-' | b'_')));
        let apart = (start == 0 || !is_digit(start - 1)) && !is_digit(start + 10);
        let found = stem.get(start..start + 10).filter(|_| fits && apart);
        if let Some(date) = found.and_then(|text| read_date(&text.replace('_', "-"))) {
            let rest = stem.get(start + 10..).unwrap_or("").trim_start_matches(['-', '_', ' ']);
            let name = if start == 0 && !rest.is_empty() { rest } else { stem };
            return (Some(date), name);
        }
    }
    (None, stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_the_forms_of_generators() {
        let date = |text: &str| read_date(text).map(|date| date.to_string()).unwrap_or_default();
        for text in [
            "2024-05-06",
            "2024-05-06T10:00:00+02:00",
            "2024/5/6",
            "2024-05-06 10:00",
            "May 6, 2024",
            "6 May 2024",
            "Mon, 06 May 2024 00:00:00",
            "May 6th 2024",
        ] {
            assert_eq!(date(text), "2024-05-06", "{text}");
        }
        assert_eq!(date("soon"), "");
        assert_eq!(date("2024-13-01"), "");
    }

    #[test]
    fn dates_in_names() {
        let named = |stem: &'static str| {
            let (date, name) = dated_name(stem);
            (date.map(|date| date.to_string()).unwrap_or_default(), name)
        };
        assert_eq!(named("2024-05-06-a-post"), ("2024-05-06".to_owned(), "a-post"));
        assert_eq!(named("13-2024-05-06-x"), ("2024-05-06".to_owned(), "13-2024-05-06-x"));
        assert_eq!(named("2024-05-06"), ("2024-05-06".to_owned(), "2024-05-06"));
        assert_eq!(named("12024-05-061"), (String::new(), "12024-05-061"));
        assert_eq!(named("é-x"), (String::new(), "é-x"));
    }

    #[test]
    fn names_that_are_no_posts() {
        assert!(is_project_file("docs/README.md", true) && is_project_file("readme.md", false));
        assert!(!is_project_file("docs/changelog.md", true) && is_project_file("README.zh.md", true));
        assert!(is_partial("_drafts/a.md") && is_partial("a/_part.md") && !is_partial("a/_index.es.md"));
    }
}
