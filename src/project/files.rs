//! Which files a book is made of, and in which order.

use crate::resolve::{BookData, BookPlan, PartPlan, Whole, slug};
use crate::site::Post;
use std::path::{Path, PathBuf};

/// A book to make of files.
#[derive(Clone, Debug, Default)]
pub struct BookOfFiles {
    /// Its chapters in order, those before and after the text among them.
    pub files: Vec<ChapterFile>,
    /// What the book says of itself, and where its parts begin.
    pub plan: BookPlan,
}

/// The file of a chapter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChapterFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its title in this book, if it is not the file's own.
    pub title: Option<String>,
}

impl BookOfFiles {
    /// The book of these files, in their order. A README at its beginning is an introduction.
    pub fn named(files: &[PathBuf], title: &str) -> BookOfFiles {
        let first = files.first().filter(|file| files.len() > 1 && is_readme(file));
        let front = usize::from(first.is_some());
        let chapter = |path: &PathBuf| ChapterFile { path: path.clone(), title: None };
        let plan = BookPlan { whole: titled(title), front, ..BookPlan::default() };
        BookOfFiles { files: files.iter().map(chapter).collect(), plan }
    }

    /// The book of the posts of a site, in the site's order.
    pub fn of_posts(posts: &[&Post], title: &str) -> BookOfFiles {
        let chapter = |post: &&Post| ChapterFile { path: post.path.clone(), title: post.title.clone() };
        let plan = BookPlan { whole: titled(title), ..listed(posts) };
        BookOfFiles { files: posts.iter().map(chapter).collect(), plan }
    }
}

fn titled(title: &str) -> Whole {
    let id = Some(slug(title)).filter(|id| !id.is_empty()).unwrap_or_else(|| "book".to_owned());
    Whole::Book(Box::new(BookData { id, title: title.to_owned(), ..BookData::default() }))
}

fn is_readme(file: &Path) -> bool {
    file.file_stem().is_some_and(|stem| stem.eq_ignore_ascii_case("readme"))
}

/// How deep posts lie in a list of contents. Levels without an entry of their own (a heading that is no link, a chapter yet
/// to be written) do not count.
fn depths(posts: &[&Post]) -> Vec<usize> {
    let mut found = Vec::with_capacity(posts.len());
    let (mut open, mut part): (Vec<usize>, Option<&str>) = (Vec::new(), None);
    for post in posts {
        if part != post.part.as_deref() {
            open.clear();
        }
        part = post.part.as_deref();
        while open.last().is_some_and(|above| *above >= post.depth) {
            open.pop();
        }
        found.push(open.len());
        open.push(post.depth);
    }
    found
}

/// The parts that a site's list of contents has, how deep its entries lie, and what it puts before and after the text: entries without a number
/// before the first that has one, and after the last.
pub fn listed(posts: &[&Post]) -> BookPlan {
    let numbered = |post: &&Post| post.numbered;
    let depths = depths(posts);
    let Some(front) = posts.iter().position(numbered) else { return BookPlan { depths, ..BookPlan::default() } };
    let end = posts.iter().rposition(numbered).map_or(posts.len(), |last| last + 1);
    let mut parts: Vec<PartPlan> = Vec::new();
    for (index, post) in posts.iter().enumerate().take(end).skip(front) {
        let Some(title) = &post.part else { continue };
        match parts.last_mut().filter(|part| part.title == *title && part.documents.end == index) {
            Some(part) => part.documents.end = index + 1,
            None => parts.push(PartPlan { title: title.clone(), documents: index..index + 1 }),
        }
    }
    BookPlan { parts, front, back: posts.len() - end, depths, ..BookPlan::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_entries_lie_below_the_entry_before_them() {
        let post = |depth: usize, part: &str| Post { depth, part: Some(part.to_owned()), ..Post::default() };
        let of = |posts: &[(usize, &str)]| {
            let posts: Vec<Post> = posts.iter().map(|(depth, part)| post(*depth, part)).collect();
            depths(&posts.iter().collect::<Vec<_>>())
        };
        assert_eq!(of(&[(0, ""), (1, ""), (2, ""), (1, ""), (0, "")]), [0, 1, 2, 1, 0]);
        assert_eq!(of(&[(0, ""), (2, ""), (2, ""), (1, "")]), [0, 1, 1, 1], "a level without an entry");
        assert_eq!(of(&[(1, "A"), (1, "A"), (2, "A"), (1, "B")]), [0, 0, 1, 0]);
    }

    #[test]
    fn a_readme_at_the_beginning_is_an_introduction() {
        let front = |files: &[&str]| {
            let files: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
            BookOfFiles::named(&files, "Book").plan.front
        };
        assert_eq!(front(&["README.md", "one.md"]), 1);
        assert_eq!(front(&["one.md", "README.md"]), 0);
        assert_eq!(front(&["README.md"]), 0, "alone it is the text");
    }

    #[test]
    fn a_list_of_contents_has_parts_and_entries_around_them() {
        let post =
            |part: Option<&str>, numbered: bool| Post { part: part.map(str::to_owned), numbered, ..Post::default() };
        let posts = [
            post(None, false),
            post(None, true),
            post(Some("A"), true),
            post(Some("A"), true),
            post(Some("B"), true),
            post(Some("B"), false),
        ];
        let posts: Vec<&Post> = posts.iter().collect();
        let plan = listed(&posts);
        assert_eq!((plan.front, plan.back), (1, 1));
        let parts: Vec<_> = plan.parts.iter().map(|part| (part.title.as_str(), part.documents.clone())).collect();
        assert_eq!(parts, [("A", 2..4), ("B", 4..5)]);
        let plain = [Post::default(), Post::default()];
        let plan = listed(&plain.iter().collect::<Vec<_>>());
        assert_eq!((plan.front, plan.back, plan.parts.len()), (0, 0, 0), "a folder without a list");
    }
}
