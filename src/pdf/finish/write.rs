//! Objects as bytes (ISO 32000-1, 7.3). lopdf has a writer of its own, which copies every object first and works on one
//! core.

use lopdf::{Dictionary, Object, StringFormat};
use std::io::Write;

/// Writes an object. Streams are written as their dictionaries.
pub(super) fn object(object: &Object, out: &mut Vec<u8>) {
    match object {
        Object::Null => out.extend_from_slice(b"null"),
        Object::Boolean(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
        Object::Integer(value) => integer(*value, out),
        Object::Real(value) => {
            // Writing into memory does not fail.
            let _ = write!(out, "{value}");
        }
        Object::Name(value) => name(value, out),
        Object::String(value, StringFormat::Literal) => literal(value, out),
        Object::String(value, StringFormat::Hexadecimal) => hexadecimal(value, out),
        Object::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    separate(item, out);
                }
                self::object(item, out);
            }
            out.push(b']');
        }
        Object::Dictionary(entries) => dictionary(entries, out),
        Object::Stream(stream) => dictionary(&stream.dict, out),
        Object::Reference((id, generation)) => {
            integer(i64::from(*id), out);
            out.push(b' ');
            integer(i64::from(*generation), out);
            out.extend_from_slice(b" R");
        }
    }
}

/// Writes a dictionary.
pub(super) fn dictionary(entries: &Dictionary, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<<");
    for (key, value) in entries {
        name(key, out);
        separate(value, out);
        object(value, out);
    }
    out.extend_from_slice(b">>");
}

/// A space before what begins with a regular character.
fn separate(next: &Object, out: &mut Vec<u8>) {
    match next {
        Object::Null | Object::Boolean(_) | Object::Integer(_) | Object::Real(_) | Object::Reference(_) => {
            out.push(b' ');
        }
        Object::Name(_) | Object::String(..) | Object::Array(_) | Object::Dictionary(_) | Object::Stream(_) => {}
    }
}

/// Writes an integer.
pub(super) fn integer(value: i64, out: &mut Vec<u8>) {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    let mut left = value.unsigned_abs();
    loop {
        at -= 1;
        // A digit.
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    if value < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

fn name(value: &[u8], out: &mut Vec<u8>) {
    out.push(b'/');
    for byte in value {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(byte) {
            out.push(*byte);
        } else {
            let _ = write!(out, "#{byte:02X}");
        }
    }
}

fn literal(value: &[u8], out: &mut Vec<u8>) {
    out.push(b'(');
    for byte in value {
        match byte {
            b'(' | b')' | b'\\' => out.extend_from_slice(&[b'\\', *byte]),
            b'\r' => out.extend_from_slice(b"\\r"),
            _ => out.push(*byte),
        }
    }
    out.push(b')');
}

fn hexadecimal(value: &[u8], out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.push(b'<');
    out.extend(value.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]));
    out.push(b'>');
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::dictionary;

    #[test]
    fn objects_are_written_as_the_standard_has_them() {
        let written = |value: Object| {
            let mut out = Vec::new();
            object(&value, &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(written(Object::Integer(i64::MIN)), "-9223372036854775808");
        assert_eq!(written(Object::Real(0.25)), "0.25");
        assert_eq!(written(Object::Name(b"a b#".to_vec())), "/a#20b#23");
        assert_eq!(written(Object::String(b"(\\\r".to_vec(), StringFormat::Literal)), r"(\(\\\r)");
        assert_eq!(written(Object::String(vec![0xFE, 0x0A], StringFormat::Hexadecimal)), "<FE0A>");
        let mixed = vec![1.into(), Object::Null, Object::Name(b"N".to_vec()), Object::Reference((7, 0)), true.into()];
        assert_eq!(written(Object::Array(mixed)), "[1 null/N 7 0 R true]");
        assert_eq!(written(dictionary! { "K" => 1, "T" => dictionary! {} }.into()), "<</K 1/T<<>>>>");
    }
}
