// expect: format_has_another_number_of_fields
#include <perth/perth.hpp>

void show(int x) {
#ifdef PERTH_CONTROL
    perth::println("{} of {}", x, x);
#else
    perth::println("{} of {}", x);
#endif
}
