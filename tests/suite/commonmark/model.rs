//! A document of ours as the tree that CommonMark would make.

use super::tree::Node;
use offprint::document::{
    Alignment, Block, BlockKind, CodeBlock, Document, Inline, InlineKind, LinkTarget, List, ListMarker, Table, TableRow,
};

/// The blocks of a document.
pub fn tree(document: &Document) -> Vec<Node> {
    blocks(&document.blocks)
}

fn blocks(list: &[Block]) -> Vec<Node> {
    list.iter().map(block).collect()
}

fn block(block: &Block) -> Node {
    match &block.kind {
        BlockKind::Heading(heading) => Node::Element(format!("h{}", heading.level), inlines(&heading.content)),
        BlockKind::Paragraph(content) => Node::element("p", inlines(content)),
        BlockKind::Quote(quote) => Node::element("blockquote", blocks(&quote.body)),
        BlockKind::List(list) => self::list(list),
        BlockKind::Code(code) => preformatted(code),
        BlockKind::Table(table) => self::table(table),
        // An image alone in its paragraph.
        BlockKind::Figure(figure) => {
            let image =
                Node::image(&figure.image.source, &figure.image.alt, figure.image.title.as_deref().unwrap_or(""));
            let linked = inlines(&figure.link).into_iter().map(|link| match link {
                Node::Element(name, _) => Node::Element(name, vec![image.clone()]),
                text => text,
            });
            let linked: Vec<Node> = linked.collect();
            Node::element("p", if linked.is_empty() { vec![image] } else { linked })
        }
        BlockKind::Rule => Node::element("hr", Vec::new()),
        other => Node::Element(format!("NOT CommonMark: {other:?}"), Vec::new()),
    }
}

fn list(list: &List) -> Node {
    let name = match list.marker {
        ListMarker::Bullet => "ul".to_owned(),
        ListMarker::Decimal(start) => format!("ol {start}"),
        ListMarker::LowerAlpha | ListMarker::UpperAlpha => "letters".to_owned(),
    };
    let items = list.items.iter().map(|item| {
        let mut content: Vec<Node> = Vec::new();
        content.extend(item.task.map(|done| Node::element(if done { "done" } else { "to-do" }, Vec::new())));
        for node in blocks(&item.body) {
            match node {
                Node::Element(name, children) if list.tight && name == "p" => content.extend(children),
                node => content.push(node),
            }
        }
        Node::element("li", content)
    });
    Node::Element(name, items.collect())
}

fn preformatted(code: &CodeBlock) -> Node {
    let line = |tokens: &Vec<offprint::document::CodeToken>| tokens.iter().map(|token| token.text.as_str()).collect();
    let lines: Vec<String> = code.lines.iter().map(line).collect();
    Node::element("pre", vec![Node::text(&lines.join("\n"))])
}

fn table(table: &Table) -> Node {
    let row = |name: &str, row: &TableRow| {
        let cells = row.cells.iter().zip(&table.columns).map(|(cell, column)| {
            let align = match column {
                Alignment::Default => "",
                Alignment::Left => " left",
                Alignment::Center => " center",
                Alignment::Right => " right",
            };
            Node::Element(format!("{name}{align}"), inlines(&cell.content))
        });
        Node::element("tr", cells.collect())
    };
    let rows = table.rows.iter().map(|cells| row("td", cells));
    Node::element("table", std::iter::once(row("th", &table.head)).chain(rows).collect())
}

fn inlines(run: &[Inline]) -> Vec<Node> {
    run.iter().map(inline).collect()
}

fn inline(inline: &Inline) -> Node {
    let inside = || inlines(inline.kind.children());
    match &inline.kind {
        InlineKind::Text(text) => Node::text(text),
        InlineKind::Code(code) => Node::element("code", vec![Node::text(code)]),
        InlineKind::LineBreak(_) => Node::element("br", Vec::new()),
        InlineKind::Emphasis(_) => Node::element("em", inside()),
        InlineKind::Strong(_) => Node::element("strong", inside()),
        InlineKind::Strikethrough(_) => Node::element("del", inside()),
        InlineKind::Link(link) => match &link.target {
            LinkTarget::Url(address) => Node::link(address, inside()),
            LinkTarget::Anchor(slug) => Node::link(&format!("#{slug}"), inside()),
            other => Node::Element(format!("NOT CommonMark: {other:?}"), inside()),
        },
        InlineKind::Image(image) => Node::image(&image.source, &image.alt, image.title.as_deref().unwrap_or("")),
        other => Node::Element(format!("NOT CommonMark: {other:?}"), Vec::new()),
    }
}
