// Floating point, apart, so that a program without it does not link it.
#include <cstdint>

#include "perth/io/print.hpp"

namespace perth::detail {

void print_real(const PrintArg& arg, std::string_view spec) noexcept {
    double value = arg.real;
    if (value != value) return print_text({print_text, {.text = "nan"}}, spec);
    if (value < 0) {
        console_text("-");
        value = -value;
    }
    constexpr double limit = 1e15;  // beyond, a double has no digits behind the point to show
    if (value >= limit)
        return print_text({print_text, {.text = value > 1e308 ? "inf" : "1e15+"}}, spec);
    auto whole = static_cast<std::int64_t>(value);
    auto fraction = static_cast<std::int64_t>((value - static_cast<double>(whole)) * 1e4 + 0.5);
    if (fraction == 10'000) {
        ++whole;
        fraction = 0;
    }
    print_unsigned({print_unsigned, {.number = whole}}, spec);
    console_text(".");
    print_unsigned({print_unsigned, {.number = fraction}}, "04");
}

}  // namespace perth::detail
