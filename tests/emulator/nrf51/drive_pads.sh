#!/usr/bin/env bash
# drive_pads.sh QEMU...: for each line "pad N LEVEL" on the console, pad N is driven to LEVEL, then a
# full stop is typed. Ends as the run does.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkfifo "$folder"/{qtest.in,qtest.out,input,output}
exec 3<>"$folder/qtest.in" 4<>"$folder/qtest.out" 5<>"$folder/input"

set_level() {
    echo "set_irq_in /machine/nrf51 unnamed-gpio-in $1 $2" >&3
    local reply
    until read -r -u4 reply && [[ $reply == OK* ]]; do :; done
}

"$@" -qtest "pipe:$folder/qtest" -qtest-log none <"$folder/input" >"$folder/output" &
while IFS= read -r line; do
    line=${line%$'\r'}
    printf '%s\n' "$line"
    if [[ $line == "pad "* ]]; then
        read -r _ number level <<<"$line"
        set_level "$number" "$level"
        printf . >&5
    fi
done <"$folder/output"
wait $!
