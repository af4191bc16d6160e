//! Images whose container is right and whose pixels are not.

use crate::support::{offprint, run};
use std::io::Write as _;

/// A PNG of 40 × 30 grey pixels with these data, all check sums of its chunks right.
fn png(data: &[u8]) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = [0, 0, 0, 40, 0, 0, 0, 30, 8, 0, 0, 0, 0];
    for (name, body) in [(b"IHDR", &header[..]), (b"IDAT", data), (b"IEND", &[])] {
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
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).expect("packed");
    packer.finish().expect("packed")
}

/// Exports a post that shows an image; returns what was said.
fn said(image: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("folder");
    std::fs::write(folder.path().join("a.png"), image).expect("written");
    std::fs::write(folder.path().join("post.md"), "---\nid: post\n---\n![a picture](a.png)\n").expect("written");
    let mut command = offprint();
    let (done, _, said) = run(command.current_dir(folder.path()).args(["export", "post.md", "--offline"]));
    assert!(done, "a missing image is a warning: {said}");
    said
}

#[test]
fn a_png_whose_data_are_broken_under_right_check_sums_is_reported_at_its_place() {
    let rows = [0_u8; 41 * 30];
    assert_eq!(said(&png(&packed(&rows))).matches("warning").count(), 0);
    let right = packed(&rows);
    let broken =
        [vec![0x78, 0x9c, 0xff, 0xff, 0xff, 0xff], right[..right.len() / 2].to_vec(), packed(&rows[..600]), Vec::new()];
    for data in broken {
        let said = said(&png(&data));
        assert!(said.contains("post.md:4:") && said.contains("a.png") && said.contains("warning"), "{said}");
    }
}

#[test]
fn data_that_unpack_without_end_cost_no_memory() {
    // 64 MB of zeros in 64 kB: the pixels of the header are all that is unpacked.
    let bomb = packed(&vec![0; 64 << 20]);
    let said = said(&png(&bomb));
    assert!(!said.contains("crashed"), "{said}");
}
