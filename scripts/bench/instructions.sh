#!/usr/bin/env bash
# Counts the instructions of everything that is measured without a network, and prints them beside
# those of the reference. Unlike times they do not depend on what else the machine does.
#
#   scripts/bench/instructions.sh [--json] [TASK...]      as in: decode/app request/info
#
# All tasks, unless named; `--json` prints one line of JSON a figure.
#
# Each task runs N and 2N times, so that what happens once is left out. Needs valgrind.
set -euo pipefail
# shellcheck source=scripts/bench/common.sh
source "$(dirname "$0")/common.sh"

json=false
tasks=()
while (($#)); do
    case $1 in
        --json) json=true ;;
        -*) help_or_refuse "$1" ;;
        *) tasks+=("$1") ;;
    esac
    shift
done
command -v valgrind >/dev/null || fail "valgrind is not installed, and nothing else here counts instructions"

say "building"
cd "$checkout"
cargo build --quiet --release --package heroku-benches --bin count
target=$(cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
count=$target/release/count
export TMPDIR=$scratch

"$count" >"$scratch/ways"
cut -f 1 "$scratch/ways" | uniq >"$scratch/tasks"
for task in "${tasks[@]}"; do
    grep -qxFe "$task" "$scratch/tasks" || refuse "there is no task \`$task\`; there are:"$'\n'"$(cat "$scratch/tasks")"
done
((${#tasks[@]})) || mapfile -t tasks <"$scratch/tasks"

# Instructions of `count TASK WAY TIMES`, start-up and all.
instructions() {
    local told
    if ! told=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null "$count" "$@" 2>&1); then
        say "$told"
        fail "count $* failed under valgrind"
    fi
    sed -n 's/.*Collected : \([0-9]*\).*/\1/p' <<<"$told"
}

# Counts all ways to do a task; the first is the reference.
measure() {
    local task=$1 way times once twice each reference='' ratio
    while IFS=$'\t' read -r way times; do
        once=$(instructions "$task" "$way" "$times")
        twice=$(instructions "$task" "$way" $((2 * times)))
        each=$(((twice - once) / times))
        reference=${reference:-$each}
        ratio=$(awk -v each="$each" -v reference="$reference" 'BEGIN { printf "%.2f", each / reference }')
        if $json; then
            printf '{"measure": "instructions", "task": "%s", "way": "%s", "each": %d, "ratio": %s}\n' \
                "$task" "$way" "$each" "$ratio"
        else
            printf '%-24s %-22s %15d %7s\n' "$task" "$way" "$each" "$ratio"
        fi
    done < <(awk -F '\t' -v OFS='\t' -v task="$task" '$1 == task { print $2, $3 }' "$scratch/ways")
}

$json || printf '%-24s %-22s %15s %7s\n' task way instructions ratio
for task in "${tasks[@]}"; do
    measure "$task"
done
