//! Order and bounds, with a made-up fetch.

use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

fn urls(host: &str, count: usize) -> Vec<String> {
    (0..count).map(|n| format!("https://{host}/{n}")).collect()
}

fn number(url: &str) -> u64 {
    url.rsplit('/').next().and_then(|n| n.parse().ok()).expect("a number")
}

fn down() -> Outcome {
    Err(Failure::Host("down".into()))
}

fn reasons(session: &FetchSession, urls: &[String]) -> Vec<String> {
    urls.iter()
        .map(|url| match session.outcome(url).expect("settled") {
            Ok(Fetched::Cached) => "had".to_owned(),
            Ok(Fetched::Here(_)) => "here".to_owned(),
            Err(failure) => failure.reason().to_owned(),
        })
        .collect()
}

#[test]
fn a_host_is_given_up_in_the_order_of_its_queue_whoever_is_faster() {
    for slow in 0..4 {
        let session = FetchSession::default();
        let urls = urls("a", 12);
        // Addresses 2 to 5 fail; one of the four workers is late each time.
        session.fetch_with(&urls, |url| {
            std::thread::sleep(Duration::from_millis(if number(url) % 4 == slow { 12 } else { 1 }));
            if (2..6).contains(&number(url)) { down() } else { Ok(Fetched::Cached) }
        });
        let found = reasons(&session, &urls);
        assert_eq!(found[..6], ["had", "had", "down", "down", "down", "down"], "late: {slow}");
        assert!(found[6..].iter().all(|reason| reason.contains("4 images in a row")), "late: {slow}: {found:?}");
    }
}

#[test]
fn one_success_between_failures_keeps_a_host() {
    let session = FetchSession::default();
    let urls = urls("a", 20);
    session.fetch_with(&urls, |url| if number(url) % 4 == 3 { Ok(Fetched::Cached) } else { down() });
    let found = reasons(&session, &urls);
    assert_eq!(found.iter().filter(|reason| *reason == "had").count(), 5);
    assert_eq!(found.iter().filter(|reason| *reason == "down").count(), 15);
}

#[test]
fn a_host_stays_given_up_and_others_do_not_suffer() {
    let session = FetchSession::default();
    session.fetch_with(&urls("a", 6), |_| down());
    let more = ["https://a/7".to_owned(), "https://b/8".to_owned()];
    session.fetch_with(&more, |url| {
        assert_eq!(number(url), 8, "the host is not asked again");
        Ok(Fetched::Cached)
    });
    let found = reasons(&session, &more);
    assert!(found[0].starts_with("its host `a` failed") && found[1] == "had", "{found:?}");
}

#[test]
fn each_address_is_fetched_once_and_no_host_is_stormed() {
    let session = FetchSession::default();
    let (count, now, most) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let fetch = |_: &str| {
        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(3));
        now.fetch_sub(1, Ordering::SeqCst);
        count.fetch_add(1, Ordering::SeqCst);
        Ok(Fetched::Cached)
    };
    // Several posts ask at once for much the same.
    let urls = urls("a", 30);
    std::thread::scope(|scope| {
        for part in [&urls[..20], &urls[10..], &urls[5..25]] {
            let (session, fetch) = (&session, &fetch);
            scope.spawn(move || session.fetch_with(part, fetch));
        }
    });
    assert_eq!(count.load(Ordering::SeqCst), 30);
    assert_eq!(most.load(Ordering::SeqCst), MOST_PER_HOST);
    assert!(reasons(&session, &urls).iter().all(|reason| reason == "had"));
}
