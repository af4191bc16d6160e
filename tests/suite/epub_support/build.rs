//! Short ways to write nodes.

use offprint::document::*;
use offprint::resolve::{Asset, AssetFormat};
use offprint::source::Span;
use sha2::{Digest, Sha256};
use std::io::Cursor;

/// Gives ids in the order of writing.
#[derive(Default)]
pub struct Ids(pub u32);

impl Ids {
    pub fn next(&mut self) -> NodeId {
        self.0 += 1;
        NodeId(self.0)
    }

    pub fn block(&mut self, kind: BlockKind) -> Block {
        Block { id: self.next(), span: Span::default(), kind }
    }

    pub fn p(&mut self, text: &str) -> Block {
        self.block(BlockKind::Paragraph(vec![t(text)]))
    }

    pub fn heading(&mut self, level: u8, number: Option<u32>, slug: &str, text: &str) -> Block {
        let heading = Heading { level, number: number.map(Number::of), slug: slug.into(), content: vec![t(text)] };
        self.block(BlockKind::Heading(heading))
    }

    pub fn call(&mut self, note: u32, term: &str) -> Inline {
        let term = if term.is_empty() { Vec::new() } else { vec![t(term)] };
        i(InlineKind::NoteCall(NoteCall { id: self.next(), note: NoteId(note), term }))
    }

    pub fn link(&mut self, destination: Destination, text: &str) -> Inline {
        let target = LinkTarget::Url("written".into());
        i(InlineKind::Link(Link { id: self.next(), target, destination, content: vec![t(text)] }))
    }

    pub fn image(&mut self, source: &str, alt: &str) -> Image {
        Image { id: self.next(), source: source.into(), alt: alt.into(), title: None, width: None }
    }

    pub fn item(&mut self, task: Option<bool>, body: Vec<Block>) -> ListItem {
        ListItem { id: self.next(), span: Span::default(), task, body }
    }

    pub fn list(&mut self, marker: ListMarker, texts: &[&str]) -> Block {
        let items = texts
            .iter()
            .map(|text| {
                let body = vec![self.p(text)];
                self.item(None, body)
            })
            .collect();
        self.block(BlockKind::List(List { marker, tight: true, items }))
    }

    pub fn row(&mut self, cells: &[&str]) -> TableRow {
        let cells = cells
            .iter()
            .map(|text| TableCell::new(self.next(), if text.is_empty() { Vec::new() } else { vec![t(text)] }))
            .collect();
        TableRow { id: self.next(), span: Span::default(), cells }
    }

    pub fn note(&mut self, number: u32, body: Vec<Block>) -> Note {
        Note { id: self.next(), span: Span::default(), number, body }
    }
}

/// An inline.
pub fn i(kind: InlineKind) -> Inline {
    Inline { span: Span::default(), kind }
}

/// Text.
pub fn t(text: &str) -> Inline {
    i(InlineKind::Text(text.into()))
}

/// Code lines of one token each, but for words given a class.
pub fn code(language: &str, lines: &[&[(TokenClass, &str)]]) -> BlockKind {
    let token = |(class, text): &(TokenClass, &str)| CodeToken { class: *class, text: (*text).into() };
    BlockKind::Code(CodeBlock {
        language: Some(language.into()),
        lines: lines.iter().map(|line| line.iter().map(token).collect()).collect(),
    })
}

/// A gradient.
pub fn picture(width: u32, height: u32, kind: AssetFormat) -> Asset {
    let format = match kind {
        AssetFormat::Png => image::ImageFormat::Png,
        AssetFormat::Jpeg => image::ImageFormat::Jpeg,
        AssetFormat::WebP => image::ImageFormat::WebP,
        AssetFormat::Gif => image::ImageFormat::Gif,
        AssetFormat::Svg => panic!("not a bitmap"),
    };
    let part = |n: u32, of: u32| u8::try_from(n * 255 / of).unwrap_or(255);
    let pixels = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([part(x, width), part(y, height), 120]));
    let mut bytes = Vec::new();
    image::DynamicImage::ImageRgb8(pixels).write_to(&mut Cursor::new(&mut bytes), format).expect("encodes");
    asset(bytes, kind, width, height)
}

/// A drawing.
pub fn drawing() -> Asset {
    let text = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 20\" width=\"40\" height=\"20\">\
                <script>x()</script><rect width=\"40\" height=\"20\" fill=\"#369\"/><circle cx=\"10\" cy=\"10\" r=\"5\"/></svg>";
    asset(text.as_bytes().to_vec(), AssetFormat::Svg, 40, 20)
}

fn asset(bytes: Vec<u8>, format: AssetFormat, width: u32, height: u32) -> Asset {
    let digest = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
    Asset { format, bytes: bytes.into(), width, height, digest }
}
