//! Images: what their titles and alternative texts say, and which of them stand alone.

use super::entities::decoded;
use super::inline::{Mode, Prose, Tag, tag};
use super::parser::{ImageNote, Parser};
use crate::document::{Block, BlockKind, Figure, Image, Inline, InlineKind, LineBreak, NodeId, Placement, walk};
use crate::source::Span;
use std::ops::Range;

/// The address of an image. One that is loaded late has it in an attribute of its own, and a stand-in or nothing as `src`;
/// of several sizes the largest is taken.
fn image_source(tag: &Tag) -> String {
    let late = ["data-src", "data-original", "data-lazy-src"].into_iter().map(|name| tag.attribute(name));
    let plain = late.chain([tag.attribute("src")]).find(|address| !address.is_empty());
    let sizes = || ["srcset", "data-srcset"].into_iter().find_map(|name| largest(tag.attribute(name)));
    decoded(plain.or_else(sizes).unwrap_or_default())
}

/// The address of the largest image of a `srcset`: `a.png 1x, b.png 2x`, `a.png 400w, b.png 800w` (HTML 4.8.4.2.1).
fn largest(srcset: &str) -> Option<&str> {
    let size = |part: &str| part.trim_end_matches(['w', 'x', 'h']).parse::<f64>().unwrap_or(1.0);
    let candidates = srcset.split(", ").flat_map(|part| part.split(",\n")).filter_map(|part| {
        let mut words = part.trim().trim_end_matches(',').split_whitespace();
        let address = words.next()?;
        Some((words.next().map_or(1.0, size), address))
    });
    candidates.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, address)| address)
}

impl Parser<'_> {
    /// `![alt|caption](source "title")`, whose alternative text stands at `alt`.
    pub fn image(
        &mut self,
        prose: &Prose,
        range: Range<usize>,
        alt: Range<usize>,
        source: &str,
        title: &str,
        mode: Mode,
    ) -> Vec<Inline> {
        let id = self.node();
        let text = prose.text(alt.clone());
        let pipe = text.find('|').filter(|_| mode.site).map(|at| alt.start + at);
        let alt_end = pipe.map_or(alt.end, |at| if prose.text(at - 1..at) == "\\" { at - 1 } else { at });
        let words = self.quietly(|parser| parser.inlines(prose, prose.trim(alt.start..alt_end.max(alt.start)), mode));
        let caption = pipe.map(|at| self.inlines(prose, prose.trim(at + 1..alt.end), mode));
        let placement = if mode.site { placement(title) } else { None };
        let title = (!title.is_empty() && placement.is_none()).then(|| title.to_owned());
        let image = Image { id, source: source.to_owned(), alt: walk::plain_text(&words), title, width: None };
        self.images.insert(id, ImageNote { placement, caption: caption.filter(|caption| !caption.is_empty()) });
        vec![Inline { span: prose.mapped.span(self.source, range), kind: InlineKind::Image(image) }]
    }

    /// `<img src alt title width>`
    pub fn html_image(&mut self, prose: &Prose, range: Range<usize>, html: &str) -> Vec<Inline> {
        let tag = tag(html);
        let source = image_source(&tag);
        if source.is_empty() {
            return Vec::new();
        }
        let title = Some(decoded(tag.attribute("title"))).filter(|title| !title.is_empty());
        let width = tag.width();
        let image = Image { id: self.node(), source, alt: decoded(tag.attribute("alt")), title, width };
        vec![Inline { span: prose.mapped.span(self.source, range), kind: InlineKind::Image(image) }]
    }

    /// An inline `<svg>`, as an image of its own.
    pub fn drawing(&mut self, span: Span, svg: &str) -> InlineKind {
        let open = tag(svg.split_inclusive('>').next().unwrap_or(svg));
        let title = svg.split_once("<title").and_then(|(_, rest)| rest.split_once('>')?.1.split_once("</title>"));
        let label = Some(open.attribute("aria-label")).filter(|label| !label.is_empty());
        let alt = label.or(title.map(|(title, _)| title)).map(|alt| decoded(alt.trim())).unwrap_or_default();
        self.names.extend(open.names().map(|name| (decoded(name), span.start)));
        let width = open.width();
        InlineKind::Image(Image { id: self.node(), source: data_address(svg), alt, title: None, width })
    }

    /// Adds a paragraph, or the figures it is made of. `id` is the paragraph's node.
    pub fn push_paragraph(&mut self, id: NodeId, span: Span, content: Vec<Inline>, blocks: &mut Vec<Block>) {
        let mut id = Some(id);
        let mut run: Vec<Inline> = Vec::new();
        let plain = content.iter().all(|inline| matches!(inline.kind, InlineKind::Image(_)) || is_space(inline));
        if holds_only_images(&content) && (plain || images(&content) == 1) {
            return self.push_images(&mut id, content, &Vec::new(), blocks);
        }
        for inline in content {
            if !self.is_placed(&inline) {
                run.push(inline);
                continue;
            }
            self.push_run(&mut id, span, std::mem::take(&mut run), blocks);
            self.push_images(&mut id, vec![inline], &Vec::new(), blocks);
        }
        self.push_run(&mut id, span, run, blocks);
    }

    /// Adds images as figures, each with the link it is in. What else they are in (emphasis, a colour) says nothing of an
    /// image.
    fn push_images(
        &mut self,
        id: &mut Option<NodeId>,
        content: Vec<Inline>,
        link: &Vec<Inline>,
        blocks: &mut Vec<Block>,
    ) {
        for mut inline in content {
            match inline.kind {
                InlineKind::Image(image) => {
                    let note = self.images.remove(&image.id);
                    let (placement, caption) = note.map_or((None, None), |note| (note.placement, note.caption));
                    let placement = placement.unwrap_or(Placement::Center);
                    let figure = Figure { image, placement, caption, beside: Vec::new(), link: self.fresh(link) };
                    let id = id.take().unwrap_or_else(|| self.node());
                    blocks.push(Block { id, span: inline.span, kind: BlockKind::Figure(figure) });
                }
                InlineKind::Link(mut inner) => {
                    let images = std::mem::take(&mut inner.content);
                    let link = vec![Inline { span: inline.span, kind: InlineKind::Link(inner) }];
                    self.push_images(id, images, &link, blocks);
                }
                _ => {
                    let images = inline.kind.children_mut().map(std::mem::take).unwrap_or_default();
                    self.push_images(id, images, link, blocks);
                }
            }
        }
    }

    /// A link with a node of its own, since several images may be in one.
    fn fresh(&mut self, link: &[Inline]) -> Vec<Inline> {
        let mut link = link.to_vec();
        for inline in &mut link {
            if let InlineKind::Link(link) = &mut inline.kind {
                link.id = self.node();
            }
        }
        link
    }

    /// An image that says where on the page it goes.
    fn is_placed(&self, inline: &Inline) -> bool {
        let InlineKind::Image(image) = &inline.kind else { return false };
        self.images.get(&image.id).is_some_and(|note| note.placement.is_some() || note.caption.is_some())
    }

    /// Adds the text between figures; directly after an image at the side it stands beside it.
    fn push_run(&mut self, id: &mut Option<NodeId>, span: Span, run: Vec<Inline>, blocks: &mut Vec<Block>) {
        let mut run = trimmed(run);
        self.settle_captions(&mut run);
        let Some((first, last)) = run.first().zip(run.last()) else { return };
        let follows_figure = id.is_none();
        let span = if follows_figure { first.span.to(last.span) } else { span };
        let id = id.take().unwrap_or_else(|| self.node());
        let paragraph = Block { id, span, kind: BlockKind::Paragraph(run) };
        if follows_figure
            && let Some(Block { kind: BlockKind::Figure(figure), span: whole, .. }) = blocks.last_mut()
            && matches!(figure.placement, Placement::Left(_) | Placement::Right(_))
        {
            *whole = whole.to(span);
            figure.beside.push(paragraph);
            return;
        }
        blocks.push(paragraph);
    }

    /// Puts the captions of images that could not become figures (in a cell, a heading, a link) after them.
    pub fn settle_captions(&mut self, run: &mut Vec<Inline>) {
        let mut at = 0;
        while let Some(inline) = run.get_mut(at) {
            at += 1;
            if let InlineKind::Image(image) = &inline.kind {
                let caption = self.images.remove(&image.id).and_then(|note| note.caption);
                let Some(caption) = caption else { continue };
                let space = Inline { span: inline.span, kind: InlineKind::Text(" ".into()) };
                let caption: Vec<Inline> = std::iter::once(space).chain(caption).collect();
                let length = caption.len();
                run.splice(at..at, caption);
                at += length;
            } else if let Some(children) = inline.kind.children_mut() {
                let mut inner = std::mem::take(children);
                self.settle_captions(&mut inner);
                if let Some(children) = run.get_mut(at - 1).and_then(|inline| inline.kind.children_mut()) {
                    *children = inner;
                }
            }
        }
    }

    /// Runs `inner` for its words only: notes and diagnostics it makes do not count.
    pub fn quietly<T>(&mut self, inner: impl FnOnce(&mut Self) -> T) -> T {
        let diagnostics = std::mem::take(&mut self.diagnostics);
        let raw_html = std::mem::take(&mut self.raw_html);
        let (notes, names) = (self.notes.len(), self.names.len());
        let result = inner(self);
        self.diagnostics = diagnostics;
        self.raw_html = raw_html;
        self.names.truncate(names);
        self.notes.truncate(notes);
        for footnote in self.footnotes.values_mut() {
            footnote.note = footnote.note.filter(|note| (note.0 as usize) < notes);
        }
        result
    }
}

/// What stands for itself in no address (RFC 3986, 2.2), as far as drawings hold it.
const RESERVED: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// A drawing as an address that holds it (RFC 2397). Its namespace, which HTML does not need, is added.
fn data_address(svg: &str) -> String {
    let (name, rest) = svg.split_at_checked("<svg".len()).unwrap_or((svg, ""));
    let head = rest.split('>').next().unwrap_or("");
    let namespace = |prefix: &str, address: &str| match head.contains(&format!("{prefix}=")) {
        true => String::new(),
        false => format!(" {prefix}=\"{address}\""),
    };
    let own = namespace("xmlns", "http://www.w3.org/2000/svg");
    let links =
        if rest.contains("xlink:") { namespace("xmlns:xlink", "http://www.w3.org/1999/xlink") } else { String::new() };
    let whole = format!("{name}{own}{links}{rest}");
    let encoded = percent_encoding::utf8_percent_encode(&whole, RESERVED);
    format!("data:image/svg+xml,{encoded}")
}

/// How many images a run shows. Several in links are a row of badges, which stays one.
fn images(run: &[Inline]) -> usize {
    let mut count = 0;
    walk::inline_tree(run, &mut |inline| count += usize::from(matches!(inline.kind, InlineKind::Image(_))));
    count
}

/// Whether a run shows nothing but images, in links and emphasis too. What an image in raised text or a key is, only its
/// text says.
fn holds_only_images(run: &[Inline]) -> bool {
    let only = |inline: &Inline| match &inline.kind {
        InlineKind::Image(_) => true,
        InlineKind::Link(link) => holds_only_images(&link.content),
        InlineKind::Emphasis(content)
        | InlineKind::Strong(content)
        | InlineKind::Underline(content)
        | InlineKind::Accent(content)
        | InlineKind::Colored(_, content) => holds_only_images(content),
        _ => is_space(inline),
    };
    run.iter().all(only) && run.iter().any(|inline| !is_space(inline))
}

fn is_space(inline: &Inline) -> bool {
    match &inline.kind {
        InlineKind::Text(text) => text.trim().is_empty(),
        InlineKind::LineBreak(LineBreak::Hard | LineBreak::Continuation) => true,
        _ => false,
    }
}

/// The run without white space and breaks at its ends.
pub(super) fn trimmed(mut run: Vec<Inline>) -> Vec<Inline> {
    while run.last().is_some_and(is_space) {
        run.pop();
    }
    let start = run.iter().take_while(|inline| is_space(inline)).count();
    run.drain(..start);
    if let Some(Inline { kind: InlineKind::Text(text), .. }) = run.last_mut() {
        text.truncate(text.trim_end_matches(' ').len());
    }
    if let Some(Inline { kind: InlineKind::Text(text), .. }) = run.first_mut() {
        *text = text.trim_start_matches(' ').to_owned();
    }
    run
}

/// The placement a title names: `center`, `full`, `left`, `right`, `left:300px`.
fn placement(title: &str) -> Option<Placement> {
    let (side, width) = title.trim().split_once(':').unwrap_or((title.trim(), ""));
    let digits = width.trim().strip_suffix("px").unwrap_or(width.trim());
    let width = match digits {
        "" => None,
        digits => Some(digits.trim().parse().ok()?),
    };
    match (side.trim().to_ascii_lowercase().as_str(), width) {
        ("center" | "centre", _) => Some(Placement::Center),
        ("full", _) => Some(Placement::Full),
        ("left", width) => Some(Placement::Left(width)),
        ("right", width) => Some(Placement::Right(width)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_that_load_late_or_in_sizes_have_an_address() {
        let source = |html: &str| image_source(&tag(html));
        assert_eq!(source("<img src='a.png' srcset='b.png 2x'>"), "a.png");
        assert_eq!(source("<img src='data:image/gif;base64,R0' data-src='a.png'>"), "a.png");
        assert_eq!(source("<img srcset='a.png 400w, b.png 800w,\n c.png 200w'>"), "b.png");
        assert_eq!(source("<img srcset='a.png'>"), "a.png");
        assert_eq!(source("<img>"), "");
    }

    #[test]
    fn titles_name_placements() {
        assert_eq!(placement("center"), Some(Placement::Center));
        assert_eq!(placement("left:300px"), Some(Placement::Left(Some(300))));
        assert_eq!(placement("right"), Some(Placement::Right(None)));
        assert_eq!(placement("left behind"), None);
        assert_eq!(placement("left:wide"), None);
        assert_eq!(placement("A title: with a colon"), None);
    }
}
