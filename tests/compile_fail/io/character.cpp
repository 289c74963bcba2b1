// expect: call to deleted function 'print_arg'
// expect: a letter or a number? say which
#include <perth/perth.hpp>

void show(char letter) {
#ifdef PERTH_CONTROL
    perth::println("{} {}", static_cast<int>(letter), std::string_view(&letter, 1));
#else
    perth::println("{}", letter);
#endif
}
