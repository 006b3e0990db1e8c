//! What is generated from a description.

#![allow(dead_code, reason = "tests share more than each needs")]

mod common;

use common::{api, data, text};
use heroku_codegen::{Options, Tree, document, generate};
use heroku_schema::Api;

fn tree(text: &str) -> Tree {
    generate(
        &api(text),
        &Options::foreign("widget.json", Some("my_crate::api".to_owned())),
    )
}

fn file<'t>(tree: &'t Tree, name: &str) -> &'t str {
    tree.files()
        .find(|(known, _)| *known == name)
        .expect("a generated file")
        .1
}

/// The description of this repository.
fn own() -> Api {
    let schema = data("../../../schema");
    let overrides = schema.join("overrides.toml");
    let reading = heroku_schema::read_folder(&schema, Some(&overrides));
    reading.expect("the description of this repository").api
}

/// Run with `UPDATE_GOLDEN=1` to accept what is generated now.
#[test]
fn a_resource_becomes_a_readable_module() {
    let tree = tree(&text("data/widget.json"));
    let generated = file(&tree, "widget.rs");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(data("golden/widget.rs"), generated).expect("a golden file");
    }
    assert_eq!(generated, text("golden/widget.rs"));
}

#[test]
fn the_same_description_gives_the_same_bytes() {
    let (one, other) = (own(), own());
    assert_eq!(
        generate(&one, &Options::own()),
        generate(&other, &Options::own())
    );
    assert_eq!(
        document(&one).expect("JSON"),
        document(&other).expect("JSON")
    );
}

#[test]
fn the_document_reads_back_as_the_same_api() {
    let api = api(&text("data/widget.json"));
    let document = document(&api).expect("JSON");
    assert_eq!(serde_json::from_str::<Api>(&document).expect("an Api"), api);
    assert!(
        document
            .lines()
            .any(|line| line.starts_with("{\"name\":\"WidgetList\""))
    );
}

#[test]
fn no_line_is_too_long_but_for_addresses_and_tables() {
    let tree = generate(&own(), &Options::own());
    for (name, text) in tree.files().filter(|(name, _)| *name != "operations.rs") {
        for line in text.lines().filter(|line| line.chars().count() > 100) {
            let is_comma_out = line.chars().count() == 101 && line.ends_with(',');
            assert!(line.contains("](http") || is_comma_out, "{name}: {line}");
        }
    }
}

#[test]
fn without_a_path_examples_are_no_doctests() {
    let api = api(&text("data/widget.json"));
    let tree = generate(&api, &Options::foreign("widget.json", None));
    let module = file(&tree, "widget.rs");
    assert!(module.contains("/// ```text\n"));
    assert!(!module.contains("# let _ = request;"));
}

#[test]
fn only_harmless_names_are_visible() {
    let schema = r##"{"definitions": {"box": {
        "properties": {
            "size": {"type": "integer"},
            "label": {"type": "object", "properties": {"text": {"type": "string"}}},
            "tags": {"type": "object", "patternProperties": {".*": {"type": "string"}}},
            "api_key": {"type": "string"},
            "web_url": {"type": "string"},
            "odd": {}
        }
    }}, "properties": {"box": {"$ref": "#/definitions/box"}}}"##;
    let tree = tree(schema);
    let visible = file(&tree, "visible.rs");
    let names: Vec<&str> = visible
        .lines()
        .filter_map(|line| line.trim().strip_suffix(','))
        .collect();
    assert_eq!(names, ["\"label\"", "\"size\"", "\"text\""]);
}

#[test]
fn common_names_stay_visible_where_only_their_holder_is_secret() {
    let visible = generate(&own(), &Options::own());
    let visible = file(&visible, "visible.rs");
    for name in ["\"app\"", "\"email\"", "\"id\"", "\"name\""] {
        assert!(visible.contains(&format!("    {name},\n")), "{name}");
    }
    for name in [
        "\"access_token\"",
        "\"body\"",
        "\"buildpack\"",
        "\"certificate\"",
        "\"config_vars_url\"",
        "\"output\"",
        "\"password\"",
        "\"payload\"",
        "\"session\"",
    ] {
        assert!(!visible.contains(&format!("    {name},\n")), "{name}");
    }
}

#[test]
fn names_that_generated_code_uses_itself_do_no_harm() {
    let schema = r##"{"definitions": {
        "error": {"properties": {"id": {"type": "string"}}, "links": [{
            "title": "Info", "rel": "self", "method": "GET", "href": "/error",
            "targetSchema": {"$ref": "#/definitions/error"}
        }]},
        "option": {"properties": {"id": {"type": "string"}}},
        "operations": {"properties": {"id": {"type": "string"}}}
    }}"##;
    let tree = tree(schema);
    let module = file(&tree, "error.rs");
    assert!(module.contains("pub struct Error {"));
    assert!(module.contains("-> Result<Self::Output, heroku::Error> {"));
    assert!(!file(&tree, "option.rs").contains("pub struct Option {"));
    assert!(file(&tree, "operations_.rs").contains("pub struct Operations {"));
}

#[test]
fn clearing_and_setting_keep_apart_from_fields_of_such_names() {
    let schema = r#"{"definitions": {"app": {"links": [{
        "title": "Build", "rel": "create", "method": "POST", "href": "/builds", "schema": {
            "properties": {
                "cache": {"type": ["null", "string"]},
                "clear_cache": {"type": "boolean"},
                "new": {"type": "string"}
            }
        }
    }]}}}"#;
    let tree = tree(schema);
    let module = file(&tree, "app.rs");
    assert!(module.contains("pub fn clear_cache(mut self, clear_cache: bool) -> Self {"));
    assert!(module.contains("pub fn null_cache(mut self) -> Self {"));
    assert!(module.contains("pub fn new_(mut self, new_: impl Into<String>) -> Self {"));
    assert!(module.contains("new_ = \"new\""));
}

#[test]
fn behind_a_verb_no_name_is_a_keyword() {
    let schema = r#"{"definitions": {"app": {"links": [{
        "title": "Build", "rel": "create", "method": "POST", "href": "/builds", "schema": {
            "properties": {"type": {"type": ["null", "string"]}}
        }
    }]}}}"#;
    let tree = tree(schema);
    let module = file(&tree, "app.rs");
    assert!(module.contains("pub fn type_(mut self, type_: impl Into<String>) -> Self {"));
    assert!(module.contains("pub fn clear_type(mut self) -> Self {"));
}

#[test]
fn a_whole_number_that_may_be_text_takes_both() {
    let schema = r#"{"id": "schemata/app", "links": [{
        "title": "Scale", "rel": "update", "method": "PATCH", "href": "/scale", "schema": {
            "properties": {"quantity": {"type": ["integer"], "description": "How many."}}
        }
    }]}"#;
    let overrides = "[[field]]\nat = \"app Scale > quantity\"\nalso_accepts = [\"string\"]\n\
                     reason = \"Seen.\"";
    let reading = heroku_schema::read_str(schema, Some(overrides)).expect("JSON");
    let tree = generate(&reading.api, &Options::foreign("app.json", None));
    let module = file(&tree, "app.rs");
    assert!(module.contains("quantity: Option<Value>,"), "{module}");
    assert!(module.contains("pub fn quantity(mut self, quantity: impl Into<Value>) -> Self {"));
    assert!(module.contains("    /// How many.\n    ///\n    /// Takes a number, or text.\n"));
    assert!(module.contains(".quantity(1)"), "{module}");
}

#[test]
fn parameters_keep_apart_from_what_generated_code_names() {
    let schema = r#"{"definitions": {"app": {"links": [{
        "title": "List", "rel": "instances", "method": "GET", "href": "/apps",
        "schema": {"properties": {
            "parts": {"type": "string"}, "value": {"type": "string"}
        }}
    }, {
        "title": "Make", "rel": "create", "method": "POST", "href": "/apps",
        "schema": {"required": ["list", "map"], "properties": {
            "list": {"type": "array", "items": {"type": "string"}},
            "map": {"type": "object", "patternProperties": {".*": {"type": "string"}}}
        }}
    }]}}}"#;
    let tree = tree(schema);
    let module = file(&tree, "app.rs");
    assert!(module.contains(
        "if let Some(value) = &self.parts {\n            parts.query(\"parts\", value);"
    ));
    assert!(
        module.contains("list: heroku::support::list(list),"),
        "{module}"
    );
    assert!(
        module.contains("map: heroku::support::map(map),"),
        "{module}"
    );
}

#[test]
fn a_fixed_value_of_a_path_is_sent_unless_another_is_set() {
    let schema = r#"{"definitions": {"app": {"links": [{
        "title": "List", "rel": "instances", "method": "GET", "href": "/apps?extended=true"
    }]}}}"#;
    let tree = tree(schema);
    let module = file(&tree, "app.rs");
    let write = "match &self.extended {\n            Some(value) => parts.query(\"extended\", value),\n            \
                 None => parts.query(\"extended\", \"true\"),\n        }";
    assert!(module.contains(write), "{module}");
    assert!(
        module.contains("/// Sent as `true` unless it is set.\n"),
        "{module}"
    );
}

#[test]
fn a_field_of_one_variant_says_so() {
    let tree = generate(&own(), &Options::own());
    let note = "/// Only in answers of the `3.sdk` variant; see\n    \
                /// [`Settings::variant`](heroku::Settings::variant).\n";
    assert!(file(&tree, "release.rs").contains(note));
    // Where all fields are of the variant, the actions say so.
    assert!(!file(&tree, "oci_image.rs").contains(note));
}

#[test]
fn a_secret_of_a_path_is_written_as_one() {
    let tree = generate(&own(), &Options::own());
    let module = file(&tree, "log_drain.rs");
    assert!(module.contains("parts.secret_argument(&self.log_drain);"));
    assert!(module.contains("parts.argument(&self.app);"));
}
