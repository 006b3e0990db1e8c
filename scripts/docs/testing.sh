#!/usr/bin/env bash
# Runs the examples of docs/testing.md as they stand there, and prints a table of what passed. An
# example whose tool is not on this machine is skipped, by name.
#
#   scripts/docs/testing.sh [FILE...]      as in: heroku_test.go, rust
#
# ACCEPT_HOME and HEROKU_FAKE_BIN are those of scripts/accept.
set -euo pipefail
# shellcheck source=scripts/accept/lib.sh
source "$(dirname "$0")/../accept/lib.sh"

page=$checkout/docs/testing.md
examples=$scratch/examples
wanted=" $* "
log=$scratch/example.log
passed=0 failed=0 skipped=0
# What an example returns whose client cannot be installed.
no_client=77

# Writes each block of the page that names a file into that file.
extract() {
    mkdir -p "$examples"
    awk -v folder="$examples" '
        /^```/ && file { close(file); file = ""; next }
        /^```[a-z]+ / { file = folder "/" $2; next }
        file { print > file }
    ' "$page"
}

row() { printf '%-5s %s\n' "$1" "$2"; }

skip() {
    row skip "$1"
    skipped=$((skipped + 1))
}

# Runs an example, if it was asked for: `example FILE FUNCTION TOOL...`.
example() {
    local file=$1 run=$2 tool status=0
    shift 2
    [[ $wanted == "  " || $wanted == *" $file "* ]] || return 0
    for tool in "$@"; do
        command -v "$tool" >/dev/null && continue
        skip "$file: $tool is not installed"
        return
    done
    (cd "$examples" && "$run" "$file") &>"$log" </dev/null || status=$?
    if ((status == 0)); then
        row ok "$file"
        passed=$((passed + 1))
    elif ((status == no_client)); then
        skip "$file: $(tail -n 1 "$log")"
    else
        row FAIL "$file"
        sed 's/^/      | /' "$log"
        failed=$((failed + 1))
    fi
}

run_rust() { cd "$checkout" && cargo test --package heroku-fake --doc TestingPage; }

run_python() {
    (pip_install heroku3 heroku3 six) || return "$no_client"
    "$installed/heroku3/bin/python" -m unittest "${1%.py}"
}

run_node() {
    (npm_install heroku-client heroku-client) || return "$no_client"
    NODE_PATH=$installed/heroku-client/node_modules node --test "$1"
}

run_ruby() { ruby "$1"; }

run_go() {
    mkdir go && cp "$1" go/ && cd go && go mod init example.com/heroku || return
    [[ -z $(gofmt -l .) ]] && go vet ./... && go test ./...
}

# Runs lines for a shell against a fake of their own, whose files are its own as well.
run_shell() {
    scratch=$scratch/${1%.sh}
    mkdir "$scratch"
    trap 'kill "$fake_process"; wait "$fake_process"' EXIT
    start_fake
    bash -euo pipefail "$1" || exit 1
}

HEROKU_FAKE_BIN=$(fake_binary)
export HEROKU_FAKE_BIN PATH=${HEROKU_FAKE_BIN%/*}:$PATH
extract

example rust run_rust cargo
example test_heroku.py run_python python3
example heroku.test.js run_node node npm
example heroku_test.rb run_ruby ruby
example heroku_test.go run_go go gofmt
for path in "$examples"/*.sh; do
    example "${path##*/}" run_shell curl jq
done

printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
((failed == 0 && passed > 0))
