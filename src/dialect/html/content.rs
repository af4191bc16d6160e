//! What blocks say, for places that hold no blocks.

use crate::document::{Block, BlockKind, Inline, InlineKind, LineBreak};

/// The inlines of blocks, for a place that holds no blocks; what stood on lines of its own is parted by breaks.
pub(super) fn inlines(blocks: Vec<Block>) -> Vec<Inline> {
    let mut run: Vec<Inline> = Vec::new();
    for block in blocks {
        let span = block.span;
        if !run.is_empty() {
            run.push(Inline { span, kind: InlineKind::LineBreak(LineBreak::Hard) });
        }
        match block.kind {
            BlockKind::Paragraph(content) | BlockKind::Shout(content) => run.extend(content),
            BlockKind::Heading(heading) => run.extend(heading.content),
            BlockKind::Figure(figure) => {
                run.push(Inline { span, kind: InlineKind::Image(figure.image) });
                run.extend(figure.caption.into_iter().flatten());
                run.extend(inlines(figure.beside));
            }
            BlockKind::Glossary(entries) => {
                run.extend(entries.into_iter().flat_map(|entry| entry.term.into_iter().chain(inlines(entry.body))));
            }
            BlockKind::List(list) => run.extend(inlines(list.items.into_iter().flat_map(|item| item.body).collect())),
            BlockKind::Quote(quote) => run.extend(inlines(quote.body)),
            BlockKind::SmallText(body) => run.extend(inlines(body)),
            BlockKind::Callout(callout) => run.extend(inlines(callout.body)),
            BlockKind::Code(code) => {
                let lines: Vec<String> =
                    code.lines.iter().map(|line| line.iter().map(|token| token.text.as_str()).collect()).collect();
                run.push(Inline { span, kind: InlineKind::Code(lines.join(" ")) });
            }
            BlockKind::Equation(equation) => run.push(Inline { span, kind: InlineKind::Math(equation.formula) }),
            BlockKind::Table(table) => {
                run.extend(table.caption.into_iter().flatten());
                let rows = std::iter::once(table.head).chain(table.rows);
                run.extend(rows.flat_map(|row| row.cells).flat_map(|cell| cell.content));
            }
            BlockKind::Dots => run.push(Inline { span, kind: InlineKind::Text("· · ·".into()) }),
            // HTML makes none of these.
            BlockKind::DefinitionList(_) | BlockKind::Annotations(_) | BlockKind::Interactions(_) | BlockKind::Rule => {
            }
        }
    }
    run
}
