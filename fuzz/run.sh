#!/usr/bin/env bash
# Runs every fuzz target for SECONDS each (120), two at a time, from the seeds of the tests: fuzz/run.sh [SECONDS] [TARGET…]
# It wants a nightly toolchain; cargo-fuzz is installed where it is absent.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-120}
shift || true
if ! cargo +nightly --version >/dev/null 2>&1; then
    echo "SKIPPED: no nightly toolchain; \`cargo test --test fuzz\` tries mutants of the same seeds" >&2
    exit 0
fi
command -v cargo-fuzz >/dev/null || cargo install --locked cargo-fuzz

# The corpus of a target: what it has found before, and the seeds of the tests, with a few bytes each.
seed() { # target file…
    local target=$1
    shift
    mkdir -p "corpus/$target"
    local file
    for file in "$@"; do
        [ -f "$file" ] && [ "$(wc -c <"$file")" -le 65536 ] &&
            cp "$file" "corpus/$target/seed-$(basename "$file")"
    done
    return 0
}
seed reader_csv ../tests/profiles/*.csv ../tests/profiles/*.tsv ../tests/profiles/*.txt ../examples/*.csv
seed reader_json ../tests/profiles/*.json
seed reader_ndjson ../tests/profiles/*.json
seed reader_yaml ../examples/*.yaml
seed reader_xml seeds/*.xml
seed reader_linked ../tests/profiles/schema_org.json
seed reader_page seeds/*.html
seed reader_workbook seeds/*.xlsx
seed reader_packed seeds/*.gz seeds/*.zst seeds/*.zip
seed values seeds/values-*
seed rules ../tests/lang/*.tide ../tests/format/*.tide
seed expressions seeds/expression-*
seed profiles ../rules/profiles/*.yaml
seed tariffs ../tests/tariff/*
seed writers seeds/text-*

targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cargo +nightly fuzz list)
cargo +nightly fuzz build --sanitizer none

one() {
    if ! cargo +nightly fuzz run --sanitizer none "$1" -- -max_total_time="$2" -timeout=10 \
        -rss_limit_mb=2048 -seed=1 -print_final_stats=1 >"logs/$1.log" 2>&1; then
        echo "$1: FAILED"
        tail -n 40 "logs/$1.log"
        return 1
    fi
    echo "$1: $(grep -o 'number_of_executed_units: [0-9]*' "logs/$1.log")"
}
export -f one
mkdir -p logs
printf '%s\n' "${targets[@]}" | xargs -P 2 -I{} bash -c 'one "$1" "$2"' _ {} "$seconds"
