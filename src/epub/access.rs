//! What the book can truthfully say about its accessibility, computed from what was written into it.
//!
//! Vocabulary: schema.org accessibility properties 2024; conformance: EPUB Accessibility 1.1, section 4.

use super::markup::Markup;
use crate::source::Span;

/// What the text turned out to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Pictures that carry content (not the cover, not openings' decorations).
    pub pictures: usize,
    /// Those of them that have no alternative text: source and place.
    pub without_alt: Vec<(String, Option<Span>)>,
    /// The printed edition whose page breaks are marked.
    pub page_source: Option<String>,
    /// Pictures of text that could be text (tables drawn for readers that have no room for them).
    pub pictures_of_text: usize,
    /// Pictures that decorate.
    pub decorations: usize,
}

impl Facts {
    /// Whether everything in the book can be read as text.
    pub fn text_suffices(&self) -> bool {
        self.without_alt.is_empty()
    }
}

/// The metadata of the package document. `certifier` is who answers for the claim of conformance: the publisher, else
/// the site, else the author; without one nothing is claimed.
pub fn metadata(facts: &Facts, certifier: Option<&str>, out: &mut Markup) {
    let mut meta = |property: &str, value: &str| {
        out.leaf_line("meta", &[("property", Some(property))], value);
    };
    meta("schema:accessMode", "textual");
    if facts.pictures > 0 {
        meta("schema:accessMode", "visual");
        meta("schema:accessModeSufficient", "textual,visual");
    }
    if facts.text_suffices() {
        meta("schema:accessModeSufficient", "textual");
    }
    for feature in ["tableOfContents", "readingOrder", "structuralNavigation", "displayTransformability", "ARIA"] {
        meta("schema:accessibilityFeature", feature);
    }
    if facts.pictures > 0 && facts.text_suffices() {
        meta("schema:accessibilityFeature", "alternativeText");
    }
    if facts.page_source.is_some() {
        meta("schema:accessibilityFeature", "pageBreakMarkers");
        meta("schema:accessibilityFeature", "pageNavigation");
    }
    // Only still pictures are ever written: the first frame of an animation, drawings without theirs.
    meta("schema:accessibilityHazard", "none");
    meta("schema:accessibilitySummary", &summary(facts));
    // WCAG 2.1, 1.4.5 (AA): no images of text.
    let conforms = facts.text_suffices() && facts.pictures_of_text == 0;
    if let Some(certifier) = certifier.filter(|_| conforms) {
        let property = Some("dcterms:conformsTo");
        let level = "EPUB Accessibility 1.1 - WCAG 2.1 Level AA";
        out.leaf_line("meta", &[("property", property), ("id", Some("conforms"))], level);
        let property = Some("a11y:certifiedBy");
        out.leaf_line("meta", &[("refines", Some("#conforms")), ("property", property)], certifier);
    }
}

fn summary(facts: &Facts) -> String {
    let pictures = match (facts.pictures, facts.without_alt.len()) {
        (0, _) => "It has no pictures that carry content.".to_string(),
        (_, 0) => "Every picture that carries content has alternative text.".to_string(),
        (all, missing) => format!("{missing} of {all} pictures that carry content have no alternative text."),
    };
    format!(
        "This publication has a table of contents, nested headings and a logical reading order; notes are linked both \
         ways. {pictures}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(facts: &Facts, certifier: Option<&str>) -> String {
        let mut out = Markup::new();
        metadata(facts, certifier, &mut out);
        out.finish()
    }

    #[test]
    fn take_an_alt_text_away_and_the_claims_go() {
        let whole = Facts { pictures: 2, ..Facts::default() };
        let text = written(&whole, Some("The Press"));
        assert!(text.contains(">alternativeText<") && text.contains("conformsTo") && text.contains(">textual<"));
        let lacking = Facts { without_alt: vec![("a.png".into(), None)], ..whole };
        let text = written(&lacking, Some("The Press"));
        assert!(!text.contains(">alternativeText<") && !text.contains("conformsTo"), "{text}");
        assert!(!text.contains("accessModeSufficient\">textual<"), "{text}");
        assert!(text.contains("1 of 2 pictures"), "{text}");
    }

    #[test]
    fn a_picture_of_text_takes_the_claim_of_conformance_only() {
        let facts = Facts { pictures: 1, pictures_of_text: 1, ..Facts::default() };
        let text = written(&facts, Some("The Press"));
        assert!(text.contains(">alternativeText<") && !text.contains("conformsTo"), "{text}");
    }

    #[test]
    fn page_features_are_claimed_where_pages_are_marked() {
        let whole = Facts { page_source: Some("urn:x".into()), ..Facts::default() };
        for feature in [">pageBreakMarkers<", ">pageNavigation<"] {
            assert!(written(&whole, None).contains(feature));
            assert!(!written(&Facts::default(), None).contains(feature));
        }
    }

    #[test]
    fn without_pictures_nothing_is_said_of_their_text() {
        let text = written(&Facts::default(), None);
        assert!(
            !text.contains("visual") && !text.contains("alternativeText") && !text.contains("conformsTo"),
            "{text}"
        );
    }
}
