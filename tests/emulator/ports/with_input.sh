#!/bin/sh
# with_input.sh LINE COMMAND...: runs COMMAND with LINE on its standard input.
line=$1
shift
printf '%s\n' "$line" | "$@"
