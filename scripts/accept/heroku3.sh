#!/usr/bin/env bash
# Runs the Python client heroku3 against the fake, and prints a table of what passed.
#
#   scripts/accept/heroku3.sh [NAME...]      as in: apps config
set -euo pipefail
# shellcheck source=scripts/accept/lib.sh
source "$(dirname "$0")/lib.sh"

# It imports six without asking for it.
pip_install heroku3 heroku3 six
start_fake
fresh_home
"$installed/heroku3/bin/python" "$here/with_heroku3.py" "$@"
