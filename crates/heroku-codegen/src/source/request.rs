//! Requests: one struct for each action, its setters, and how it is written and read.

use heroku_schema::{Action, Object, Returns, Type, Variant};

use super::docs::write_action_docs;
use super::example::Examples;
use super::items::{Side, required_name};
use super::member::{Holds, Member, Role, Storage, input_members, members};
use super::model::{docs_or, wire_name};
use super::operations::static_name;
use super::scope::{Scope, option};
use super::setter::write_setters;
use super::text::Code;

/// The most inputs that `new` takes as arguments.
const MOST_ARGUMENTS: usize = 4;

/// Writes a request.
pub(crate) fn write_request<'a>(
    code: &mut Code,
    scope: &Scope<'a>,
    action: &'a Action,
    resource: &str,
    examples: &Examples<'_>,
) {
    let members = members(action, resource);
    let range = range_type(action, scope);
    let is_bare = is_default(&members);
    write_action_docs(code, action, resource);
    examples.write(code, scope, action, &members);
    for alias in action.aliases.iter().filter(|alias| **alias != action.name) {
        code.line(0, format_args!("#[doc(alias = {alias:?})]"));
    }
    write_struct(code, scope, &action.name, &members, range.as_deref());
    code.blank();
    let name = &action.name;
    code.line(0, format_args!("impl {name} {{"));
    write_new(code, scope, name, &members, range.is_some());
    write_setters(code, scope, &members, action.variant);
    if let Some(range) = range {
        write_range_setter(code, action, &range);
    }
    code.line(0, "}");
    write_default(code, name, &members, is_bare);
    write_required(code, scope, name, &members);
    if matches!(action.body, Some(Type::Object(_))) {
        write_parameters(code, name, &members);
    }
    code.blank();
    write_impl(code, scope, action, &members);
    if let Returns::Page(item) = &action.returns {
        code.blank();
        let list = scope.of_crate("ListRequest");
        code.line(0, format_args!("impl {list} for {name} {{"));
        code.line(
            1,
            format_args!("type Item = {};", scope.ty(item, Side::Answer)),
        );
        code.line(0, "}");
    }
}

/// Writes an object within the body of a request.
pub(crate) fn write_input<'a>(code: &mut Code, scope: &Scope<'a>, name: &str, object: &'a Object) {
    let members = input_members(&object.fields);
    code.docs(
        0,
        &docs_or(&object.description, "A part of a request's body."),
    );
    write_struct(code, scope, name, &members, None);
    code.blank();
    code.line(0, format_args!("impl {name} {{"));
    write_new(code, scope, name, &members, false);
    write_setters(code, scope, &members, Variant::Platform);
    code.line(0, "}");
    write_default(code, name, &members, is_default(&members));
    write_required(code, scope, name, &members);
    write_parameters(code, name, &members);
}

/// Whether `new` takes one struct in place of arguments.
pub(crate) fn takes_struct(members: &[Member<'_>]) -> bool {
    members.iter().filter(|member| member.is_required).count() > MOST_ARGUMENTS
}

/// Whether nothing at all is needed or preset, so that `Default` can be derived.
fn is_default(members: &[Member<'_>]) -> bool {
    members
        .iter()
        .all(|member| !member.is_required && !member.starts_null)
}

fn range_type(action: &Action, scope: &Scope<'_>) -> Option<String> {
    matches!(action.returns, Returns::Page(_)).then(|| scope.of_crate("ListRange"))
}

fn write_struct<'a>(
    code: &mut Code,
    scope: &Scope<'a>,
    name: &str,
    members: &[Member<'a>],
    range: Option<&str>,
) {
    let default = if is_default(members) { "Default, " } else { "" };
    code.line(
        0,
        format_args!("#[derive(Clone, Debug, {default}PartialEq)]"),
    );
    let is_request = scope.is_request(name);
    let what = if is_request {
        "a request does nothing until it is sent"
    } else {
        "it does nothing until a request takes it"
    };
    code.line(0, format_args!("#[must_use = \"{what}\"]"));
    if members.is_empty() && range.is_none() {
        code.line(0, format_args!("pub struct {name} {{}}"));
        return;
    }
    code.line(0, format_args!("pub struct {name} {{"));
    for member in members {
        code.line(
            1,
            format_args!("{}: {},", member.name, member.stored_type(scope)),
        );
    }
    if let Some(range) = range {
        code.line(1, format_args!("range: {},", option(range)));
    }
    code.line(0, "}");
}

fn write_new<'a>(
    code: &mut Code,
    scope: &Scope<'a>,
    name: &str,
    members: &[Member<'a>],
    has_range: bool,
) {
    let needed: Vec<_> = members.iter().filter(|member| member.is_required).collect();
    let has_setters = has_range || needed.len() < members.len();
    code.doc_line(1, new_summary(needed.len(), has_setters));
    let with_struct = takes_struct(members);
    if !with_struct && !needed.is_empty() {
        code.doc_line(1, "");
        for member in &needed {
            code.docs(
                1,
                &format!("- `{}`: {}", member.name, one_paragraph(&member.docs)),
            );
        }
    }
    let parameters: Vec<String> = if with_struct {
        vec![format!("required: {}", required_name(name))]
    } else {
        needed
            .iter()
            .map(|member| format!("{}: {}", member.name, member.needed_type(scope)))
            .collect()
    };
    code.signature(1, "pub fn new", &parameters, " -> Self {");
    // A setter of that name would hide the one of the trait.
    let is_hidden = members.iter().any(|member| member.name == "default");
    if is_default(members) && !is_hidden {
        code.line(2, "Self::default()");
    } else {
        let mut fields: Vec<String> = members
            .iter()
            .map(
                |member| match (with_struct && member.is_required, member.storage) {
                    (true, Storage::Option) => format!("{0}: Some(required.{0})", member.name),
                    (true, _) => format!("{0}: required.{0}", member.name),
                    (false, _) => assigned(&member.name, &member.initial(scope)),
                },
            )
            .collect();
        if has_range {
            fields.push("range: None".to_owned());
        }
        code.literal(2, "Self", &fields);
    }
    code.line(1, "}");
}

fn new_summary(needed: usize, has_setters: bool) -> &'static str {
    match (needed, has_setters) {
        (0, false) => "The request, complete as it is.",
        (0, true) => "With nothing set yet.",
        (_, false) => "From all that it takes.",
        (_, true) => "From what it needs, with nothing else set yet.",
    }
}

fn assigned(name: &str, value: &str) -> String {
    if name == value {
        name.to_owned()
    } else {
        format!("{name}: {value}")
    }
}

fn one_paragraph(text: &str) -> String {
    text.replace("\n\n", " ")
}

fn write_range_setter(code: &mut Code, action: &Action, range: &str) {
    let fields: Vec<String> = action
        .ranges
        .iter()
        .map(|field| format!("`{field}`"))
        .collect();
    let sorts = match &fields[..] {
        [] => String::new(),
        [one] => format!(" It can be sorted by {one}."),
        [most @ .., last] => format!(" It can be sorted by {} and {last}.", most.join(", ")),
    };
    code.blank();
    code.docs(
        1,
        &format!("Asks for a part of the list, or for another order.{sorts}"),
    );
    code.line(
        1,
        format_args!("pub fn range(mut self, range: {range}) -> Self {{"),
    );
    code.line(2, "self.range = Some(range);");
    code.line(2, "self");
    code.line(1, "}");
}

/// Writes `Default` where `new` takes nothing, but something is preset.
fn write_default(code: &mut Code, name: &str, members: &[Member<'_>], is_derived: bool) {
    if is_derived || members.iter().any(|member| member.is_required) {
        return;
    }
    code.blank();
    code.line(0, format_args!("impl Default for {name} {{"));
    code.line(1, "fn default() -> Self {");
    code.line(2, "Self::new()");
    code.line(1, "}");
    code.line(0, "}");
}

fn write_required<'a>(code: &mut Code, scope: &Scope<'a>, name: &str, members: &[Member<'a>]) {
    if !takes_struct(members) {
        return;
    }
    code.blank();
    code.doc_line(0, &format!("What [`{name}`] needs."));
    code.line(0, "#[derive(Clone, Debug, PartialEq)]");
    code.line(0, format_args!("pub struct {} {{", required_name(name)));
    for member in members.iter().filter(|member| member.is_required) {
        code.docs(1, &member.docs);
        let ty = match member.storage {
            Storage::Field => member.stored_type(scope),
            Storage::Bare | Storage::Option => member.value_type(scope),
        };
        code.line(1, format_args!("pub {}: {ty},", member.name));
    }
    code.line(0, "}");
}

fn write_parameters(code: &mut Code, name: &str, members: &[Member<'_>]) {
    let fields: Vec<String> = members
        .iter()
        .filter(|member| member.role == Role::Body)
        .map(|member| wire_name(&member.name, &member.wire))
        .collect();
    code.blank();
    code.invoke("heroku::parameters", name, &fields, "");
}

fn write_impl<'a>(code: &mut Code, scope: &Scope<'a>, action: &'a Action, members: &[Member<'a>]) {
    let (output, reader) = match &action.returns {
        Returns::One(ty) => (scope.ty(ty, Side::Answer), "one"),
        Returns::Page(ty) => {
            let item = scope.ty(ty, Side::Answer);
            (format!("{}<{item}>", scope.of_crate("Page")), "page")
        }
        Returns::Many(ty) => {
            let item = scope.ty(ty, Side::Answer);
            (format!("Vec<{item}>"), "many")
        }
        _ => ("()".to_owned(), "nothing"),
    };
    let request = scope.of_crate("Request");
    let operation = scope.of_crate("Operation");
    let parts = scope.of_crate("Parts");
    let answer = scope.support("Answer");
    let error = scope.of_crate("Error");
    let constant = static_name(&action.name);
    code.line(0, format_args!("impl {request} for {} {{", action.name));
    code.line(1, format_args!("type Output = {output};"));
    code.blank();
    let place = format!("const OPERATION: &'static {operation}");
    code.assignment(1, &place, &format!("&operations::{constant}"));
    code.blank();
    let lines = write_lines(scope, action, members);
    // What is inline becomes machine code only in the programs that use it.
    code.line(1, "#[inline]");
    if lines.is_empty() {
        code.line(
            1,
            format_args!("fn write(&self, _parts: &mut {parts}) {{}}"),
        );
    } else {
        code.line(1, format_args!("fn write(&self, parts: &mut {parts}) {{"));
        for line in lines {
            code.line(2, line);
        }
        code.line(1, "}");
    }
    code.blank();
    code.line(1, "#[inline]");
    code.line(
        1,
        format_args!("fn read(answer: &{answer}<'_>) -> Result<Self::Output, {error}> {{"),
    );
    code.line(2, format_args!("answer.{reader}()"));
    code.line(1, "}");
    code.line(0, "}");
}

fn write_lines(scope: &Scope<'_>, action: &Action, members: &[Member<'_>]) -> Vec<String> {
    let mut lines = Vec::new();
    for member in members
        .iter()
        .filter(|member| member.role == Role::Argument)
    {
        let line = if member.is_secret {
            format!("parts.secret_argument(&self.{});", member.name)
        } else {
            format!("parts.argument(&self.{});", member.name)
        };
        lines.push(line);
    }
    for member in members {
        if member.variant == Variant::Sdk && action.variant != Variant::Sdk {
            let name = &member.name;
            let is_set = match member.storage {
                Storage::Bare => "true".to_owned(),
                Storage::Option => format!("self.{name}.is_some()"),
                Storage::Field if member.starts_null => format!("self.{name}.value().is_some()"),
                Storage::Field => format!("!self.{name}.is_absent()"),
            };
            let variant = scope.of_crate("Variant");
            lines.push(format!("parts.variant({is_set}, {variant}::Sdk);"));
        }
    }
    for member in members.iter().filter(|member| member.role == Role::Query) {
        let (name, wire) = (&member.name, &member.wire);
        let is_secret = matches!(member.holds, Holds::Of(Type::Secret));
        let shown = if is_secret { ".expose()" } else { "" };
        if let Some(fixed) = member.fixed() {
            lines.push(format!("match &self.{name} {{"));
            lines.push(format!(
                "    Some(value) => parts.query({wire:?}, value{shown}),"
            ));
            lines.push(format!("    None => parts.query({wire:?}, {fixed:?}),"));
            lines.push("}".to_owned());
        } else if member.storage == Storage::Bare {
            lines.push(format!("parts.query({wire:?}, &self.{name}{shown});"));
        } else {
            lines.push(format!("if let Some(value) = &self.{name} {{"));
            lines.push(format!("    parts.query({wire:?}, value{shown});"));
            lines.push("}".to_owned());
        }
    }
    if matches!(action.returns, Returns::Page(_)) {
        lines.push("parts.range(self.range.as_ref());".to_owned());
    }
    match members
        .iter()
        .find(|member| matches!(member.role, Role::Entries | Role::Whole))
    {
        Some(body) => lines.push(format!("parts.json(&self.{});", body.name)),
        None if action.body.is_some() => lines.push("parts.json(self);".to_owned()),
        None => {}
    }
    lines
}
