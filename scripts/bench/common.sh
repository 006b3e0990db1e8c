# shellcheck shell=bash disable=SC2034
# What the scripts here share; to be sourced.

export LC_ALL=C
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Says something to the person who waits.
say() { printf '%s\n' "$*" >&2; }

fail() {
    say "${0##*/}: $*"
    exit 1
}

# The median of the numbers on standard input, one a line.
median() {
    sort -g | awk '{ n[NR] = $1 } END { print NR % 2 ? n[(NR + 1) / 2] : (n[NR / 2] + n[NR / 2 + 1]) / 2 }'
}

# The value of a key in a line of flat JSON: `field KEY <<<"$line"`.
field() { sed -nE "s/.*\"$1\": ?\"?([^\",}]*).*/\1/p"; }

# Cargo and rustc as somebody else has them: without settings of whoever runs this.
plain_cargo() {
    local name unset=()
    for name in $(compgen -e | grep -E '^(CARGO_(BUILD|INCREMENTAL|PROFILE|TARGET|ENCODED)|RUSTFLAGS|RUSTC)' || true); do
        unset+=(-u "$name")
    done
    env "${unset[@]}" cargo "$@"
}
