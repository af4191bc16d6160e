//! The chunks of a PNG file (PNG specification, 3rd edition, 5).

use std::io::{BufReader, Read};

/// Bytes that are unpacked at once.
const BUFFER: usize = 32 << 10;

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

/// Whether a file is as it was written: whole, every check sum fits, and its pixels unpack to as many bytes as its header
/// says. They then need no decoding. To be asked only of a header whose size is within bounds.
pub(super) fn is_intact(bytes: &[u8]) -> bool {
    let Some(chunks) = chunks(bytes) else { return false };
    let Some(rows) = chunks.first().and_then(|(name, body)| if name == b"IHDR" { rows(body) } else { None }) else {
        return false;
    };
    unpacks(chunks.iter().filter(|(name, _)| name == b"IDAT").map(|(_, body)| *body), &rows)
}

/// Rows of equal length that follow each other in the unpacked data.
struct Rows {
    /// Bytes of a row, with the one before it that names its filter.
    length: u64,
    count: u64,
}

/// The rows that a header describes, by pass (11.2.1; 8.1). `None` for a header that is none.
fn rows(header: &[u8]) -> Option<Vec<Rows>> {
    /// Where the passes of an interlaced image begin, and their steps, across and down.
    const PASSES: [(u64, u64, u64, u64); 7] =
        [(0, 8, 0, 8), (4, 8, 0, 8), (0, 4, 4, 8), (2, 4, 0, 4), (0, 2, 2, 4), (1, 2, 0, 2), (0, 1, 1, 2)];
    let [w3, w2, w1, w0, h3, h2, h1, h0, bits, color, 0, 0, interlaced] = header else { return None };
    let width = u64::from(u32::from_be_bytes([*w3, *w2, *w1, *w0]));
    let height = u64::from(u32::from_be_bytes([*h3, *h2, *h1, *h0]));
    let channels = match color {
        0 | 3 => 1,
        2 => 3,
        4 => 2,
        6 => 4,
        _ => return None,
    };
    let passes: &[_] = match interlaced {
        0 => &[(0, 1, 0, 1)],
        1 => &PASSES,
        _ => return None,
    };
    let pass = |&(left, across, top, down): &(u64, u64, u64, u64)| Rows {
        length: 1 + (width.saturating_sub(left).div_ceil(across) * u64::from(*bits) * channels).div_ceil(8),
        count: height.saturating_sub(top).div_ceil(down),
    };
    // A pass without pixels has no rows at all.
    Some(passes.iter().map(pass).filter(|rows| rows.length > 1 && rows.count > 0).collect())
}

/// Whether data unpack, with their check sum, to exactly these rows, each with a filter that there is (9.2).
fn unpacks<'a>(parts: impl Iterator<Item = &'a [u8]>, rows: &[Rows]) -> bool {
    /// The last of the filters: Paeth.
    const LAST_FILTER: u8 = 4;
    let packed = parts.fold(Vec::new(), |mut packed, part| {
        packed.extend_from_slice(part);
        packed
    });
    let mut unpacked = BufReader::with_capacity(BUFFER, flate2::read::ZlibDecoder::new(&*packed));
    for rows in rows {
        for _ in 0..rows.count {
            let mut filter = [0];
            let is_filter = unpacked.read_exact(&mut filter).is_ok() && filter <= [LAST_FILTER];
            let rest = rows.length - 1;
            if !is_filter || std::io::copy(&mut unpacked.by_ref().take(rest), &mut std::io::sink()).ok() != Some(rest) {
                return false;
            }
        }
    }
    // Only the end has the check sum of the whole.
    unpacked.read(&mut [0]).is_ok_and(|more| more == 0)
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
    /// A file of these chunks, with right check sums.
    pub(in crate::resolve::assets) fn file(chunks: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
        let mut file = SIGNATURE.to_vec();
        for (name, body) in chunks {
            let checked = [&name[..], body].concat();
            let mut crc = flate2::Crc::new();
            crc.update(&checked);
            file.extend(u32::try_from(body.len()).expect("short").to_be_bytes());
            file.extend(checked);
            file.extend(crc.sum().to_be_bytes());
        }
        file
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packer, bytes).expect("packed");
        packer.finish().expect("packed")
    }

    /// A file of 9 × 5 grey pixels of one byte, with these data.
    pub(in crate::resolve::assets) fn grey(data: Vec<u8>, interlaced: u8) -> Vec<u8> {
        let header = vec![0, 0, 0, 9, 0, 0, 0, 5, 8, 0, 0, 0, interlaced];
        file(&[(*b"IHDR", header), (*b"IDAT", data), (END, Vec::new())])
    }

    #[test]
    fn data_that_do_not_unpack_to_the_pixels_are_seen_though_all_check_sums_fit() {
        let right = packed(&[0; 50]);
        assert!(is_intact(&grey(right.clone(), 0)));
        assert!(!is_intact(&grey(packed(&[0; 49]), 0)), "a row too short");
        assert!(!is_intact(&grey(packed(&[0; 51]), 0)), "more than the pixels");
        assert!(!is_intact(&grey(packed(&[5; 50]), 0)), "no such filter");
        assert!(!is_intact(&grey(right[..right.len() - 1].to_vec(), 0)), "cut off");
        assert!(!is_intact(&grey(vec![0x78, 0x9c, 0xff, 0xff], 0)), "no such block");
        let mut sum = right.clone();
        *sum.last_mut().expect("a sum") ^= 1;
        assert!(!is_intact(&grey(sum, 0)), "another check sum of the data");
        assert!(!is_intact(&grey(Vec::new(), 0)), "nothing");
        // Passes of 2, 1, 3, 2, 5 (twice), 4 (three times) and 9 (twice) pixels a row; the third and fourth have 1 and 2 rows.
        let rows: usize =
            [(2, 1), (1, 1), (3, 1), (2, 2), (5, 1), (4, 3), (9, 2)].iter().map(|(w, n)| (w + 1) * n).sum();
        assert!(is_intact(&grey(packed(&vec![0; rows]), 1)));
        assert!(!is_intact(&grey(right, 1)), "rows of another order");
    }
}
