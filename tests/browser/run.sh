#!/usr/bin/env bash
# The HTML report in headless Chromium. Needs node, npm and chromium; says so and passes where one is
# not there. Screenshots go to tests/browser/out/.
set -euo pipefail
cd "$(dirname "$0")"

for tool in node npm chromium; do
  if ! command -v "$tool" >/dev/null; then
    echo "SKIPPED: the browser tests need $tool, which is not here" >&2
    exit 0
  fi
done
if [ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 20')" != true ]; then
  echo "SKIPPED: the browser tests need node 20 or newer, this is $(node --version)" >&2
  exit 0
fi
[ -d node_modules/playwright-core ] || npm ci --ignore-scripts --no-audit --no-fund

root=../..
(cd "$root" && cargo build --locked)
mkdir -p out
status=0
(cd "$root" && target/debug/tidewaiter check examples/catalog.csv --to DE,US,CN,JP \
  --as-of 2026-11-24 --format html --output tests/browser/out/report.html) || status=$?
[ "$status" -le 1 ]
status=0
(cd "$root" && target/debug/tidewaiter check examples/shopify.csv --currency EUR --to DE,US,JP \
  --as-of 2026-11-24 --format html --output tests/browser/out/shopify.html) || status=$?
[ "$status" -le 1 ]
node --test --test-concurrency=1 report.test.mjs
