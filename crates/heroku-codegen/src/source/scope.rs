//! The names that a module uses, and what it imports for them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use heroku_schema::{Field, MapType, Type};

use super::index::{Index, module_name};
use super::items::{Item, Items, Side, declared_name};
use super::text::{Code, WIDTH, rows};

/// The names in scope of one module; it collects the imports while types are written.
#[derive(Debug)]
pub(crate) struct Scope<'a> {
    index: &'a Index<'a>,
    pub(crate) items: &'a Items<'a>,
    imports: RefCell<BTreeMap<&'static str, BTreeSet<String>>>,
    models: RefCell<BTreeMap<String, String>>,
}

const STD: &str = "std::collections";
const CRATE: &str = "heroku";
const SUPPORT: &str = "heroku::support";

impl<'a> Scope<'a> {
    pub(crate) fn new(index: &'a Index<'a>, items: &'a Items<'a>) -> Self {
        Self {
            index,
            items,
            imports: RefCell::default(),
            models: RefCell::default(),
        }
    }

    /// A type or trait of the crate, as in `Id`.
    pub(crate) fn of_crate(&self, name: &str) -> String {
        self.import(CRATE, name)
    }

    /// A function or type of `heroku::support`, as in `Answer`.
    pub(crate) fn support(&self, name: &str) -> String {
        if self.items.has_parameter(name) {
            return format!("{SUPPORT}::{name}");
        }
        self.import(SUPPORT, name)
    }

    fn import(&self, module: &'static str, name: &str) -> String {
        if self.items.declares(name) {
            return format!("{module}::{name}");
        }
        self.imports
            .borrow_mut()
            .entry(module)
            .or_default()
            .insert(name.to_owned());
        name.to_owned()
    }

    /// The Rust type of a value.
    pub(crate) fn ty(&self, ty: &'a Type, side: Side) -> String {
        match ty {
            Type::String => "String".to_owned(),
            Type::Secret => self.of_crate("Secret"),
            Type::Timestamp => self.of_crate("Timestamp"),
            Type::Integer => "i64".to_owned(),
            Type::Number => "f64".to_owned(),
            Type::Boolean => "bool".to_owned(),
            Type::Enum(choice) => self.items.choice_name(choice).to_owned(),
            Type::Array(item) => {
                format!("Vec<{}>", self.ty(item, side))
            }
            Type::Map(map) => self.map(map, side),
            Type::Object(object) => self.items.object_name(object, side).to_owned(),
            Type::Model(name) => self.model(name),
            _ => self.of_crate("Value"),
        }
    }

    /// The Rust type of a map.
    pub(crate) fn map(&self, map: &'a MapType, side: Side) -> String {
        let value = self.ty(&map.value, side);
        let value = if map.nullable && !matches!(*map.value, Type::Any) {
            option(&value)
        } else {
            value
        };
        format!("{}<String, {value}>", self.std_map())
    }

    /// The name of the map type.
    pub(crate) fn std_map(&self) -> String {
        self.import(STD, "BTreeMap")
    }

    /// The Rust type of a field of a model.
    pub(crate) fn model_field(&self, field: &'a Field) -> String {
        let ty = self.ty(&field.ty, Side::Answer);
        let is_promised = field.required && !field.nullable;
        match &field.ty {
            Type::Any => ty,
            Type::Model(name) if self.index.home(name).is_none() => ty,
            Type::Timestamp => option(&ty),
            _ if is_promised => ty,
            _ => option(&ty),
        }
    }

    /// Whether the module has a request of this name.
    pub(crate) fn is_request(&self, name: &str) -> bool {
        self.items
            .list
            .iter()
            .any(|item| matches!(item, Item::Request(action) if action.name == name))
    }

    /// Whether a reference leads to a model, and not to nothing.
    pub(crate) fn has_model(&self, name: &str) -> bool {
        self.index.home(name).is_some()
    }

    /// Module and type of a model, where there is one.
    pub(crate) fn model_path(&self, name: &str) -> Option<(String, String)> {
        let resource = self.index.home(name)?;
        let ty = match &resource.model {
            Some(Type::Object(object)) => &object.name,
            _ => &resource.type_name,
        };
        let ty = declared_name(ty);
        Some((module_name(resource), ty))
    }

    fn model(&self, name: &str) -> String {
        let Some((module, ty)) = self.model_path(name) else {
            return self.of_crate("Value");
        };
        if module == self.items.module {
            return ty;
        }
        let path = format!("super::{module}::{ty}");
        if self.items.declares(&ty) || is_runtime(&ty) {
            return path;
        }
        let mut models = self.models.borrow_mut();
        match models.get(&ty) {
            Some(known) if *known != path => path,
            Some(_) => ty,
            None => {
                models.insert(ty.clone(), path);
                ty
            }
        }
    }

    /// Writes the imports of all that was used.
    pub(crate) fn write_imports(&self, code: &mut Code) {
        let imports = self.imports.borrow();
        let mut groups: Vec<Vec<String>> = Vec::new();
        for modules in [&[STD][..], &[SUPPORT, CRATE]] {
            groups.push(
                modules
                    .iter()
                    .filter_map(|module| Some(import_lines(module, imports.get(module)?)))
                    .flatten()
                    .collect(),
            );
        }
        let models = self.models.borrow();
        let mut own: Vec<&str> = models.values().map(String::as_str).collect();
        if self.uses_operations() {
            own.push("super::operations");
        }
        own.sort_unstable();
        groups.push(own.iter().map(|path| format!("use {path};")).collect());
        for group in groups.iter().filter(|group| !group.is_empty()) {
            code.blank();
            for line in group {
                code.line(0, line);
            }
        }
    }

    fn uses_operations(&self) -> bool {
        self.imports
            .borrow()
            .get(CRATE)
            .is_some_and(|names| names.contains("Operation"))
            || self.items.declares("Operation")
    }
}

/// `Option` of a Rust type.
pub(crate) fn option(ty: &str) -> String {
    format!("Option<{ty}>")
}

fn import_lines(module: &str, names: &BTreeSet<String>) -> Vec<String> {
    let list = names.iter().map(String::as_str).collect::<Vec<_>>();
    let line = match &list[..] {
        [name] => format!("use {module}::{name};"),
        names => format!("use {module}::{{{}}};", names.join(", ")),
    };
    // `rustfmt` breaks imports two columns earlier than anything else.
    if line.len() + 2 <= WIDTH {
        return vec![line];
    }
    let mut lines = vec![format!("use {module}::{{")];
    lines.extend(
        rows(&list, WIDTH - 4)
            .iter()
            .map(|row| format!("    {row}")),
    );
    lines.push("};".to_owned());
    lines
}

/// Whether a name is one that generated code may import from elsewhere.
fn is_runtime(name: &str) -> bool {
    const NAMES: [&str; 15] = [
        "Answer",
        "BTreeMap",
        "Error",
        "Field",
        "Id",
        "ListRange",
        "ListRequest",
        "Operation",
        "Page",
        "Parts",
        "Request",
        "Secret",
        "Timestamp",
        "Value",
        "Variant",
    ];
    NAMES.contains(&name)
}
