//! What a post may reach: no host of a private network, no file outside the site.

use crate::support::server::{Server, ok, png, redirect};
use crate::support::{offprint, run};
use offprint::resolve::{FetchBounds, FetchOptions};
use std::path::Path;
use std::time::Duration;

/// Exports a post that shows images; returns what was said.
fn export(folder: &Path, post: &str, images: &[&str], flags: &[&str]) -> String {
    let text: String = images.iter().map(|image| format!("![alt]({image})\n\n")).collect();
    std::fs::create_dir_all(folder.join(post).parent().expect("a folder")).expect("made");
    std::fs::write(folder.join(post), format!("---\nid: a\n---\n{text}")).expect("written");
    let mut command = offprint();
    command.current_dir(folder).args(["export", post, "--epub", "-o", "out.epub", "--cache", "cache"]).args(flags);
    let (done, _, said) = run(&mut command);
    assert!(done, "a missing image is a warning: {said}");
    said
}

#[test]
fn a_post_asks_no_private_host() {
    let server = Server::start(|_| ok("", &png(4, 3)));
    let folder = tempfile::tempdir().expect("a folder");
    let port = server.address.rsplit(':').next().expect("a port").to_owned();
    let here = format!("{}/a.png", server.address);
    let named = format!("http://localhost:{port}/b.png");
    let mapped = format!("http://[::ffff:127.0.0.1]:{port}/c.png");
    let said = export(folder.path(), "post.md", &[&here, &named, &mapped], &[]);
    assert_eq!(said.matches("is in a private network").count(), 3, "{said}");
    assert_eq!(server.requests(), 0);
    let said = export(folder.path(), "post.md", &[&here], &["--allow-private-hosts"]);
    assert!(!said.contains("private"), "{said}");
    assert_eq!(server.requests(), 1);
}

#[test]
fn credentials_of_an_address_are_not_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = export(folder.path(), "post.md", &["http://ada:secret@127.0.0.1:1/a.png"], &[]);
    assert!(said.contains("http://127.0.0.1:1/a.png") && !said.contains("secret"), "{said}");
}

#[test]
fn redirects_share_the_time_of_one_try() {
    // Each redirect takes almost the whole time of a try: only the first is followed in time.
    let server = Server::start(|request| {
        std::thread::sleep(Duration::from_millis(200));
        redirect(&format!("{}x", request.path))
    });
    let bounds = FetchBounds { timeout: Duration::from_millis(300), private_hosts: true, ..FetchBounds::default() };
    FetchOptions { bounds, ..FetchOptions::default() }.fetch(&[format!("{}/a", server.address)]);
    assert!(server.requests() <= 4, "two tries of at most two requests: {}", server.requests());
}

#[test]
fn a_run_fetches_no_more_than_it_may() {
    let server = Server::start(|_| ok("", &png(40, 30)));
    let urls: Vec<String> = (0..30).map(|n| format!("{}/{n}", server.address)).collect();
    let bounds = FetchBounds { run_bytes: 1, private_hosts: true, ..FetchBounds::default() };
    let options = FetchOptions { bounds, ..FetchOptions::default() };
    options.fetch(&urls);
    assert!(server.requests() <= 12, "those that were on their way: {}", server.requests());
    let refused = urls.iter().filter(|url| matches!(options.session.outcome(url), Some(Err(_)))).count();
    assert!(refused >= 18, "{refused}");
}

#[test]
fn a_post_reads_no_file_outside_the_site() {
    let top = tempfile::tempdir().expect("a folder");
    let secret = top.path().join("secret.png");
    std::fs::write(&secret, png(4, 3)).expect("written");
    let site = top.path().join("site");
    std::fs::create_dir_all(&site).expect("made");
    let absolute = secret.to_string_lossy().into_owned();
    let said = export(&site, "posts/post.md", &[&absolute, "../../secret.png"], &[]);
    assert_eq!(said.matches("is outside of the site's folders").count(), 2, "{said}");
    std::fs::write(site.join("offprint.yaml"), "allow_paths: [..]\n").expect("written");
    let said = export(&site, "posts/post.md", &[&absolute, "../../secret.png"], &[]);
    assert!(!said.contains("outside"), "{said}");
}

#[test]
fn the_sites_folder_is_within_reach() {
    let site = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(site.path().join("images")).expect("made");
    std::fs::write(site.path().join("images/a.png"), png(4, 3)).expect("written");
    std::fs::write(site.path().join("offprint.yaml"), "lang: en\n").expect("written");
    let said = export(site.path(), "posts/post.md", &["../images/a.png"], &[]);
    assert!(!said.contains("outside"), "{said}");
}

#[test]
fn a_cover_named_by_a_post_stays_in_the_site() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("post.md"), "---\nid: a\ncover: /etc/passwd\n---\nText.\n").expect("written");
    let mut command = offprint();
    command.current_dir(folder.path()).args(["export", "post.md", "--epub", "-o", "out.epub"]);
    let (_, _, said) = run(&mut command);
    assert!(said.contains("is outside of the site's folders"), "{said}");
}
