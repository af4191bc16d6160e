//! The book set: all galleys of all parts, and the structure that they make together.

use super::build::Proof;
use super::colophon;
use super::context::Context;
use super::galley::{Galley, Offsets};
use super::parts::{Part, parts};
use super::references::{Places, References};
use super::tree::Structure;
use super::vlist::VList;
use crate::diagnostics::Diagnostics;
use crate::document::NodeId;
use crate::layout::fonts::{FaceId, FontRole};
use crate::layout::page::{Page, StructElement};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A book of which every galley is set.
pub struct Composition<'a> {
    context: &'a Context<'a>,
    /// In order; none is empty.
    pub parts: Vec<Part<'a>>,
    structure: Structure,
    /// Paragraphs set so far.
    paragraphs: u32,
    /// The faces that the colophon names.
    faces: BTreeSet<FaceId>,
}

/// A galley that was set: its part, its place in that, and what was made.
struct SetGalley {
    part: usize,
    galley: usize,
    proof: Proof,
}

impl<'a> Composition<'a> {
    /// Sets all of a book.
    pub fn new(context: &'a Context<'a>) -> Self {
        let mut structure = Structure::new();
        let parts = parts(context, &mut structure);
        let mut book = Composition { context, parts, structure, paragraphs: 0, faces: BTreeSet::new() };
        book.set(|galley| (!galley.matter.names_faces()).then(References::default));
        book.set_colophon();
        book.parts.retain(|part| !part.is_empty());
        book
    }

    /// Sets again what says other pages than those given, which are those of the first pass if `first`; `false` if
    /// nothing does.
    pub fn update(&mut self, places: &Arc<Places>, first: bool) -> bool {
        let changed = self.set(|galley| {
            let references = &galley.references;
            references.moved(places, first).then(|| references.again(places, first))
        });
        if changed {
            self.set_colophon();
        }
        changed
    }

    /// Whether anything says other pages than those given, which are not those of the first pass.
    pub fn says_other_pages(&self, places: &Places) -> bool {
        self.galleys().any(|galley| galley.references.moved(places, false))
    }

    /// Sets the colophon if it names other faces than those of everything else.
    fn set_colophon(&mut self) {
        let mut faces = BTreeSet::from([self.context.fonts.select(FontRole::Small, false, false).face]);
        for part in &self.parts {
            let mut items = part.list.items.as_slice();
            for galley in &part.galleys {
                let (own, rest) = items.split_at(galley.length.min(items.len()));
                if !galley.matter.names_faces() {
                    colophon::faces(own, &mut faces);
                }
                items = rest;
            }
            colophon::other_faces(&part.list, &mut faces);
        }
        if faces != self.faces {
            self.faces = faces;
            self.set(|galley| galley.matter.names_faces().then(References::default));
        }
    }

    /// Sets those galleys for which there are references, on all cores; says whether there are any.
    fn set(&mut self, references: impl Fn(&Galley<'a>) -> Option<References>) -> bool {
        let mut wanted = Vec::new();
        for (part, galleys) in self.parts.iter().map(|part| &part.galleys).enumerate() {
            for (galley, copy) in galleys.iter().enumerate() {
                wanted.extend(references(copy).map(|references| (part, galley, copy, references)));
            }
        }
        let (context, faces, outside) = (self.context, &self.faces, self.structure.len());
        let set = |(part, galley, copy, references): (usize, usize, &Galley<'a>, References)| SetGalley {
            part,
            galley,
            proof: copy.set(context, references, outside, faces),
        };
        let made: Vec<SetGalley> = wanted.into_par_iter().map(set).collect();
        let any = !made.is_empty();
        let mut made = made.into_iter().peekable();
        while let Some(part) = made.peek().map(|made| made.part) {
            let proofs = std::iter::from_fn(|| made.next_if(|made| made.part == part));
            self.join(part, outside, proofs.map(|made| (made.galley, made.proof)).collect());
        }
        any
    }

    /// Puts what was set, in order, into the list of a part.
    fn join(&mut self, part: usize, outside: u32, proofs: Vec<(usize, Proof)>) {
        let Some(part) = self.parts.get_mut(part) else { return };
        let VList { items, scopes, notes, asides, .. } = std::mem::take(&mut part.list);
        let mut items = items.into_iter();
        let mut list = VList { scopes, notes, asides, ..VList::default() };
        let mut proofs = proofs.into_iter().peekable();
        for (index, galley) in part.galleys.iter_mut().enumerate() {
            let Some((_, proof)) = proofs.next_if(|(of, _)| *of == index) else {
                list.join_break(items.as_slice());
                list.items.extend(items.by_ref().take(galley.length));
                continue;
            };
            items.by_ref().take(galley.length).for_each(drop);
            let elements = self.structure.adopt(proof.elements, outside);
            let moved = elements.start - outside;
            let offsets = Offsets { outside, elements: moved, paragraphs: self.paragraphs };
            galley.length = list.join(proof.list, offsets);
            galley.elements = elements;
            galley.references = proof.references;
            galley.diagnostics = proof.diagnostics;
            self.paragraphs += proof.paragraphs;
        }
        part.list = list;
        part.planned = None;
    }

    /// The links that were anchored only to see where they are.
    pub fn seen(&self) -> BTreeSet<NodeId> {
        self.galleys().flat_map(|galley| galley.references.links()).collect()
    }

    /// What was noticed, in the order of the book.
    pub fn diagnostics(&mut self) -> Diagnostics {
        let mut all = Diagnostics::new();
        for galley in self.parts.iter_mut().flat_map(|part| &mut part.galleys) {
            all.extend(std::mem::take(&mut galley.diagnostics));
        }
        all
    }

    /// The structure of the book, which what is on its pages belongs to.
    pub fn structure(self, pages: &mut [Page]) -> Vec<StructElement> {
        let elements = |part: &Part| {
            let galleys: Vec<u32> = part.galleys.iter().flat_map(|galley| galley.elements.clone()).collect();
            part.article.map(|article| article.0).into_iter().chain(galleys)
        };
        let order: Vec<u32> = self.parts.iter().flat_map(elements).collect();
        self.structure.in_order(order.into_iter(), pages)
    }

    fn galleys(&self) -> impl Iterator<Item = &Galley<'a>> {
        self.parts.iter().flat_map(|part| &part.galleys)
    }
}
