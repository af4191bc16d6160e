//! A readable dump of the model, for snapshots.

/// TEMPORARY until the dialect branch is merged.
pub fn document(document: &super::Document) -> String {
    format!("{document:#?}")
}

/// TEMPORARY until the dialect branch is merged.
pub fn book(book: &super::Book) -> String {
    format!("{book:#?}")
}
