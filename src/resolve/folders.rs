//! Image paths of posts that lie in different folders: the same path may mean different pictures there, but assets are
//! found by what was written.

use super::assets::{UrlMap, is_relative};
use crate::document::{Block, BlockKind, Document, InlineKind, walk};
use std::path::{Component, Path, PathBuf};

/// Makes the relative image paths of every document that lies elsewhere than the first paths from the folder of the
/// first. `bases` are the folders, one a document. Paths that a map covers mean the same everywhere and stay.
pub fn qualify_images(documents: &mut [Document], bases: &[PathBuf], maps: &[UrlMap]) {
    let Some(first) = bases.first() else { return };
    for (document, base) in documents.iter_mut().zip(bases).filter(|(_, base)| *base != first) {
        let folder = path_from(first, base);
        let mut qualify = |source: &mut String| {
            if is_relative(source, maps) {
                *source = folder.join(source.trim()).to_string_lossy().into_owned();
            }
        };
        if let Some(thumbnail) = &mut document.meta.thumbnail {
            qualify(&mut thumbnail.source);
        }
        if let Some(cover) = &mut document.meta.cover {
            qualify(&mut cover.source);
        }
        let mut inline = |inline: &mut crate::document::Inline| {
            if let InlineKind::Image(image) = &mut inline.kind {
                qualify(&mut image.source);
            }
        };
        for run in document.meta.lead.iter_mut().chain(&mut document.meta.tldr) {
            walk::inline_tree_mut(run, &mut inline);
        }
        for blocks in std::iter::once(&mut document.blocks).chain(document.notes.iter_mut().map(|note| &mut note.body))
        {
            walk::inlines_mut(blocks, &mut inline);
        }
        for blocks in std::iter::once(&mut document.blocks).chain(document.notes.iter_mut().map(|note| &mut note.body))
        {
            figures(blocks, &mut qualify);
        }
    }
}

/// The path from a folder to a file or folder, so that a book does not depend on where its site lies. The absolute path
/// where there is none: the two are on different drives, or a folder is a link, above which `..` leads elsewhere.
pub fn path_from(folder: &Path, to: &Path) -> PathBuf {
    let absolute = |path: &Path| std::path::absolute(if path.as_os_str().is_empty() { Path::new(".") } else { path });
    let (Ok(folder), Ok(to)) = (absolute(folder), absolute(to)) else { return to.to_path_buf() };
    let (from, onto): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (folder.components().collect(), to.components().collect());
    let shared = from.iter().zip(&onto).take_while(|(a, b)| a == b).count();
    let climbed = from.get(shared..).unwrap_or_default();
    let is_link = |path: &Path| path.symlink_metadata().is_ok_and(|found| found.file_type().is_symlink());
    let links = folder.ancestors().take(climbed.len()).any(is_link);
    if shared == 0 || links || climbed.contains(&Component::ParentDir) {
        return to;
    }
    let up = climbed.iter().map(|_| Component::ParentDir);
    let path: PathBuf = up.chain(onto.get(shared..).unwrap_or_default().iter().copied()).collect();
    // A name with a colon in it is not to be taken for an address.
    match path.as_os_str().is_empty() {
        true => PathBuf::from("."),
        false if climbed.is_empty() && path.to_string_lossy().contains(':') => Path::new(".").join(path),
        false => path,
    }
}

fn figures(blocks: &mut [Block], qualify: &mut impl FnMut(&mut String)) {
    walk::blocks_mut(blocks, &mut |block| {
        if let BlockKind::Figure(figure) = &mut block.kind {
            qualify(&mut figure.image.source);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Figure, Image, NodeId, Placement};
    use crate::source::Span;

    fn with_image(source: &str) -> Document {
        let image = Image { id: NodeId(1), source: source.into(), alt: String::new(), title: None, width: None };
        let figure =
            Figure { image, placement: Placement::Center, caption: None, beside: Vec::new(), link: Vec::new() };
        let block = Block { id: NodeId(0), span: Span::default(), kind: BlockKind::Figure(figure) };
        Document { blocks: vec![block], ..Document::default() }
    }

    fn source(document: &Document) -> &str {
        let Some(BlockKind::Figure(figure)) = document.blocks.first().map(|block| &block.kind) else { return "" };
        &figure.image.source
    }

    #[test]
    fn the_same_path_in_two_folders_is_two_pictures() {
        let mut documents = ["a.png", "a.png", "a.png", "https://x/a.png"].map(with_image);
        let bases = ["/one", "/one", "/two", "/two"].map(PathBuf::from);
        qualify_images(&mut documents, &bases, &[]);
        assert_eq!(documents.each_ref().map(source), ["a.png", "a.png", "../two/a.png", "https://x/a.png"]);
    }

    #[test]
    fn paths_lead_from_one_folder_to_another() {
        let path = |from: &str, to: &str| path_from(Path::new(from), Path::new(to)).to_string_lossy().into_owned();
        assert_eq!(path("/s/content/posts", "/s/static/a.png"), "../../static/a.png");
        assert_eq!(path("/s/posts", "/s/posts/x:y.png"), "./x:y.png");
        assert_eq!(path("posts", "posts"), ".");
        assert_eq!(path("/s/a", "/t"), "../../t");
    }
}
