//! Deflate (ISO 32000-1, 7.4.4). Each thread keeps its tables from one stream to the next: clearing them costs less than
//! the memory, and most streams are small.

use flate2::{Compress, Compression, FlushCompress, Status};
use std::cell::RefCell;

/// Deflate's usual trade between time and size; level 9 takes twice as long for one per cent.
const LEVEL: u32 = 6;

/// Room for a stream that does not get smaller: zlib's own bound is less.
const SPARE: usize = 256;

thread_local! {
    static DEFLATER: RefCell<Deflater> = RefCell::default();
}

/// The stream that inflates to `content`. It does not depend on what the thread deflated before.
pub(super) fn deflate(content: &[u8]) -> Vec<u8> {
    DEFLATER.with(|deflater| match deflater.try_borrow_mut() {
        Ok(mut deflater) => deflater.deflate(content),
        // Deflating calls nothing that deflates; if it did, the same bytes come from tables of its own.
        Err(_) => Deflater::default().deflate(content),
    })
}

/// Deflates one stream after the other.
struct Deflater {
    compress: Compress,
}

impl Default for Deflater {
    fn default() -> Deflater {
        Deflater { compress: Compress::new(Compression::new(LEVEL), true) }
    }
}

impl Deflater {
    fn deflate(&mut self, content: &[u8]) -> Vec<u8> {
        self.compress.reset();
        let mut out = Vec::with_capacity(content.len() / 3 + SPARE);
        loop {
            // What is left to read; the count is of this stream alone.
            let done = usize::try_from(self.compress.total_in()).unwrap_or(usize::MAX);
            let rest = content.get(done..).unwrap_or_default();
            // Without a dictionary deflating does not fail.
            match self.compress.compress_vec(rest, &mut out, FlushCompress::Finish) {
                Ok(Status::StreamEnd) | Err(_) => break,
                Ok(Status::Ok | Status::BufError) => out.reserve(out.capacity()),
            }
        }
        out.shrink_to_fit();
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn streams_inflate_to_what_they_were_and_do_not_depend_on_each_other() {
        let noise: Vec<u8> = (0..100_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).collect();
        let first: Vec<Vec<u8>> = [&b""[..], b"a", &noise].map(deflate).into();
        let again: Vec<Vec<u8>> = [&noise[..], b"a", b""].map(deflate).into();
        assert!(first.iter().eq(again.iter().rev()));
        for (content, deflated) in [&b""[..], b"a", &noise].iter().zip(&first) {
            let mut inflated = Vec::new();
            flate2::read::ZlibDecoder::new(&deflated[..]).read_to_end(&mut inflated).unwrap();
            assert_eq!(&inflated, content);
        }
    }
}
