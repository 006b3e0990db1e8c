#!/usr/bin/env bash
# What the crate costs to build: a program that lists apps, beside the same by hand on reqwest.
#
#   scripts/bench/build.sh [--rounds N] [--peers] [--json] [clean] [incremental] [actions]
#
#   clean        a release build from nothing: seconds, crates, bytes of the stripped binary
#   incremental  a build after an edit of the program's main.rs, median of three
#   actions      what an action adds to a binary, and that it adds nothing where it is not used
#
# All three, unless named. `--rounds` is how often each is built from nothing (1), `--peers` adds
# heroku_rs, `--json` prints one line of JSON a figure.
set -euo pipefail
# shellcheck source=scripts/bench/common.sh
source "$(dirname "$0")/common.sh"

rounds=1
json=false
programs=(heroku reqwest)
parts=()
while (($#)); do
    case $1 in
        --rounds) number rounds "$@" && shift ;;
        --peers) programs+=(heroku_rs) ;;
        --json) json=true ;;
        clean | incremental | actions) parts+=("$1") ;;
        *) help_or_refuse "$1" ;;
    esac
    shift
done
((${#parts[@]})) || parts=(clean incremental actions)

# Puts a program into a folder of its own, with the workspace's choice of versions.
lay_out() {
    local program=$1 folder=$2
    mkdir -p "$folder"
    cp -r "$checkout/scripts/bench/programs/$program/." "$folder"
    sed -i "s|\"../../../../crates|\"$checkout/crates|" "$folder/Cargo.toml"
    cp "${3:-$checkout/Cargo.lock}" "$folder/Cargo.lock"
}

# Runs cargo in a folder; leaves `wall CPU` in `$scratch/seconds`, what it said in `$scratch/log`.
timed() {
    local folder=$1 command=$2 TIMEFORMAT='%R %U %S'
    shift 2
    if ! { time (cd "$folder" && plain_cargo "$command" --offline --locked --jobs 2 "$@" 2>"$scratch/log"); } 2>"$scratch/time"; then
        cat "$scratch/log" >&2
        fail "cargo $command $* failed"
    fi
    awk '{ printf "%.2f %.2f\n", $1, $2 + $3 }' "$scratch/time" >"$scratch/seconds"
}

bytes() { stat --format %s "$1/target/release/lists-apps"; }

megabytes() { awk -v bytes="$1" 'BEGIN { printf "%.2f", bytes / 1e6 }'; }

quotient() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

fetch() {
    local program
    for program in "${programs[@]}"; do
        lay_out "$program" "$scratch/fetched/$program"
        (cd "$scratch/fetched/$program" && plain_cargo fetch --quiet)
    done
}

# A fresh folder for a program whose dependencies are there.
fresh() { lay_out "$1" "$2" "$scratch/fetched/$1/Cargo.lock"; }

clean() {
    local round program folder order
    for ((round = 1; round <= rounds; round++)); do
        order=("${programs[@]}")
        if ((round % 2 == 0)); then
            mapfile -t order < <(printf '%s\n' "${programs[@]}" | tac)
        fi
        for program in "${order[@]}"; do
            say "clean build $round of $rounds: $program"
            folder=$scratch/clean/$round/$program
            fresh "$program" "$folder"
            timed "$folder" build --release
            echo "$(cat "$scratch/seconds") $(grep -c '^ *Compiling' "$scratch/log") $(bytes "$folder")" \
                >>"$scratch/clean-$program"
            rm -rf "$folder"
        done
    done

    $json || printf '| clean release build | wall s | CPU s | crates | binary MB | CPU : reqwest |\n|---|---|---|---|---|---|\n'
    local wall cpu crates size reference
    reference=$(cut -d' ' -f2 "$scratch/clean-reqwest" | median)
    for program in "${programs[@]}"; do
        wall=$(cut -d' ' -f1 "$scratch/clean-$program" | median)
        cpu=$(cut -d' ' -f2 "$scratch/clean-$program" | median)
        read -r _ _ crates size < <(tail -n 1 "$scratch/clean-$program")
        if $json; then
            printf '{"measure": "clean", "program": "%s", "rounds": %s, "wall_seconds": %s, "cpu_seconds": %s, "crates": %s, "binary_bytes": %s}\n' \
                "$program" "$rounds" "$wall" "$cpu" "$crates" "$size"
        else
            printf '| %s | %.1f | %.1f | %s | %s | %s |\n' \
                "$program" "$wall" "$cpu" "$crates" "$(megabytes "$size")" "$(quotient "$cpu" "$reference")"
        fi
    done
}

incremental() {
    local program profile edit folder wall cpu
    $json || printf '| build after an edit | profile | wall s | CPU s |\n|---|---|---|---|\n'
    for program in heroku reqwest; do
        folder=$scratch/incremental/$program
        fresh "$program" "$folder"
        for profile in dev release; do
            say "builds after an edit: $program, $profile"
            timed "$folder" build --profile "$profile"
            rm -f "$scratch/edits"
            for edit in 1 2 3; do
                sed -i "s|^\( *\)println!(\"{}\", app.name);|&\n\1println!(\"$edit {}\", app.id);|" "$folder/src/main.rs"
                timed "$folder" build --profile "$profile"
                grep -q 'Compiling lists-apps' "$scratch/log" || fail "the edit changed nothing"
                cat "$scratch/seconds" >>"$scratch/edits"
            done
            wall=$(cut -d' ' -f1 "$scratch/edits" | median)
            cpu=$(cut -d' ' -f2 "$scratch/edits" | median)
            if $json; then
                printf '{"measure": "incremental", "program": "%s", "profile": "%s", "wall_seconds": %s, "cpu_seconds": %s}\n' \
                    "$program" "$profile" "$wall" "$cpu"
            else
                printf '| %s | %s | %.2f | %.2f |\n' "$program" "$profile" "$wall" "$cpu"
            fi
        done
        rm -rf "$folder"
    done
}

# The symbols of a binary, but for further names of code of AppList: functions that do the same
# are one, and cost nothing more.
symbols_of() {
    nm --demangle "$1" | awk '
        { names[$1] = names[$1] "\n" $0 }
        /[^A-Za-z0-9_]AppList[^A-Za-z0-9_]/ { used[$1] = 1 }
        END { for (address in names) print (address in used) ? "AppList" : names[address] }'
}

# The actions that a binary has anything of: their names as symbols, or their summaries as text.
actions_in() {
    local operations=$checkout/crates/heroku/src/api/operations.rs
    awk -F '"' '/Operation::new\("/ { name = $2 } /\.summary\("/ { print name "\t" $2 }' "$operations" |
        sort -u >"$scratch/actions"
    {
        symbols_of "$1" | grep -oE '[A-Za-z0-9_]+' | sort -u | join -t $'\t' -o 2.1 - "$scratch/actions"
        cut -f 2 "$scratch/actions" | grep -aoFf - "$1" | grep -Ff - "$scratch/actions" | cut -f 1 || true
    } | sort -u
}

actions() {
    local folder=$scratch/actions-program one two found
    say "what an action adds"
    fresh heroku "$folder"
    timed "$folder" build --release
    one=$(bytes "$folder")
    timed "$folder" rustc --release -- -C strip=none
    found=$(actions_in "$folder/target/release/lists-apps" | xargs)
    timed "$folder" build --release --features second
    two=$(bytes "$folder")
    rm -rf "$folder"
    [[ $found == AppList ]] || fail "a program that uses AppList only has in it: ${found:-nothing}"
    if $json; then
        printf '{"measure": "actions", "all": %s, "found": "%s", "one_bytes": %s, "two_bytes": %s}\n' \
            "$(wc -l <"$scratch/actions")" "$found" "$one" "$two"
    else
        printf 'Of %s actions the binary has those used: %s. %s bytes; %s more with AddOnCreate.\n' \
            "$(wc -l <"$scratch/actions")" "$found" "$one" "$((two - one))"
    fi
}

fetch
for part in "${parts[@]}"; do
    "$part"
    $json || echo
done
