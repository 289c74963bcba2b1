#!/bin/sh
# forbidden.sh NM FILE...: no firmware may contain a heap, 64-bit division, emulated TLS, exceptions
# or iostream.
nm=$1
shift
forbidden='malloc|_Znwj|_Znaj|__aeabi_u?ldivmod|__emutls|__cxa_throw|__cxa_allocate|_ZNSo|_ZSt4cout'
for file in "$@"; do
    symbols=$("$nm" "$file") || { failed=1; continue; }
    found=$(printf '%s\n' "$symbols" | grep -E " ($forbidden)") && { echo "$file: $found"; failed=1; }
done
[ -z "$failed" ]
