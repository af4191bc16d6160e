//! Names that stay: what tells a book's editions from all others, derived from the site and the book's own id.

use super::{BookKind, BookMeta};
use uuid::Uuid;

/// An edition of a book: each has a name of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition {
    /// The e-book.
    Epub,
    /// The pages.
    Pdf,
}

impl BookMeta {
    /// The URN of an edition: a UUID of version 5 (RFC 9562, 5.5) of the book's address. The same book always has the
    /// same one.
    pub fn urn(&self, edition: Edition) -> String {
        let kind = match self.kind {
            BookKind::Post => "",
            BookKind::Volume => "#volume",
            BookKind::Book => "#book",
        };
        let edition = match edition {
            Edition::Epub => "",
            Edition::Pdf => "#pdf",
        };
        urn_below(self.site_url.as_deref(), &format!("{}{kind}{edition}", self.id))
    }
}

/// The URN of something of a site: a UUID of version 5 (RFC 9562, 5.5) of its name below the site's address.
pub fn urn_below(site: Option<&str>, name: &str) -> String {
    let name = format!("{}/{name}", site.unwrap_or("urn:offprint:").trim_end_matches('/'));
    Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).urn().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_from_the_site_the_id_and_the_edition() {
        let meta = BookMeta { id: "a".into(), site_url: Some("https://s.example".into()), ..BookMeta::default() };
        let urn = |meta: &BookMeta| meta.urn(Edition::Epub);
        assert_eq!(urn(&meta), urn(&meta.clone()));
        assert!(urn(&meta).starts_with("urn:uuid:"));
        assert_ne!(urn(&meta), urn(&BookMeta { id: "b".into(), ..meta.clone() }));
        assert_ne!(urn(&meta), urn(&BookMeta { kind: BookKind::Volume, ..meta.clone() }));
        assert_ne!(urn(&meta), meta.urn(Edition::Pdf));
    }
}
