//! Reading a published schema: any text gives an API or an error, the same each time, and an API
//! keeps what the generator builds on.

#![no_main]

use std::collections::HashSet;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let reading = match heroku_schema::read_str(text, None) {
        Ok(reading) => reading,
        Err(error) => {
            assert!(error.to_string().starts_with("input"), "{error}");
            return;
        }
    };
    let again = heroku_schema::read_str(text, None).expect("as before");
    assert_eq!(reading, again);
    let mut seen = HashSet::new();
    for diagnostic in &reading.diagnostics {
        assert_eq!(diagnostic.file, "input");
        assert!(!diagnostic.message.is_empty());
        assert!(diagnostic.pointer.is_empty() || diagnostic.pointer.starts_with('/'));
        assert!(seen.insert(diagnostic));
    }
    let mut names = HashSet::new();
    for resource in &reading.api.resources {
        for action in &resource.actions {
            assert!(names.insert(&action.name), "{} comes twice", action.name);
            assert_eq!(
                action.path.matches('{').count(),
                action.arguments.len(),
                "{}",
                action.path
            );
            for argument in &action.arguments {
                assert!(
                    action.path.contains(&format!("{{{}}}", argument.name)),
                    "{}",
                    action.path
                );
            }
        }
    }
});
