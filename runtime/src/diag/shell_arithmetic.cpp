// The shell's operators on integers, real numbers and texts.
#include <algorithm>
#include <limits>

#include "perth/diag/shell_evaluator.hpp"

namespace perth::detail {
namespace {

using ValueKind = ShellValue::Kind;

constexpr ShellProblem overflow = {ShellError::overflow, "the result needs more than 64 bits"};
constexpr ShellProblem real_overflow = {ShellError::overflow, "the result is too large"};
constexpr ShellProblem division_by_zero = {ShellError::divide_by_zero, "the divisor is 0"};
constexpr ShellProblem wrong_kinds = {ShellError::type, "not for values of these kinds"};

constexpr std::uint64_t magnitude(std::int64_t value) noexcept {
    const auto bits = static_cast<std::uint64_t>(value);
    return value < 0 ? 0 - bits : bits;
}

ShellAnswer signed_answer(std::uint64_t value, bool negative) noexcept {
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (value > most + (negative ? 1 : 0)) return overflow;
    return ShellValue(static_cast<std::int64_t>(negative ? 0 - value : value));
}

/// By halves: the compiler's own check of 64-bit products needs a function that libgcc lacks.
ShellAnswer multiply(std::int64_t left, std::int64_t right) noexcept {
    const std::uint64_t a = magnitude(left);
    const std::uint64_t b = magnitude(right);
    const std::uint64_t a_high = a >> 32;
    const std::uint64_t b_high = b >> 32;
    const std::uint64_t a_low = a & 0xFFFFFFFF;
    const std::uint64_t b_low = b & 0xFFFFFFFF;
    if (a_high != 0 && b_high != 0) return overflow;
    const std::uint64_t cross = a_high * b_low + a_low * b_high;
    if (cross >> 32 != 0) return overflow;
    const std::uint64_t low = a_low * b_low;
    const std::uint64_t product = low + (cross << 32);
    if (product < low) return overflow;
    return signed_answer(product, (left < 0) != (right < 0));
}

/// Divides bit by bit, since no firmware is to link the library's 64-bit division.
std::uint64_t divide(std::uint64_t value, std::uint64_t divisor, std::uint64_t& rest) noexcept {
    std::uint64_t quotient = 0;
    rest = 0;
    for (int bit = 63; bit >= 0; --bit) {
        const bool carries = rest >> 63 != 0;
        rest = rest << 1 | (value >> bit & 1);
        if (!carries && rest < divisor) continue;
        rest -= divisor;
        quotient |= std::uint64_t{1} << bit;
    }
    return quotient;
}

ShellAnswer divide_down(char sign, std::int64_t left, std::int64_t right) noexcept {
    if (right == 0) return division_by_zero;
    const bool negative = (left < 0) != (right < 0);
    std::uint64_t rest = 0;
    std::uint64_t quotient = divide(magnitude(left), magnitude(right), rest);
    if (negative && rest != 0) {
        ++quotient;
        rest = magnitude(right) - rest;
    }
    return sign == '%' ? signed_answer(rest, right < 0) : signed_answer(quotient, negative);
}

ShellAnswer apply_integers(char sign, std::int64_t left, std::int64_t right) noexcept {
    std::int64_t result = 0;
    switch (sign) {
        case '+':
            if (__builtin_add_overflow(left, right, &result)) return overflow;
            return ShellValue(result);
        case '-':
            if (__builtin_sub_overflow(left, right, &result)) return overflow;
            return ShellValue(result);
        case '*':
            return multiply(left, right);
        default:
            return divide_down(sign, left, right);
    }
}

bool is_finite(double value) noexcept { return value - value == 0; }

double floor_of(double value) noexcept {
    constexpr double has_no_fraction = 4503599627370496.0;  // 2^52
    if (!(value < has_no_fraction && value > -has_no_fraction)) return value;
    const auto whole = static_cast<double>(static_cast<std::int64_t>(value));
    return whole > value ? whole - 1 : whole;
}

ShellAnswer apply_reals(char sign, double left, double right) noexcept {
    const bool divides = sign == '/' || sign == '%' || sign == ShellToken::floor_division;
    if (divides && right == 0) return division_by_zero;
    double result = 0;
    switch (sign) {
        case '+':
            result = left + right;
            break;
        case '-':
            result = left - right;
            break;
        case '*':
            result = left * right;
            break;
        case '/':
            result = left / right;
            break;
        default:
            result = floor_of(left / right);
            if (sign == '%') result = left - right * result;
    }
    if (!is_finite(result) && is_finite(left) && is_finite(right)) return real_overflow;
    return ShellValue(result);
}

/// Returns what a comparison says of values of which `less` or `equal` holds, or neither.
ShellAnswer compared(char sign, bool less, bool equal) noexcept {
    switch (sign) {
        case '<':
            return ShellValue(less);
        case ShellToken::at_most:
            return ShellValue(less || equal);
        case '>':
            return ShellValue(!less && !equal);
        case ShellToken::at_least:
            return ShellValue(!less);
        case ShellToken::not_equal:
            return ShellValue(!equal);
        default:
            return ShellValue(equal);
    }
}

ShellAnswer compare(char sign, const ShellValue& left, const ShellValue& right) noexcept {
    if (left.kind() == ValueKind::integer && right.kind() == ValueKind::integer) {
        return compared(sign, left.integer() < right.integer(), left.integer() == right.integer());
    }
    if (left.is_number() && right.is_number()) {
        const double a = left.real();
        const double b = right.real();
        const bool ordered = a == a && b == b;
        if (!ordered) return ShellValue(sign == ShellToken::not_equal);
        return compared(sign, a < b, a == b);
    }
    const bool same_kind = left.kind() == right.kind();
    if (same_kind && left.kind() == ValueKind::text) {
        return compared(sign, left.text() < right.text(), left.text() == right.text());
    }
    if (sign != ShellToken::equal && sign != ShellToken::not_equal) return wrong_kinds;
    return compared(sign, false, same_kind && left.integer() == right.integer());
}

bool compares(char sign) noexcept {
    return sign == '<' || sign == '>' || sign == ShellToken::equal ||
           sign == ShellToken::not_equal || sign == ShellToken::at_most ||
           sign == ShellToken::at_least;
}

}  // namespace

ShellAnswer shell_apply(char sign, const ShellValue& left, const ShellValue& right,
                        ShellTexts& texts) noexcept {
    if (compares(sign)) return compare(sign, left, right);
    if (sign == '+' && left.kind() == ValueKind::text && right.kind() == ValueKind::text) {
        return texts.join(left.text(), right.text());
    }
    if (!left.is_number() || !right.is_number()) return wrong_kinds;
    if (sign != '/' && left.kind() == ValueKind::integer && right.kind() == ValueKind::integer) {
        return apply_integers(sign, left.integer(), right.integer());
    }
    return apply_reals(sign, left.real(), right.real());
}

ShellAnswer shell_negate(const ShellValue& value) noexcept {
    if (value.kind() == ValueKind::integer) return apply_integers('-', 0, value.integer());
    if (value.kind() == ValueKind::real) return ShellValue(-value.real());
    return wrong_kinds;
}

}  // namespace perth::detail
