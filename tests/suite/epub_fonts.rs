//! Embedded fonts: what a reader's shaper makes of them is what it makes of the whole faces.

use crate::support;
use harfrust::font::Blob;
use harfrust::{Buffer, Direction, Feature, Font, Language, Script, ShapeOptions, ShaperFont, Tag};
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::Arc;

fn shaped(data: Vec<u8>, text: &str, features: &[&[u8; 4]]) -> Vec<(u32, i32)> {
    let shared: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(data);
    let font = Font::new(Blob::from(shared), 0).expect("a font");
    let mut buffer = Buffer::new();
    buffer.push_str(text);
    buffer.set_direction(Direction::LeftToRight);
    buffer.set_script(Script::from_iso15924_tag(Tag::new(b"Latn")));
    buffer.set_language(Language::new(b"en"));
    let features: Vec<Feature> = features.iter().map(|tag| Feature::new(Tag::new(tag), 1, ..)).collect();
    harfrust::shape(&ShaperFont::new(&font), &mut buffer, ShapeOptions::new().features(&features)).expect("shaped");
    let glyphs = buffer.glyph_infos().iter().zip(buffer.glyph_positions());
    glyphs.map(|(info, position)| (info.glyph_id, position.x_advance)).collect()
}

#[test]
fn a_cut_face_sets_small_capitals_figures_ligatures_and_kerning_as_the_whole_one() {
    let folder = tempfile::tempdir().expect("folder");
    let text = "Rlhf AVATAR 1984 office fi";
    let post = folder.path().join("a.md");
    std::fs::write(&post, format!("---\nid: a\ntitle: A\n---\n{{sc:RLHF}} {text} `code != x`\n")).expect("written");
    let mut command = support::offprint();
    command.args(["export", "--offline", "--epub", "--embed-fonts", "-o"]).arg(folder.path()).arg(&post);
    let (done, _, said) = support::run(&mut command);
    assert!(done, "{said}");
    let epub = std::fs::read(folder.path().join("a.epub")).expect("EPUB");
    assert!(epub.len() < 1_500_000, "{}", epub.len());
    let mut archive = zip::ZipArchive::new(Cursor::new(epub)).expect("ZIP");
    let mut embedded = |name: &str| {
        let mut bytes = Vec::new();
        archive.by_name(&format!("OEBPS/fonts/{name}")).expect("font").read_to_end(&mut bytes).expect("bytes");
        bytes
    };
    let whole = |path: &str| std::fs::read(support::root().join("fonts").join(Path::new(path))).expect("font");
    for name in ["SourceSerif4-Regular.otf", "SourceSerif4-Semibold.otf", "SourceSerif4-It.otf"] {
        let (cut, face) = (embedded(name), whole(&format!("source-serif/{name}")));
        for features in [&[][..], &[b"smcp", b"c2sc"], &[b"onum"], &[b"tnum", b"lnum"]] {
            let expected = shaped(face.clone(), text, features);
            assert!(expected.iter().all(|(glyph, _)| *glyph != 0));
            assert_eq!(shaped(cut.clone(), text, features), expected, "{name} {features:?}");
        }
        // The italic has no small capitals of its own.
        if name != "SourceSerif4-It.otf" {
            assert_ne!(shaped(cut.clone(), text, &[b"smcp", b"c2sc"]), shaped(cut, text, &[]), "{name}");
        }
    }
    let mono = "JetBrainsMono-Regular.ttf";
    let (cut, face) = (embedded(mono), whole(&format!("jetbrains-mono/{mono}")));
    assert_eq!(shaped(cut, "code != x", &[]), shaped(face, "code != x", &[]));
}
