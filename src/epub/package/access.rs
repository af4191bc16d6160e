//! What the book can truthfully say about its accessibility, computed from what was written into it.
//!
//! Vocabulary: schema.org accessibility properties 2024; conformance: EPUB Accessibility 1.1, section 4.

use crate::epub::markup::Markup;
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
    /// Formulas written as MathML.
    pub formulas: usize,
    /// Pictures that decorate.
    pub decorations: usize,
}

impl Facts {
    /// Whether everything in the book can be read as text.
    pub fn text_suffices(&self) -> bool {
        self.without_alt.is_empty()
    }
}

/// The level that is claimed where everything holds.
const CONFORMANCE: &str = "EPUB Accessibility 1.1 - WCAG 2.1 Level AA";

/// Something that a book may say of its accessibility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Property, with its prefix where it has one in the package document.
    pub property: &'static str,
    /// Its value.
    pub value: String,
    /// Whether the book says it.
    pub standing: Standing,
}

/// Whether a claim is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is true.
    Made,
    /// The book has nothing that it could be said of.
    Idle(&'static str),
    /// Pictures without alternative text make it false.
    NeedsAlt,
    /// It would be made if something else were given: what.
    Needs(&'static str),
}

/// Everything that a book may claim, in the order of the metadata. `certifier` is who answers for the claim of
/// conformance: the publisher, else the site, else the author; without one nothing is claimed.
pub fn claims(facts: &Facts, certifier: Option<&str>) -> Vec<Claim> {
    let pictured = if facts.pictures > 0 { Standing::Made } else { Standing::Idle("no picture carries content") };
    let sufficient = if facts.text_suffices() { Standing::Made } else { Standing::NeedsAlt };
    let described = if facts.pictures > 0 { sufficient } else { pictured };
    let paged = match facts.page_source {
        Some(_) => Standing::Made,
        None => Standing::Needs("a PDF of the same run, whose page numbers it can give"),
    };
    let formulas = if facts.formulas > 0 { Standing::Made } else { Standing::Idle("there are no formulas") };
    let certified = match certifier {
        // WCAG 2.1, 1.4.5 (AA): no images of text.
        Some(_) if facts.pictures_of_text > 0 => Standing::Needs("a profile that keeps text as text"),
        Some(_) => sufficient,
        None => Standing::Needs("a publisher, a site's title or an author, who answers for it"),
    };
    let claim = |property, value: &str, standing| Claim { property, value: value.to_owned(), standing };
    let feature = |value: &'static str, standing| claim("schema:accessibilityFeature", value, standing);
    let mut all = vec![
        claim("schema:accessMode", "textual", Standing::Made),
        claim("schema:accessMode", "visual", pictured),
        claim("schema:accessModeSufficient", "textual,visual", pictured),
        claim("schema:accessModeSufficient", "textual", sufficient),
    ];
    let always = ["tableOfContents", "readingOrder", "structuralNavigation", "displayTransformability", "ARIA"];
    all.extend(always.map(|value| feature(value, Standing::Made)));
    all.extend([
        feature("alternativeText", described),
        feature("MathML", formulas),
        feature("pageBreakMarkers", paged),
        feature("pageNavigation", paged),
        // Only still pictures are ever written: the first frame of an animation, drawings without theirs.
        claim("schema:accessibilityHazard", "none", Standing::Made),
        claim("schema:accessibilitySummary", &summary(facts), Standing::Made),
        claim("dcterms:conformsTo", CONFORMANCE, certified),
        claim("a11y:certifiedBy", certifier.unwrap_or_default(), certified),
    ]);
    all
}

/// The metadata of the package document: the claims that are made.
pub fn metadata(facts: &Facts, certifier: Option<&str>, out: &mut Markup) {
    for claim in claims(facts, certifier).into_iter().filter(|claim| claim.standing == Standing::Made) {
        let property = ("property", Some(claim.property));
        match claim.property {
            "dcterms:conformsTo" => out.leaf_line("meta", &[property, ("id", Some("conforms"))], &claim.value),
            "a11y:certifiedBy" => out.leaf_line("meta", &[("refines", Some("#conforms")), property], &claim.value),
            _ => out.leaf_line("meta", &[property], &claim.value),
        }
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
    fn every_claim_that_is_not_made_says_what_it_needs() {
        let standing = |facts: &Facts, certifier, value: &str| {
            claims(facts, certifier).into_iter().find(|claim| claim.value == value).map(|claim| claim.standing)
        };
        let lacking = Facts { pictures: 1, without_alt: vec![("a.png".into(), None)], ..Facts::default() };
        for value in ["textual", "alternativeText", CONFORMANCE, "The Press"] {
            let found = claims(&lacking, Some("The Press")).into_iter().rfind(|claim| claim.value == value);
            assert_eq!(found.map(|claim| claim.standing), Some(Standing::NeedsAlt), "{value}");
        }
        assert_eq!(standing(&lacking, None, "visual"), Some(Standing::Made));
        let none = Facts::default();
        assert!(matches!(standing(&none, None, "alternativeText"), Some(Standing::Idle(_))));
        assert!(matches!(standing(&none, None, CONFORMANCE), Some(Standing::Needs(what)) if what.contains("author")));
        assert!(matches!(standing(&none, None, "pageNavigation"), Some(Standing::Needs(what)) if what.contains("PDF")));
        let paged = Facts { page_source: Some("urn:x".into()), ..none };
        assert_eq!(standing(&paged, None, "pageNavigation"), Some(Standing::Made));
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
