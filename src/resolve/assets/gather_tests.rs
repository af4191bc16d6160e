//! A server on loopback that does what servers do to people.

use super::super::sniff::tests::picture;
use super::*;
use crate::document::{Aspect, Thumbnail};
use image::ImageFormat;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;

/// Serves each path as the function says; the answer is the whole response. Returns its address and a request counter.
fn server(answer: fn(&str) -> Vec<u8>) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("port");
    let address = format!("http://{}", listener.local_addr().expect("address"));
    let count = Arc::new(AtomicUsize::new(0));
    let counter = count.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { break };
            let counter = counter.clone();
            std::thread::spawn(move || {
                let mut request = [0; 2048];
                let length = stream.read(&mut request).unwrap_or(0);
                counter.fetch_add(1, Ordering::Relaxed);
                let text = String::from_utf8_lossy(&request[..length]).into_owned();
                let path = text.split(' ').nth(1).unwrap_or("/").to_owned();
                let _ = stream.write_all(&answer(&path));
            });
        }
    });
    (address, count)
}

fn ok(content_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn redirect(to: &str) -> Vec<u8> {
    format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").into_bytes()
}

fn answer(path: &str) -> Vec<u8> {
    match path {
        "/good" => ok("image/png", &picture(4, 3, ImageFormat::Png)),
        "/once" => redirect("/good"),
        "/ring" => redirect("/ring"),
        "/lies.png" => ok("image/png", b"<!DOCTYPE html><p>log in first</p>"),
        "/modest" => ok("text/plain", &picture(2, 2, ImageFormat::Jpeg)),
        "/large" => ok("image/png", &vec![0; 200_000]),
        "/slow" => {
            std::thread::sleep(Duration::from_secs(5));
            ok("image/png", &picture(1, 1, ImageFormat::Png))
        }
        _ => b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec(),
    }
}

/// A book whose only image is its cover.
fn book_with(source: &str) -> Book {
    let thumbnail =
        Thumbnail { source: source.to_owned(), span: Span::default(), aspect: Aspect::Full, alt: None, shading: None };
    let mut book = crate::resolve::book(vec![Default::default()], &Default::default(), &mut Diagnostics::new());
    book.meta.cover = Some(thumbnail);
    book
}

fn gather(source: &str, options: &FetchOptions) -> Result<(u32, u32), String> {
    let mut diagnostics = Diagnostics::new();
    let assets = Assets::gather(&book_with(source), &[PathBuf::new()], options, &mut diagnostics);
    match (assets.get(source), diagnostics.iter().next()) {
        (Some(asset), None) => Ok((asset.width, asset.height)),
        (None, Some(diagnostic)) => Err(format!("{}: {}", diagnostic.code.name(), diagnostic.message)),
        other => panic!("either an image or a diagnostic: {other:?}"),
    }
}

#[test]
fn servers_that_behave_and_servers_that_do_not() {
    let (host, _) = server(answer);
    let options = FetchOptions { timeout: Duration::from_millis(700), most_bytes: 100_000, ..FetchOptions::default() };
    let get = |path: &str| gather(&format!("{host}{path}"), &options);
    assert_eq!(get("/good"), Ok((4, 3)));
    assert_eq!(get("/once"), Ok((4, 3)), "a redirect is followed");
    assert_eq!(get("/modest"), Ok((2, 2)), "the content decides, not what the server calls it");
    let fails = |path: &str, with: &str| {
        let message = get(path).expect_err(path);
        assert!(message.contains(with), "{path}: {message}");
    };
    fails("/ring", "redirects more than 5 times");
    fails("/lies.png", "image-unreadable");
    fails("/lies.png", "an HTML page");
    fails("/large", "larger than");
    fails("/slow", "in time");
    fails("/nothing", "status 404");
    assert!(gather("http://127.0.0.1:1/x", &options).expect_err("closed port").contains("image-not-found"));
}

#[test]
fn the_cache_spares_the_second_fetch_and_serves_offline() {
    let (host, count) = server(answer);
    let folder = tempfile::tempdir().expect("folder");
    let online = FetchOptions { cache: Some(folder.path().to_path_buf()), ..FetchOptions::default() };
    let offline = FetchOptions { offline: true, ..online.clone() };
    let good = format!("{host}/good");
    assert!(gather(&good, &offline).expect_err("not there yet").contains("--offline"));
    assert_eq!(gather(&good, &online), Ok((4, 3)));
    assert_eq!(gather(&good, &online), Ok((4, 3)));
    assert_eq!(count.load(Ordering::Relaxed), 1);
    assert_eq!(gather(&good, &offline), Ok((4, 3)));

    let lies = format!("{host}/lies.png");
    assert!(gather(&lies, &online).is_err());
    assert!(gather(&lies, &offline).expect_err("not kept").contains("not in the cache"));
}

#[test]
fn files_data_and_mapped_prefixes() {
    let folder = tempfile::tempdir().expect("folder");
    std::fs::write(folder.path().join("no-extension"), picture(5, 1, ImageFormat::WebP)).expect("write");
    std::fs::write(folder.path().join("a b.png"), picture(5, 2, ImageFormat::Png)).expect("write");
    let map = UrlMap { prefix: "https://cdn.example.net".into(), folder: folder.path().to_path_buf() };
    let options = FetchOptions { offline: true, url_maps: vec![map], ..FetchOptions::default() };
    assert_eq!(gather("https://cdn.example.net/no-extension?q=80&w=600", &options), Ok((5, 1)));
    assert!(gather("https://cdn.example.net/none", &options).expect_err("none").contains("was not found"));
    let base = folder.path().to_string_lossy();
    assert_eq!(gather(&format!("{base}/a%20b.png"), &options), Ok((5, 2)));
    assert!(gather("ftp://x/y.png", &options).expect_err("scheme").contains("`ftp:`"));
    assert!(gather("data:image/png;base64,!!", &options).is_err());
}
