#!/bin/sh
# expect.sh CODE GOLDEN COMMAND...: the command must end with CODE and print what the file GOLDEN
# says, after masking: eight hexadecimal digits are shown as ########, what is on the stack not, equal
# neighbouring lines once, what QEMU says about its own start or end not at all.
set -u
code=$1 golden=$2
shift 2
[ -f "$golden" ] || { echo "no $golden"; exit 1; }
output=$("$@" 2>&1)
seen=$?
masked=$(printf '%s\n' "$output" | tr -d '\r' |
    grep -v -e '^qemu-system-arm: term' -e '^Timer with period zero, disabling$' |
    sed 's/[0-9a-f]\{8\}/########/g; s/^@perth stack .*/@perth stack/' | uniq)
if [ "$masked" != "$(cat "$golden")" ]; then
    printf '%s\n' "$output"
    printf '%s\n' "$masked" | diff "$golden" -
    exit 1
fi
if [ "$seen" != "$code" ]; then
    echo "exit code $seen instead of $code"
    exit 1
fi
