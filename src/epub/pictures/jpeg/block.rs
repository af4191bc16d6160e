//! Blocks of eight by eight samples: colour, transform, quantization.
//!
//! The transform is that of Arai, Agui and Nakajima (1988): five multiplications for eight samples, with factors left over
//! that quantization takes along. All eight columns go through a step at once, as one array, so that the compiler makes
//! vector instructions of it.

/// Side of the area that is coded together, in pixels: four blocks of lightness, one each of Cb and Cr.
pub const UNIT: usize = 16;
/// Bytes of a pixel.
pub const RGB: usize = 3;
/// The pixels of that area.
pub type Unit = [[u8; UNIT * RGB]; UNIT];
/// Samples of a side.
pub const SIDE: usize = 8;
/// Eight samples.
type Row = [f32; SIDE];

/// Samples, less the middle of their range.
pub struct Block([Row; SIDE]);

/// Y of a colour (JFIF 1.02, p. 3), less the middle of its range. Adding from tables is half the work of multiplying.
pub fn lightness(r: u8, g: u8, b: u8) -> f32 {
    let [red, green, blue] = &LIGHTNESS;
    red[usize::from(r)] + green[usize::from(g)] + blue[usize::from(b)]
}

/// What each value of red, green and blue adds to the lightness.
static LIGHTNESS: [[f32; 256]; RGB] = {
    let (mut tables, mut value) = ([[0.0; 256]; RGB], 0.0);
    let mut at = 0;
    while at < 256 {
        tables[0][at] = 0.299 * value - 128.0;
        tables[1][at] = 0.587 * value;
        tables[2][at] = 0.114 * value;
        value += 1.0;
        at += 1;
    }
    tables
};

/// Cb and Cr of a colour, each less the middle of its range.
pub fn chroma([r, g, b]: [f32; RGB]) -> [f32; 2] {
    [-0.168_736 * r - 0.331_264 * g + 0.5 * b, 0.5 * r - 0.418_688 * g - 0.081_312 * b]
}

impl Block {
    /// The lightness of a quarter of a unit.
    pub fn luma(unit: &Unit, left: usize, top: usize) -> Block {
        let mut block = [[0.0; SIDE]; SIDE];
        for (row, from) in block.iter_mut().zip(unit.iter().skip(top)) {
            let from = from.get(left * RGB..).unwrap_or_default();
            for (sample, pixel) in row.iter_mut().zip(from.chunks_exact(RGB)) {
                if let [r, g, b] = *pixel {
                    *sample = lightness(r, g, b);
                }
            }
        }
        Block(block)
    }

    /// Cb and Cr of a unit, each sample of four pixels. Converting is linear, so the pixels are added first.
    pub fn chroma(unit: &Unit) -> [Block; 2] {
        let (mut blue, mut red) = ([[0.0; SIDE]; SIDE], [[0.0; SIDE]; SIDE]);
        for ((blue, red), rows) in blue.iter_mut().zip(&mut red).zip(unit.chunks_exact(2)) {
            let [above, below] = rows else { continue };
            let mut both = [0; UNIT * RGB];
            for ((both, above), below) in both.iter_mut().zip(above).zip(below) {
                *both = u16::from(*above) + u16::from(*below);
            }
            for ((blue, red), pair) in blue.iter_mut().zip(red.iter_mut()).zip(both.chunks_exact(2 * RGB)) {
                if let [r1, g1, b1, r2, g2, b2] = *pair {
                    let mean = |one: u16, other: u16| f32::from(one + other) * 0.25;
                    [*blue, *red] = chroma([mean(r1, r2), mean(g1, g2), mean(b1, b2)]);
                }
            }
        }
        [Block(blue), Block(red)]
    }

    /// Its coefficients, divided by their steps; column after column.
    pub fn coefficients(&self, quantizer: &Quantizer) -> [[i32; SIDE]; SIDE] {
        let Block(rows) = self;
        let transformed = transform(&transposed(&transform(rows)));
        let mut out = [[0; SIDE]; SIDE];
        for ((out, row), factors) in out.iter_mut().zip(&transformed).zip(&quantizer.factors) {
            for ((out, value), factor) in out.iter_mut().zip(row).zip(factors) {
                *out = rounded(value * factor);
            }
        }
        out
    }
}

/// The nearest whole number: added to this number, 1.5 times 2 to the 23rd, a float has no room for a fraction, and its
/// last bits are the number. (Coefficients are below 2 to the 16th.)
fn rounded(value: f32) -> i32 {
    const SHIFT: f32 = 12_582_912.0;
    (value + SHIFT).to_bits().cast_signed() - SHIFT.to_bits().cast_signed()
}

/// Steps of quantization and what the transform leaves over, as factors.
pub struct Quantizer {
    /// By column and row of the coefficient.
    factors: [Row; SIDE],
}

/// What each row and column of the transform is too large by: cos(k·pi/16) times the square root of 2.
const LEFT_OVER: Row = [1.0, 1.387_039_8, 1.306_563, 1.175_875_6, 1.0, 0.785_694_96, 0.541_196_1, 0.275_899_38];

impl Quantizer {
    /// For steps row after row.
    pub fn new(steps: &[u8; 64]) -> Quantizer {
        let factor = |column: usize, row: usize| {
            let step = steps.get(row * SIDE + column).copied().map_or(1.0, f32::from);
            let left = LEFT_OVER.get(row).zip(LEFT_OVER.get(column)).map_or(1.0, |(row, column)| row * column);
            1.0 / (step * left * 8.0)
        };
        Quantizer { factors: std::array::from_fn(|column| std::array::from_fn(|row| factor(column, row))) }
    }

    /// The first coefficient of a block of equal samples: each of two passes adds up eight.
    pub fn flat(&self, sample: f32) -> i32 {
        let [[factor, ..], ..] = self.factors;
        rounded(sample * 64.0 * factor)
    }
}

fn transposed(rows: &[Row; SIDE]) -> [Row; SIDE] {
    let mut out = [[0.0; SIDE]; SIDE];
    for (y, row) in rows.iter().enumerate() {
        for (out, value) in out.iter_mut().zip(row) {
            if let Some(place) = out.get_mut(y) {
                *place = *value;
            }
        }
    }
    out
}

/// Transforms every column. One loop over the columns, in whose body each is by itself, becomes vector instructions.
fn transform(rows: &[Row; SIDE]) -> [Row; SIDE] {
    const COS_4: f32 = 0.707_106_77; // cos(4·pi/16)
    const COS_6: f32 = 0.382_683_43; // cos(6·pi/16)
    const COS_2_LESS_6: f32 = 0.541_196_1;
    const COS_2_AND_6: f32 = 1.306_563;
    let [r0, r1, r2, r3, r4, r5, r6, r7] = rows;
    let mut out = [[0.0; SIDE]; SIDE];
    let [o0, o1, o2, o3, o4, o5, o6, o7] = &mut out;
    for i in 0..SIDE {
        let (s0, s1, s2, s3) = (r0[i] + r7[i], r1[i] + r6[i], r2[i] + r5[i], r3[i] + r4[i]);
        let (d0, d1, d2, d3) = (r0[i] - r7[i], r1[i] - r6[i], r2[i] - r5[i], r3[i] - r4[i]);

        let (outer, inner) = (s0 + s3, s1 + s2);
        let (outer_less, inner_less) = (s0 - s3, s1 - s2);
        let turned = (inner_less + outer_less) * COS_4;
        (o0[i], o4[i]) = (outer + inner, outer - inner);
        (o2[i], o6[i]) = (outer_less + turned, outer_less - turned);

        let (low, middle, high) = (d3 + d2, d2 + d1, d1 + d0);
        let shared = (low - high) * COS_6;
        let (two, four) = (low * COS_2_LESS_6 + shared, high * COS_2_AND_6 + shared);
        let three = middle * COS_4;
        let (plus, minus) = (d0 + three, d0 - three);
        (o1[i], o7[i]) = (plus + four, plus - four);
        (o5[i], o3[i]) = (minus + two, minus - two);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    /// The definition (ITU T.81, A.3.3).
    fn defined(samples: &[Row; SIDE], u: usize, v: usize) -> f64 {
        let scale = |k: usize| if k == 0 { (0.5f64).sqrt() } else { 1.0 };
        let cos = |at: usize, k: usize| ((2 * at + 1) as f64 * k as f64 * PI / 16.0).cos();
        let mut sum = 0.0;
        for (y, row) in samples.iter().enumerate() {
            for (x, value) in row.iter().enumerate() {
                sum += f64::from(*value) * cos(x, u) * cos(y, v);
            }
        }
        sum * scale(u) * scale(v) / 4.0
    }

    #[test]
    fn the_transform_is_the_one_defined() {
        let samples: [Row; SIDE] =
            std::array::from_fn(|y| std::array::from_fn(|x| ((x * 37 + y * 91) % 256) as f32 - 128.0));
        let quantizer = Quantizer::new(&[1; 64]);
        let coefficients = Block(samples).coefficients(&quantizer);
        for (u, column) in coefficients.iter().enumerate() {
            for (v, value) in column.iter().enumerate() {
                let exact = defined(&samples, u, v);
                assert!((f64::from(*value) - exact).abs() < 0.51, "{u} {v}: {value} {exact}");
            }
        }
    }

    #[test]
    fn numbers_are_rounded_to_the_nearest() {
        for (value, expected) in [(0.4, 0), (0.6, 1), (-0.6, -1), (-0.4, 0), (1023.5, 1024), (-1025.2, -1025)] {
            assert_eq!(rounded(value), expected, "{value}");
        }
    }

    #[test]
    fn chroma_is_the_mean_of_four_pixels() {
        let mut unit: Unit = [[0; UNIT * RGB]; UNIT];
        unit[0][..RGB].copy_from_slice(&[200, 0, 0]);
        let [Block(blue), Block(red)] = Block::chroma(&unit);
        let [cb, cr] = chroma([50.0, 0.0, 0.0]);
        assert_eq!((blue[0][0], red[0][0]), (cb, cr));
        assert_eq!((blue[0][1], red[1][0]), (0.0, 0.0));
    }
}
