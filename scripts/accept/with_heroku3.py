"""Puts heroku3 through what it offers: see heroku3.sh."""

import os
import sys
import time

import heroku3
import heroku3.api
import heroku3.models.app
from heroku3.rendezvous import Rendezvous
from requests import HTTPError

from api import deploy
from table import Table, Unexpected, expect, expect_same

heroku3.api.HEROKU_URL = os.environ["HEROKU_HOST"]
BUILDPACK = "https://github.com/heroku/heroku-buildpack-ruby"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKuAJo1NxZLJd0pSs0zCJmuLOyPl2jJhHx0tqTwbpZGc story@example.com"


class TrustingRendezvous(Rendezvous):
    """Believes the fake's certificate, where the original believes those it brings along."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.cert = os.environ.get("NODE_EXTRA_CA_CERTS", self.cert)


heroku3.models.app.Rendezvous = TrustingRendezvous


def refused(action, status):
    """Expects `action` to be refused with `status`."""
    try:
        action()
    except HTTPError as error:
        expect_same(error.response.status_code, status, "the status")
        return
    raise Unexpected(f"expected a refusal with {status}")


def soon(action):
    """Tries `action` again for some seconds: what takes time at Heroku may take some here."""
    until = time.monotonic() + 10
    while True:
        try:
            return action()
        except Unexpected:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def account(heroku, table):
    """Who one is, keys and what is left of the rate limit."""
    table.check("is_authenticated", lambda: expect(heroku.is_authenticated, "a good key"))
    table.check("account", lambda: expect("@" in heroku.account().email, "an address"))
    table.check("rate_limit", lambda: expect(heroku.rate_limit.remaining > 0, "calls left"))
    table.check("ratelimit_remaining", lambda: expect(heroku.ratelimit_remaining() > 0, "calls left"))
    table.check("last_request_id", lambda: expect(heroku.last_request_id, "an id"))
    table.check("keys", lambda: expect_same(len(heroku.keys()), 0, "the number of keys"))
    key = table.check("add_key", lambda: heroku.account().add_key(KEY))
    table.check("keys, one", lambda: expect_same(heroku.keys()[0].public_key, KEY, "the key"))
    table.check("remove_key", lambda: heroku.account().remove_key(key.fingerprint))
    table.check("keys, none", lambda: expect_same(len(heroku.keys()), 0, "the number of keys"))
    table.check("features", lambda: expect(heroku.features() is not None, "a list"))
    table.check("invoices", lambda: expect(heroku.invoices() is not None, "a list"))


def apps(heroku, table):
    """Apps from their creation to their end, with features."""
    app = table.check("create_app", lambda: heroku.create_app("three-app", "heroku-24", "eu"))
    table.check("create_app, the old stack", lambda: heroku.create_app("three-cedar"))
    table.check("create_app, taken", lambda: refused(lambda: _create_as_it_is(heroku, "three-app"), 422))
    table.check("apps", lambda: expect("three-app" in heroku.apps(), "the app in the list"))
    table.check("app", lambda: expect_same(heroku.app("three-app").region.name, "eu", "the region"))
    table.check("app, unknown", lambda: refused(lambda: heroku.app("no-such-app"), 404))
    table.check("info", lambda: expect_same(app.info.id, app.id, "the id"))
    table.check("enable_maintenance_mode", lambda: app.enable_maintenance_mode())
    table.check("maintenance is on", lambda: expect_same(heroku.app("three-app").maintenance, True, "it"))
    table.check("disable_maintenance_mode", lambda: app.disable_maintenance_mode())
    table.check("maintenance is off", lambda: expect_same(heroku.app("three-app").maintenance, False, "it"))
    table.check("rename", lambda: expect_same(app.rename("three-renamed").name, "three-renamed", "the name"))
    table.check("app, old name", lambda: refused(lambda: heroku.app("three-app"), 404))
    table.check("labs", lambda: expect("preboot" in heroku.app("three-renamed").labs(), "preboot"))
    table.check("enable_feature", lambda: expect(app.enable_feature("preboot").enabled, "it to be on"))
    table.check("disable_feature", lambda: expect(not app.disable_feature("preboot").enabled, "it to be off"))
    table.check("delete", lambda: expect(heroku.app("three-renamed").delete(), "success"))
    table.check("app, deleted", lambda: refused(lambda: heroku.app("three-renamed"), 404))


def _create_as_it_is(heroku, name):
    """Creates an app without the recovery of `create_app`."""
    body = heroku._resource_serialize({"name": name})
    return heroku._http_resource(method="POST", resource=("apps",), data=body)


def config(heroku, table):
    """Config vars, read and changed as a dictionary."""
    app = heroku.create_app("three-config", "heroku-24")
    table.check("config, empty", lambda: expect_same(app.config().to_dict(), {}, "the config"))
    table.check("config[key] = value", lambda: app.config().__setitem__("COLOR", "blue"))
    table.check("config[key]", lambda: expect_same(app.config()["COLOR"], "blue", "the value"))
    table.check(
        "update_config", lambda: expect_same(app.update_config({"SIZE": "2"})["SIZE"], "2", "the value")
    )
    table.check("update_appconfig", lambda: heroku.update_appconfig("three-config", {"SIZE": "3"}))
    table.check("del config[key]", lambda: app.config().__delitem__("COLOR"))
    table.check("config", lambda: expect_same(app.config().to_dict(), {"SIZE": "3"}, "the config"))


def processes(heroku, table):
    """Formation, dynos and one-off commands."""
    app = heroku.create_app("three-processes", "heroku-24")
    deploy("three-processes", "web", "worker")
    formation = app.process_formation
    table.check("process_formation", lambda: expect_same(formation()["web"].quantity, 1, "the quantity"))
    table.check("scale", lambda: expect_same(formation()["worker"].scale(1).quantity, 1, "the quantity"))
    table.check(
        "resize", lambda: expect_same(formation()["worker"].resize("basic").size, "Basic", "the size")
    )
    table.check(
        "scale_formation_process",
        lambda: expect_same(app.scale_formation_process("web", 2).quantity, 2, "it"),
    )
    table.check(
        "batch_resize_formation_processes",
        lambda: app.batch_resize_formation_processes({"web": "Basic", "worker": "Basic"}),
    )
    table.check(
        "batch_scale_formation_processes",
        lambda: expect_same(
            len(app.batch_scale_formation_processes({"web": 1, "worker": 2})), 2, "the types"
        ),
    )
    table.check(
        "dynos",
        lambda: expect_same(
            sorted(dyno.name for dyno in app.dynos()), ["web.1", "worker.1", "worker.2"], "the dynos"
        ),
    )
    table.check("dynos by type", lambda: expect_same(len(app.dynos()["worker"]), 2, "the workers"))
    table.check("kill", lambda: expect(app.dynos()[0].kill(), "success"))
    table.check("kill_dyno", lambda: expect(app.kill_dyno("web.1"), "success"))
    table.check("restart", lambda: app.restart())
    table.check(
        "run_command_detached",
        lambda: expect(app.run_command_detached("sleep 9").name.startswith("run."), "a one-off"),
    )
    table.check(
        "run_command_detached, sized",
        lambda: expect_same(
            app.run_command_detached("sleep 9", size="standard-1x").size, "Standard-1X", "the size"
        ),
    )
    table.check(
        "run_command",
        lambda: expect("hello" in app.run_command("echo hello", printout=False)[0], "what was said"),
    )


def releases(heroku, table):
    """Releases, slugs, builds and buildpacks."""
    app = heroku.create_app("three-releases", "heroku-24")
    release = deploy("three-releases")
    app.config()["COLOR"] = "blue"
    table.check(
        "releases",
        lambda: expect(
            "COLOR" in app.releases(order_by="version", sort="desc", limit=1)[0].description,
            "the latest release",
        ),
    )
    table.check("releases, all", lambda: expect_same(app.releases()[0].version, 1, "the first version"))
    table.check(
        "slug", lambda: expect_same(app.slug(release["slug"]["id"]).id, release["slug"]["id"], "the id")
    )
    table.check(
        "create_release",
        lambda: expect(
            app.create_release(release["slug"]["id"]).version > release["version"], "a higher version"
        ),
    )
    table.check(
        "rollback",
        lambda: expect("Rollback" in app.rollback(release["id"]).description, "it as the last release"),
    )
    table.check("buildpacks", lambda: expect_same(len(app.buildpacks()), 0, "the number"))
    table.check("update_buildpacks", lambda: app.update_buildpacks([BUILDPACK]))
    table.check(
        "buildpacks, one", lambda: expect_same(app.buildpacks()[0].buildpack.url, BUILDPACK, "the address")
    )
    table.check(
        "create_build",
        lambda: expect(
            app.create_build("https://example.com/app.tgz", version="v1").status in ("pending", "succeeded"),
            "a build",
        ),
    )
    table.check("builds", lambda: expect_same(len(app.builds()), 1, "the number"))


def addons(heroku, table):
    """Add-ons and their services."""
    app = heroku.create_app("three-addons", "heroku-24")
    table.check("addon_services", lambda: expect("heroku-redis" in heroku.addon_services(), "heroku-redis"))
    table.check(
        "addon_services, one",
        lambda: expect_same(heroku.addon_services("heroku-redis").name, "heroku-redis", "the name"),
    )
    table.check("addons, none", lambda: expect_same(len(app.addons()), 0, "the number"))
    addon = table.check(
        "install_addon", lambda: app.install_addon("heroku-redis:mini", attachment_name="CACHE")
    )
    table.check("addons", lambda: expect_same(app.addons()[0].plan.name, "heroku-redis:mini", "the plan"))
    table.check("heroku.addons", lambda: expect_same(len(heroku.addons("three-addons")), 1, "the number"))
    table.check(
        "upgrade",
        lambda: expect_same(
            app.addons()[0].upgrade("heroku-redis:premium-0").plan.name, "heroku-redis:premium-0", "the plan"
        ),
    )
    table.check("remove_addon", lambda: app.remove_addon(addon.id))
    table.check("addons, gone", lambda: soon(lambda: expect_same(len(app.addons()), 0, "the number")))


def people(heroku, table):
    """Collaborators and transfers."""
    app = heroku.create_app("three-people", "heroku-24")
    table.check(
        "add_collaborator",
        lambda: expect_same(
            app.add_collaborator("friend@example.com", silent=True).user.email,
            "friend@example.com",
            "the address",
        ),
    )
    table.check(
        "collaborators",
        lambda: expect("friend@example.com" in [one.user.email for one in app.collaborators()], "the friend"),
    )
    table.check(
        "remove_collaborator", lambda: expect(app.remove_collaborator("friend@example.com"), "success")
    )
    table.check(
        "collaborators, gone",
        lambda: expect(
            "friend@example.com" not in [one.user.email for one in app.collaborators()], "no friend"
        ),
    )
    table.check("transfers", lambda: expect_same(len(app.transfers()), 0, "the number"))


def domains(heroku, table):
    """Domains and certificates."""
    app = heroku.create_app("three-domains", "heroku-24")
    table.check(
        "domains", lambda: expect(app.domains()[0].hostname.endswith(".herokuapp.com"), "Heroku's own")
    )
    table.check(
        "add_domain",
        lambda: expect_same(app.add_domain("www.example.com", None).hostname, "www.example.com", "the name"),
    )
    table.check(
        "get_domain",
        lambda: expect_same(app.get_domain("www.example.com").hostname, "www.example.com", "the name"),
    )
    table.check("remove_domain", lambda: expect(app.remove_domain("www.example.com"), "success"))
    table.check("get_domain, gone", lambda: refused(lambda: app.get_domain("www.example.com"), 404))
    table.check("sni_endpoints", lambda: expect_same(len(app.sni_endpoints()), 0, "the number"))
    table.check("enable_acm", lambda: expect(app.enable_acm(), "success"))
    table.check("acm is on", lambda: expect(app.info.acm, "it to be on"))
    table.check("refresh_acm", lambda: expect(app.refresh_acm(), "success"))
    table.check("disable_acm", lambda: expect(app.disable_acm(), "success"))


def logs(heroku, table):
    """Logs as plain text, and log drains."""
    app = heroku.create_app("three-logs", "heroku-24")
    app.config()["COLOR"] = "blue"
    table.check("get_log", lambda: expect("COLOR" in app.get_log(timeout=10), "what happened"))
    table.check(
        "get_app_log",
        lambda: expect_same(
            len(heroku.get_app_log("three-logs", lines=1, timeout=10).splitlines()), 1, "the number of lines"
        ),
    )
    table.check(
        "stream_log", lambda: expect(b"app[" in next(iter(app.stream_log(lines=5, timeout=10))), "a line")
    )
    table.check(
        "create_logdrain",
        lambda: expect_same(
            app.create_logdrain("https://logs.example.com/").url, "https://logs.example.com/", "the address"
        ),
    )
    table.check("logdrains", lambda: expect(app.logdrains()[0].token.startswith("d."), "a token"))
    table.check("remove_logdrain", lambda: app.remove_logdrain(app.logdrains()[0].id))
    table.check("logdrains, gone", lambda: expect_same(len(app.logdrains()), 0, "the number"))


def oauth(heroku, table):
    """What can be listed of OAuth."""
    table.check("oauthclients", lambda: expect_same(len(heroku.oauthclients()), 0, "the number"))
    table.skip("oauthclient_create", "it reads an attribute that it does not have")
    table.check("oauthauthorizations", lambda: expect(heroku.oauthauthorizations() is not None, "a list"))
    table.skip("oauthauthorization_create", "it reads an attribute that it does not have")


CHAPTERS = (account, apps, config, processes, releases, addons, people, domains, logs, oauth)


def main(names):
    """Runs the chapters that are named, or all."""
    known = {chapter.__name__: chapter for chapter in CHAPTERS}
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"no chapter is named so: {' '.join(unknown)}\nchapters: {' '.join(known)}")
    table = Table()
    heroku = heroku3.from_key(os.environ["HEROKU_API_KEY"])
    for name in names or known:
        table.chapter(name)
        known[name](heroku, table)
    return table.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
