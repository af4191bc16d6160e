//! The chunks of a PNG file (PNG specification, 3rd edition, 5).

/// The first bytes of every file.
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The last chunk of every file.
const END: [u8; 4] = *b"IEND";

/// The chunks of a whole file by their names, the last one (`IEND`) included. `None` for a file that is cut off or whose
/// check sums do not fit: every chunk has the check sum that its writer gave it.
pub fn chunks(bytes: &[u8]) -> Option<Vec<([u8; 4], &[u8])>> {
    let mut found = Vec::new();
    let mut rest = bytes.strip_prefix(SIGNATURE)?;
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let checked = after.get(..length.checked_add(4)?)?;
        let (name, body) = checked.split_first_chunk::<4>()?;
        let (sum, next) = after.get(checked.len()..)?.split_first_chunk::<4>()?;
        let mut crc = flate2::Crc::new();
        crc.update(checked);
        if crc.sum() != u32::from_be_bytes(*sum) {
            return None;
        }
        found.push((*name, body));
        if *name == END {
            return Some(found);
        }
        rest = next;
    }
}

/// Whether a file is as it was written: whole, every check sum fits, and there are pixels. Its pixels then need no look.
pub(super) fn is_intact(bytes: &[u8]) -> bool {
    chunks(bytes).is_some_and(|chunks| chunks.iter().any(|(name, body)| name == b"IDAT" && !body.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::assets::sniff::tests::picture;
    use image::ImageFormat;

    #[test]
    fn a_whole_file_has_all_its_chunks() {
        let file = picture(9, 9, ImageFormat::Png);
        let names: Vec<[u8; 4]> = chunks(&file).expect("whole").into_iter().map(|(name, _)| name).collect();
        assert_eq!((names.first(), names.last()), (Some(b"IHDR"), Some(b"IEND")));
        assert!(is_intact(&file));
    }

    #[test]
    fn any_changed_byte_and_any_cut_is_seen() {
        let file = picture(9, 9, ImageFormat::Png);
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 0x10;
            assert!(!is_intact(&changed), "byte {at}");
            assert!(!is_intact(&file[..at]), "cut at {at}");
        }
    }
}
