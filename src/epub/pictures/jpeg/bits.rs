//! The scan's bits: coefficients in Huffman codes (ITU T.81, F.1.2).

use super::block::Block;
use super::component::Component;
use super::tables::{HuffmanTable, ZIGZAG_BY_COLUMN};

/// Writes bits, the highest of a byte first. A byte of ones is followed by one of zeros, so that it is no marker.
pub struct BitWriter {
    out: Vec<u8>,
    /// Bits that wait, in the lowest places.
    waiting: u64,
    /// How many; fewer than 32 between calls.
    count: u32,
}

/// Half the side of a block.
const HALF: usize = 4;
/// Coefficients up to the last one whose row and column are in the first half.
const COARSE: usize = 25;
/// Symbol of a run of 16 zeros.
const SIXTEEN_ZEROS: u8 = 0xf0;
/// Symbol that says that all further coefficients are zero.
const END_OF_BLOCK: u8 = 0x00;

impl BitWriter {
    /// After these bytes.
    pub fn new(out: Vec<u8>) -> BitWriter {
        BitWriter { out, waiting: 0, count: 0 }
    }

    /// Writes the lowest `count` bits, at most 32.
    fn push(&mut self, bits: u32, count: u32) {
        self.waiting = (self.waiting << count) | u64::from(bits);
        self.count += count;
        if self.count >= 32 {
            self.count -= 32;
            #[allow(clippy::cast_possible_truncation, reason = "the 32 bits that are written now")]
            let word = (self.waiting >> self.count) as u32;
            self.word(word);
        }
    }

    fn word(&mut self, word: u32) {
        let bytes = word.to_be_bytes();
        // The usual test for a byte of zeros, here in the complement.
        if (!word).wrapping_sub(0x0101_0101) & word & 0x8080_8080 == 0 {
            self.out.extend_from_slice(&bytes);
            return;
        }
        bytes.into_iter().for_each(|byte| self.byte(byte));
    }

    fn byte(&mut self, byte: u8) {
        self.out.push(byte);
        if byte == 0xff {
            self.out.push(0);
        }
    }

    /// What was written, the last byte filled with ones.
    pub fn finish(mut self) -> Vec<u8> {
        while !self.count.is_multiple_of(8) {
            self.waiting = (self.waiting << 1) | 1;
            self.count += 1;
        }
        while self.count > 0 {
            self.count -= 8;
            let byte = u8::try_from((self.waiting >> self.count) & 0xff).unwrap_or(0);
            self.byte(byte);
        }
        self.out
    }

    /// The code of a symbol, and after it the value's own bits: negative values have all bits turned.
    fn value(&mut self, table: &HuffmanTable, zeros: u32, value: i32) {
        let size = 32 - value.unsigned_abs().leading_zeros();
        let bits = if value < 0 { value - 1 } else { value };
        let bits = bits.cast_unsigned() & ((1 << size) - 1);
        let (code, length) = table.code((zeros << 4) | size);
        self.push((code << size) | bits, length + size);
    }

    /// The difference of a block's first coefficient from the one before.
    pub fn dc(&mut self, difference: i32, table: &HuffmanTable) {
        self.value(table, 0, difference);
    }

    /// Says that the rest of the block is zero.
    pub fn end_of_block(&mut self, table: &HuffmanTable) {
        let (code, length) = table.code(u32::from(END_OF_BLOCK));
        self.push(code, length);
    }

    /// A block; returns its first coefficient.
    pub fn block(&mut self, block: &Block, component: &Component, before: i32) -> i32 {
        let columns = block.coefficients(&component.quantizer);
        let coefficients = columns.as_flattened();
        let dc = coefficients.first().copied().unwrap_or(0);
        self.dc(dc - before, &component.dc);
        // Most blocks have no fine detail: then only the first 25 coefficients can be other than zero.
        let any = |values: &[i32]| values.iter().fold(0, |any, value| any | value);
        let (left, right) = columns.split_at(HALF);
        let below = left.iter().fold(0, |all, rows| all | any(rows.split_at(HALF).1));
        let coarse = below | any(right.as_flattened()) == 0;
        let written = if coarse { COARSE } else { ZIGZAG_BY_COLUMN.len() };
        let mut zeros = 0;
        for at in ZIGZAG_BY_COLUMN.iter().take(written).skip(1) {
            let value = coefficients.get(*at).copied().unwrap_or(0);
            if value == 0 {
                zeros += 1;
                continue;
            }
            while zeros >= 16 {
                let (code, length) = component.ac.code(u32::from(SIXTEEN_ZEROS));
                self.push(code, length);
                zeros -= 16;
            }
            self.value(&component.ac, zeros, value);
            zeros = 0;
        }
        if zeros > 0 || coarse {
            self.end_of_block(&component.ac);
        }
        dc
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_stand_highest_first_and_ones_are_stuffed() {
        let mut bits = BitWriter::new(vec![1]);
        bits.push(0b1, 1);
        bits.push(0b111_1111, 7);
        bits.push(0b10, 2);
        bits.push(0x1234_5678, 32);
        assert_eq!(bits.finish(), [1, 0xff, 0x00, 0x84, 0x8d, 0x15, 0x9e, 0x3f]);
    }

    #[test]
    fn every_byte_of_ones_is_stuffed() {
        for word in [0xffff_ffff_u32, 0x00ff_00ff, 0x7fff_7f80, 0xfeff_feff, 0x0102_03ff] {
            let mut bits = BitWriter::new(Vec::new());
            bits.push(word, 32);
            let plain: Vec<u8> =
                word.to_be_bytes().into_iter().flat_map(|b| if b == 0xff { vec![b, 0] } else { vec![b] }).collect();
            assert_eq!(bits.finish(), plain, "{word:x}");
        }
    }
}
