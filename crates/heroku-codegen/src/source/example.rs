//! The example of each action: a request made of values that the schema gives.

use std::fmt::Write;

use heroku_schema::{Action, Field, Returns, Type, Variant};

use super::items::required_name;
use super::member::{Holds, Member, Role, Storage, input_members};
use super::request::takes_struct;
use super::sample::{Hint, Sample, Samples};
use super::scope::Scope;
use super::text::Code;

/// The width that an example may take behind `/// `.
pub(crate) const WIDTH: usize = 90;

/// How many optional parameters an example shows where nothing is needed.
const MOST_SETTERS: usize = 2;

/// How examples are written.
#[derive(Debug)]
pub(crate) struct Examples<'p> {
    /// Path of the module that holds the generated ones, as in `heroku`; without it, examples
    /// are no doctests, since they could not know what to import.
    pub(crate) path: Option<&'p str>,
}

impl Examples<'_> {
    /// Writes the example of an action.
    pub(crate) fn write<'a>(
        &self,
        code: &mut Code,
        scope: &Scope<'a>,
        action: &'a Action,
        members: &[Member<'a>],
    ) {
        let path = self.path.unwrap_or("api");
        let samples = Samples::new(scope);
        let mut call = construct(&samples, &action.name, members);
        call.setters.extend(setters(&samples, action, members));
        let mut lines = samples.imports(path);
        lines.push(String::new());
        lines.extend(call.lines("let request = ", ";"));
        code.doc_line(0, "");
        code.doc_line(0, "# Example");
        code.doc_line(
            0,
            if self.path.is_some() {
                "```"
            } else {
                "```text"
            },
        );
        for line in lines {
            code.doc_line(0, &line);
        }
        if self.path.is_some() {
            code.doc_line(0, "# let _ = request;");
        }
        code.doc_line(0, "```");
    }
}

/// The expression that makes an object within a body.
pub(crate) fn input_example<'a>(
    samples: &Samples<'a, '_>,
    name: &str,
    fields: &'a [Field],
) -> String {
    let members = input_members(fields);
    let mut call = construct(samples, name, &members);
    if call.arguments.is_empty() {
        call.setters = optional(samples, &members).take(MOST_SETTERS).collect();
    }
    call.lines("", "").join("\n")
}

fn construct<'a>(samples: &Samples<'a, '_>, name: &str, members: &[Member<'a>]) -> Call {
    samples.import_own(name);
    let needed = members.iter().filter(|member| member.is_required);
    let arguments = if takes_struct(members) {
        let required = required_name(name);
        samples.import_own(&required);
        let mut text = format!("{required} {{\n");
        for member in needed {
            let _ = writeln!(text, "    {}: {},", member.name, owned(samples, member));
        }
        text.push('}');
        vec![text]
    } else {
        needed.map(|member| argument(samples, member)).collect()
    };
    Call {
        head: format!("{name}::new"),
        arguments,
        setters: Vec::new(),
    }
}

fn setters<'a>(
    samples: &Samples<'a, '_>,
    action: &'a Action,
    members: &[Member<'a>],
) -> Vec<(String, String)> {
    let needs_body = members
        .iter()
        .any(|member| member.is_required && member.role != Role::Argument);
    let mut setters: Vec<(String, String)> = Vec::new();
    if let Some((member, map)) = members.iter().find_map(|member| match member.holds {
        Holds::Entries(map) if member.role == Role::Entries => Some((member, map)),
        _ => None,
    }) {
        let value = samples.value(&map.value, member.example, Hint::default(), Sample::Loose);
        setters.push(("set".to_owned(), format!("\"GREETING\", {value}")));
        if map.nullable && !matches!(*map.value, Type::Any) {
            setters.push(("unset".to_owned(), "\"FAREWELL\"".to_owned()));
        }
    } else if !needs_body {
        setters.extend(optional(samples, members).take(MOST_SETTERS));
    }
    if let (Returns::Page(_), [field, ..]) = (&action.returns, &action.ranges[..]) {
        samples.import_crate("ListRange");
        setters.push((
            "range".to_owned(),
            format!("ListRange::by({field:?}).max(100)"),
        ));
    }
    setters
}

/// Setters with simple values, the telling ones first.
fn optional<'a, 'm>(
    samples: &'m Samples<'a, '_>,
    members: &'m [Member<'a>],
) -> impl Iterator<Item = (String, String)> + use<'a, 'm> {
    members
        .iter()
        .filter(|member| {
            !member.is_required && member.variant == Variant::Platform && is_simple(member)
        })
        .map(|member| (member.name.clone(), loose(samples, member)))
}

fn is_simple(member: &Member<'_>) -> bool {
    match member.holds {
        Holds::Text => true,
        Holds::Of(Type::Any) => member.field.is_some_and(|field| field.ty == Type::Integer),
        Holds::Of(ty) => matches!(
            ty,
            Type::String
                | Type::Secret
                | Type::Integer
                | Type::Number
                | Type::Boolean
                | Type::Enum(_)
        ),
        Holds::Id | Holds::Entries(_) => false,
    }
}

fn loose<'a>(samples: &Samples<'a, '_>, member: &Member<'a>) -> String {
    match (member.holds, member.field) {
        (Holds::Of(Type::Any), Some(field)) if field.ty == Type::Integer => {
            samples.value(&field.ty, member.example, hint(member), Sample::Loose)
        }
        (Holds::Of(ty), _) => samples.value(ty, member.example, hint(member), Sample::Loose),
        (Holds::Id, _) => samples.id(member.example),
        (Holds::Text | Holds::Entries(_), _) => samples.text(member.example, hint(member)),
    }
}

/// An argument of `new`.
fn argument<'a>(samples: &Samples<'a, '_>, member: &Member<'a>) -> String {
    if member.storage != Storage::Field {
        return loose(samples, member);
    }
    match member.holds {
        Holds::Of(Type::String | Type::Secret | Type::Integer | Type::Boolean) => {
            loose(samples, member)
        }
        Holds::Of(ty @ (Type::Enum(_) | Type::Timestamp | Type::Number | Type::Object(_))) => {
            let value = samples.value(ty, member.example, hint(member), Sample::Exact);
            format!("Some({value})")
        }
        _ => {
            samples.import_crate("Field");
            "Field::Null".to_owned()
        }
    }
}

/// A field of the struct that holds what a request needs.
fn owned<'a>(samples: &Samples<'a, '_>, member: &Member<'a>) -> String {
    match member.holds {
        _ if member.storage == Storage::Field => {
            samples.import_crate("Field");
            "Field::Null".to_owned()
        }
        Holds::Of(ty) => samples.value(ty, member.example, hint(member), Sample::Exact),
        Holds::Id | Holds::Text | Holds::Entries(_) => format!("{}.into()", loose(samples, member)),
    }
}

fn hint<'m>(member: &'m Member<'_>) -> Hint<'m> {
    Hint {
        name: &member.wire,
        format: member.field.map_or("", |field| &field.format),
    }
}

/// A call of a constructor, and the setters behind it.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) head: String,
    pub(crate) arguments: Vec<String>,
    /// The setters, each with its arguments.
    pub(crate) setters: Vec<(String, String)>,
}

impl Call {
    fn one_line(&self) -> String {
        let mut line = format!("{}({})", self.head, self.arguments.join(", "));
        for (name, value) in &self.setters {
            let _ = write!(line, ".{name}({value})");
        }
        line
    }

    /// The call between `before` and `after`, in as many lines as it takes.
    pub(crate) fn lines(&self, before: &str, after: &str) -> Vec<String> {
        let line = format!("{before}{}{after}", self.one_line());
        if !line.contains('\n') && line.len() <= WIDTH {
            return vec![line];
        }
        let mut lines = self.constructor(before);
        for (name, value) in &self.setters {
            let setter = format!(".{name}({value})");
            lines.extend(setter.lines().map(|line| format!("    {line}")));
        }
        if let Some(last) = lines.last_mut() {
            last.push_str(after);
        }
        lines
    }

    fn constructor(&self, before: &str) -> Vec<String> {
        let Self {
            head, arguments, ..
        } = self;
        let line = format!("{before}{head}({})", arguments.join(", "));
        let is_one_line = line.len() <= WIDTH && !line.contains('\n');
        if is_one_line || matches!(&arguments[..], [one] if one.contains('\n')) {
            return line.lines().map(str::to_owned).collect();
        }
        let mut lines = vec![format!("{before}{head}(")];
        for argument in arguments {
            let argument = format!("{argument},");
            lines.extend(argument.lines().map(|line| format!("    {line}")));
        }
        lines.push(")".to_owned());
        lines
    }
}
