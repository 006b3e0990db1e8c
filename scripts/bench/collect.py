#!/usr/bin/env python3
"""Puts the figures of a part, lines of JSON on standard input, into `docs/performance.json`."""

import json
import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path

from figures import RECORDED


def main():
    part = sys.argv[1]
    figures = [json.loads(line) for line in sys.stdin]
    if not figures:
        raise SystemExit(f"{part}: no figures")
    recorded = json.loads(RECORDED.read_text()) if RECORDED.exists() else {"parts": {}}
    recorded["machine"] = machine()
    recorded["parts"][part] = {"date": date.today().isoformat(), "figures": figures}
    RECORDED.write_text(as_text(recorded))


def machine():
    return {
        "cpu": cpu(),
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "rustc": version("rustc"),
        "node": version("node"),
        "python": version("python3"),
    }


def cpu():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == "model name":
            return value.strip()
    return platform.machine()


def version(program):
    """The version of a program, or that it is not there."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "not installed"
    return next((word.lstrip("v") for word in said.stdout.split() if "." in word), said.stdout.strip())


def as_text(recorded):
    """JSON with a line for each figure, so that a change of one is a change of one line."""
    parts = []
    for name, part in sorted(recorded["parts"].items()):
        figures = ",\n".join(f"        {json.dumps(figure)}" for figure in part["figures"])
        parts.append(
            f'    {json.dumps(name)}: {{\n      "date": {json.dumps(part["date"])},\n'
            f'      "figures": [\n{figures}\n      ]\n    }}'
        )
    machine_text = json.dumps(recorded["machine"])
    return f'{{\n  "machine": {machine_text},\n  "parts": {{\n' + ",\n".join(parts) + "\n  }\n}\n"


if __name__ == "__main__":
    main()
