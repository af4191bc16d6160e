//! What a shape plan is compiled for: a face, features, direction, script and language.

use super::face::FaceId;
use harfrust::{Direction, Feature, Script, Tag};
use std::sync::Arc;

/// OpenType features that a style asks for beyond the defaults.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::layout) struct Features {
    /// True small capitals for capitals and lower case.
    pub small_caps: bool,
    /// Old-style figures instead of lining.
    pub old_style: bool,
    /// Figures of one width instead of their own.
    pub tabular: bool,
    /// No ligatures: letter-spaced text, and code, where each character must be seen.
    pub apart: bool,
}

impl Features {
    /// As harfrust takes them.
    pub fn list(self) -> Vec<Feature> {
        let switch = |tag: &[u8; 4], on: bool| Feature::new(Tag::new(tag), u32::from(on), ..);
        let mut list = vec![
            switch(b"onum", self.old_style),
            switch(b"lnum", !self.old_style),
            switch(b"tnum", self.tabular),
            switch(b"pnum", !self.tabular),
        ];
        if self.small_caps {
            list.extend([switch(b"smcp", true), switch(b"c2sc", true)]);
        }
        if self.apart {
            list.extend([switch(b"liga", false), switch(b"clig", false), switch(b"calt", false)]);
        }
        list
    }
}

/// What a plan is compiled for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::layout) struct PlanKey {
    pub face: FaceId,
    pub features: Features,
    pub rtl: bool,
    /// ISO 15924 tag; `None` when all of the text is common to all scripts.
    pub script: Option<u32>,
    /// BCP 47 tag.
    pub lang: Arc<str>,
}

impl PlanKey {
    pub fn direction(&self) -> Direction {
        if self.rtl { Direction::RightToLeft } else { Direction::LeftToRight }
    }

    /// Whether the text is of ideographs or kana.
    pub fn is_ideographic(&self) -> bool {
        const SCRIPTS: [Script; 4] = [Script::HAN, Script::HIRAGANA, Script::KATAKANA, Script::BOPOMOFO];
        self.script().is_some_and(|script| SCRIPTS.contains(&script))
    }

    pub fn script(&self) -> Option<Script> {
        self.script.and_then(|tag| Script::from_iso15924_tag(Tag::from_be_bytes(tag.to_be_bytes())))
    }
}
