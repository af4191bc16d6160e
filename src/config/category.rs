//! `_category.yaml`: what a site says about the posts of a folder.

use crate::diagnostics::{Code, Diagnostics};
use crate::document::Rgb;
use serde::Deserialize;
use std::path::Path;

/// Name of the file.
pub(super) const FILE_NAME: &str = "_category.yaml";

/// A category as its own folder describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CategoryFile {
    /// Its name; the folder's if the file gives none.
    pub name: String,
    /// Name shown to readers.
    pub title: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Accent colour.
    pub color: Option<Rgb>,
    /// Ids of posts in the order of a volume's chapters; posts not named follow.
    pub order: Vec<String>,
}

/// The file belongs to the site, which may keep more in it: unknown fields are no error.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    name: Option<String>,
    #[serde(rename = "displayName")]
    display_name: Option<String>,
    description: Option<String>,
    color: Option<Rgb>,
    /// A list of posts here; sites also keep the category's own place among the others under this name, a number.
    order: serde_json::Value,
}

impl CategoryFile {
    /// Reads the file of a folder, if there is one. A wrong field is a warning, and the file says nothing then.
    pub fn read(folder: &Path, diagnostics: &mut Diagnostics) -> Option<CategoryFile> {
        let path = folder.join(FILE_NAME);
        let text = std::fs::read_to_string(&path).ok()?;
        let fields: Fields = match serde_yaml::from_str(&text) {
            Ok(fields) => fields,
            Err(error) => {
                let message = super::field_error(&path, &error).to_string();
                diagnostics.warn(Code::BadConfiguration, None, message, "ignoring the file");
                return None;
            }
        };
        let name = fields.name.clone().or_else(|| folder_name(folder))?;
        let Fields { display_name: title, description, color, order, .. } = fields;
        let ids = order.as_array().into_iter().flatten();
        let order = ids.filter_map(|id| id.as_str().map(str::to_owned)).collect();
        Some(CategoryFile { name, title, description, color, order })
    }
}

/// The last part of a folder's path.
pub(super) fn folder_name(folder: &Path) -> Option<String> {
    let folder = std::path::absolute(folder).ok()?;
    folder.file_name().map(|name| name.to_string_lossy().into_owned())
}
