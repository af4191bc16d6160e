//! Finding and opening the faces that a theme's roles name.

use super::book::{FontBook, FontRole, SYNTHETIC_SLANT, Selection, Shared, Styles};
use super::error::FontError;
use super::face::{Face, FaceId};
use super::machine::Machine;
use super::scripts::Look;
use super::{bundled, system};
use crate::diagnostics::{Code, Diagnostics};
use crate::theme::{Family, Theme};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl FontBook {
    /// Loads every face the theme's roles need. `base` is the folder of the theme file, for fonts beside it.
    ///
    /// # Errors
    /// When a face cannot be found or read: a book set in another face than the theme asks for would be a wrong book.
    pub fn load(theme: &Theme, base: Option<&Path>) -> Result<(FontBook, Diagnostics), FontError> {
        book(theme, base)
    }
}

/// Loads a theme's faces, each file once.
fn book(theme: &Theme, base: Option<&Path>) -> Result<(FontBook, Diagnostics), FontError> {
    let mut loader = Loader {
        base,
        faces: Vec::new(),
        by_path: BTreeMap::new(),
        files: BTreeMap::new(),
        diagnostics: Diagnostics::new(),
    };
    let mut roles = [Styles::default(); 5];
    let mut looks = [Look::default(); 5];
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
        if let (Some(look), Some(family)) = (looks.get_mut(role as usize), theme.families.get(name)) {
            *look = look_of(&family.generic);
        }
    }
    let mut fallback = Vec::new();
    for name in &theme.roles.fallback {
        fallback.extend(loader.family(theme, name)?);
    }
    let Loader { faces, diagnostics, .. } = loader;
    let machine = if theme.roles.installed { Machine::installed() } else { Machine::default() };
    Ok((
        FontBook { shared: Arc::new(Shared { faces, roles, fallback, looks, machine, ..Shared::default() }) },
        diagnostics,
    ))
}

/// The kind of a family, by its generic name in CSS.
fn look_of(generic: &str) -> Look {
    match generic {
        "sans-serif" => Look::Sans,
        "monospace" => Look::Mono,
        _ => Look::Serif,
    }
}

struct Loader<'a> {
    base: Option<&'a Path>,
    faces: Vec<Face>,
    by_path: BTreeMap<String, FaceId>,
    /// Files of the system, each read once: a collection holds many faces.
    files: BTreeMap<PathBuf, Arc<[u8]>>,
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
        let regular = plain(match system::name(&family.regular) {
            Some(name) => self.installed(&system::find(name, false, false)?)?,
            None => self.face(&family.regular)?,
        });
        let italic = self.optional(&family.italic, family, (false, true))?.map_or(slanted(regular), plain);
        let own_bold = self.optional(&family.bold, family, (true, false))?;
        let bold = own_bold.map_or(regular, plain);
        let stand_in = if own_bold.is_none() { italic } else { slanted(bold) };
        let bold_italic = self.optional(&family.bold_italic, family, (true, true))?.map_or(stand_in, plain);
        Ok(Styles { by_style: [regular, bold, italic, bold_italic] })
    }

    /// A style that a family may lack. A family of the system brings its styles without their being named; what it does
    /// not have is stood in for.
    fn optional(
        &mut self,
        path: &str,
        family: &Family,
        (bold, italic): (bool, bool),
    ) -> Result<Option<FaceId>, FontError> {
        let named = if path.is_empty() { &family.regular } else { path };
        match system::name(named) {
            Some(name) => {
                let found = system::find(name, bold, italic)?;
                if found.exact && (!path.is_empty() || system::find(name, false, false)? != found) {
                    self.installed(&found).map(Some)
                } else {
                    Ok(None)
                }
            }
            None if path.is_empty() => Ok(None),
            None => self.face(path).map(Some),
        }
    }

    fn face(&mut self, path: &str) -> Result<FaceId, FontError> {
        if let Some(&id) = self.by_path.get(path) {
            return Ok(id);
        }
        let data = self.read(path)?;
        self.add(path.to_owned(), data, 0)
    }

    /// A face of the system.
    fn installed(&mut self, found: &system::Installed) -> Result<FaceId, FontError> {
        let key = format!("{} ({})", found.path.display(), found.index);
        if let Some(&id) = self.by_path.get(&key) {
            return Ok(id);
        }
        let data = match self.files.get(&found.path) {
            Some(data) => Arc::clone(data),
            None => {
                let data: Arc<[u8]> = std::fs::read(&found.path)
                    .map_err(|error| FontError::Unreadable(key.clone(), error.to_string()))?
                    .into();
                self.files.insert(found.path.clone(), Arc::clone(&data));
                data
            }
        };
        self.add(key, data, found.index)
    }

    fn add(&mut self, key: String, data: Arc<[u8]>, index: u32) -> Result<FaceId, FontError> {
        let id = u16::try_from(self.faces.len())
            .map_err(|_| FontError::Unreadable(key.clone(), "a book holds 65,536 faces at most".to_owned()))?;
        self.faces.push(Face::open(&key, data, index)?);
        self.by_path.insert(key, FaceId(id));
        Ok(FaceId(id))
    }

    /// A bundled file, else one beside the theme file.
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FontError> {
        if let Some(data) = bundled::file(path) {
            return Ok(data.into());
        }
        let not_found = || FontError::NotFound(path.to_owned());
        if path.is_empty() {
            return Err(not_found());
        }
        let file = self.base.ok_or_else(not_found)?.join(path);
        std::fs::read(file).map(Arc::from).map_err(|_| not_found())
    }
}
