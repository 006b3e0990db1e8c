#!/usr/bin/env bash
# Runs the official command line against the fake, and prints a table of what passed.
#
#   scripts/accept/heroku-cli.sh [NAME...]      as in: config ps:scale
#
# A name is that of a chapter or of a command; without one, all chapters are run.
set -euo pipefail
# shellcheck source=scripts/accept/lib.sh
source "$(dirname "$0")/lib.sh"

needs node python3 git openssl ssh-keygen
npm_install heroku heroku@11
start_fake
fresh_home
# No telemetry, no look for updates; what the command line reports elsewhere goes to the fake too.
export DISABLE_TELEMETRY=true HEROKU_DISABLE_AUTOUPDATE=1 HEROKU_SKIP_NEW_VERSION_CHECK=true
export HEROKU_PARTICLEBOARD_URL=${HEROKU_PARTICLEBOARD_URL:-$HEROKU_HOST}
export PATH=$installed/heroku/node_modules/.bin:$PATH
python3 "$here/heroku_cli.py" "$@"
