"""Buildpacks, by their addresses and by their names in the registry."""

from story import Chapter, Step

RUBY = "https://github.com/heroku/heroku-buildpack-ruby"
NODE = "https://github.com/heroku/heroku-buildpack-nodejs"

CHAPTERS = [
    Chapter(
        "buildpacks",
        Step("apps:create story-packs --no-remote", r"done"),
        Step("buildpacks -a story-packs", r"has no Buildpacks"),
        Step(
            f"buildpacks:set {RUBY} -a story-packs",
            r"Buildpack set\. Next release on .*story-packs will use .*heroku-buildpack-ruby",
        ),
        Step("buildpacks -a story-packs", r"story-packs Classic Buildpack\b", r"heroku-buildpack-ruby|heroku/ruby"),
        Step(
            f"buildpacks:add {NODE} --index 1 -a story-packs",
            r"Buildpack added",
            r"1\. .*nodejs",
            r"2\. .*ruby",
        ),
        Step("buildpacks --json -a story-packs", r"heroku-buildpack-nodejs"),
        Step(f"buildpacks:set {RUBY} -a story-packs", r"already set", exit=1),
        Step(
            "buildpacks:remove --index 2 -a story-packs",
            r"Buildpack removed\. Next release on .*story-packs will use .*nodejs",
        ),
        Step("buildpacks -a story-packs", r"nodejs", hides="ruby"),
        Step(
            "buildpacks:clear -a story-packs",
            r"Buildpacks? cleared\. Next release on .*story-packs will detect buildpacks normally",
        ),
        Step("buildpacks -a story-packs", r"has no Buildpacks"),
        Step(
            f"apps:create story-packed --no-remote --buildpack {NODE}",
            r"Setting buildpack to .*nodejs\.\.\. done",
        ),
        Step("buildpacks -a story-packed", r"nodejs"),
        Step(
            "buildpacks:add heroku/ruby -a story-packed",
            r"Buildpack added\. Next release on .*story-packed will use:",
            r"2\. .*heroku/ruby",
        ),
        Step("buildpacks:remove heroku/ruby -a story-packed", r"Buildpack removed"),
        Step("buildpacks:set no-namespace -a story-packed", r"invalid_params", exit=2),
    ),
]
