#!/usr/bin/env bash
# Measures everything anew and writes it down: docs/performance.json, and what shows it, the plot
# and the tables of docs/performance.md. Takes about an hour; nothing else should run meanwhile.
#
#   scripts/bench/record.sh [--rounds N] [build] [peers] [benches] [instructions]
#
# All four, unless named; the figures of those left out stay as they were recorded, each part with
# its own date and machine. `--rounds` is how often builds and peers are measured (5).
set -euo pipefail
# shellcheck source=scripts/bench/common.sh
source "$(dirname "$0")/common.sh"

rounds=5
parts=()
while (($#)); do
    case $1 in
        --rounds) number rounds "$@" && shift ;;
        build | peers | benches | instructions) parts+=("$1") ;;
        *) help_or_refuse "$1" ;;
    esac
    shift
done
((${#parts[@]})) || parts=(build peers benches instructions)

here=$checkout/scripts/bench

# Prints lines of JSON, one a figure.
measure() {
    case $1 in
        build) "$here/build.sh" --json --peers --rounds "$rounds" ;;
        peers) "$here/peers.sh" --json --rounds "$rounds" ;;
        benches)
            (
                cd "$checkout"
                for bench in calls walk blocking memory generator; do
                    cargo bench --offline --quiet --package heroku-benches --bench "$bench" -- --json
                done
            )
            ;;
        instructions) "$here/instructions.sh" --json ;;
    esac
}

# What is recorded must be readable before an hour is spent on more of it.
[[ ! -e $checkout/docs/performance.json ]] || python3 "$here/table.py"
for part in "${parts[@]}"; do
    say "== $part"
    measure "$part" | tee "$scratch/said" >&2
    # Beside its figures, a bench prints what a person wants to read.
    { grep '^{"' "$scratch/said" || true; } >"$scratch/figures"
    python3 "$here/collect.py" "$part" <"$scratch/figures"
done
python3 "$here/plot.py"
python3 "$here/table.py"
