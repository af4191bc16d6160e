//! The same command gives the same bytes: in one process and in another, whatever the clock, the folder and the
//! environment say.

use crate::support::{assemble, offprint, posts, root};
use std::fs;
use std::path::Path;

#[test]
fn two_processes_write_the_same_bytes() {
    let post = root().join("examples/essays/twenty-five-copies.md");
    let export = |folder: &Path, zone: &str| {
        let mut command = offprint();
        command.arg("export").arg(&post).arg("--offline").arg("-o").arg(folder).env("TZ", zone).env("LANG", "tr_TR");
        assert!(command.output().expect("runs").status.success());
        ["epub", "pdf"].map(|e| fs::read(folder.join(format!("twenty-five-copies.{e}"))).expect("written"))
    };
    let folder = tempfile::tempdir().expect("folder");
    let first = export(&folder.path().join("one"), "UTC");
    let second = export(&folder.path().join("two/deeper"), "Asia/Tokyo");
    assert!(first[0] == second[0], "EPUB");
    assert!(first[1] == second[1], "PDF");
}

#[test]
fn two_exports_in_one_process_give_the_same_bytes() {
    for path in posts().into_iter().take(4) {
        let (mut one, mut two) = (assemble(&path), assemble(&path));
        assert!(one.epub() == two.epub(), "EPUB of {}", path.display());
        assert!(one.pdf().1 == two.pdf().1, "PDF of {}", path.display());
    }
}

#[test]
fn the_date_comes_from_the_variable_then_the_post_then_1980() {
    let folder = tempfile::tempdir().expect("folder");
    let opf_date = |text: &str, epoch: Option<&str>| {
        let post = folder.path().join("post.md");
        fs::write(&post, text).expect("written");
        let file = folder.path().join("out.epub");
        let mut command = offprint();
        command.arg("export").arg(&post).arg("-o").arg(&file);
        if let Some(epoch) = epoch {
            command.env("SOURCE_DATE_EPOCH", epoch);
        }
        assert!(command.output().expect("runs").status.success());
        modified(&fs::read(file).expect("written"))
    };
    let dated = "---\nid: a\ndate: 2026-02-03\n---\nText.\n";
    assert_eq!(opf_date(dated, None), "2026-02-03T00:00:00Z");
    assert_eq!(opf_date(dated, Some("1000000000")), "2001-09-09T01:46:40Z");
    assert_eq!(opf_date("---\nid: a\n---\nText.\n", None), "1980-01-01T00:00:00Z");
}

fn modified(epub: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(epub)).expect("container");
    let names: Vec<String> =
        (0..archive.len()).map(|i| archive.by_index(i).expect("entry").name().expect("a name").to_string()).collect();
    let name = names.into_iter().find(|name| name.ends_with(".opf")).expect("package");
    let mut package = String::new();
    std::io::Read::read_to_string(&mut archive.by_name(&name).expect("package"), &mut package).expect("text");
    let package = roxmltree::Document::parse(&package).expect("XML");
    let date = package.descendants().find(|node| node.attribute("property") == Some("dcterms:modified"));
    date.and_then(|node| node.text()).expect("a date").to_owned()
}
