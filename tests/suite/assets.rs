//! Images by address, against servers that behave and servers that do not. `docs/assets.md` says what is held here.

use crate::support::server::{Reply, Request, Server, ok, png, redirect, response, said, status};
use offprint::diagnostics::Severity;
use offprint::dialect::Syntax;
use offprint::resolve::{Assets, FetchBounds, FetchOptions, FetchSession, SiteContext};
use offprint::source::{SourceFile, Sources};
use offprint::{Report, diagnostics};
use std::path::{Path, PathBuf};
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

/// Impatient options, so that tests of what goes wrong take no time.
fn options(cache: &Path) -> FetchOptions {
    FetchOptions {
        cache: Some(cache.to_path_buf()),
        bounds: FetchBounds {
            timeout: SECOND,
            backoff: Duration::from_millis(2),
            most_bytes: 100_000,
            private_hosts: true,
            ..FetchBounds::default()
        },
        ..FetchOptions::default()
    }
}

/// Gathers the images of a post that shows these; returns them, and what was said in one line each.
fn gather(sources: &[String], options: &FetchOptions) -> (Assets, Vec<String>) {
    let text: String = sources.iter().map(|source| format!("![alt]({source})\n\n")).collect();
    let mut texts = Sources::default();
    let id = texts.add(SourceFile::new("post.md", text));
    let mut report = Report::default();
    let document = offprint::read(id, texts.get(id).expect("added"), Syntax::Site, &mut report);
    report = Report::default();
    let site = SiteContext::default();
    let (_, assets) = offprint::assemble(vec![document], &[PathBuf::new()], &site, options, &mut report);
    let line = |d: &diagnostics::Diagnostic| format!("{:?} {}: {}", d.severity, d.code.name(), d.message);
    (assets, report.diagnostics.iter().map(line).collect())
}

/// The size of one image, or what was said of it.
fn one(url: &str, options: &FetchOptions) -> Result<(u32, u32), String> {
    let (assets, said) = gather(&[url.to_owned()], options);
    match (assets.get(url), said.as_slice()) {
        (Some(asset), []) => Ok((asset.width, asset.height)),
        (None, [said]) => Err(said.clone()),
        other => panic!("either an image or one diagnostic: {other:?}"),
    }
}

/// The options of another run: nothing is remembered but the cache.
fn next_run(options: &FetchOptions) -> FetchOptions {
    FetchOptions { session: FetchSession::default(), ..options.clone() }
}

fn misbehave(request: &Request) -> Reply {
    match request.path.as_str() {
        "/good" => ok("Content-Type: image/png", &png(4, 3)),
        "/once" => redirect("/twice"),
        "/twice" => redirect("good"),
        "/ring" => redirect("/ring/b"),
        "/ring/b" => redirect("../ring"),
        "/long" => redirect("/long?"),
        path if path.starts_with("/long?") => redirect(&format!("{path}x")),
        "/elsewhere" => redirect("ftp://example.org/a.png"),
        "/lies.png" => ok("Content-Type: image/png", b"<!DOCTYPE html><p>log in first</p>"),
        "/modest" => ok("Content-Type: text/plain", &png(2, 2)),
        "/large" => ok("", &vec![0; 200_000]),
        "/boasts" => said(usize::MAX, "", &png(4, 3)),
        "/endless" => Reply::Bytes(response("200 OK", "", &vec![0x89; 300_000])),
        "/short" => said(png(40, 30).len() + 9, "", &png(40, 30)),
        "/cut" => said(30, "", &png(40, 30)),
        "/slow" => Reply::Late(3 * SECOND, response("200 OK", "", &png(1, 1))),
        "/dropped" => Reply::Drop,
        "/babbles" => Reply::Bytes(b"220 smtp.example.org ready\r\n".to_vec()),
        _ => status("404 Not Found", ""),
    }
}

#[test]
fn each_way_to_fail_is_one_warning_that_names_it() {
    let server = Server::start(misbehave);
    let folder = tempfile::tempdir().expect("folder");
    let options = options(folder.path());
    let get = |path: &str| one(&format!("{}{path}", server.address), &next_run(&options));
    assert_eq!(get("/good"), Ok((4, 3)));
    assert_eq!(get("/once"), Ok((4, 3)), "redirects are followed, relative ones too");
    assert_eq!(get("/modest"), Ok((2, 2)), "the content decides, not what the server calls it");
    let at = &server.address;
    let fails = |path: &str, with: &str| {
        let said = get(path).expect_err(path);
        assert!(said.contains(with) && said.starts_with("Warning "), "{path}: {said}");
    };
    fails("/ring", &format!("its redirects go in a ring: {at}/ring -> {at}/ring/b -> {at}/ring"));
    fails("/long", "it redirects more than 5 times");
    fails("/elsewhere", "its redirect (302 Found) leads nowhere");
    fails("/lies.png", "image-unreadable");
    fails("/lies.png", "it is an HTML page, not PNG");
    fails("/large", "it is larger than");
    fails("/boasts", "it is larger than");
    fails("/endless", "it is larger than");
    fails("/short", "the connection broke off");
    fails("/cut", "it cannot be decoded");
    fails("/slow", "the server did not answer in time");
    fails("/dropped", "broke off");
    fails("/babbles", "did not speak HTTP");
    fails("/nothing", "status 404");
    assert!(one("http://127.0.0.1:1/x", &options).expect_err("closed").contains("the server refuses connections"));
}

#[test]
fn only_what_may_pass_is_tried_again() {
    // Each path succeeds at its third request, if it gets one.
    let server = Server::start(|request| {
        let third = request.before >= 2;
        match request.path.as_str() {
            _ if third => ok("", &png(3, 3)),
            "/503" => status("503 Service Unavailable", "Retry-After: 0"),
            "/500" => status("500 Internal Server Error", ""),
            "/429" => status("429 Too Many Requests", "Retry-After: 0"),
            "/later" => status("429 Too Many Requests", "Retry-After: 86400"),
            "/403" => status("403 Forbidden", ""),
            _ => Reply::Drop,
        }
    });
    let folder = tempfile::tempdir().expect("folder");
    let get = |path: &str| one(&format!("{}{path}", server.address), &options(folder.path()));
    for path in ["/503", "/500", "/429", "/dropped"] {
        assert_eq!(get(path), Ok((3, 3)), "{path}");
        assert_eq!(server.count(path), 3, "{path}");
    }
    for (path, with) in [("/later", "status 429"), ("/403", "status 403")] {
        assert!(get(path).expect_err(path).contains(with));
        assert_eq!(server.count(path), 1, "{path}: asking again is no use, or not polite");
    }
}

#[test]
fn a_slow_server_is_tried_twice_and_no_more() {
    let server = Server::start(misbehave);
    let folder = tempfile::tempdir().expect("folder");
    let mut options = options(folder.path());
    options.bounds.timeout = Duration::from_millis(150);
    assert!(one(&format!("{}/slow", server.address), &options).is_err());
    assert_eq!(server.count("/slow"), 2);
}

#[test]
fn a_failing_host_costs_a_warning_an_image_and_few_requests() {
    let server = Server::start(|_| status("500 Internal Server Error", ""));
    let folder = tempfile::tempdir().expect("folder");
    let good = Server::start(misbehave);
    let mut sources: Vec<String> = (0..40).map(|n| format!("{}/{n}", server.address)).collect();
    sources.push(format!("{}/good", good.address));
    let run = || {
        let (assets, said) = gather(&sources, &options(&folder.path().join("none")));
        assert_eq!(assets.iter().count(), 1, "the other host's image");
        said
    };
    let said = run();
    assert_eq!(said.len(), 40);
    assert!(said[..4].iter().all(|line| line.ends_with("the server answered with status 500")), "{said:?}");
    assert!(said[4..].iter().all(|line| line.contains("failed for 4 images in a row and was asked for no more")));
    // At most four were on their way when the fourth failed, each of three tries.
    assert!(server.requests() <= 3 * 8, "{}", server.requests());
    assert_eq!(run(), said, "the same words in the same order");
}

#[test]
fn a_host_gets_four_requests_at_once_and_each_address_one() {
    let slow = |request: &Request| match request.path.as_str() {
        "/warm" => ok("", &png(1, 1)),
        _ => Reply::Late(Duration::from_millis(30), response("200 OK", "", &png(1, 1))),
    };
    let server = Server::start(slow);
    let folder = tempfile::tempdir().expect("folder");
    let sources: Vec<String> = (0..24).map(|n| format!("{}/{n}", server.address)).collect();
    let options = FetchOptions { max_age: Duration::ZERO, ..options(folder.path()) };
    // Two posts of a run that show the same images, one after the other and both at once.
    std::thread::scope(|scope| {
        let gather_all = || assert_eq!(gather(&sources, &options).0.iter().count(), 24);
        scope.spawn(gather_all);
        gather_all();
    });
    assert_eq!(gather(&sources, &options.clone()).0.iter().count(), 24);
    assert_eq!(server.requests(), 24);
    let most = server.most_at_once.load(std::sync::atomic::Ordering::SeqCst);
    assert!((2..=4).contains(&most), "{most} at once");
}

/// A server of one image with a version: `"2"` after the first answer that is not a 304.
fn versioned(request: &Request) -> Reply {
    let (etag, date) = ("\"v1\"", "Sun, 06 Nov 1994 08:49:37 GMT");
    match request.path.as_str() {
        "/etag" if request.header("If-None-Match") == etag => status("304 Not Modified", ""),
        "/etag" => ok(&format!("ETag: {etag}"), &png(4, 3)),
        "/date" if request.header("If-Modified-Since") == date => status("304 Not Modified", ""),
        "/date" => ok(&format!("Last-Modified: {date}"), &png(4, 3)),
        "/changed" => ok(&format!("ETag: \"{}\"", request.before), &png(1 + request.before as u32, 1)),
        "/gone" if request.before > 0 => status("410 Gone", ""),
        "/login" if request.before > 0 => ok("", b"<!DOCTYPE html><p>log in first</p>"),
        "/silent" => ok("", &png(4, 3)),
        _ => ok("ETag: \"x\"", &png(4, 3)),
    }
}

#[test]
fn an_old_entry_is_asked_for_and_a_young_one_is_not() {
    let server = Server::start(versioned);
    let folder = tempfile::tempdir().expect("folder");
    let young = options(folder.path());
    let old = FetchOptions { max_age: Duration::ZERO, ..young.clone() };
    let offline = FetchOptions { offline: true, ..old.clone() };
    for path in ["/etag", "/date", "/silent"] {
        let url = format!("{}{path}", server.address);
        assert!(one(&url, &offline).expect_err("not there yet").contains("--offline"));
        assert_eq!(one(&url, &next_run(&young)), Ok((4, 3)));
        assert_eq!(one(&url, &next_run(&young)), Ok((4, 3)));
        assert_eq!(server.count(path), 1, "{path}: young");
        assert_eq!(one(&url, &next_run(&offline)), Ok((4, 3)));
        assert_eq!(server.count(path), 1, "{path}: offline");
        assert_eq!(one(&url, &next_run(&old)), Ok((4, 3)));
        assert_eq!(server.count(path), 2, "{path}: old");
    }
    let changed = format!("{}/changed", server.address);
    assert_eq!(one(&changed, &next_run(&young)), Ok((1, 1)));
    assert_eq!(one(&changed, &next_run(&young)), Ok((1, 1)));
    assert_eq!(one(&changed, &next_run(&old)), Ok((2, 1)), "the new version");
    assert_eq!(one(&changed, &next_run(&offline)), Ok((2, 1)), "is kept");
}

#[test]
fn the_copy_of_an_earlier_run_stands_in_for_what_went_away() {
    let server = Server::start(versioned);
    let folder = tempfile::tempdir().expect("folder");
    let options = FetchOptions { max_age: Duration::ZERO, ..options(folder.path()) };
    for (path, reason) in [("/gone", "status 410"), ("/login", "an HTML page")] {
        let url = format!("{}{path}", server.address);
        assert_eq!(one(&url, &next_run(&options)), Ok((4, 3)));
        let (assets, said) = gather(std::slice::from_ref(&url), &next_run(&options));
        assert!(assets.get(&url).is_some(), "{path}");
        assert_eq!(said.len(), 1);
        assert!(said[0].starts_with("Note image-stale") && said[0].contains(reason), "{path}: {said:?}");
    }
    assert_eq!(Severity::Note.max(Severity::Warning), Severity::Warning, "a note fails no strict run");
}

fn local() -> FetchBounds {
    FetchBounds { private_hosts: true, ..FetchBounds::default() }
}

#[test]
fn a_run_without_a_cache_folder_fetches_once_too() {
    let server = Server::start(misbehave);
    let url = format!("{}/good", server.address);
    let options = FetchOptions { cache: None, max_age: Duration::ZERO, bounds: local(), ..FetchOptions::default() };
    assert_eq!((one(&url, &options), one(&url, &options)), (Ok((4, 3)), Ok((4, 3))));
    assert_eq!(server.requests(), 1);
}

#[test]
fn a_damaged_entry_is_fetched_anew() {
    let server = Server::start(misbehave);
    let folder = tempfile::tempdir().expect("folder");
    let url = format!("{}/good", server.address);
    assert_eq!(one(&url, &options(folder.path())), Ok((4, 3)));
    for entry in std::fs::read_dir(folder.path()).expect("cache") {
        std::fs::write(entry.expect("entry").path(), b"damaged").expect("write");
    }
    assert_eq!(one(&url, &options(folder.path())), Ok((4, 3)));
    assert_eq!(server.requests(), 2);
}

#[test]
fn a_book_has_a_bound_of_addresses() {
    let server = Server::start(|_| ok("", &png(1, 1)));
    let folder = tempfile::tempdir().expect("folder");
    let options = FetchOptions { most_addresses: 3, ..options(folder.path()) };
    let sources: Vec<String> = (0..5).map(|n| format!("{}/{n}", server.address)).collect();
    let (assets, said) = gather(&sources, &options);
    assert_eq!((assets.iter().count(), server.requests()), (3, 3));
    let expected = |n: usize| format!("image `{}` could not be loaded: the book has too many", sources[n]);
    assert!(said.len() == 2 && said[0].ends_with(&expected(3)) && said[1].ends_with(&expected(4)), "{said:?}");
}
