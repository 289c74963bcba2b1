// What the standard library calls when a precondition breaks. Its own versions throw, and would
// bring the unwinder along; these panic. An archive member, so a program that needs none has none.
#include "perth/base/panic.hpp"

namespace std {

[[noreturn]] void __throw_out_of_range_fmt(const char*, ...) {
    perth::panic("standard library: index out of range");
}
[[noreturn]] void __throw_out_of_range(const char*) {
    perth::panic("standard library: index out of range");
}
[[noreturn]] void __throw_length_error(const char*) {
    perth::panic("standard library: longer than its maximum");
}
[[noreturn]] void __throw_logic_error(const char*) {
    perth::panic("standard library: logic error");
}
[[noreturn]] void __throw_invalid_argument(const char*) {
    perth::panic("standard library: invalid argument");
}
[[noreturn]] void __throw_bad_function_call() {
    perth::panic("standard library: empty function called");
}
[[noreturn]] void __throw_bad_variant_access(const char*) {
    perth::panic("standard library: variant holds another type");
}

}  // namespace std
