#!/usr/bin/env bash
# Opens the fake's window in a headless Chromium, and checks what it shows.
# Give a folder to keep the screenshots there. Without a Chromium it checks nothing, and says so.
set -euo pipefail
cd "$(dirname "$0")/../.."

browser=""
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if browser=$(command -v "$name"); then break; fi
done
if [ -z "$browser" ]; then
    echo "skipped: there is no Chromium here (as from: apt-get install chromium)"
    exit 0
fi
cargo build --quiet --package heroku-fake --example window
exec python3 scripts/accept/window.py "$browser" "${CARGO_TARGET_DIR:-target}/debug/examples/window" "$@"
