#!/usr/bin/env bash
# Runs every foreign client against a fake of its own; fails if anything of any of them failed.
set -euo pipefail

failed=()
for client in heroku3 heroku-client heroku-cli; do
    printf '\n== %s\n' "$client"
    "$(dirname "$0")/$client.sh" || failed+=("$client")
done
if ((${#failed[@]})); then
    printf '\nfailed: %s\n' "${failed[*]}" >&2
    exit 1
fi
