// expect: format_has_another_number_of_fields
#include <perth/perth.hpp>

void show(int x) {
#ifdef PERTH_CONTROL
    perth::println("{}", x);
#else
    perth::println("{}", x, x);
#endif
}
