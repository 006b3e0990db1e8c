#!/usr/bin/env bash
# The same work on our client, by hand, and on clients from package registries, against the
# server of `benches/` on 127.0.0.1. Prints one table.
#
#   scripts/bench/peers.sh [--rounds N] [--calls N] [--no-peers] [--json]
#
# In each round (3) a client makes so many calls (3000) one after the other, twice as many with 64
# in flight, and a walk. `--no-peers` leaves out the clients from registries, `--json` prints one
# line of JSON a figure.
#
# Needs two cores for figures that mean something: the server has one, the client the other.
# npm and python3 (with venv) install their clients into target/peers; what cannot be installed
# is left out, and the reason is told below the table.
set -euo pipefail
# shellcheck source=scripts/bench/common.sh
source "$(dirname "$0")/common.sh"

rounds=3
calls=3000
json=false
by_hand=(heroku reqwest hyper tcp bytes)
# They differ from the others in walks only.
borrowing=(heroku-unread hyper-borrowed)
peers=(heroku_rs heroku-client heroku3)
works=(sequential concurrent walk)
while (($#)); do
    case $1 in
        --rounds) number rounds "$@" && shift ;;
        --calls) number calls "$@" && shift ;;
        --no-peers) peers=() ;;
        --json) json=true ;;
        *) help_or_refuse "$1" ;;
    esac
    shift
done
clients=("${by_hand[@]}" "${borrowing[@]}" "${peers[@]}")

# Where these are set, heroku-client reads all certificates anew for each call.
unset SSL_CERT_DIR SSL_CERT_FILE

sources=$checkout/scripts/bench/peers
target=$(cd "$checkout" && cargo metadata --format-version 1 --no-deps --offline |
    sed -E 's/.*"target_directory":"([^"]*)".*/\1/')
installed=$target/peers
pinned=()
if (($(nproc) > 1)); then
    pinned=(taskset --cpu-list 1)
else
    say "there is one core only: server and client share it"
fi

install() {
    case $1 in
        heroku_rs)
            mkdir -p "$installed/heroku_rs" &&
                cp -r --preserve=timestamps "$sources/heroku_rs/." "$installed/heroku_rs" &&
                (cd "$installed/heroku_rs" && plain_cargo build --release --quiet)
            ;;
        heroku-client)
            # It looks for `debug` several times a call; in vain, that costs it a third more.
            npm install --silent --no-fund --no-audit --prefix "$installed/node" heroku-client@3.1.4 debug@4
            ;;
        heroku3)
            # It needs `six`, and does not say so.
            [[ -x $installed/python/bin/pip ]] || python3 -m venv "$installed/python"
            "$installed/python/bin/pip" install --quiet --disable-pip-version-check heroku3==5.2.1 six
            ;;
    esac
}

# One client doing one work; prints a line of JSON.
run() {
    local client=$1 work=$2 count=$3
    case $client in
        heroku_rs) set -- "$installed/heroku_rs/target/release/peer" "$work" "$url" "$count" ;;
        heroku-client) set -- env NODE_PATH="$installed/node/node_modules" node "$sources/node/workload.js" "$work" "$url" "$count" ;;
        heroku3) set -- "$installed/python/bin/python" "$sources/python/workload.py" "$work" "$url" "$count" ;;
        *) set -- "$target/release/workload" --client "$client" --work "$work" --url "$url" --count "$count" --cores 1 ;;
    esac
    timeout 300 "${pinned[@]}" "$@" 3>&-
}

# Gives up on a client, or on one work of it; the last thing that was said is the reason.
give_up() {
    local reason
    reason=$(grep -v '^ *$' "$scratch/talk" | tail -n 1 | tr -d '"\134' || true)
    echo "${reason:-it failed and did not say why}" >"$scratch/reason-$1"
    say "$1: $(cat "$scratch/reason-$1")"
}

# The server ends when its standard input does, so it cannot outlive this script.
start_server() {
    mkfifo "$scratch/server-input" "$scratch/server-output"
    "$target/release/bench-server" --core 0 <"$scratch/server-input" >"$scratch/server-output" &
    server=$!
    exec 3>"$scratch/server-input"
    read -r url <"$scratch/server-output" || fail "the server did not start"
}

stop_server() {
    exec 3>&-
    [[ -z ${server:-} ]] || kill "$server" 2>/dev/null || true
}

trap 'stop_server; rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

count_of() {
    case $1 in
        sequential) echo "$calls" ;;
        concurrent) echo $((2 * calls)) ;;
        walk) echo 1 ;;
    esac
}

say "building"
(cd "$checkout" && cargo build --release --quiet --offline --package heroku-benches --bins)
for peer in "${peers[@]}"; do
    say "installing $peer"
    install "$peer" >"$scratch/talk" 2>&1 || give_up "$peer"
done
start_server

for ((round = 1; round <= rounds; round++)); do
    order=("${clients[@]}")
    if ((round % 2 == 0)); then
        mapfile -t order < <(printf '%s\n' "${clients[@]}" | tac)
    fi
    for work in "${works[@]}"; do
        say "round $round of $rounds: $work"
        for client in "${order[@]}"; do
            [[ ! -e $scratch/reason-$client && ! -e $scratch/reason-$client-$work ]] || continue
            [[ $work == walk || " ${borrowing[*]} " != *" $client "* ]] || continue
            run "$client" "$work" "$(count_of "$work")" >"$scratch/line" 2>"$scratch/talk" ||
                { give_up "$client-$work" && continue; }
            cat "$scratch/line" >>"$scratch/lines-$client-$work"
        done
    done
done

# The median of a figure of a client at a work; nothing if there is none.
figure() {
    local lines=$scratch/lines-$1-$2
    [[ ! -e $lines ]] || field "$3" <"$lines" | median
}

each() { awk -v seconds="$1" -v count="$2" 'BEGIN { if (seconds == "") print "–"; else printf "%.3f", seconds * 1000 / count }'; }
seconds() { awk -v seconds="$1" 'BEGIN { if (seconds == "") print "–"; else printf "%.2f", seconds }'; }
mib() { awk -v kib="$1" 'BEGIN { if (kib == "") print "–"; else printf "%.0f", kib / 1024 }'; }
larger() { awk -v a="$1" -v b="$2" 'BEGIN { print (b == "" || a + 0 > b + 0) ? a : b }'; }

print_table() {
    local client calls_kib
    echo "| client | sequential GET, CPU ms each | 64 in flight, CPU ms each | walk of 50 × 1,000 apps, wall s | the same, CPU s | peak RSS in calls, MiB | in the walk, MiB |"
    echo "|---|---|---|---|---|---|---|"
    for client in "${clients[@]}"; do
        calls_kib=$(larger "$(figure "$client" sequential peak_rss_kib)" "$(figure "$client" concurrent peak_rss_kib)")
        echo "| $client" \
            "| $(each "$(figure "$client" sequential cpu_seconds)" "$(count_of sequential)")" \
            "| $(each "$(figure "$client" concurrent cpu_seconds)" "$(count_of concurrent)")" \
            "| $(seconds "$(figure "$client" walk wall_seconds)")" \
            "| $(seconds "$(figure "$client" walk cpu_seconds)")" \
            "| $(mib "$calls_kib") | $(mib "$(figure "$client" walk peak_rss_kib)") |"
    done
    local reason
    for reason in "$scratch"/reason-*; do
        [[ ! -e $reason ]] || printf '\n%s: %s\n' "${reason##*/reason-}" "$(cat "$reason")"
    done
}

print_json() {
    local client work
    for client in "${clients[@]}"; do
        for work in "${works[@]}"; do
            [[ -e $scratch/lines-$client-$work ]] || continue
            printf '{"measure": "work", "client": "%s", "work": "%s", "rounds": %s, "count": %s, "cpu_seconds": %s, "wall_seconds": %s, "peak_rss_kib": %s}\n' \
                "$client" "$work" "$rounds" "$(count_of "$work")" \
                "$(figure "$client" "$work" cpu_seconds)" "$(figure "$client" "$work" wall_seconds)" \
                "$(figure "$client" "$work" peak_rss_kib)"
        done
    done
    local reason
    for reason in "$scratch"/reason-*; do
        [[ ! -e $reason ]] || printf '{"measure": "left out", "what": "%s", "reason": "%s"}\n' "${reason##*/reason-}" "$(cat "$reason")"
    done
}

if $json; then print_json; else print_table; fi
