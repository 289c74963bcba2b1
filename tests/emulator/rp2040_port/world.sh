#!/usr/bin/env bash
# world.sh STIMULUS EXPECTED EMULATOR...: runs the emulator with the world of the file STIMULUS; the
# record of the run must have the lines of the file EXPECTED, in this order, without their times.
set -euo pipefail
stimulus=$1 expected=$2
shift 2
record=$(mktemp)
trap 'rm -f "$record"' EXIT
code=0
"$@" --stimulus "$stimulus" --record "$record" </dev/null || code=$?
cut -d' ' -f2- "$record" | awk -v expected="$expected" '
    BEGIN { while ((getline line < expected) > 0) wanted[++count] = line; next_one = 1 }
    $0 == wanted[next_one] { ++next_one }
    END {
        if (next_one <= count) { print "not recorded: " wanted[next_one]; exit 1 }
    }' || { grep '[SWI]' "$record" | head -40; code=1; }
exit $code
