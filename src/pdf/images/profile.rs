//! What files of several formats say about their samples: a colour profile, how the image is turned.

use super::encoded::UPRIGHT;

/// Whether a profile may be embedded under PDF/A-2 (ISO 19005-2, 6.2.4.2): complete, version 2 to 4.x, of a class that
/// images may have, for as many components.
pub(super) fn is_usable(icc: &[u8], components: u8) -> bool {
    let size = icc.first_chunk::<4>().map(|b| u32::from_be_bytes(*b) as usize);
    let version = icc.get(8).copied().unwrap_or(0);
    let class = icc.get(12..16).unwrap_or_default();
    let space = icc.get(16..20).unwrap_or_default();
    let expected: &[u8] = match components {
        1 => b"GRAY",
        3 => b"RGB ",
        _ => b"CMYK",
    };
    size == Some(icc.len())
        && (2..=4).contains(&version)
        && [&b"scnr"[..], b"mntr", b"prtr", b"spac"].contains(&class)
        && space == expected
        && icc.get(36..40) == Some(b"acsp")
}

/// From the unit square of the stored samples to that of the image as it is shown, `y` upwards, by EXIF orientation.
pub(super) fn orientation_matrix(orientation: u8) -> [f64; 6] {
    match orientation {
        2 => [-1.0, 0.0, 0.0, 1.0, 1.0, 0.0],
        3 => [-1.0, 0.0, 0.0, -1.0, 1.0, 1.0],
        4 => [1.0, 0.0, 0.0, -1.0, 0.0, 1.0],
        5 => [0.0, -1.0, -1.0, 0.0, 1.0, 1.0],
        6 => [0.0, -1.0, 1.0, 0.0, 0.0, 1.0],
        7 => [0.0, 1.0, 1.0, 0.0, 0.0, 0.0],
        8 => [0.0, 1.0, -1.0, 0.0, 1.0, 0.0],
        _ => UPRIGHT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orientation_turns_the_unit_square() {
        let apply = |m: [f64; 6], (x, y): (f64, f64)| (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]);
        // Where the stored top left corner is shown: EXIF's "0th row" and "0th column" sides.
        let corners = [
            (1, (0., 1.)),
            (2, (1., 1.)),
            (3, (1., 0.)),
            (4, (0., 0.)),
            (5, (0., 1.)),
            (6, (1., 1.)),
            (7, (1., 0.)),
            (8, (0., 0.)),
        ];
        for (orientation, shown) in corners {
            assert_eq!(apply(orientation_matrix(orientation), (0., 1.)), shown, "orientation {orientation}");
        }
        // The stored top right corner tells turning from mirroring.
        let corners = [(5, (0., 0.)), (6, (1., 0.)), (7, (1., 1.)), (8, (0., 1.))];
        for (orientation, shown) in corners {
            assert_eq!(apply(orientation_matrix(orientation), (1., 1.)), shown, "orientation {orientation}");
        }
    }
}
