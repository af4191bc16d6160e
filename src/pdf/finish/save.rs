//! From objects to bytes: streams deflated and objects packed into object streams (ISO 32000-1, 7.5.7) on all cores, a
//! compressed cross-reference stream, and an identifier from the content.

use super::write;
use super::written::WrittenObjects;
use crate::pdf::deflate::deflate;
use crate::pdf::error::{PdfError, unexpected};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

/// Bytes of a file identifier, those of an MD5 sum (ISO 32000-1, 14.4).
const ID_LENGTH: usize = 16;

/// Objects of an object stream: few enough for a reader that wants one of them, many enough to be alike.
const PACK: usize = 200;

/// Streams that one thread takes at a time.
const LEAST_STREAMS: usize = 4;

/// Bytes after the header that say that the file is binary (ISO 19005-2, 6.1.2).
const BINARY: &[u8] = b"%\xE2\xE3\xCF\xD3\n";

/// Bytes of the fields of a cross-reference entry: its kind, an offset or an object stream's number, a place in it.
const FIELDS: [usize; 3] = [1, 4, 2];

/// Bytes of a cross-reference entry.
const ENTRY_LENGTH: usize = FIELDS[0] + FIELDS[1] + FIELDS[2];

/// Writes the document, with those of its objects that are bytes already. `key` is the stable half of its identifier.
pub(super) fn save(document: Document, written: WrittenObjects, key: &str) -> Result<Vec<u8>, PdfError> {
    let (streams, packed): (Vec<_>, Vec<_>) =
        document.objects.into_iter().partition(|(_, object)| matches!(object, Object::Stream(_)));
    let packs = packs(&packed, &written);
    drop(packed);
    drop(written);
    let streams = deflated(streams);

    let room: usize = streams.iter().map(|(_, stream)| stream.content.len() + 200).sum();
    let packed_room: usize = packs.iter().map(|pack| pack.data.len() + 200).sum();
    let mut file = File::new(&document.version, room + packed_room);
    for (id, stream) in &streams {
        file.stream(id.0, &stream.dict, &stream.content)?;
    }
    drop(streams);
    let mut next = document.max_id + 1;
    for pack in packs {
        file.pack(next, &pack)?;
        next += 1;
    }
    let entry = |name: &[u8]| document.trailer.get(name).cloned();
    let mut trailer = dictionary! { "Type" => "XRef", "Root" => entry(b"Root").map_err(unexpected)? };
    if let Ok(info) = entry(b"Info") {
        trailer.set("Info", info);
    }
    file.finish(next, trailer, key)
}

/// Objects that are written together.
struct Pack {
    /// Their numbers, in order.
    ids: Vec<u32>,
    /// Deflated: numbers and offsets, then the objects.
    data: Vec<u8>,
    /// Length of the numbers and offsets.
    first: usize,
}

/// An object to be packed.
#[derive(Clone, Copy)]
enum Packed<'a> {
    Object(&'a Object),
    Bytes(&'a [u8]),
}

fn packs(objects: &[(ObjectId, Object)], written: &WrittenObjects) -> Vec<Pack> {
    let objects = objects.iter().map(|((id, _), object)| (*id, Packed::Object(object)));
    let written = written.iter().map(|(id, bytes)| (id, Packed::Bytes(bytes)));
    let mut all: Vec<(u32, Packed)> = objects.chain(written).collect();
    all.sort_by_key(|(id, _)| *id);
    all.par_chunks(PACK).map(pack).collect()
}

fn pack(objects: &[(u32, Packed)]) -> Pack {
    let (mut head, mut body) = (Vec::new(), Vec::new());
    for (id, object) in objects {
        write::integer(i64::from(*id), &mut head);
        head.push(b' ');
        // An object takes far less than 2^63 bytes.
        write::integer(body.len() as i64, &mut head);
        head.push(b' ');
        match object {
            Packed::Object(object) => write::object(object, &mut body),
            Packed::Bytes(bytes) => body.extend_from_slice(bytes),
        }
        body.push(b'\n');
    }
    let first = head.len();
    head.append(&mut body);
    Pack { ids: objects.iter().map(|(id, _)| *id).collect(), data: deflate(&head), first }
}

/// Deflates every stream that has no filter yet. Each stream's bytes depend on itself alone.
fn deflated(objects: Vec<(ObjectId, Object)>) -> Vec<(ObjectId, Stream)> {
    let mut streams: Vec<(ObjectId, Stream)> = objects
        .into_iter()
        .filter_map(|(id, object)| if let Object::Stream(stream) = object { Some((id, stream)) } else { None })
        .collect();
    let plain = |stream: &Stream| stream.allows_compression && !stream.dict.has(b"Filter");
    streams.par_iter_mut().with_min_len(LEAST_STREAMS).for_each(|(_, stream)| {
        if !plain(stream) {
            return;
        }
        let deflated = deflate(&stream.content);
        if deflated.len() < stream.content.len() {
            stream.dict.set("Filter", "FlateDecode");
            stream.set_content(deflated);
        }
    });
    streams
}

/// A file being written.
struct File {
    bytes: Vec<u8>,
    /// Cross-reference entries by object number.
    entries: Vec<[u8; ENTRY_LENGTH]>,
    sum: Sha256,
}

impl File {
    fn new(version: &str, room: usize) -> File {
        let mut bytes = Vec::with_capacity(room);
        bytes.extend_from_slice(format!("%PDF-{version}\n").as_bytes());
        bytes.extend_from_slice(BINARY);
        File { bytes, entries: Vec::new(), sum: Sha256::new() }
    }

    /// Writes a stream as an object. What an image holds is not summed: its name in the resources tells it.
    fn stream(&mut self, id: u32, dictionary: &Dictionary, content: &[u8]) -> Result<(), PdfError> {
        self.begin(id)?;
        let start = self.bytes.len();
        write::dictionary(dictionary, &mut self.bytes);
        self.sum.update(self.bytes.get(start..).unwrap_or_default());
        if !dictionary.get(b"Subtype").is_ok_and(|kind| kind.as_name().is_ok_and(|name| name == b"Image")) {
            self.sum.update(content);
        }
        self.bytes.extend_from_slice(b"stream\n");
        self.bytes.extend_from_slice(content);
        self.bytes.extend_from_slice(b"\nendstream\nendobj\n");
        Ok(())
    }

    fn begin(&mut self, id: u32) -> Result<(), PdfError> {
        let offset = u32::try_from(self.bytes.len()).map_err(|_| unexpected("it is over 4 GB"))?;
        self.enter(id, 1, offset, 0);
        write::integer(i64::from(id), &mut self.bytes);
        self.bytes.extend_from_slice(b" 0 obj\n");
        Ok(())
    }

    /// Writes an object stream.
    fn pack(&mut self, id: u32, pack: &Pack) -> Result<(), PdfError> {
        for (index, packed) in (0..).zip(&pack.ids) {
            self.enter(*packed, 2, id, index);
        }
        let length = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
        let dictionary = dictionary! {
            "Type" => "ObjStm", "N" => length(pack.ids.len()), "First" => length(pack.first),
            "Filter" => "FlateDecode", "Length" => length(pack.data.len()),
        };
        self.stream(id, &dictionary, &pack.data)
    }

    /// Enters an object into the cross-reference: 1 for one at an offset, 2 for one in an object stream.
    fn enter(&mut self, id: u32, kind: u8, place: u32, index: u16) {
        let at = id as usize;
        if at >= self.entries.len() {
            // What is not entered is free, never to be used again.
            self.entries.resize(at + 1, [0, 0, 0, 0, 0, 0xFF, 0xFF]);
        }
        let ([a, b, c, d], [e, f]) = (place.to_be_bytes(), index.to_be_bytes());
        self.entries[at] = [kind, a, b, c, d, e, f];
    }

    /// Writes the cross-reference stream, whose number is `id`, and the end of the file. Entries differ little from one to
    /// the next, hence PNG's "up" filter.
    fn finish(mut self, id: u32, mut trailer: Dictionary, key: &str) -> Result<Vec<u8>, PdfError> {
        let start = self.bytes.len();
        self.begin(id)?;
        let stable: [u8; 32] = Sha256::digest(key.as_bytes()).into();
        let content: [u8; 32] = std::mem::take(&mut self.sum).finalize().into();
        let sum = |sum: [u8; 32]| {
            Object::String(sum.get(..ID_LENGTH).unwrap_or_default().to_vec(), StringFormat::Hexadecimal)
        };
        let size = i64::from(id) + 1;
        let data = deflate(&up_filtered(&self.entries));
        trailer.set("ID", Object::Array(vec![sum(stable), sum(content)]));
        trailer.set("Size", size);
        trailer.set("W", Object::Array(FIELDS.map(|field| Object::Integer(field as i64)).into()));
        trailer.set("Filter", "FlateDecode");
        trailer.set("DecodeParms", dictionary! { "Predictor" => 12, "Columns" => ENTRY_LENGTH as i64 });
        trailer.set("Length", data.len() as i64);
        write::dictionary(&trailer, &mut self.bytes);
        self.bytes.extend_from_slice(b"stream\n");
        self.bytes.extend_from_slice(&data);
        self.bytes.extend_from_slice(format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n").as_bytes());
        Ok(self.bytes)
    }
}

fn up_filtered(entries: &[[u8; ENTRY_LENGTH]]) -> Vec<u8> {
    const UP: u8 = 2;
    let mut above = [0_u8; ENTRY_LENGTH];
    let mut filtered = Vec::with_capacity(entries.len() * (ENTRY_LENGTH + 1));
    for row in entries {
        filtered.push(UP);
        filtered.extend(row.iter().zip(&above).map(|(byte, above)| byte.wrapping_sub(*above)));
        above = *row;
    }
    filtered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_by_what_changes() {
        let rows = [[1, 0, 0, 0, 9, 0, 0], [1, 0, 0, 0, 12, 0, 0]];
        assert_eq!(up_filtered(&rows), [2, 1, 0, 0, 0, 9, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0]);
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let mut document = Document::with_version("1.7");
        let many: Vec<Object> = (0..500).map(|n| document.add_object(Object::Integer(n)).into()).collect();
        let stream = document.add_object(Stream::new(dictionary! {}, b"q Q ".repeat(100)));
        let root = document.add_object(dictionary! { "Many" => Object::Array(many), "Stream" => stream });
        document.trailer.set("Root", root);
        let mut written = WrittenObjects::default();
        let early = document.new_object_id();
        written.push(early, &dictionary! { "Early" => true });
        let late = document.add_object(Object::Integer(7));
        let bytes = save(document, written, "key").unwrap();
        let read = Document::load_mem(&bytes).unwrap();
        let root = read.catalog().unwrap();
        let many = root.get(b"Many").unwrap().as_array().unwrap();
        let numbers: Vec<i64> = many.iter().map(|n| read.dereference(n).unwrap().1.as_i64().unwrap()).collect();
        assert!(numbers.into_iter().eq(0..500));
        assert!(read.get_dictionary(early).unwrap().get(b"Early").unwrap().as_bool().unwrap());
        assert_eq!(read.get_object(late).unwrap().as_i64().unwrap(), 7);
        let stream = root.get_deref(b"Stream", &read).unwrap().as_stream().unwrap();
        assert_eq!(stream.decompressed_content().unwrap(), b"q Q ".repeat(100));
    }
}
