//! Sections: what their own files say of them.

use super::generators::CATEGORY_FILE;
use super::model::{Post, Section};
use super::rules;
use super::tree::{Tree, folder, name};
use super::values::{Values, entries, text_of};
use crate::document::Metadata;
use std::collections::BTreeMap;

/// What the files of folders say, by folder below the root.
#[derive(Debug, Default)]
pub struct Folders {
    known: BTreeMap<String, About>,
}

/// What is said of a folder.
#[derive(Clone, Debug, Default)]
struct About {
    name: Option<String>,
    title: Option<String>,
    description: Option<String>,
    color: Option<crate::document::Rgb>,
    weight: Option<f64>,
    /// Ids or names in the order of the list, with the titles it gives them.
    order: Vec<(String, Option<String>)>,
}

impl Folders {
    /// Reads the files that describe folders: `_category.yaml`, `_category_.json`, `_meta.js` and their like.
    pub fn read(tree: &Tree) -> Folders {
        let mut folders = Folders::default();
        for described in [CATEGORY_FILE, "_category_.json", "_category_.yml", "_category_.yaml"] {
            for file in tree.named(described) {
                if let Some(values) = Values::read(tree, file) {
                    folders.known.entry(folder(file).to_owned()).or_default().describe(&values);
                }
            }
        }
        for listed in ["_meta.json", "_meta.js", "_meta.ts", "_meta.tsx", "_meta.jsx", "_meta.mjs"] {
            for file in tree.named(listed) {
                let order = tree.text(file).map(|text| entries(&text)).unwrap_or_default();
                folders.known.entry(folder(file).to_owned()).or_default().order = order;
            }
        }
        folders
    }

    /// Takes what the page of a section says of its folder.
    pub fn page(&mut self, file: &str, meta: &Metadata) {
        let entry = self.known.entry(folder(file).to_owned()).or_default();
        let title = Some(meta.title.clone()).filter(|title| !title.is_empty() && title.as_str() != meta.id);
        entry.title = entry.title.take().or(title);
        entry.description = entry.description.take().or_else(|| meta.description.clone());
        entry.weight = entry.weight.or_else(|| rules::weight(meta));
    }

    /// The name that a folder's own file gives the category.
    pub fn name(&self, folder: &str) -> Option<&str> {
        self.known.get(folder)?.name.as_deref()
    }

    /// The place of a folder or file in the folder above.
    pub fn weight(&self, path: &str) -> Option<f64> {
        let own = self.known.get(path).and_then(|about| about.weight);
        own.or_else(|| self.listed(path).map(|(at, _)| at))
    }

    /// The title that the list of the folder above gives.
    pub fn title(&self, path: &str) -> Option<&str> {
        self.listed(path).and_then(|(_, title)| title)
    }

    #[expect(clippy::cast_precision_loss, reason = "a folder has fewer entries than a number of this kind can count")]
    fn listed(&self, path: &str) -> Option<(f64, Option<&str>)> {
        let list = &self.known.get(folder(path))?.order;
        let own = name(path);
        let bare = own.rsplit_once('.').map_or(own, |(bare, _)| bare);
        let at = list.iter().position(|(name, _)| name == own || name == bare)?;
        let title = list.get(at).and_then(|(_, title)| title.as_deref()).filter(|title| !title.is_empty());
        Some((at as f64 + 1.0, title))
    }

    /// The sections of the posts, in the order of their first posts.
    pub fn sections(&self, tree: &Tree, posts: &[Post], folders: &BTreeMap<String, String>) -> Vec<Section> {
        let mut found: Vec<Section> = Vec::new();
        for post in posts {
            if found.iter().any(|section| section.name == post.category) {
                continue;
            }
            let place = folders.get(&post.category).cloned().unwrap_or_default();
            let about = self.known.get(&place).cloned().unwrap_or_default();
            found.push(Section {
                name: post.category.clone(),
                title: about.title.or_else(|| self.title(&place).map(str::to_owned)),
                description: about.description,
                color: about.color,
                folder: tree.path(&place),
                order: about.order.into_iter().map(|(id, _)| id).collect(),
                page: None,
            });
        }
        found
    }
}

impl About {
    fn describe(&mut self, values: &Values) {
        self.name = values.text("name");
        self.title = values.first(&["displayName", "label", "title"]);
        self.description = values.first(&["description", "link.description"]);
        self.color = values.get("color").and_then(|color| serde_json::from_value(color.clone()).ok());
        self.weight = values.text("position").and_then(|text| text.parse().ok());
        let list = values.get("order").and_then(serde_json::Value::as_array);
        self.order = list.into_iter().flatten().filter_map(text_of).map(|id| (id, None)).collect();
    }
}
