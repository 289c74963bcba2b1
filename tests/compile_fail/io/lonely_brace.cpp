// expect: format_has_a_wrong_field
#include <perth/perth.hpp>

void show(int x) {
#ifdef PERTH_CONTROL
    perth::println("{} }}", x);
#else
    perth::println("{} }", x);
#endif
}
