#!/usr/bin/env bash
# Counts the instructions of everything that is measured without a network, and prints them beside
# those of the reference. Unlike times they do not depend on what else the machine does.
#
# Usage: scripts/bench/instructions.sh [--json] [TASK...]      as in: decode/app call
#
# Each task runs N and 2N times, so that what happens once is left out. Needs valgrind.
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! command -v valgrind > /dev/null; then
    echo "error: valgrind is not installed, and nothing else here counts instructions" >&2
    exit 1
fi

json=false
if [[ ${1:-} == --json ]]; then
    json=true
    shift
fi

cargo build --quiet --release --package heroku-benches --bin count
target=$(cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
count="$target/release/count"

TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT

# Instructions of `count TASK WAY TIMES`, start-up and all.
instructions() {
    local told
    if ! told=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null "$count" "$@" 2>&1); then
        printf '%s\nerror: count %s failed under valgrind\n' "$told" "$*" >&2
        return 1
    fi
    sed -n 's/.*Collected : \([0-9]*\).*/\1/p' <<< "$told"
}

wanted() {
    local name
    for name in "${@:2}"; do
        [[ $1 == "$name" ]] && return
    done
    [[ $# -eq 1 ]]
}

$json || printf '%-24s %-22s %15s %7s\n' task way 'instructions' ratio
current=
while IFS=$'\t' read -r task way times; do
    wanted "$task" "$@" || continue
    once=$(instructions "$task" "$way" "$times")
    twice=$(instructions "$task" "$way" $((2 * times)))
    each=$(((twice - once) / times))
    if [[ $task != "$current" ]]; then
        current=$task
        reference=$each
    fi
    ratio=$(awk -v each="$each" -v reference="$reference" 'BEGIN { printf "%.2f", each / reference }')
    if $json; then
        printf '{"measure": "instructions", "task": "%s", "way": "%s", "each": %d, "ratio": %s}\n' \
            "$task" "$way" "$each" "$ratio"
    else
        printf '%-24s %-22s %15d %7s\n' "$task" "$way" "$each" "$ratio"
    fi
done < <("$count")
if [[ -z $current ]]; then
    echo "error: no such task; there are:" >&2
    "$count" | cut -f1 | uniq >&2
    exit 2
fi
