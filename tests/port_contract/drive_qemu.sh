#!/usr/bin/env bash
# drive_qemu.sh IN-PATH IN OUT-PATH OUT QEMU...: the world of the behaviour "edges". At each line
# "drive: …" of the console, input IN of the QEMU object IN-PATH rises and falls three times, each
# time when the firmware tells that it has seen the change before; at the end, output OUT of OUT-PATH
# must have risen and fallen three times, too. Ends as the run does.
set -euo pipefail
in_path=$1 in=$2 out_path=$3 out=$4
shift 4
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkfifo "$folder"/{qtest.in,qtest.out,output}
exec 3<>"$folder/qtest.in"

"$@" -qtest "pipe:$folder/qtest" -qtest-log none </dev/null >"$folder/output" &
emulator=$!
cat "$folder/qtest.out" >"$folder/answers" &
echo "irq_intercept_out $out_path" >&3

set_level() { echo "set_irq_in $in_path unnamed-gpio-in $in $1" >&3; }

set_level 0
left=0
while IFS= read -r line; do
    line=${line%$'\r'}
    printf '%s\n' "$line"
    case $line in
        "drive: "*) left=3 && set_level 1 ;;
        "level 1") set_level 0 ;;
        "level 0") if ((--left > 0)); then set_level 1; fi ;;
    esac
done <"$folder/output"
code=0
wait $emulator || code=$?

changes=$(sed -n "s/^IRQ \([a-z]*\) $out\$/\1/p" "$folder/answers" | tr '\n' ' ')
echo "the output's changes: $changes"
[[ $changes == *"raise lower raise lower raise lower"* ]] || code=1
exit $code
