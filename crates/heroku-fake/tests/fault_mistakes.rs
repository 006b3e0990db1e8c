//! Faults that make no sense are refused when they are injected.

use std::time::Duration;

use heroku_fake::{Fake, Fault};

#[track_caller]
fn inject(fake: &Fake, fault: Fault) -> heroku_fake::FaultId {
    fake.inject(fault).expect("the fault makes sense")
}

#[test]
fn what_makes_no_sense_is_refused_and_its_field_named() {
    let fake = Fake::new();
    for (fault, field, hint) in [
        (
            Fault::on("AppInf").status(500),
            "operation",
            "perhaps `AppInfo` is meant",
        ),
        (
            Fault::on("Weather").status(500),
            "operation",
            "as in `AppInfo`",
        ),
        (
            Fault::on_path("get", "/apps").status(500),
            "method",
            "upper case",
        ),
        (
            Fault::on_path("GET", "apps").status(500),
            "path",
            "begin with a slash",
        ),
        (
            Fault::on_path("GET", "/apps/").status(500),
            "path",
            "leads nowhere",
        ),
        (
            Fault::on_path("GET", "/_fake/faults").status(500),
            "path",
            "control path",
        ),
        (Fault::everywhere(), "", "does nothing"),
        (Fault::everywhere().status(200), "status", "from 300 to 599"),
        (
            Fault::everywhere().error("my_own", ""),
            "status",
            "`my_own`",
        ),
        (Fault::everywhere().nth(0).reset(), "nth", "counts from 1"),
        (
            Fault::everywhere().first(0).reset(),
            "first",
            "counts from 1",
        ),
        (
            Fault::everywhere().times(0).reset(),
            "times",
            "counts from 1",
        ),
        (
            Fault::everywhere().with_probability(1.5).reset(),
            "probability",
            "above 0",
        ),
        (
            Fault::everywhere().with_probability(0.0).reset(),
            "probability",
            "no request could be struck",
        ),
        (
            Fault::everywhere().with_probability(f64::NAN).reset(),
            "probability",
            "above 0",
        ),
        (Fault::everywhere().header("a b", ""), "headers", "`a b`"),
        (
            Fault::everywhere().header("a", "\n"),
            "headers.a",
            "can hold",
        ),
        (
            Fault::on("AppInfo").missing("owner.emial"),
            "missing",
            "perhaps `owner.email` is meant",
        ),
    ] {
        let error = fake.inject(fault.clone()).expect_err("it makes no sense");
        assert_eq!(error.field(), field, "{fault:?}");
        assert!(error.to_string().contains(hint), "{error}");
    }
    assert!(fake.faults().is_empty());
}

#[test]
fn a_path_that_no_request_can_have_is_refused() {
    let fake = Fake::new();
    for (fault, field, hint) in [
        (
            Fault::on_path("GET", "/apps/{app}/dyno").status(500),
            "path",
            "perhaps `GET /apps/{app}/dynos` is meant, of DynoList",
        ),
        (
            Fault::on_path("GET", "/app/my-app").status(500),
            "path",
            "of AppInfo",
        ),
        (
            Fault::on_path("GET", "/weather").status(500),
            "path",
            "as in `/apps/{app}`",
        ),
        (
            Fault::on_path("PUT", "/apps/{app}").status(500),
            "method",
            "not PUT, but",
        ),
        (
            Fault::on_path("GET", "/apps/{app}").missing("nmae"),
            "missing",
            "perhaps `name` is meant",
        ),
    ] {
        let error = fake.inject(fault.clone()).expect_err("it makes no sense");
        assert_eq!(error.field(), field, "{fault:?}");
        assert!(error.to_string().contains(hint), "{error}");
    }
}

#[test]
fn a_fault_may_strike_wherever_a_request_can_come() {
    for (method, path) in [
        ("GET", "/apps/my-app"),
        ("GET", "/{anything}"),
        ("HEAD", "/apps/{app}"),
        ("OPTIONS", "/apps/{app}"),
        ("GET", "/logs/{world}/{secret}"),
        ("PUT", "/blobs/{world}/{secret}"),
        ("GET", "/oauth/authorize"),
        ("POST", "/oauth/token"),
        ("POST", "/auth"),
        ("GET", "/auth/cli/{login}"),
        ("GET", "/buildpacks/heroku/ruby"),
    ] {
        inject(&Fake::new(), Fault::on_path(method, path).status(500));
    }
}

#[test]
fn a_fault_that_an_earlier_one_leaves_nothing_to_do_is_refused() {
    let info = || Fault::on("AppInfo");
    for (earlier, later) in [
        (info().status(503), info().status(500)),
        (info().status(503), info().status(503).first(2)),
        (Fault::everywhere().status(503), info().status(500)),
        (Fault::everywhere().status(503), info().nulls()),
        (Fault::everywhere().reset(), info().html()),
        (
            Fault::everywhere().for_key("a").reset(),
            info().for_key("a").status(500),
        ),
    ] {
        let fake = Fake::new();
        let id = inject(&fake, earlier);
        let error = fake
            .inject(later.clone())
            .expect_err("it could change nothing");
        assert_eq!(error.field(), "");
        assert!(error.to_string().contains("fault 1 "), "{error}");
        fake.remove_fault(id);
        inject(&fake, later);
    }
}

#[test]
fn a_fault_beside_an_earlier_one_is_taken_where_it_may_do_something() {
    let info = || Fault::on("AppInfo");
    for (earlier, later) in [
        (info().status(503).first(2), info().status(500)),
        (info().status(503).times(2), info().status(500)),
        (info().status(503), Fault::on("AppList").status(500)),
        (info().status(503), Fault::everywhere().status(500)),
        (info().status(503), info().delay(Duration::from_millis(1))),
        (info().status(503), info().header("a", "b")),
        (info().status(503), info().error("gone", "It is.")),
        (info().nulls(), info().unknown_fields()),
        (Fault::everywhere().for_key("a").reset(), info().status(500)),
    ] {
        let fake = Fake::new();
        inject(&fake, earlier);
        inject(&fake, later);
    }
}

#[test]
fn a_header_that_frames_the_message_is_refused_with_the_fault_that_does_it() {
    let fake = Fake::new();
    for (name, instead) in [
        ("Content-Length", "`truncate`"),
        ("transfer-encoding", "`truncate`"),
        ("Trailer", "`truncate`"),
        ("connection", "`reset`"),
        ("Keep-Alive", "`reset`"),
        ("proxy-connection", "`reset`"),
        ("Upgrade", "`reset`"),
        ("TE", "`reset`"),
    ] {
        let fault = Fault::on("AppInfo").header(name, "5");
        let error = fake.inject(fault).expect_err("no answer could be sent");
        assert_eq!(error.field(), format!("headers.{name}"));
        assert!(error.to_string().contains(instead), "{error}");
    }
    inject(&fake, Fault::on("AppInfo").header("Content-Encoding", "br"));
}

#[test]
fn a_drift_that_no_answer_can_have_is_refused() {
    let fake = Fake::new();
    for (fault, field) in [
        (Fault::on("AppInfo").alien_enums(), "alien_enums"),
        (
            Fault::on_path("GET", "/apps/{app}").alien_enums(),
            "alien_enums",
        ),
        (Fault::on("ConfigVarInfoForApp").nulls(), "nulls"),
        (Fault::on("DynoRestartAll").missing("a"), "missing"),
        (
            Fault::on("ConfigVarInfoForApp").unknown_fields(),
            "unknown_fields",
        ),
    ] {
        let error = fake.inject(fault.clone()).expect_err("it can do nothing");
        assert_eq!(error.field(), field, "{fault:?}");
    }
    inject(&fake, Fault::on("AddOnInfo").alien_enums());
    inject(
        &fake,
        Fault::on_path("GET", "/addons/{addon}").alien_enums(),
    );
    inject(&fake, Fault::on("AppList").nulls().unknown_fields());
}

#[test]
fn a_part_of_a_fault_that_another_part_leaves_nothing_to_do_is_refused() {
    let fake = Fake::new();
    let info = || Fault::on("AppInfo");
    for (fault, void, by) in [
        (info().status(503).nulls(), "nulls", "status"),
        (
            info().error("gone", "It is.").missing("name"),
            "missing",
            "error",
        ),
        (info().html().unknown_fields(), "unknown_fields", "body"),
        (info().status(503).reset(), "status", "reset"),
        (info().reset().header("a", "b"), "headers", "reset"),
        (info().reset_after().status(503), "status", "reset"),
        (info().reset_after().truncate(5), "truncate", "reset"),
        (info().empty_body().truncate(5), "truncate", "body"),
        (info().empty_body().nulls(), "nulls", "body"),
        (info().html().error("gone", "It is."), "error", "body"),
        (info().status(503).seed(7), "seed", "probability"),
    ] {
        let error = fake.inject(fault.clone()).expect_err("a part is void");
        assert_eq!(error.field(), void, "{fault:?}");
        assert!(error.to_string().contains(&format!("`{by}`")), "{error}");
    }
    for fault in [
        info().reset().delay(Duration::from_millis(1)),
        info().html().status(503).header("a", "b").truncate(5),
        info().empty_body().status(503),
        info().nulls().truncate(5),
    ] {
        inject(&Fake::new(), fault);
    }
}
