//! Content streams made compact: printpdf writes each glyph as a string of its own, `[<0001><0002>]`; neighbours are
//! one string, `[<00010002>]`.

/// Joins neighbouring hexadecimal strings within arrays. Literal strings stand outside of arrays in our streams.
pub(super) fn joined(content: &[u8]) -> Vec<u8> {
    let mut joined = Vec::with_capacity(content.len());
    let mut in_array = false;
    let mut rest = content;
    while let Some((byte, after)) = rest.split_first() {
        match byte {
            b'[' => in_array = true,
            b']' => in_array = false,
            _ => {}
        }
        rest = match after.strip_prefix(b"<") {
            Some(after) if in_array && *byte == b'>' => after,
            _ => {
                joined.push(*byte);
                after
            }
        };
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_become_one_string() {
        assert_eq!(joined(b"[<0001><0002> 5 <0003>] TJ"), b"[<00010002> 5 <0003>] TJ");
    }

    #[test]
    fn property_lists_stay() {
        let list = b"/Span <</ActualText<FEFF0041>>> BDC\n/P <</MCID 3>> BDC";
        assert_eq!(joined(list), list);
    }
}
