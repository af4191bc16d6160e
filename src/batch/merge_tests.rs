use super::super::book::FileRecord;
use super::super::record::Entry;
use super::super::unit::Format;
use super::*;

/// An output folder with posts of category `c`, each a PDF whose content is given.
fn folder(root: &Path, name: &str, shard: Option<(usize, usize)>, posts: &[(&str, &str)]) -> PathBuf {
    let out = root.join(name);
    let mut books = Vec::new();
    for (id, content) in posts {
        let path = format!("c/{id}.pdf");
        output::write(&out.join(&path), content.as_bytes()).expect("written");
        let files = vec![FileRecord::new(Format::Pdf, path, content.as_bytes())];
        let record = Record { id: (*id).into(), category: "c".into(), files, ..Record::default() };
        record::keep(&out, &Entry { keys: BTreeMap::new(), warnings: 0, record: record.clone() }).expect("kept");
        books.push(record);
    }
    let shard = shard.map(|(number, of)| Shard { number, of });
    Manifest { version: VERSION, shard, books, ..Manifest::default() }.write(&out).expect("written");
    out
}

fn ids(merged: &Merged) -> Vec<&str> {
    merged.manifest.books.iter().map(|book| book.id.as_str()).collect()
}

fn join_all(folders: &[PathBuf], into: &Path) -> Result<Merged, String> {
    merge(&Merge { folders, into, take: false, partial: false }).map_err(|error| error.to_string())
}

#[test]
fn shards_of_several_folders_become_one_with_files_and_records() {
    let root = tempfile::tempdir().expect("folder");
    let a = folder(root.path(), "a", Some((1, 2)), &[("x", "1"), ("z", "3")]);
    let b = folder(root.path(), "b", Some((2, 2)), &[("y", "2")]);
    let into = root.path().join("all");
    let merged = join_all(&[a.clone(), b.clone()], &into).expect("joined");
    assert_eq!((ids(&merged), merged.copied), (vec!["x", "y", "z"], 3));
    assert_eq!(std::fs::read(into.join("c/y.pdf")).expect("copied"), b"2");
    assert_eq!(record::all(&into), merged.manifest.books);
    assert_eq!(Manifest::read(&into.join(FILE_NAME)), Ok(merged.manifest));
    assert!(a.join("manifest.1-of-2.json").exists(), "the others are left as they are");
    merge(&Merge { folders: &[a.clone(), b], into: &into, take: true, partial: false }).expect("again");
    assert!(!a.join("manifest.1-of-2.json").exists() && !a.join("c/x.pdf").exists());
    assert_eq!(record::all(&a), []);
}

#[test]
fn shards_of_one_folder_replace_what_an_earlier_run_said() {
    let root = tempfile::tempdir().expect("folder");
    let out = folder(root.path(), "out", None, &[("gone", "0"), ("x", "old")]);
    folder(root.path(), "out", Some((1, 2)), &[("x", "1")]);
    folder(root.path(), "out", Some((2, 2)), &[("y", "2")]);
    let merged = join_all(std::slice::from_ref(&out), &out).expect("joined");
    assert_eq!((ids(&merged), merged.copied), (vec!["x", "y"], 0));
    assert_eq!(merged.manifest.books[0].files[0].sha256, sha256(b"1"));
    assert!(!out.join("manifest.1-of-2.json").exists());
}

#[test]
fn what_does_not_fit_together_is_told_and_nothing_is_written() {
    let root = tempfile::tempdir().expect("folder");
    let into = root.path().join("all");
    let one = folder(root.path(), "one", Some((1, 3)), &[("x", "1")]);
    let fail = |folders: &[PathBuf]| join_all(folders, &into).expect_err("must fail");
    assert!(fail(std::slice::from_ref(&one)).contains("missing: 2/3, 3/3"));
    let merged =
        merge(&Merge { folders: std::slice::from_ref(&one), into: &root.path().join("p"), take: false, partial: true });
    assert_eq!(ids(&merged.expect("partial")), ["x"]);
    let other = folder(root.path(), "other", Some((1, 2)), &[("y", "2")]);
    assert!(fail(&[one.clone(), other]).contains("manifests of 2 shards and of 3"));
    let a = folder(root.path(), "a", None, &[("x", "1")]);
    let b = folder(root.path(), "b", None, &[("x", "2")]);
    let said = fail(&[a.clone(), b.clone()]);
    assert!(said.contains("c/x differs between") && said.contains(&a.display().to_string()), "{said}");
    assert!(fail(&[root.path().join("none")]).contains("there is no manifest"));
    std::fs::write(b.join("c/x.pdf"), "damaged").expect("written");
    assert!(fail(&[b]).contains("not the file that the manifest describes"));
    assert!(!into.join(FILE_NAME).exists());
}

#[test]
fn a_manifest_cannot_reach_out_of_its_folder() {
    let root = tempfile::tempdir().expect("folder");
    let a = folder(root.path(), "a", None, &[("x", "1")]);
    let mut manifest = Manifest::read(&a.join(FILE_NAME)).expect("reads");
    manifest.books[0].files[0].path = "../secret".to_owned();
    manifest.write(&a).expect("written");
    assert!(join_all(&[a], &root.path().join("all")).expect_err("outside").contains("not below its folder"));
    assert!(is_manifest("manifest.2-of-8.json") && !is_manifest("manifest.x-of-8.json"));
}
