//! The order that people give files by their names: `2-b` before `10-a`.

use std::cmp::Ordering;

/// Compares two paths part by part, numbers in them by their value, letters without regard to case. Paths that are alike
/// in all that are ordered by their bytes, so that the order is whole.
pub fn compare(a: &str, b: &str) -> Ordering {
    let mut parts = (a.split('/'), b.split('/'));
    loop {
        let ordering = match (parts.0.next(), parts.1.next()) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(a), Some(b)) => part(a, b),
        };
        if ordering != Ordering::Equal {
            return ordering;
        }
    }
}

fn part(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        let (digits_a, digits_b) = (digits(a), digits(b));
        if digits_a > 0 && digits_b > 0 {
            let (number_a, rest_a) = a.split_at(digits_a);
            let (number_b, rest_b) = b.split_at(digits_b);
            let (bare_a, bare_b) = (number_a.trim_start_matches('0'), number_b.trim_start_matches('0'));
            let ordering = bare_a.len().cmp(&bare_b.len()).then_with(|| bare_a.cmp(bare_b));
            if ordering != Ordering::Equal {
                return ordering;
            }
            (a, b) = (rest_a, rest_b);
            continue;
        }
        let (mut chars_a, mut chars_b) = (a.chars(), b.chars());
        match (chars_a.next(), chars_b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) => match x.to_lowercase().cmp(y.to_lowercase()) {
                Ordering::Equal => (a, b) = (chars_a.as_str(), chars_b.as_str()),
                ordering => return ordering,
            },
        }
    }
}

/// How many ASCII digits a text starts with.
fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_by_value_and_folders_stay_together() {
        let mut names = vec!["10-a.md", "b/1.md", "2-b.md", "B.md", "a.md", "002-a.md", "b/x/1.md", "a2.md", "a10.md"];
        names.sort_by(|a, b| compare(a, b));
        assert_eq!(names, ["002-a.md", "2-b.md", "10-a.md", "a.md", "a2.md", "a10.md", "b/1.md", "b/x/1.md", "B.md"]);
    }
}
