"""Features of apps and accounts."""

from story import Chapter, Step

CHAPTERS = [
    Chapter(
        "features",
        Step("apps:create story-features --no-remote", r"done"),
        Step(
            "features -a story-features",
            r"App Features .*story-features",
            r"\[ \] preboot",
            r"http-session-affinity",
        ),
        Step("features:info preboot -a story-features", r"=== preboot", r"(?i)enabled:\s+false"),
        Step(
            "features:enable preboot -a story-features", r"Enabling .*preboot for .*story-features\.\.\. done"
        ),
        Step("features -a story-features", r"\[\+\] preboot"),
        Step("features:enable preboot -a story-features", r"already enabled", exit=1),
        Step("features:info preboot --json -a story-features", r'"enabled": true'),
        Step(
            "features:disable preboot -a story-features",
            r"Disabling .*preboot for .*story-features\.\.\. done",
        ),
        Step("features -a story-features", r"\[ \] preboot"),
        Step("features:enable no-such-feature -a story-features", r"not_found", exit=2),
        Step(
            "labs -a story-features",
            r"User Features \S+@",
            r"App Features .*story-features",
            r"\[ \] runtime-dyno-metadata",
        ),
        Step("labs --json -a story-features", r'"runtime-dyno-metadata"'),
        Step("labs:info runtime-dyno-metadata -a story-features", r"=== runtime-dyno-metadata"),
        Step(
            "labs:enable runtime-dyno-metadata -a story-features",
            r"Enabling .*runtime-dyno-metadata for .*story-features\.\.\. done",
        ),
        Step("labs -a story-features", r"\[\+\] runtime-dyno-metadata"),
        Step(
            "labs:disable runtime-dyno-metadata -a story-features",
            r"Disabling .*runtime-dyno-metadata for .*story-features\.\.\. done",
        ),
        Step("labs -a story-features", r"\[ \] runtime-dyno-metadata"),
    ),
]
