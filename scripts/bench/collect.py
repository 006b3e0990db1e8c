#!/usr/bin/env python3
"""Puts the figures of a part, lines of JSON on standard input, into `docs/performance.json`."""

import json
import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path

import recorded


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in recorded.PARTS:
        raise SystemExit(f"usage: collect.py {'|'.join(recorded.PARTS)}")
    name = sys.argv[1]
    parts = recorded.read() if recorded.RECORDED.exists() else {}
    part = {"date": date.today().isoformat(), "machine": machine(), "figures": figures(sys.stdin)}
    recorded.write({**parts, name: part})


def figures(lines):
    """A figure a line."""
    found = []
    for place, line in enumerate(lines, 1):
        try:
            found.append(json.loads(line))
        except ValueError as error:
            raise SystemExit(f"line {place} is no JSON, {error}: {line.rstrip()}") from None
    return found


def machine():
    """What was measured on."""
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


if __name__ == "__main__":
    main()
