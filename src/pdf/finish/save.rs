//! From objects to bytes: streams compressed in parallel, object streams, a compressed cross-reference stream, and an
//! identifier from the content.

use super::unexpected;
use crate::pdf::PdfError;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Document, Object, SaveOptions, Stream, StringFormat};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Deflate's usual trade between time and size; level 9 takes twice as long for one per cent.
const LEVEL: u32 = 6;

/// Bytes of a file identifier, those of an MD5 sum (ISO 32000-1, 14.4).
const ID_LENGTH: usize = 16;

/// Bytes of a cross-reference entry as lopdf writes it (`/W [1 4 2]`).
const ENTRY_LENGTH: usize = 7;

/// Writes the document. `key` is the stable half of its identifier.
pub(super) fn save(mut document: Document, key: &str) -> Result<Vec<u8>, PdfError> {
    compress(&mut document);
    let id = |bytes: &[u8]| Object::String(bytes.to_vec(), StringFormat::Hexadecimal);
    let stable = Sha256::digest(key.as_bytes());
    let stable = stable.get(..ID_LENGTH).unwrap_or_default();
    document.trailer.set("ID", Object::Array(vec![id(stable), id(&[0; ID_LENGTH])]));
    let options =
        SaveOptions::builder().use_object_streams(true).use_xref_streams(true).compression_level(LEVEL).build();
    let mut bytes = Vec::new();
    document.save_with_options(&mut bytes, options).map_err(unexpected)?;
    let mut bytes = compress_references(bytes)?;
    identify(&mut bytes);
    bytes.push(b'\n');
    Ok(bytes)
}

/// Deflates every stream that has no filter yet, on all cores. Each stream's bytes depend on itself alone.
fn compress(document: &mut Document) {
    let streams: Vec<Mutex<&mut Stream>> = document
        .objects
        .values_mut()
        .filter_map(|object| match object {
            Object::Stream(stream) if stream.allows_compression && !stream.dict.has(b"Filter") => {
                Some(Mutex::new(stream))
            }
            _ => None,
        })
        .collect();
    let next = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(streams.len());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(stream) = streams.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Ok(mut stream) = stream.lock() {
                        deflate(&mut stream);
                    }
                }
            });
        }
    });
}

fn deflate(stream: &mut Stream) {
    let compressed = deflated(&stream.content);
    if compressed.len() < stream.content.len() {
        stream.dict.set("Filter", "FlateDecode");
        stream.set_content(compressed);
    }
}

fn deflated(content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(LEVEL));
    // Writing into memory does not fail.
    let _ = encoder.write_all(content);
    encoder.finish().unwrap_or_default()
}

/// Compresses the cross-reference stream, which is the last object and the only one lopdf leaves plain. Its entries
/// differ little from one to the next, hence PNG's "up" filter.
fn compress_references(bytes: Vec<u8>) -> Result<Vec<u8>, PdfError> {
    let wrong = || unexpected("the cross-reference stream is not where it was");
    let start = rfind(&bytes, b"\nstartxref\n").ok_or_else(wrong)?;
    let (body, tail) = bytes.split_at_checked(start).ok_or_else(wrong)?;
    let offset = tail.strip_prefix(b"\nstartxref\n").and_then(|t| t.split(|b| *b == b'\n').next()).ok_or_else(wrong)?;
    let offset: usize = std::str::from_utf8(offset).ok().and_then(|o| o.parse().ok()).ok_or_else(wrong)?;
    let (before, object) = body.split_at_checked(offset).ok_or_else(wrong)?;
    let split = find(object, b"stream\n").ok_or_else(wrong)?;
    let (head, rest) = object.split_at_checked(split).ok_or_else(wrong)?;
    let end = rfind(rest, b"\nendstream").ok_or_else(wrong)?;
    let entries = rest.get(b"stream\n".len()..end).ok_or_else(wrong)?;

    let packed = deflated(&up_filtered(entries));
    let head = String::from_utf8(head.to_vec()).map_err(unexpected)?;
    let filter = format!("/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns {ENTRY_LENGTH}>>");
    let old_length = format!("/Length {}", entries.len());
    if !head.contains(&old_length) {
        return Err(wrong());
    }
    let head = head.replacen(&old_length, &format!("/Length {}{filter}", packed.len()), 1);
    Ok([before, head.as_bytes(), b"stream\n", &packed, rest.get(end..).unwrap_or_default(), tail].concat())
}

fn up_filtered(entries: &[u8]) -> Vec<u8> {
    const UP: u8 = 2;
    let mut above = [0_u8; ENTRY_LENGTH];
    let mut filtered = Vec::with_capacity(entries.len() + entries.len() / ENTRY_LENGTH);
    for row in entries.chunks(ENTRY_LENGTH) {
        filtered.push(UP);
        for (byte, above) in row.iter().zip(&mut above) {
            filtered.push(byte.wrapping_sub(*above));
            *above = *byte;
        }
    }
    filtered
}

/// Puts the sum of the content into the place left for it.
fn identify(bytes: &mut [u8]) {
    let place = [b"<".as_slice(), &[b'0'; 2 * ID_LENGTH], b">"].concat();
    let digits: String = Sha256::digest(&*bytes).iter().take(ID_LENGTH).map(|byte| format!("{byte:02X}")).collect();
    if let Some(at) = rfind(bytes, &place)
        && let Some(place) = bytes.get_mut(at + 1..at + 1 + digits.len())
    {
        place.copy_from_slice(digits.as_bytes());
    }
}

fn find(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    bytes.windows(pattern.len()).position(|window| window == pattern)
}

fn rfind(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    bytes.windows(pattern.len()).rposition(|window| window == pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_by_what_changes() {
        let rows = [1, 0, 0, 0, 9, 0, 0, 1, 0, 0, 0, 12, 0, 0];
        assert_eq!(up_filtered(&rows), [2, 1, 0, 0, 0, 9, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0]);
    }

    #[test]
    fn the_identifier_takes_the_last_place_left_for_it() {
        let mut bytes = b"<00000000000000000000000000000000> <00000000000000000000000000000000>".to_vec();
        identify(&mut bytes);
        assert!(bytes.starts_with(b"<00000000000000000000000000000000>"));
        assert!(!bytes.ends_with(b"<00000000000000000000000000000000>"));
    }
}
