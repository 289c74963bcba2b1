# expect.sh right|wrong COMPILER LEVEL SOURCE: compiles a form, runs it, and compares how it ends.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$2" -std=c++20 "$3" "$4" -o "$folder/form"
if timeout 10 "$folder/form" >/dev/null 2>&1; then is=right; else is=wrong; fi
echo "$2 gets it $is"
[ "$is" = "$1" ]
