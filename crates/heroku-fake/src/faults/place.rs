//! Where a fault strikes.

use heroku_schema::Action;

/// The requests that a fault may strike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Place {
    #[default]
    Everywhere,
    /// The operation of this name.
    Operation(String),
    /// This method on paths of this form, where `{name}` stands for any one segment.
    Path { method: String, path: String },
}

impl Place {
    pub(super) fn has(&self, action: Option<&Action>, method: &str, path: &str) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Operation(name) => action.is_some_and(|action| &action.name == name),
            Self::Path {
                method: wanted,
                path: form,
            } => method == wanted && fits(form, path),
        }
    }
}

/// Whether a segment of a form stands for any one.
pub(super) fn is_free(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}

fn fits(form: &str, path: &str) -> bool {
    let (mut form, mut path) = (form.split('/'), path.split('/'));
    loop {
        match (form.next(), path.next()) {
            (None, None) => return true,
            (Some(wanted), Some(sent)) => {
                if wanted != sent && (!is_free(wanted) || sent.is_empty()) {
                    return false;
                }
            }
            _ => return false,
        }
    }
}
