//! Texts of Logseq and Notion: properties at the head of a page, and blocks that others call by their ids.

use crate::dialect::read_date;
use crate::document::Date;
use std::collections::BTreeMap;

/// The properties at the head of a page: lines `name:: value` before all else, as a list item or not.
pub fn properties(text: &str) -> BTreeMap<&str, &str> {
    let lines =
        text.lines().map(|line| line.strip_prefix("- ").unwrap_or(line).trim()).skip_while(|line| line.is_empty());
    lines.map_while(property).collect()
}

fn property(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once("::")?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '-' | '_'));
    (is_name && (value.is_empty() || value.starts_with(' '))).then(|| (name, value.trim()))
}

/// The first lines of blocks, by the ids that `id::` below them gives.
pub fn blocks(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut block = "";
    for line in text.lines() {
        let bare = line.trim();
        if let Some(first) = bare.strip_prefix("- ") {
            block = first;
        } else if let Some(("id", id)) = property(bare)
            && !block.is_empty()
        {
            found.entry(id.to_owned()).or_insert_with(|| block.trim_start_matches(['#', ' ']).to_owned());
        }
    }
    found
}

/// The name of a page by the name of its file: `___` parts namespaces, other signs are percent-encoded.
pub fn page_name(stem: &str) -> String {
    let name = stem.replace("___", "/");
    percent_encoding::percent_decode_str(&name)
        .decode_utf8()
        .map_or_else(|_| name.clone(), std::borrow::Cow::into_owned)
}

/// The date among the properties that Notion writes below a page's title: lines `Name: value` before its text.
pub fn dated(text: &str) -> Option<Date> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).skip_while(|line| line.starts_with('#'));
    let mut fields = lines.map_while(|line| line.split_once(": "));
    let is_date = |name: &str| matches!(&*name.to_lowercase(), "date" | "published" | "publish date" | "created");
    fields.find_map(|(name, value)| read_date(value).filter(|_| is_date(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_properties_blocks_and_names() {
        let text = "title:: A page\ntags:: x, y\n\n- ## Block one\n  id:: 123\n  - inner\n    id:: 456\n";
        assert_eq!(properties(text).get("title"), Some(&"A page"));
        assert_eq!(properties("- alias:: b\n- text").len(), 1);
        assert!(properties("Text\ntitle:: no").is_empty());
        let blocks = blocks(text);
        assert_eq!(
            (blocks.get("123").map(String::as_str), blocks.get("456").map(String::as_str)),
            (Some("Block one"), Some("inner"))
        );
        assert_eq!(page_name("A___B%3F"), "A/B?");
        let day = |text: &str| dated(text).map(|date| date.to_string());
        assert_eq!(day("# T\n\nStatus: x\nDate: May 7, 2024\n\nText").as_deref(), Some("2024-05-07"));
        assert_eq!(day("# T\n\nText\nDate: May 7, 2024\n"), None);
    }
}
