#!/usr/bin/env bash
# drive_edges.sh QEMU...: for each line "edge N" on the console, line N of the EXTI rises and falls
# once, then a full stop is typed. Ends as the run does.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkfifo "$folder"/{qtest.in,qtest.out,input,output}
exec 3<>"$folder/qtest.in" 4<>"$folder/qtest.out" 5<>"$folder/input"

set_level() {
    echo "set_irq_in /machine/unattached/device[0]/exti unnamed-gpio-in $1 $2" >&3
    local reply
    until read -r -u4 reply && [[ $reply == OK* ]]; do :; done
}

"$@" -qtest "pipe:$folder/qtest" -qtest-log none <"$folder/input" >"$folder/output" &
while IFS= read -r line; do
    printf '%s\n' "$line"
    if [[ $line == "edge "* ]]; then
        number=${line#edge }
        set_level "${number%$'\r'}" 1
        set_level "${number%$'\r'}" 0
        printf . >&5
    fi
done <"$folder/output"
wait $!
