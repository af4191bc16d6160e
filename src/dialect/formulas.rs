//! Formulas: `$x$` within a line, `$$x$$` on lines of its own. What cannot be read is set as code, with the place of the
//! mistake.

use super::inline::{self, Prose};
use super::parser::Parser;
use super::text::{Line, Mapped};
use crate::diagnostics::Code;
use crate::document::{Block, BlockKind, CodeBlock, CodeToken, Equation, InlineKind, TokenClass};
use crate::math::{self, Formula, MathError};
use crate::source::Span;
use std::ops::Range;
use std::sync::Arc;

/// The environments of LaTeX that are formulas by themselves (amsmath, 3).
const ENVIRONMENTS: [&str; 7] = ["equation", "align", "alignat", "gather", "multline", "flalign", "eqnarray"];

impl Parser<'_> {
    /// A formula within a line: `tex` is its text, `whole` the text with the signs around it.
    pub fn inline_formula(&mut self, prose: &Prose, tex: Range<usize>, whole: Range<usize>) -> InlineKind {
        let source = prose.text(tex.clone());
        match math::read(source, false, &self.macros) {
            Ok(formula) => InlineKind::Math(Arc::new(formula)),
            Err(error) => {
                self.bad_formula(&error, &prose.mapped, tex.start);
                InlineKind::Code(prose.text(whole).replace('\n', " "))
            }
        }
    }

    /// A formula that parts the paragraph it stands in.
    pub fn display_formula(&mut self, prose: &Prose, tex: Range<usize>, whole: Range<usize>) -> Block {
        let span = prose.mapped.span(self.source, whole);
        self.equation(&prose.mapped, tex, span, "")
    }

    /// A formula on lines of its own, with the signs around it.
    pub fn formula(&mut self, lines: &[Line]) -> Block {
        let span = self.lines_span(lines);
        let mapped = Mapped::joined(self.file, lines);
        let (tex, attributes) = inside(&mapped.text);
        let attributes = mapped.text.get(attributes).unwrap_or("").to_owned();
        self.equation(&mapped, tex, span, &attributes)
    }

    /// The formula in a fence: `parts` are the ranges of its lines.
    pub fn fenced_formula(&mut self, mapped: &Mapped, parts: &[Range<usize>], span: Span) -> Block {
        let start = parts.first().map_or(0, |range| range.start);
        let end = parts.last().map_or(start, |range| range.end);
        self.equation(mapped, start..end, span, "")
    }

    fn equation(&mut self, mapped: &Mapped, tex: Range<usize>, span: Span, attributes: &str) -> Block {
        let id = self.node();
        let written = mapped.text.get(tex.clone()).unwrap_or("");
        let start = tex.start + (written.len() - written.trim_start().len());
        let source = written.trim();
        let kind = match math::read(source, true, &self.macros) {
            Ok(formula) => BlockKind::Equation(self.labelled(formula, span, attributes)),
            Err(error) => {
                self.bad_formula(&error, mapped, start);
                let token = |line: &str| vec![CodeToken { class: TokenClass::Plain, text: line.to_owned() }];
                let lines = source.lines().map(token).collect();
                BlockKind::Code(CodeBlock { language: Some("tex".to_owned()), lines })
            }
        };
        Block { id, span, kind }
    }

    /// A formula with what stands after it: `{#eq-x alt="Energy is mass times the speed of light squared"}`.
    fn labelled(&mut self, mut formula: Formula, span: Span, attributes: &str) -> Equation {
        let list = attributes.trim().trim_start_matches('{').trim_end_matches('}');
        if let Some(id) = inline::id_of(list).filter(|id| !id.is_empty()) {
            formula.label = Some(id);
            formula.numbered = true;
        }
        let alt = list.split_once("alt=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(alt, _)| alt.trim());
        let alt = alt.filter(|alt| !alt.is_empty()).unwrap_or(&formula.source).to_owned();
        self.names.extend(formula.label.clone().map(|label| (label, span.start)));
        Equation { number: formula.tag.clone(), alt, formula: Arc::new(formula) }
    }

    fn bad_formula(&mut self, error: &MathError, mapped: &Mapped, start: usize) {
        // Where something is missing at the end, the last character is shown.
        let mut at = start + error.at.start..start + error.at.end;
        if at.is_empty() {
            let before = mapped.text.get(..at.start).unwrap_or("").trim_end();
            at.end = before.len();
            at.start = before.char_indices().next_back().map_or(0, |(at, _)| at);
        }
        let place = mapped.span(self.source, at);
        let message = format!("this formula cannot be set: {error}; showing its source");
        self.diagnostics.warn(
            Code::BadFormula,
            place,
            message,
            "correct the TeX, or put it into backticks if it is text",
        );
    }
}

/// The TeX within the signs of a formula on lines of its own, and the attributes after it.
fn inside(text: &str) -> (Range<usize>, Range<usize>) {
    let start = text.len() - text.trim_start().len();
    let end = text.trim_end().len();
    let body = text.get(start..end).unwrap_or("");
    for (open, close) in [("$$", "$$"), ("\\[", "\\]")] {
        let Some(inner) = body.strip_prefix(open) else { continue };
        let length = inner.rfind(close).unwrap_or(inner.len());
        let (first, last) = (start + open.len(), start + open.len() + length);
        return (first..last, (last + close.len()).min(end)..end);
    }
    (start..end, end..end)
}

/// The lines of a formula that starts with one of some lines: how many they are.
pub(super) fn lines<'t>(mut text: impl FnMut(usize) -> Option<&'t str>) -> Option<usize> {
    let first = text(0)?;
    if let Some(name) = environment(first) {
        let end = format!("\\end{{{name}}}");
        return (0..)
            .map_while(|at| text(at).filter(|line| !line.is_empty()).map(|line| (at, line)))
            .find_map(|(at, line)| line.ends_with(&end).then_some(at + 1));
    }
    let (open, close) = if first.starts_with("$$") { ("$$", "$$") } else { ("\\[", "\\]") };
    let inner = first.strip_prefix(open)?;
    if let Some(at) = closing(inner, close) {
        let tex = inner.get(..at)?;
        return (!tex.trim().is_empty() && !tex.contains(close) && may_be(tex, open)).then_some(1);
    }
    if inner.contains(close) {
        return None;
    }
    // A bracket with words in it is no formula.
    let mut tex = inner.to_owned();
    for at in 1.. {
        let line = text(at).filter(|line| !line.is_empty())?;
        if let Some(end) = closing(line, close) {
            let last = line.get(..end)?;
            return may_be(&format!("{tex} {last}"), open).then_some(at + 1);
        }
        tex = tex + " " + line;
    }
    None
}

/// In Markdown `\[` is a bracket that is no link's, so that what is within has to look like a formula.
fn may_be(tex: &str, open: &str) -> bool {
    open == "$$" || inline::is_tex(tex)
}

/// Where the sign stands that ends a formula at a line's end, before attributes.
fn closing(line: &str, close: &str) -> Option<usize> {
    let line = match line.strip_suffix('}').and_then(|line| line.rfind('{').map(|open| (open, line))) {
        Some((open, list)) if list.get(open + 1..).is_some_and(|list| inline::id_of(list).is_some()) => {
            let before = list.get(..open)?.trim_end();
            if before.ends_with(close) { before } else { line }
        }
        _ => line,
    };
    line.strip_suffix(close).map(str::len)
}

/// The name of the environment that a line begins.
fn environment(line: &str) -> Option<&str> {
    let name = line.strip_prefix("\\begin{")?.split_once('}')?.0;
    ENVIRONMENTS.contains(&name.strip_suffix('*').unwrap_or(name)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_ends_where_its_sign_is_closed() {
        let count = |lines: &[&str]| super::lines(|at| lines.get(at).copied());
        assert_eq!(count(&["$$x$$", "y"]), Some(1));
        assert_eq!(count(&["$$", "x", "$$ {#eq-a}", "y"]), Some(3));
        assert_eq!(count(&["$$", "x", "", "$$"]), None, "a blank line ends it");
        assert_eq!(count(&["\\[ x", "\\]"]), Some(2));
        assert_eq!(count(&["\\begin{align*}", "x", "\\end{align*}"]), Some(3));
        assert_eq!(count(&["\\begin{itemize}", "\\end{itemize}"]), None);
        assert_eq!(count(&["$$a$$ and $$b$$"]), None);
        assert_eq!(count(&["\\[editor note\\]"]), None, "brackets around words");
        assert_eq!(count(&["\\[_a note_ of", "words, 3 + 4\\]"]), None);
        assert_eq!(count(&["\\[a^2 + b^2 = c^2\\]"]), Some(1));
    }

    #[test]
    fn what_is_inside_is_the_tex() {
        let of = |text: &str| {
            let (tex, attributes) = inside(text);
            (text[tex].to_owned(), text[attributes].to_owned())
        };
        assert_eq!(of("  $$ x $$ {#a}\n"), (" x ".to_owned(), " {#a}".to_owned()));
        assert_eq!(of("\\[x\\]"), ("x".to_owned(), String::new()));
        assert_eq!(of("\\begin{align}x\\end{align}\n").0, "\\begin{align}x\\end{align}");
    }
}
