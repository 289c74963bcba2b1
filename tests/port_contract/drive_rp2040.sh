#!/usr/bin/env bash
# drive_rp2040.sh IN OUT EMULATOR...: the world of the behaviour "edges". In each of the first
# seconds, pad IN rises and falls three times by a schedule; at the end, pad OUT must have risen and
# fallen three times, too. Ends as the run does.
set -euo pipefail
in=$1 out=$2
shift 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

{
    echo "0 P$in 0"
    for second in 1 2 3 4; do
        for change in 0 1 2 3 4 5; do
            echo "$((second * 1000000 + 100000 + change * 20000)) P$in $(((change + 1) % 2))"
        done
    done
} >"$folder/world"
code=0
"$@" --stimulus "$folder/world" --record "$folder/record" </dev/null || code=$?

changes=$(sed -n "s/^[0-9]* P$out \([01]\)\$/\1/p" "$folder/record" | tr '\n' ' ')
echo "the output's levels: $changes"
[[ $changes == *"1 0 1 0 1 0"* ]] || code=1
exit $code
