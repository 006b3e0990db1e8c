"""Config vars."""

from story import Chapter, Step

CHAPTERS = [
    Chapter(
        "config",
        Step("apps:create story-config --no-remote", r"done"),
        Step("config -a story-config", r"story-config Config Vars", hides="COLOR"),
        Step(
            "config:set COLOR=blue SIZE=12 -a story-config",
            r"Setting COLOR, SIZE and restarting .*story-config\.\.\. done, v2",
            r"COLOR:\s+blue",
            r"SIZE:\s+12",
        ),
        Step(
            "config:set 'MOTTO=two words = one' -a story-config",
            r"done, v\d+",
            r"MOTTO:\s+two words = one",
            hides="COLOR",
        ),
        Step("config -a story-config", r"COLOR:\s+blue", r"MOTTO:\s+two words = one"),
        Step("config --shell -a story-config", r"^COLOR=blue$", r"^MOTTO='two words = one'$"),
        Step("config --json -a story-config", r'"COLOR": "blue"', r'"SIZE": "12"'),
        Step("config:get COLOR -a story-config", r"^blue$"),
        Step("config:get COLOR SIZE -a story-config", r"^blue\n12$"),
        Step("config:get MOTTO --shell -a story-config", r"^MOTTO='two words = one'$"),
        Step("config:get NOTHING -a story-config", r"^$"),
        Step(
            "config:unset COLOR -a story-config",
            r"Unsetting COLOR and restarting .*story-config\.\.\. done, v\d+",
        ),
        Step("config:get COLOR -a story-config", hides="blue"),
        Step("config -a story-config", r"SIZE:\s+12", hides="COLOR"),
        Step("config:set COLOR -a story-config", r"COLOR is invalid", exit=1),
        Step("config -a no-such-story", r"not_found", exit=2),
    ),
]
