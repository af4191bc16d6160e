//! Colour spaces and inks (ISO 32000-1, 8.6).

use super::super::printer::ColorKind;
use super::reader::Reader;
use lopdf::{Dictionary, Object};

/// How deep colour spaces may be in each other: an indexed one over a separation over an ICC profile.
const DEEPEST: usize = 8;

/// A colour space.
#[derive(Clone, Debug, PartialEq)]
pub enum Space {
    /// Shades of grey.
    Gray,
    /// Red, green, blue, and others of light.
    Rgb,
    /// The four inks.
    Cmyk,
    /// Inks by name (`Separation`, `DeviceN`).
    Inks(Vec<String>),
    /// A palette: the most ink of its colours (percent, if known), over another space.
    Indexed(Box<Space>, Option<f64>),
    /// A pattern; what it paints is looked at by itself.
    Pattern,
    /// None that could be read.
    Unknown,
}

impl Space {
    /// The space that an object names or describes; `resources` has those that a content stream defines.
    pub fn of<'a>(reader: Reader<'a>, object: &'a Object, resources: &'a Dictionary) -> Space {
        read(reader, object, resources, 0)
    }

    /// Its kind; `None` for what has none of its own.
    pub fn kind(&self) -> Option<ColorKind> {
        match self {
            Space::Gray => Some(ColorKind::Gray),
            Space::Rgb => Some(ColorKind::Rgb),
            Space::Cmyk => Some(ColorKind::Cmyk),
            Space::Inks(names) => {
                let spot = names.iter().any(|name| is_spot(name));
                let colored = names.iter().any(|name| matches!(name.as_str(), "Cyan" | "Magenta" | "Yellow"));
                let kind = if spot { ColorKind::Spot } else { ColorKind::Gray };
                Some(if colored && !spot { ColorKind::Cmyk } else { kind })
            }
            Space::Indexed(base, _) => base.kind(),
            Space::Pattern | Space::Unknown => None,
        }
    }

    /// The inks of its own that it names.
    pub fn spots(&self) -> impl Iterator<Item = &String> {
        let names = match self {
            Space::Inks(names) => names.as_slice(),
            Space::Indexed(base, _) => match base.as_ref() {
                Space::Inks(names) => names.as_slice(),
                _ => &[],
            },
            _ => &[],
        };
        names.iter().filter(|name| is_spot(name))
    }

    /// How many numbers a colour has.
    pub fn components(&self) -> Option<usize> {
        match self {
            Space::Gray | Space::Indexed(..) => Some(1),
            Space::Rgb => Some(3),
            Space::Cmyk => Some(4),
            Space::Inks(names) => Some(names.len()),
            Space::Pattern | Space::Unknown => None,
        }
    }

    /// The colour that a content stream begins with in this space (8.6.5.1): black, or full inks.
    pub fn first(&self) -> Vec<f64> {
        match self {
            Space::Gray | Space::Indexed(..) => vec![0.0],
            Space::Rgb => vec![0.0; 3],
            Space::Cmyk => vec![0.0, 0.0, 0.0, 1.0],
            Space::Inks(names) => vec![1.0; names.len()],
            Space::Pattern | Space::Unknown => Vec::new(),
        }
    }

    /// How much ink a colour lays on, in percent, all inks together; `None` where only a conversion could say. Registration
    /// colour (`All`) does not count: it is for marks outside of the page.
    pub fn ink(&self, color: &[f64]) -> Option<f64> {
        match self {
            Space::Gray => color.first().map(|light| (1.0 - light).clamp(0.0, 1.0) * 100.0),
            Space::Cmyk | Space::Inks(_) => Some(color.iter().map(|ink| ink.clamp(0.0, 1.0) * 100.0).sum()),
            Space::Indexed(_, most) => *most,
            Space::Rgb | Space::Pattern | Space::Unknown => None,
        }
    }

    /// Whether a colour leaves the paper white.
    pub fn is_white(&self, color: &[f64]) -> bool {
        match self {
            Space::Rgb => !color.is_empty() && color.iter().all(|light| *light >= 1.0),
            _ => self.ink(color) == Some(0.0),
        }
    }
}

/// Whether an ink is one of its own. `All` is for registration, `None` prints nothing.
fn is_spot(name: &str) -> bool {
    !matches!(name, "Cyan" | "Magenta" | "Yellow" | "Black" | "All" | "None")
}

fn read<'a>(reader: Reader<'a>, object: &'a Object, resources: &'a Dictionary, depth: usize) -> Space {
    if depth > DEEPEST {
        return Space::Unknown;
    }
    match reader.follow(object) {
        Some(Object::Name(name)) => named(reader, name, resources, depth),
        Some(Object::Array(parts)) => described(reader, parts, resources, depth),
        _ => Space::Unknown,
    }
}

fn named<'a>(reader: Reader<'a>, name: &'a [u8], resources: &'a Dictionary, depth: usize) -> Space {
    match name {
        b"DeviceGray" | b"G" | b"CalGray" => Space::Gray,
        b"DeviceRGB" | b"RGB" | b"CalRGB" | b"Lab" => Space::Rgb,
        b"DeviceCMYK" | b"CMYK" => Space::Cmyk,
        b"Pattern" => Space::Pattern,
        _ => {
            let spaces = reader.dict(resources, "ColorSpace");
            let found = spaces.and_then(|spaces| spaces.get(name).ok());
            found.map_or(Space::Unknown, |found| read(reader, found, resources, depth + 1))
        }
    }
}

fn described<'a>(reader: Reader<'a>, parts: &'a [Object], resources: &'a Dictionary, depth: usize) -> Space {
    let part = |at: usize| parts.get(at).and_then(|object| reader.follow(object));
    let Some(Object::Name(family)) = part(0) else { return Space::Unknown };
    match family.as_slice() {
        b"ICCBased" => icc(reader, part(1)),
        b"Separation" => part(1).and_then(ink_name).map_or(Space::Unknown, |name| Space::Inks(vec![name])),
        b"DeviceN" => {
            let names = part(1).and_then(|names| names.as_array().ok());
            let names = names.and_then(|names| names.iter().map(|name| ink_name(reader.follow(name)?)).collect());
            names.map_or(Space::Unknown, Space::Inks)
        }
        b"Indexed" | b"I" => {
            let base = parts.get(1).map_or(Space::Unknown, |base| read(reader, base, resources, depth + 1));
            let most = part(3).and_then(|table| palette_ink(reader, &base, table));
            Space::Indexed(Box::new(base), most)
        }
        family => named(reader, family, resources, depth + 1),
    }
}

fn ink_name(object: &Object) -> Option<String> {
    object.as_name().ok().map(|name| String::from_utf8_lossy(name).into_owned())
}

/// The space of a profile, by its number of components (8.6.5.5).
fn icc(reader: Reader<'_>, profile: Option<&Object>) -> Space {
    let Some(Object::Stream(profile)) = profile else { return Space::Unknown };
    match profile.dict.get(b"N").ok().and_then(|count| reader.0.dereference(count).ok()?.1.as_i64().ok()) {
        Some(1) => Space::Gray,
        Some(3) => Space::Rgb,
        Some(4) => Space::Cmyk,
        _ => Space::Unknown,
    }
}

/// The most ink of the colours of a palette.
fn palette_ink(reader: Reader<'_>, base: &Space, table: &Object) -> Option<f64> {
    let bytes = match table {
        Object::String(bytes, _) => bytes.clone(),
        Object::Stream(stream) => reader.data(stream)?,
        _ => return None,
    };
    most_ink(base, &bytes)
}

/// The most ink of 8-bit colours one after another.
pub fn most_ink(space: &Space, bytes: &[u8]) -> Option<f64> {
    let count = space.components().filter(|count| *count > 0)?;
    let mut most = 0_f64;
    for color in bytes.chunks_exact(count) {
        let color: Vec<f64> = color.iter().map(|byte| f64::from(*byte) / 255.0).collect();
        most = most.max(space.ink(&color)?);
    }
    Some(most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::{Document, Stream, dictionary};

    fn space(object: Object) -> Space {
        let document = Document::new();
        Space::of(Reader(&document), &object, &Dictionary::new())
    }

    #[test]
    fn spaces_by_name_profile_and_ink() {
        assert_eq!(space("DeviceCMYK".into()), Space::Cmyk);
        let profile = |n: i64| Object::Stream(Stream::new(dictionary! { "N" => n }, Vec::new()));
        assert_eq!(space(vec!["ICCBased".into(), profile(3)].into()), Space::Rgb);
        assert_eq!(space(vec!["ICCBased".into(), profile(7)].into()), Space::Unknown);
        let black = space(vec!["Separation".into(), "Black".into(), "DeviceCMYK".into(), Object::Null].into());
        assert_eq!(black.kind(), Some(ColorKind::Gray), "black ink is shades of grey");
        let gold = space(vec!["Separation".into(), "Gold".into(), "DeviceCMYK".into(), Object::Null].into());
        assert_eq!((gold.kind(), gold.spots().count()), (Some(ColorKind::Spot), 1));
        let duotone: Object = vec!["Black".into(), "Cyan".into()].into();
        let duotone = space(vec!["DeviceN".into(), duotone, "DeviceCMYK".into(), Object::Null].into());
        assert_eq!((duotone.kind(), duotone.ink(&[1.0, 0.5])), (Some(ColorKind::Cmyk), Some(150.0)));
        assert_eq!(space("Nothing".into()), Space::Unknown);
    }

    #[test]
    fn ink_is_the_sum_of_the_plates() {
        assert_eq!(Space::Cmyk.ink(&[0.75, 0.5, 0.5, 1.0]), Some(275.0));
        assert_eq!(Space::Gray.ink(&[0.25]), Some(75.0));
        assert_eq!(Space::Rgb.ink(&[0.0, 0.0, 0.0]), None, "a profile would say");
        assert!(Space::Rgb.is_white(&[1.0; 3]) && Space::Cmyk.is_white(&[0.0; 4]) && !Space::Gray.is_white(&[0.9]));
        let table = Object::string_literal(vec![255_u8, 255, 0, 0, 0, 0, 0, 255]);
        let palette = space(vec!["Indexed".into(), "DeviceCMYK".into(), 1.into(), table].into());
        assert_eq!((palette.kind(), palette.ink(&[0.0])), (Some(ColorKind::Cmyk), Some(200.0)));
    }

    #[test]
    fn a_space_within_itself_ends() {
        let mut document = Document::new();
        let id = document.new_object_id();
        let table: Object = Object::string_literal(Vec::new());
        document.objects.insert(id, vec!["Indexed".into(), Object::Reference(id), 1.into(), table].into());
        let object = Object::Reference(id);
        let space = Space::of(Reader(&document), &object, &Dictionary::new());
        assert_eq!(space.kind(), None);
    }
}
