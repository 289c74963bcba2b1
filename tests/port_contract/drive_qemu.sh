#!/usr/bin/env bash
# drive_qemu.sh IN-PATH IN OUT-PATH OUT QEMU...: the world of the behaviour "edges". At each line
# "drive: …" of the console, input IN of the QEMU object IN-PATH rises and falls three times; at the
# end, output OUT of OUT-PATH must have risen and fallen three times, too. Ends as the run does.
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

drive() {
    for level in 1 0 1 0 1 0; do
        echo "set_irq_in $in_path unnamed-gpio-in $in $level" >&3
        sleep 0.03
    done
}

echo "set_irq_in $in_path unnamed-gpio-in $in 0" >&3
while IFS= read -r line; do
    printf '%s\n' "$line"
    if [[ $line == "drive: "* ]]; then drive; fi
done <"$folder/output"
code=0
wait $emulator || code=$?

changes=$(sed -n "s/^IRQ \([a-z]*\) $out\$/\1/p" "$folder/answers" | tr '\n' ' ')
echo "the output's changes: $changes"
[[ $changes == *"raise lower raise lower raise lower"* ]] || code=1
exit $code
