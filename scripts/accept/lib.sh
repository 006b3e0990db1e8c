# shellcheck shell=bash disable=SC2034
# What the scripts here share; to be sourced. Where clients are installed, a home of its own for
# each run, and a fake that is started and stopped.

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
here=$checkout/scripts/accept
scratch=$(mktemp -d)
installed=${ACCEPT_HOME:-$scratch/installed}
fake_process=

clean_up() {
    if [[ -n $fake_process ]]; then
        kill "$fake_process" 2>/dev/null || true
        wait "$fake_process" 2>/dev/null || true
    fi
    rm -rf "$scratch"
}
trap clean_up EXIT

# Says something to the person who waits.
say() { printf '%s\n' "$*" >&2; }

fail() {
    say "${0##*/}: $*"
    exit 1
}

needs() {
    local program
    for program in "$@"; do
        command -v "$program" >/dev/null || fail "this needs $program, which is not installed"
    done
}

# Installs packages of npm into a folder, once: `npm_install FOLDER PACKAGE...`.
npm_install() {
    local folder=$installed/$1 log=$scratch/npm.log
    shift
    [[ -e $folder/complete ]] && return
    needs npm
    say "installing $* ..."
    mkdir -p "$folder"
    [[ -e $folder/package.json ]] || echo '{"private": true}' >"$folder/package.json"
    npm install --prefix "$folder" --no-audit --no-fund "$@" &>"$log" ||
        fail "npm could not install $*: $(tail -n 5 "$log")"
    touch "$folder/complete"
}

# Installs packages of PyPI into a virtual environment, once: `pip_install FOLDER PACKAGE...`.
pip_install() {
    local folder=$installed/$1 log=$scratch/pip.log
    shift
    [[ -e $folder/complete ]] && return
    needs python3
    say "installing $* ..."
    { python3 -m venv "$folder" && "$folder/bin/pip" install "$@"; } &>"$log" ||
        fail "pip could not install $*: $(tail -n 5 "$log")"
    touch "$folder/complete"
}

# The binary: the one that is named, or one that is built now.
fake_binary() {
    if [[ -n ${HEROKU_FAKE_BIN:-} ]]; then
        [[ -x $HEROKU_FAKE_BIN ]] || fail "HEROKU_FAKE_BIN names no program: $HEROKU_FAKE_BIN"
        echo "$HEROKU_FAKE_BIN"
        return
    fi
    needs cargo
    (cd "$checkout" && cargo build --quiet -p heroku-fake --bin heroku-fake) >&2 ||
        fail "the fake cannot be built"
    (cd "$checkout" && cargo metadata --format-version 1 --no-deps) |
        sed -E 's|.*"target_directory":"([^"]*)".*|\1/debug/heroku-fake|'
}

# Exports what the fake printed, as in `export NAME=value` or `NAME=value`; quotes are dropped.
read_variables() {
    local line value
    while IFS= read -r line; do
        [[ $line =~ ^[[:space:]]*(export[[:space:]]+)?([A-Z][A-Z0-9_]*)=(.*)$ ]] || continue
        value=${BASH_REMATCH[3]}
        value=${value#[\"\']}
        value=${value%[\"\']}
        export "${BASH_REMATCH[2]}=$value"
    done <"$1"
}

# Starts the fake on a free port, and exports the variables that point clients at it. Whatever the
# user has set for the real Heroku is forgotten first.
start_fake() {
    local binary name out=$scratch/fake.out
    binary=$(fake_binary)
    for name in $(compgen -e | grep '^HEROKU_' | grep -v '^HEROKU_FAKE_BIN$' || true); do
        unset "$name"
    done
    "$binary" --port 0 >"$out" 2>"$scratch/fake.err" &
    fake_process=$!
    for _ in {1..100}; do
        grep -q 'HEROKU_HOST=' "$out" && break
        kill -0 "$fake_process" 2>/dev/null || break
        sleep 0.05
    done
    grep -q 'HEROKU_HOST=' "$out" || fail "the fake did not start: $(tail -n 5 "$scratch/fake.err")"
    # The lines come at once, but not in one write.
    sleep 0.1
    read_variables "$out"
    export HEROKU_API_KEY=${HEROKU_API_KEY:-01234567-89ab-4cde-8f01-23456789abcd}
}

# A home, and a folder to work in, that hold nothing of the user's.
fresh_home() {
    mkdir -p "$scratch/home" "$scratch/work"
    export HOME=$scratch/home XDG_CONFIG_HOME=$scratch/home/.config XDG_CACHE_HOME=$scratch/home/.cache
    export XDG_DATA_HOME=$scratch/home/.local/share GIT_CONFIG_NOSYSTEM=1
    unset NETRC SSL_CERT_DIR SSL_CERT_FILE
    cd "$scratch/work" || fail "there is no folder to work in"
}
