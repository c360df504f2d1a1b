#!/usr/bin/env bash
# Fetches the third-party test data of tests/corpora.rs from its npm packages.
set -euo pipefail
cd "$(dirname "$0")"
if ! command -v npm >/dev/null; then
    echo "SKIPPED: npm is not installed, so the corpora cannot be fetched" >&2
    exit 0
fi
npm install --no-package-lock --ignore-scripts --no-audit --no-fund
