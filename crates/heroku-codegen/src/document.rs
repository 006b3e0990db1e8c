//! The whole description as one JSON document, for programs that have no `schema/` at hand.

use heroku_schema::{Api, Resource};
use serde_json::Value;

/// How every document begins.
pub(crate) const OPENING: &str = "{\"resources\":[";

/// The API as JSON that [`Api`] can be read from: a line for each resource, and one for each of
/// its actions.
///
/// # Errors
/// Where a value cannot be written as JSON.
pub fn document(api: &Api) -> Result<String, serde_json::Error> {
    let mut text = String::from(OPENING);
    for (position, resource) in api.resources.iter().enumerate() {
        text.push_str(if position == 0 { "\n" } else { ",\n" });
        text.push_str(&resource_lines(resource)?);
    }
    text.push_str("\n]}\n");
    Ok(text)
}

fn resource_lines(resource: &Resource) -> Result<String, serde_json::Error> {
    let mut head = serde_json::to_value(resource)?;
    if let Value::Object(fields) = &mut head {
        // A plain removal would swap the last field into the gap, and so change the order.
        let kept = std::mem::take(fields);
        *fields = kept
            .into_iter()
            .filter(|(name, _)| name != "actions")
            .collect();
    }
    let head = serde_json::to_string(&head)?;
    let head = head.strip_suffix('}').unwrap_or(&head);
    let actions = resource
        .actions
        .iter()
        .map(serde_json::to_string)
        .collect::<Result<Vec<_>, _>>()?
        .join(",\n");
    Ok(format!("{head},\"actions\":[\n{actions}\n]}}"))
}
