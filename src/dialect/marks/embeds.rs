//! What marks of several generators have in common: videos and posts of other sites, boxes, containers.

use super::pass::Marks;
use super::rewrite::Replacement;
use super::scan::{Argument, image, lines, named, positional};
use std::ops::Range;

/// A video, a post or a listing of another site becomes its address; a figure becomes an image. Nothing if the name is
/// none of these.
pub(super) fn embed(name: &str, arguments: &[Argument]) -> Option<String> {
    let first = || named(arguments, &["id", "url", "src"]).or_else(|| positional(arguments, 0));
    let second = || positional(arguments, 1);
    let address = match name {
        "youtube" | "yt" | "youtubeLite" | "lite-youtube" => {
            let id = named(arguments, &["id", "videoId", "video"]).or_else(first)?;
            if id.contains("://") { id.to_owned() } else { format!("https://www.youtube.com/watch?v={id}") }
        }
        "vimeo" => first().map(|id| format!("https://vimeo.com/{id}"))?,
        "gist" => match (first()?, second()) {
            (user, Some(id)) => format!("https://gist.github.com/{user}/{id}"),
            (id, None) => format!("https://gist.github.com/{id}"),
        },
        "x" | "twitter" | "tweet" | "twitter_simple" | "x_simple" => {
            let user = named(arguments, &["user"]).unwrap_or("i");
            let id = first()?;
            if id.contains("://") { id.to_owned() } else { format!("https://x.com/{user}/status/{id}") }
        }
        "instagram" => first().map(|id| format!("https://www.instagram.com/p/{id}/"))?,
        "figure" | "image" | "img" | "picture" | "imgproc" | "resize_image" | "figure.html" | "image.html" => {
            return figure(arguments);
        }
        "video" | "audio" | "asciinema" | "asciicast" | "pdf" | "embed" | "iframe" | "button" | "bookmark" => {
            return linked(arguments);
        }
        _ => return pictured(arguments),
    };
    Some(format!("<{}>", address.replace(['<', '>', ' '], "")))
}

/// A link to what a book cannot show, with the words that tell it.
fn linked(arguments: &[Argument]) -> Option<String> {
    let address = named(arguments, &["src", "href", "url", "file", "link", "webm", "mp4", "to"]);
    let address = address.or_else(|| positional(arguments, 0)).filter(|address| !address.is_empty())?;
    let words = named(arguments, &["title", "caption", "text", "label", "alt"]).unwrap_or(address);
    Some(format!("[{}](<{}>)", words.replace(['[', ']'], ""), address.replace(['<', '>', '\n'], "")))
}

/// Endings of images.
const IMAGES: [&str; 9] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp", "tiff"];

/// Whether an address is of an image, by its ending.
pub(super) fn is_image(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or("");
    path.rsplit_once('.').is_some_and(|(_, ending)| IMAGES.contains(&&*ending.to_lowercase()))
}

/// What nothing is known of is an image if it names one.
fn pictured(arguments: &[Argument]) -> Option<String> {
    let source = named(arguments, &["src", "image", "path", "file"]).or_else(|| positional(arguments, 0))?;
    is_image(source).then(|| figure(arguments)).flatten()
}

/// An image with its caption, by the names that arguments of figures have.
pub(super) fn figure(arguments: &[Argument]) -> Option<String> {
    let source = named(arguments, &["src", "image_path", "image", "path", "url", "file", "link"]);
    let source = source.or_else(|| positional(arguments, 0))?;
    let caption = named(arguments, &["caption", "title"]);
    let alt = named(arguments, &["alt", "alt_text"]).or(caption).or_else(|| positional(arguments, 1));
    Some(image(source, alt.unwrap_or(""), caption))
}

/// The alert that a box of this name is, if it is one.
pub(super) fn alert(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "note" | "notice" | "info" | "alert" | "admonition" | "callout" | "aside" | "hint" | "seealso" => "NOTE",
        "tip" | "success" | "check" => "TIP",
        "important" => "IMPORTANT",
        "warning" | "warn" => "WARNING",
        "caution" | "danger" | "error" => "CAUTION",
        _ => return None,
    })
}

/// Makes a box of what is between two marks.
pub(super) fn boxed(
    text: &str,
    marks: &mut Marks<'_>,
    open: Range<usize>,
    close: Range<usize>,
    kind: &str,
    title: Option<&str>,
) {
    let title = title.map(|title| format!("> **{title}**\n>\n")).unwrap_or_default();
    marks.replace(open.clone(), vec![Replacement::Text(format!("\n\n> [!{kind}]\n{title}> "))]);
    for line in lines(text, open.end..close.start).into_iter().skip(1) {
        // What closes it is on a line of its own.
        if line.end >= close.start && text.get(line.clone()).is_some_and(|line| line.trim().is_empty()) {
            continue;
        }
        marks.replace(line.start..line.start, vec![Replacement::Text("> ".into())]);
    }
    marks.replace(close, vec![Replacement::Text("\n\n".into())]);
}
