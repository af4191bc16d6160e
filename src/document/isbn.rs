//! International Standard Book Numbers (ISO 2108).

/// The URN of an ISBN (RFC 3187): its digits, without what is between them.
pub fn urn(text: &str) -> String {
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || matches!(c, 'X' | 'x')).collect();
    format!("urn:isbn:{}", digits.to_ascii_uppercase())
}

/// Whether a text is an ISBN of 10 or 13 digits; the reason if it is none. Hyphens and spaces do not count.
///
/// # Errors
/// What is wrong, to go after "is not an ISBN: ".
pub fn check(text: &str) -> Result<(), String> {
    let bare = text.trim().trim_start_matches("ISBN").trim_start_matches([':', ' ']);
    let digits: String = bare.chars().filter(|c| !matches!(c, '-' | ' ' | '\u{2010}' | '\u{2011}')).collect();
    if let Some(wrong) =
        digits.char_indices().find(|(at, c)| !(c.is_ascii_digit() || *at == 9 && matches!(c, 'X' | 'x')))
    {
        return Err(format!("it contains `{}`", wrong.1));
    }
    let expected = match digits.len() {
        10 => check_digit_10(&digits),
        13 if digits.starts_with("978") || digits.starts_with("979") => check_digit_13(&digits),
        13 => return Err("it does not begin with 978 or 979".to_owned()),
        count => return Err(format!("it has {count} digits, not 10 or 13")),
    };
    let last = digits.chars().next_back().unwrap_or('0').to_ascii_uppercase();
    if last == expected { Ok(()) } else { Err(format!("its last digit would be {expected}")) }
}

fn values(digits: &str) -> impl Iterator<Item = u32> {
    digits.chars().map(|c| c.to_digit(10).unwrap_or(10))
}

/// Digits weighted from 10 down; the sum of all is a multiple of 11.
fn check_digit_10(digits: &str) -> char {
    let sum: u32 = values(digits).take(9).zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    match (11 - sum % 11) % 11 {
        10 => 'X',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

/// Digits weighted 1 and 3 by turns; the sum of all is a multiple of 10.
fn check_digit_13(digits: &str) -> char {
    let sum: u32 = values(digits).take(12).zip([1, 3].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    char::from_digit((10 - sum % 10) % 10, 10).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::{check, urn};

    #[test]
    fn check_digits_are_counted() {
        for isbn in ["978-3-16-148410-0", "9783161484100", "0-306-40615-2", "0 8044 2957 X", "ISBN 978-0-306-40615-7"] {
            assert_eq!(check(isbn), Ok(()), "{isbn}");
        }
        assert_eq!(check("978-3-16-148410-1"), Err("its last digit would be 0".to_owned()));
        assert_eq!(check("0-306-40615-3"), Err("its last digit would be 2".to_owned()));
        assert_eq!(check("977-3-16-148410-0"), Err("it does not begin with 978 or 979".to_owned()));
        assert_eq!(check("12345"), Err("it has 5 digits, not 10 or 13".to_owned()));
        assert_eq!(check("forthcoming"), Err("it contains `f`".to_owned()));
    }

    #[test]
    fn a_urn_has_the_digits_alone() {
        assert_eq!(urn("ISBN 978-3-16-148410-0"), "urn:isbn:9783161484100");
        assert_eq!(urn("0 8044 2957 x"), "urn:isbn:080442957X");
    }
}
