//! Bytes to text. All texts are UTF-8; what is written in another encoding is recognised, so that the message says what to do.

/// What bytes are that are not UTF-8 text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guess {
    /// UTF-16, by its byte order mark or by the zero bytes between its letters.
    Utf16,
    /// UTF-32, by its byte order mark.
    Utf32,
    /// Single bytes for accented letters: ISO 8859-1, or Windows-1252 where bytes from 0x80 to 0x9F occur.
    Latin { windows: bool },
    /// UTF-8 with bytes that belong to no character.
    Damaged,
    /// No text at all.
    Binary,
    /// An encoding that is not recognised.
    Unknown,
}

/// Bytes that are not UTF-8 text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}; {hint}")]
pub struct NotText {
    /// What is wrong, with the place.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// Bytes as text.
///
/// # Errors
/// Bytes that are not UTF-8: the place of the first, which encoding the text seems to be in, and how to convert it. UTF-16
/// text of ASCII letters is refused too, though it is valid UTF-8 with a zero byte after each letter.
pub fn decode(bytes: Vec<u8>) -> Result<String, NotText> {
    if is_utf16(&bytes) {
        return Err(refused(&bytes, 0, Guess::Utf16));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        let guess = guess(&bytes);
        let at = if matches!(guess, Guess::Utf16 | Guess::Utf32) { 0 } else { at };
        refused(&bytes, at, guess)
    })
}

fn refused(bytes: &[u8], at: usize, guess: Guess) -> NotText {
    let before = bytes.get(..at).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let column = String::from_utf8_lossy(before.get(start..).unwrap_or_default()).chars().count() + 1;
    let byte = bytes.get(at).map(|byte| format!(" 0x{byte:02X}")).unwrap_or_default();
    let place = format!("at byte {at}, line {line}, column {column}:{byte}");
    let convert = |from: &str| format!("save it as UTF-8, for example with `iconv -f {from} -t UTF-8`");
    let (message, hint) = match guess {
        Guess::Utf16 => ("it is UTF-16, not UTF-8 text".to_owned(), convert("UTF-16")),
        Guess::Utf32 => ("it is UTF-32, not UTF-8 text".to_owned(), convert("UTF-32")),
        Guess::Latin { windows: false } => {
            (format!("it seems to be Latin-1, not UTF-8 text ({place})"), convert("LATIN1"))
        }
        Guess::Latin { windows: true } => {
            (format!("it seems to be Windows-1252, not UTF-8 text ({place})"), convert("WINDOWS-1252"))
        }
        Guess::Damaged => (
            format!("it is not UTF-8 text ({place})"),
            "one of its characters is damaged; write it again and save it as UTF-8".to_owned(),
        ),
        Guess::Binary => {
            (format!("it is not UTF-8 text, and seems to be no text at all ({place})"), "name a text".to_owned())
        }
        Guess::Unknown => (format!("it is not UTF-8 text ({place})"), "save it as UTF-8".to_owned()),
    };
    NotText { message, hint }
}

/// How much of a text is looked at.
const LOOKED_AT: usize = 4096;

/// Whether bytes are UTF-16: by the mark, or because every second of them is zero and hardly any other is, as in a text
/// of mostly ASCII letters.
fn is_utf16(bytes: &[u8]) -> bool {
    let marked = (bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff])) && !is_utf32(bytes);
    let head = bytes.get(..LOOKED_AT.min(bytes.len())).unwrap_or_default();
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), head.len() / 2);
    marked || pairs >= 4 && even.max(odd) * 10 >= pairs * 9 && even.min(odd) * 10 <= pairs
}

fn is_utf32(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xfe, 0, 0]) || bytes.starts_with(&[0, 0, 0xfe, 0xff])
}

fn guess(bytes: &[u8]) -> Guess {
    if is_utf32(bytes) {
        return Guess::Utf32;
    }
    let zeros = bytes.iter().take(LOOKED_AT).filter(|byte| **byte == 0).count();
    if zeros > 0 {
        return Guess::Binary;
    }
    // Characters of more than one byte that are well-formed: hardly ever by chance.
    let whole = bytes.utf8_chunks().flat_map(|chunk| chunk.valid().chars()).filter(|c| !c.is_ascii()).count();
    let broken = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    if whole > broken {
        return Guess::Damaged;
    }
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let runs = bytes.chunk_by(|a, b| (*a >= 0x80) == (*b >= 0x80));
    let runs = runs.filter(|run| run.first().is_some_and(|byte| *byte >= 0x80)).count();
    // An accented letter mostly is between plain ones; encodings of other scripts have one high byte beside another.
    if high * 2 <= runs * 3 {
        return Guess::Latin { windows: bytes.iter().any(|byte| (0x80..0xa0).contains(byte)) };
    }
    Guess::Unknown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(bytes: &[u8]) -> String {
        decode(bytes.to_vec()).expect_err("no UTF-8").to_string()
    }

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn text_is_text() {
        for text in ["", "a", "niño 日本 🧵", "\u{feff}marked", "a\r\nb", "a\0b", "\0\0"] {
            assert_eq!(decode(text.as_bytes().to_vec()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn other_encodings_are_recognised() {
        for bytes in [
            utf16("\u{feff}a post", u16::to_le_bytes),
            utf16("\u{feff}a post", u16::to_be_bytes),
            utf16("a post without a mark", u16::to_le_bytes),
            utf16("a post without a mark", u16::to_be_bytes),
            utf16("\u{feff}日本", u16::to_le_bytes),
        ] {
            assert!(said(&bytes).starts_with("it is UTF-16, not UTF-8 text; save it as UTF-8"), "{}", said(&bytes));
        }
        assert!(said(&[0xff, 0xfe, 0, 0, b'a', 0, 0, 0]).contains("UTF-32"));
        assert!(said(b"un caf\xe9, une id\xe9e").contains("seems to be Latin-1"));
        assert!(said(b"\x93quoted\x94 \x96 it\x92s").contains("seems to be Windows-1252"));
        // "日本語" in Shift-JIS.
        assert!(said(b"\x93\xfa\x96\x7b\x8c\xea\x93\xfa\x96\x9f").starts_with("it is not UTF-8 text (at byte 0"));
        assert!(said(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").contains("no text at all"));
    }

    #[test]
    fn the_place_of_the_first_wrong_byte_is_told() {
        let said =
            said("uno\nseñal y niño \u{e9}".as_bytes().iter().chain(b"\xff").copied().collect::<Vec<_>>().as_slice());
        assert!(said.starts_with("it is not UTF-8 text (at byte 21, line 2, column 15: 0xFF)"), "{said}");
        assert!(said.contains("is damaged"), "{said}");
    }
}
