//! How far pictures are made smaller to bring a book under a size that is asked for.

/// What is done to the bitmaps of a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compression {
    /// Quality of JPEGs, 1 to 100.
    pub quality: u8,
    /// Most pixels of a picture.
    pub pixels: u64,
    /// Whether pictures are encoded anew that readers would show as they are.
    pub anew: bool,
}

/// From what is done without a limit down to what can still be looked at. Quality goes first, since a screen shows a
/// picture at a third of the bound's pixels; below 60 its blocks show, so size goes with it.
pub const LEVELS: [Compression; 9] = [
    Compression { quality: 85, pixels: super::raster::MAX_PIXELS, anew: false },
    level(85, 3_800_000),
    level(80, 2_600_000),
    level(76, 1_800_000),
    level(72, 1_200_000),
    level(68, 800_000),
    level(64, 500_000),
    level(60, 300_000),
    level(50, 160_000),
];

const fn level(quality: u8, pixels: u64) -> Compression {
    Compression { quality, pixels, anew: true }
}

/// The first of [`LEVELS`] whose book is not larger than `most`, and whether it is: else the last. A level is tried only
/// once, and not all of them: sizes fall from level to level.
///
/// # Errors
/// Those of `make`.
pub fn fit<T, E>(
    most: usize,
    mut make: impl FnMut(Compression) -> Result<(Vec<u8>, T), E>,
) -> Result<((Vec<u8>, T), bool), E> {
    let [first, smaller @ ..] = LEVELS;
    let whole = make(first)?;
    if whole.0.len() <= most {
        return Ok((whole, true));
    }
    let (mut low, mut high) = (0, smaller.len());
    let (mut best, mut last) = (None, whole);
    while low < high {
        let middle = low + (high - low) / 2;
        let Some(level) = smaller.get(middle) else { break };
        let made = make(*level)?;
        if made.0.len() <= most {
            best = Some(made);
            high = middle;
        } else {
            last = made;
            low = middle + 1;
        }
    }
    Ok(match best {
        Some(best) => (best, true),
        None => (last, false),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A book whose size is its pictures' pixels over a thousand.
    fn fitted(most: usize) -> (Compression, bool) {
        let make = |level: Compression| -> Result<_, ()> { Ok((vec![0; level.pixels as usize / 1000], level)) };
        let ((_, level), fits) = fit(most, make).expect("made");
        (level, fits)
    }

    #[test]
    fn the_largest_book_that_fits_is_taken() {
        assert_eq!(fitted(10_000), (LEVELS[0], true));
        assert_eq!(fitted(1_800), (LEVELS[3], true));
        assert_eq!(fitted(1_799), (LEVELS[4], true));
        assert_eq!(fitted(160), (LEVELS[8], true));
        assert_eq!(fitted(159), (LEVELS[8], false), "the smallest, and it is said that it is too large");
    }

    #[test]
    fn levels_go_down() {
        for pair in LEVELS.windows(2) {
            assert!(pair[1].quality <= pair[0].quality && pair[1].pixels <= pair[0].pixels && pair[1].anew);
        }
    }
}
