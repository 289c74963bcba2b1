#!/bin/sh
# ends_with.sh CODE PATTERN COMMAND...: the command must end with CODE, and one whole line of its
# output must match the extended regular expression PATTERN.
set -u
code=$1 pattern=$2
shift 2
output=$("$@" 2>&1)
seen=$?
printf '%s\n' "$output"
if ! printf '%s\n' "$output" | tr -d '\r' | grep -qxE "$pattern"; then
    echo "no line matches $pattern"
    exit 1
fi
if [ "$seen" != "$code" ]; then
    echo "exit code $seen instead of $code"
    exit 1
fi
