//! From a paragraph's text to inlines.
//!
//! 1. [`opaque`]: code spans, tags, link destinations, bare URLs. Nothing is looked for inside.
//! 2. [`constructs`]: the dialect's bracketed constructs, over the whole paragraph.
//! 3. [`mask`]: `_…_` and `--…--` between them; all of these become filler.
//! 4. [`build`]: `pulldown_cmark` reads the masked text; its events become inlines, and each filler the construct it
//!    stands for ([`expand`]), whose content goes through 3 and 4 in turn.

mod build;
mod constructs;
mod expand;
mod extended;
mod links;
mod mask;
mod opaque;
mod prose;
mod ruby;
mod runs;
mod tags;

pub(super) use extended::is_tex;
pub(super) use extended::{heading_attributes, id_of};
pub(super) use links::wiki_target;
pub(super) use prose::{Mode, Prose};
pub(super) use runs::push_inline;
pub(super) use tags::{Tag, tag};

use super::extensions::Extensions;
use super::parser::Parser;
use super::text::{Breaks, Line, Mapped};
use crate::diagnostics::Code;
use crate::document::{Block, BlockKind, Inline, InlineKind};
use constructs::{Constructs, Grammar, Kind};
use mask::Atom;
use opaque::Opaque;
use std::ops::Range;

/// The `|` inside constructs and images of a line, which do not part a table's cells.
pub(super) fn inner_pipes(line: &str) -> Vec<usize> {
    let opaque = opaque::find(line, &std::collections::BTreeMap::new());
    let grammar = Grammar { site: true, extensions: Extensions::NONE };
    let constructs = constructs::find(line, &opaque, grammar);
    let images = opaque.brackets.iter().filter(|(open, close)| {
        let follows = |at: usize, byte: u8| line.as_bytes().get(at) == Some(&byte);
        open.checked_sub(1).is_some_and(|at| follows(at, b'!')) && follows(**close + 1, b'(')
    });
    let ranges = constructs.found.iter().map(|(start, construct)| *start..construct.end);
    let ranges = ranges.chain(images.map(|(open, close)| *open..*close));
    ranges.flat_map(|range| range.filter(|at| line.as_bytes().get(*at) == Some(&b'|'))).collect()
}

impl Parser<'_> {
    /// The mode of a text that stands in no special place.
    pub fn mode(&self, breaks: Breaks) -> Mode {
        Mode { site: self.is_site(), breaks, cell: false, html: false }
    }

    /// Looks through a text, and reports the openers that nothing closes.
    pub fn prose(&mut self, mapped: Mapped) -> Prose {
        let opaque = opaque::find(&mapped.text, &self.references);
        self.examined(mapped, opaque)
    }

    /// The same for the text of an HTML block, in which tags are all of the syntax there is.
    pub fn html_prose(&mut self, mapped: Mapped) -> Prose {
        let opaque = opaque::find_html(&mapped.text);
        self.examined(mapped, opaque)
    }

    fn examined(&mut self, mapped: Mapped, opaque: Opaque) -> Prose {
        let grammar = Grammar { site: self.is_site(), extensions: self.extensions };
        let mut constructs = constructs::find(&mapped.text, &opaque, grammar);
        self.settle_footnote_calls(&mapped, &mut constructs);
        for fault in std::mem::take(&mut constructs.unclosed) {
            let opener = mapped.text.get(fault.opener.clone()).unwrap_or("").to_owned();
            self.diagnostics.warn(
                Code::UnbalancedMarkup,
                mapped.span(self.source, fault.opener),
                format!("`{opener}` is never closed in this paragraph; it stays as text"),
                format!("close it with `{}`, or put it in backticks if it is meant literally", fault.closer),
            );
        }
        if let Some(at) = constructs.too_deep {
            self.diagnostics.warn(
                Code::TooDeep,
                mapped.span(self.source, at..at + 1),
                "constructs are nested too deep here, or too many are never closed; the rest is kept as plain text",
                "take the inner constructs out of the outer ones, and close each",
            );
        }
        Prose { mapped, opaque, constructs }
    }

    /// A `[^label]` without a definition is text.
    fn settle_footnote_calls(&mut self, mapped: &Mapped, constructs: &mut Constructs) {
        constructs.found.retain(|&start, construct| {
            let Kind::FootnoteCall { label } = &construct.kind else { return true };
            let label = mapped.text.get(label.clone()).unwrap_or("");
            if self.footnotes.contains_key(&super::parser::normal_label(label)) {
                return true;
            }
            self.diagnostics.warn(
                Code::UnresolvedFootnote,
                mapped.span(self.source, start..construct.end),
                format!("the footnote `[^{label}]` has no definition; the call stays as text"),
                format!("add a line `[^{label}]: …`"),
            );
            false
        });
    }

    /// The inlines of a range of a text.
    pub fn inlines(&mut self, prose: &Prose, range: Range<usize>, mode: Mode) -> Vec<Inline> {
        let span = prose.mapped.span(self.source, range.clone());
        let inner = range.clone();
        self.deeper(span, |parser| build::inlines(parser, prose, inner, mode)).unwrap_or_else(|| {
            let text = prose.text(range).replace('\n', " ");
            vec![Inline { span, kind: InlineKind::Text(text) }]
        })
    }

    /// The inlines of some lines, as one text.
    pub fn inlines_of_lines(&mut self, lines: &[Line], breaks: Breaks) -> Vec<Inline> {
        let prose = self.prose(Mapped::paragraph(self.file, lines));
        let mode = self.mode(breaks);
        self.inlines(&prose, 0..prose.len(), mode)
    }

    /// The blocks that a paragraph's text makes: one paragraph, unless `{shout:…}`, `{dots}`, formulas or images part it.
    pub fn paragraph(&mut self, prose: &Prose, range: Range<usize>, mode: Mode) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut start = range.start;
        for (place, divider) in self.dividers(prose, range.clone(), mode) {
            self.plain_paragraph(prose, start..place.start, mode, &mut blocks);
            let span = prose.mapped.span(self.source, place.clone());
            start = place.end;
            let block = match divider {
                Kind::Shout(content) => {
                    let id = self.node();
                    let mode = Mode { breaks: Breaks::Spaces, ..mode };
                    let content = self.inlines(prose, prose.trim(content), mode);
                    Block { id, span, kind: BlockKind::Shout(content) }
                }
                Kind::Math(formula) => self.display_formula(prose, formula.tex, place),
                _ => Block { id: self.node(), span, kind: BlockKind::Dots },
            };
            blocks.push(block);
        }
        self.plain_paragraph(prose, start..range.end, mode, &mut blocks);
        blocks
    }

    /// What parts a range: the `{shout:…}`, `{dots}` and formulas on lines of their own that stand in no other construct
    /// and no emphasis.
    fn dividers(&self, prose: &Prose, range: Range<usize>, mode: Mode) -> Vec<(Range<usize>, Kind)> {
        let is_divider = |kind: &Kind| match kind {
            Kind::Shout(_) | Kind::Dots => true,
            Kind::Math(formula) => formula.display,
            _ => false,
        };
        if !prose.constructs.found.range(range.clone()).any(|(_, construct)| is_divider(&construct.kind)) {
            return Vec::new();
        }
        let masked = mask::mask(&prose.mapped.text, range.clone(), &prose.opaque, &prose.constructs, mode);
        let open = build::inside_elements(self, &masked.text, range.start);
        let divider = |(place, atom): (Range<usize>, Atom)| match atom {
            Atom::Construct(kind) if is_divider(&kind) => Some((place, kind)),
            Atom::Construct(_) | Atom::Break(_) => None,
        };
        let dividers = masked.atoms.into_iter().filter_map(divider);
        dividers.filter(|(place, _)| !open.iter().any(|element| element.contains(&place.start))).collect()
    }

    fn plain_paragraph(&mut self, prose: &Prose, range: Range<usize>, mode: Mode, blocks: &mut Vec<Block>) {
        let range = prose.trim(range);
        if range.is_empty() {
            return;
        }
        let span = prose.mapped.span(self.source, range.clone());
        let id = self.node();
        let content = self.inlines(prose, range, mode);
        self.push_paragraph(id, span, content, blocks);
    }
}
