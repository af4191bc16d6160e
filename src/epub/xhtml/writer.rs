//! What the writing of one file shares: where it is, what it may refer to, what it has come across.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::direction::is_right_to_left;
use crate::document::terms::Terms;
use crate::document::{Book, NodeId, NoteCall, Rgb};
use crate::epub::markup::Markup;
use crate::epub::package::access::Facts;
use crate::epub::page_list::Breaks;
use crate::epub::pictures::images::{Crop, Images, NotShown, Shown};
use crate::epub::profile::{Limit, Profile};
use crate::epub::spine::Spine;
use crate::source::Span;
use std::collections::BTreeSet;

/// What the writing of all files adds up.
#[derive(Debug)]
pub struct Collected<'a> {
    /// For which readers.
    pub profile: Profile,
    /// Pictures shown.
    pub images: Images<'a>,
    /// For the accessibility metadata.
    pub facts: Facts,
    /// Colours that authors gave to text.
    pub colors: BTreeSet<Rgb>,
    /// Where the pages of the printed edition begin.
    pub breaks: Breaks,
    /// Complaints.
    pub diagnostics: Diagnostics,
}

/// Writes one file.
pub struct XhtmlWriter<'a, 'f> {
    /// What has been written.
    pub out: Markup,
    /// The book.
    pub book: &'a Book,
    /// Its files and places.
    pub spine: &'f Spine<'a>,
    /// Which file this is.
    pub file: usize,
    /// Language of the file.
    pub lang: &'a str,
    /// Words in that language.
    pub terms: &'static Terms,
    /// What is found on the way.
    pub found: &'f mut Collected<'a>,
    /// Level of the last heading.
    pub level: u8,
    /// Whether the text written now is inside a link: links and note calls cannot be in one.
    pub in_link: bool,
    /// Whether the pictures written now have their block to themselves: they are not set in a line.
    pub alone: bool,
    /// Whether the text written now is a heading's: a page that begins there begins after it.
    pub in_heading: bool,
    /// Calls met inside a link, to be written after it.
    pub held_calls: Vec<&'a NoteCall>,
    /// Where the block written now is in the source.
    pub span: Option<Span>,
}

impl XhtmlWriter<'_, '_> {
    /// The picture of a source; a broken one is complained about, a missing one has been.
    pub fn picture(&mut self, source: &str, crop: Crop) -> Option<Shown> {
        if self.found.images.is_drawing(source) {
            self.lint(Limit::Drawing);
        }
        if self.found.images.is_stilled(source) {
            self.lint(Limit::Animation);
        }
        match self.found.images.show(source, crop) {
            Ok(shown) => Some(shown),
            Err(NotShown::Missing) => None,
            Err(NotShown::Unreadable(why)) => {
                self.found.diagnostics.warn(
                    Code::ImageUnreadable,
                    self.span,
                    format!("the image `{source}` cannot be read: {why}"),
                    "showing a box with its alternative text instead",
                );
                None
            }
        }
    }

    /// Says what the profile's readers cannot show, if they cannot.
    pub fn lint(&mut self, limit: Limit) {
        if let Some((message, hint)) = self.found.profile.limit(limit) {
            self.found.diagnostics.push(Diagnostic {
                code: Code::ProfileLimit,
                severity: Severity::Note,
                message: format!("for {}: {message}", self.found.profile.name()),
                span: self.span,
                hint: Some(hint.to_owned()),
            });
        }
    }

    /// Code runs from left to right, also in a text that does not.
    pub fn code_direction(&self) -> Option<&'static str> {
        is_right_to_left(self.lang).then_some("ltr")
    }

    /// The `id` of a node's element, if a link leads to it.
    pub fn id(&self, node: NodeId) -> Option<String> {
        self.spine.id_if_target(node).map(str::to_string)
    }
}
