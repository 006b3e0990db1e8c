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

# Ends the script for an argument that makes no sense.
refuse() {
    say "${0##*/}: $*"
    exit 2
}

# Puts the number that an option wants into a variable: `number NAME "$@"`, where the option comes
# first.
number() {
    [[ ${3:-} =~ ^[1-9][0-9]{0,8}$ ]] ||
        refuse "$2 wants a number from 1 to 999999999${3:+, not \`$3\`}, as in: $2 3"
    printf -v "$1" %s "$3"
}

# What becomes of an argument that the script itself does not know: asked for help, it prints the
# comment at its head.
help_or_refuse() {
    case $1 in
        -h | --help)
            sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
            exit 0
            ;;
        *) refuse "there is no argument \`$1\`; ${0##*/} --help lists those there are" ;;
    esac
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
