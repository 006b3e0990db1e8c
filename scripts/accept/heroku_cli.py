"""Tells all stories with the official command line: see heroku-cli.sh."""

import importlib
import sys

from table import Table

CHAPTERS = (
    *("account", "apps", "config", "ps", "releases", "addons", "domains", "access", "teams"),
    *("pipelines", "oauth", "webhooks", "drains", "features", "buildpacks", "logs", "run"),
    *("spaces", "ci", "telemetry"),
)
"""The modules of chapters, in the order of the story."""


def main(names):
    """Tells the chapters that are named, or all; gives the exit code."""
    chapters = [
        chapter for module in CHAPTERS for chapter in importlib.import_module(f"chapters.{module}").CHAPTERS
    ]
    wanted = [chapter for chapter in chapters if chapter.is_wanted(names)]
    if not wanted:
        known = " ".join(chapter.name for chapter in chapters)
        sys.exit(f"no chapter and no command is named so: {' '.join(names)}\nchapters: {known}")
    table = Table()
    for chapter in wanted:
        chapter.tell(table)
    return table.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
