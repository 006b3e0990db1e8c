#!/usr/bin/env bash
# Runs the npm package heroku-client against the fake, and prints a table of what passed.
#
#   scripts/accept/heroku-client.sh [NAME...]      as in: apps config
set -euo pipefail
# shellcheck source=scripts/accept/lib.sh
source "$(dirname "$0")/lib.sh"

needs node
npm_install heroku-client heroku-client
start_fake
fresh_home
ACCEPT_MODULES=$installed/heroku-client node "$here/heroku-client.mjs" "$@"
