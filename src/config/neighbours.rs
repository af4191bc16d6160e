//! The texts beside a text.

use crate::dialect;
use std::path::{Path, PathBuf};

/// How many texts are looked at. In a site of the dialect the first ones have its marks.
const MOST: usize = 40;

/// Whether a file's folder is one of the dialect: it has a `_category.yaml`, or one of its Markdown texts has marks that
/// only the dialect has.
pub fn neighbours_speak_dialect(path: &Path) -> bool {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    // Only a site of the dialect describes its categories so.
    if folder.join("_category.yaml").is_file() {
        return true;
    }
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    let is_text = |path: &PathBuf| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("md"));
    let mut texts: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_text).collect();
    texts.sort();
    let mut looked_at = texts.iter().take(MOST).filter_map(|path| std::fs::read_to_string(path).ok());
    looked_at.any(|text| dialect::speaks_dialect(&text))
}
