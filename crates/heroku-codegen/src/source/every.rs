//! The source that leads tests through every model and every request.

use heroku_schema::{Api, Resource};

use super::example::Call;
use super::full::Full;
use super::index::{Index, module_name};
use super::items::{Item, Items};
use super::module::head;
use super::scope::Scope;
use super::text::Code;
use crate::tree::Tree;

const TRAITS: &str = "\
use std::fmt::Debug;

use heroku::Request;

use super::model::Model;

/// Is shown every model.
pub trait Models {
    /// Takes the model `name` of the module `module`.
    fn model<T: Model>(&mut self, module: &str, name: &str);
}

/// Is shown every request.
pub trait Requests {
    /// Takes a request with all that it can hold.
    fn request<R>(&mut self, request: R)
    where
        R: Debug + Request<Output: Debug>;
}";

/// The tree of what leads tests through everything.
pub(crate) fn every(api: &Api) -> Tree {
    let index = Index::new(api);
    let modules: Vec<(&Resource, Items<'_>)> = api
        .resources
        .iter()
        .map(|resource| (resource, Items::of(resource)))
        .collect();
    let mut code = Code::default();
    let summary = "Every model, and every request with all that it can hold, for tests that go \
                   through all of them.";
    head(&mut code, summary, "schema/");
    code.blank();
    code.line(0, "#![allow(");
    code.line(1, "clippy::too_many_lines,");
    code.line(1, "clippy::unreadable_literal,");
    code.line(
        1,
        "reason = \"lists are as long, and values as odd, as those of the API\"",
    );
    code.line(0, ")]");
    code.blank();
    code.line(0, TRAITS);
    write_models(&mut code, &modules);
    write_requests(&mut code, &modules);
    for (resource, items) in &modules {
        let scope = Scope::new(&index, items);
        write_module(&mut code, &scope, resource);
    }
    let mut tree = Tree::default();
    tree.add("generated.rs".to_owned(), code.into_text());
    tree
}

fn write_models(code: &mut Code, modules: &[(&Resource, Items<'_>)]) {
    code.blank();
    code.doc_line(0, "Shows every model to `visit`, nested ones too.");
    code.line(0, "pub fn models(visit: &mut impl Models) {");
    for (resource, items) in modules {
        let module = module_name(resource);
        for item in &items.list {
            if let Item::Model { name, .. } = item {
                code.line(
                    1,
                    format_args!("visit.model::<heroku::{module}::{name}>({module:?}, {name:?});"),
                );
            }
        }
    }
    code.line(0, "}");
}

fn write_requests(code: &mut Code, modules: &[(&Resource, Items<'_>)]) {
    code.blank();
    code.docs(
        0,
        "Shows every request to `visit`, with all its setters used. What is secret holds the \
         word `canary`.",
    );
    code.line(0, "pub fn requests(visit: &mut impl Requests) {");
    for (resource, _) in modules.iter().filter(|(resource, _)| has_actions(resource)) {
        code.line(
            1,
            format_args!("{}_requests(visit);", module_name(resource)),
        );
    }
    code.line(0, "}");
}

fn write_module(code: &mut Code, scope: &Scope<'_>, resource: &Resource) {
    if !has_actions(resource) {
        return;
    }
    let full = Full::new(scope);
    let module = module_name(resource);
    code.blank();
    code.line(
        0,
        format_args!("fn {module}_requests(visit: &mut impl Requests) {{"),
    );
    for item in &scope.items.list {
        if let Item::Request(action) = item {
            write_request(code, &full.request(action, &resource.name));
        }
    }
    code.line(0, "}");
}

fn write_request(code: &mut Code, request: &Call) {
    let short = request.lines("visit.request(", ");");
    if let [line] = &short[..] {
        code.line(1, line);
        return;
    }
    for line in request.lines("let request = ", ";") {
        code.line(1, line);
    }
    code.line(1, "visit.request(request);");
}

fn has_actions(resource: &Resource) -> bool {
    !resource.actions.is_empty()
}
