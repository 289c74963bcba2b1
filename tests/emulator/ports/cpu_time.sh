#!/bin/sh
# cpu_time.sh LIMIT COMMAND...: prints the processor time that the command took, in hundredths of a
# second; fails if it is more than LIMIT.
limit=$1
shift
"$@" || exit 1
file=$(mktemp)
times > "$file"
hundredths=$(awk 'NR == 2 {
    split($0, part, /[ms ]+/)
    printf "%d", (part[1] * 60 + part[2] + part[3] * 60 + part[4]) * 100
}' "$file")
rm "$file"
echo "processor time: $hundredths hundredths of a second"
[ "$hundredths" -gt 0 ] && [ "$hundredths" -le "$limit" ]
