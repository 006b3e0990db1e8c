//! What providers offer: where, and by which meters.

use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World, fixed_id};

pub(in crate::behaviour) const RULES: Rules = &[
    ("GET /addon-region-capabilities", capabilities),
    ("GET /addon-services/{}/region-capabilities", capabilities),
    ("GET /regions/{}/addon-region-capabilities", capabilities),
];

/// What services can do in regions: all of them, or those of one service or of one region.
fn capabilities(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (service, region) = (call.place("add-on-service"), call.place("region"));
    let fits = |row: &&Row, place: &str| place.is_empty() || row.id() == place;
    let regions: Vec<&Row> = world
        .store
        .rows("region")
        .filter(|row| fits(row, region))
        .collect();
    let services = world.store.rows("add-on-service");
    let services = services.filter(|row| fits(row, service));
    let rows: Vec<Row> = services
        .flat_map(|service| regions.iter().map(|region| capability(service, region)))
        .collect();
    generic::list_of(world, call, rows.iter().collect())
}

/// What a service can do in a region.
fn capability(service: &Row, region: &Row) -> Row {
    let is_private = service.noted("private_networking").as_bool() == Some(true)
        && region.flag("private_capable");
    let (service_name, region_name) = (service.text("name"), region.text("name"));
    Row::new(fixed_id(&format!(
        "add-on-region-capability/{service_name}/{region_name}"
    )))
    .with("supports_private_networking", is_private)
    .with_reference("addon_service", service.id())
    .with_reference("region", region.id())
}
