//! Finding and opening the faces that a theme's roles name.

use super::{Face, FaceId, FontBook, FontError, FontRole, SYNTHETIC_SLANT, Selection, Shared, Styles, bundled};
use crate::diagnostics::{Code, Diagnostics};
use crate::theme::{Family, Theme};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Prefix of a face to be found among the system's.
const SYSTEM: &str = "system:";

/// Loads a theme's faces, each file once.
pub(super) fn book(theme: &Theme, base: Option<&Path>) -> Result<(FontBook, Diagnostics), FontError> {
    let mut loader = Loader { base, faces: Vec::new(), by_path: BTreeMap::new(), diagnostics: Diagnostics::new() };
    let mut roles = [Styles::default(); 5];
    for (role, name) in [
        (FontRole::Text, &theme.roles.text),
        (FontRole::Small, &theme.roles.small),
        (FontRole::Heading, &theme.roles.heading),
        (FontRole::Label, &theme.roles.label),
        (FontRole::Mono, &theme.roles.mono),
    ] {
        if let Some(styles) = roles.get_mut(role as usize) {
            *styles = loader.family(theme, name)?.ok_or_else(|| FontError::NotFound(name.clone()))?;
        }
    }
    let mut fallback = Vec::new();
    for name in &theme.roles.fallback {
        fallback.extend(loader.family(theme, name)?);
    }
    let Loader { faces, diagnostics, .. } = loader;
    Ok((FontBook { shared: Arc::new(Shared { faces, roles, fallback, ..Shared::default() }) }, diagnostics))
}

struct Loader<'a> {
    base: Option<&'a Path>,
    faces: Vec<Face>,
    by_path: BTreeMap<String, FaceId>,
    diagnostics: Diagnostics,
}

impl Loader<'_> {
    /// The styles of a family by its name; `None`, with a diagnostic, if the theme has no such family.
    fn family(&mut self, theme: &Theme, name: &str) -> Result<Option<Styles>, FontError> {
        let Some(family) = theme.families.get(name) else {
            let known: Vec<&str> = theme.families.keys().map(String::as_str).collect();
            self.diagnostics.warn(
                Code::BadConfiguration,
                None,
                format!("the theme's roles name a font family `{name}` that it does not define"),
                format!("define it under `families`, or name one of: {}", known.join(", ")),
            );
            return Ok(None);
        };
        self.styles(family).map(Some)
    }

    /// The four styles: a missing italic is the upright slanted, a missing bold is the regular.
    fn styles(&mut self, family: &Family) -> Result<Styles, FontError> {
        let plain = |face| Selection { face, slant: 0.0 };
        let slanted = |selection: Selection| Selection { slant: SYNTHETIC_SLANT, ..selection };
        let regular = plain(self.face(&family.regular)?);
        let italic = self.optional(&family.italic)?.map_or(slanted(regular), plain);
        let bold = self.optional(&family.bold)?.map_or(regular, plain);
        let stand_in = if family.bold.is_empty() { italic } else { slanted(bold) };
        let bold_italic = self.optional(&family.bold_italic)?.map_or(stand_in, plain);
        Ok(Styles { by_style: [regular, bold, italic, bold_italic] })
    }

    fn optional(&mut self, path: &str) -> Result<Option<FaceId>, FontError> {
        if path.is_empty() { Ok(None) } else { self.face(path).map(Some) }
    }

    fn face(&mut self, path: &str) -> Result<FaceId, FontError> {
        if let Some(&id) = self.by_path.get(path) {
            return Ok(id);
        }
        let id = u16::try_from(self.faces.len())
            .map_err(|_| FontError::Unreadable(path.to_owned(), "a book holds 65,536 faces at most".to_owned()))?;
        self.faces.push(Face::open(path, self.read(path)?, 0)?);
        self.by_path.insert(path.to_owned(), FaceId(id));
        Ok(FaceId(id))
    }

    /// A bundled file, else one beside the theme file.
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FontError> {
        if let Some(data) = bundled::file(path) {
            return Ok(data.into());
        }
        let not_found = || FontError::NotFound(path.to_owned());
        if path.is_empty() || path.starts_with(SYSTEM) {
            return Err(not_found());
        }
        let file = self.base.ok_or_else(not_found)?.join(path);
        std::fs::read(file).map(Arc::from).map_err(|_| not_found())
    }
}
