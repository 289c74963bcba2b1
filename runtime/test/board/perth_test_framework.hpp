// The framework of perth/test.hpp on a board: the part of GoogleTest that needs no heap, no
// exceptions and no I/O streams. Its lines on the console are GoogleTest's.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "perth/core/time.hpp"
#include "perth/io/print.hpp"

namespace perth::test {

/// How long a PERTH_TEST may take, of the emulator's time. A project sets it by `defines` in
/// perth.json.
#ifndef PERTH_TEST_SECONDS
#define PERTH_TEST_SECONDS 60
#endif
inline constexpr std::chrono::seconds time_limit{PERTH_TEST_SECONDS};

/// A test, in the list of all: made by TEST as a static object.
struct Case {
    Case(const char* full_name, std::size_t suite_length, void (*function)()) noexcept;

    std::string_view name;   ///< "Suite.Name"
    std::string_view suite;  ///< "Suite"
    void (*body)();
    Case* next = nullptr;
    bool chosen = false;
    bool ran = false;
    bool failed = false;
};

/// Where an expectation stands, and its words.
struct Place {
    const char* file;
    int line;
    const char* left;
    const char* right = nullptr;
};

namespace detail {

using perth::detail::print_arg;
using perth::detail::PrintArg;

/// Prints a number in hexadecimal, as an address.
void print_address(const PrintArg& arg, std::string_view spec) noexcept;

template <typename T>
PrintArg printable(const T& value) noexcept {
    if constexpr (std::is_enum_v<T>) {
        return print_arg(static_cast<std::underlying_type_t<T>>(value));
    } else if constexpr (std::same_as<T, char>) {
        return print_arg(static_cast<int>(value));
    } else if constexpr (std::is_null_pointer_v<T>) {
        return print_arg("(nullptr)");
    } else if constexpr (requires { print_arg(value); } &&
                         !(std::is_pointer_v<T> && !std::convertible_to<T, const char*>)) {
        return print_arg(value);
    } else if constexpr (std::is_pointer_v<T>) {
        return {print_address, {.number = reinterpret_cast<std::intptr_t>(value)}};
    } else if constexpr (requires { value.time_since_epoch(); }) {
        return print_arg(value.time_since_epoch());
    } else {
        return print_arg("an object");
    }
}

void bool_failed(bool value, const Place& place) noexcept;
void comparison_failed(const PrintArg& left, const char* sign, const PrintArg& right,
                       const Place& place) noexcept;

}  // namespace detail

struct Equal {
    static constexpr const char* sign = "==";
    static bool holds(const auto& a, const auto& b) { return a == b; }
};
struct NotEqual {
    static constexpr const char* sign = "!=";
    static bool holds(const auto& a, const auto& b) { return a != b; }
};
struct Less {
    static constexpr const char* sign = "<";
    static bool holds(const auto& a, const auto& b) { return a < b; }
};
struct LessEqual {
    static constexpr const char* sign = "<=";
    static bool holds(const auto& a, const auto& b) { return a <= b; }
};
struct Greater {
    static constexpr const char* sign = ">";
    static bool holds(const auto& a, const auto& b) { return a > b; }
};
struct GreaterEqual {
    static constexpr const char* sign = ">=";
    static bool holds(const auto& a, const auto& b) { return a >= b; }
};

/// Returns whether two values are in the relation; says it and fails the running test if not.
template <typename Relation>
bool compare(const auto& a, const auto& b, const Place& place) noexcept {
    if (Relation::holds(a, b)) return true;
    detail::comparison_failed(detail::printable(a), Relation::sign, detail::printable(b), place);
    return false;
}

/// The same of a value that should be true or false.
inline bool is(bool wanted, bool value, const Place& place) noexcept {
    if (value == wanted) return true;
    detail::bool_failed(value, place);
    return false;
}

/// What a test adds to a failure by <<; prints it.
class Message {
public:
    Message() noexcept = default;
    ~Message();
    Message(const Message&) = delete;
    Message& operator=(const Message&) = delete;

    Message& operator<<(const auto& value) noexcept {
        has_text_ = true;
        const detail::PrintArg arg = detail::printable(value);
        arg.print(arg, {});
        return *this;
    }
    template <std::size_t N>
    Message& operator<<(const char (&text)[N]) noexcept {
        return *this << static_cast<const char*>(text);
    }

private:
    bool has_text_ = false;
};

/// Makes `return Fatal() = Message() << …` an expression of type void.
struct Fatal {
    void operator=(const Message&) const noexcept {}
};

}  // namespace perth::test

#define TEST(suite, name)                                                                        \
    static void perth_case_##suite##_##name();                                                   \
    static ::perth::test::Case perth_entry_##suite##_##name(#suite "." #name, sizeof #suite - 1, \
                                                            perth_case_##suite##_##name);        \
    static void perth_case_##suite##_##name()

// As GoogleTest's: one statement that may stand behind an `if` without braces.
#define PERTH_TEST_EXPECT_(holds, otherwise) \
    switch (0)                               \
    case 0:                                  \
    default:                                 \
        if (holds)                           \
            ;                                \
        else                                 \
            otherwise

#define PERTH_TEST_BOOL_(wanted, value, otherwise)                                         \
    PERTH_TEST_EXPECT_(                                                                    \
        ::perth::test::is(wanted, static_cast<bool>(value), {__FILE__, __LINE__, #value}), \
        otherwise)
#define PERTH_TEST_COMPARE_(relation, a, b, otherwise)                                       \
    PERTH_TEST_EXPECT_(                                                                      \
        ::perth::test::compare<::perth::test::relation>(a, b, {__FILE__, __LINE__, #a, #b}), \
        otherwise)

#define PERTH_TEST_GO_ON_ ::perth::test::Message()
#define PERTH_TEST_LEAVE_ return ::perth::test::Fatal() = ::perth::test::Message()

#define EXPECT_TRUE(value) PERTH_TEST_BOOL_(true, value, PERTH_TEST_GO_ON_)
#define EXPECT_FALSE(value) PERTH_TEST_BOOL_(false, value, PERTH_TEST_GO_ON_)
#define EXPECT_EQ(a, b) PERTH_TEST_COMPARE_(Equal, a, b, PERTH_TEST_GO_ON_)
#define EXPECT_NE(a, b) PERTH_TEST_COMPARE_(NotEqual, a, b, PERTH_TEST_GO_ON_)
#define EXPECT_LT(a, b) PERTH_TEST_COMPARE_(Less, a, b, PERTH_TEST_GO_ON_)
#define EXPECT_LE(a, b) PERTH_TEST_COMPARE_(LessEqual, a, b, PERTH_TEST_GO_ON_)
#define EXPECT_GT(a, b) PERTH_TEST_COMPARE_(Greater, a, b, PERTH_TEST_GO_ON_)
#define EXPECT_GE(a, b) PERTH_TEST_COMPARE_(GreaterEqual, a, b, PERTH_TEST_GO_ON_)

#define ASSERT_TRUE(value) PERTH_TEST_BOOL_(true, value, PERTH_TEST_LEAVE_)
#define ASSERT_FALSE(value) PERTH_TEST_BOOL_(false, value, PERTH_TEST_LEAVE_)
#define ASSERT_EQ(a, b) PERTH_TEST_COMPARE_(Equal, a, b, PERTH_TEST_LEAVE_)
#define ASSERT_NE(a, b) PERTH_TEST_COMPARE_(NotEqual, a, b, PERTH_TEST_LEAVE_)
#define ASSERT_LT(a, b) PERTH_TEST_COMPARE_(Less, a, b, PERTH_TEST_LEAVE_)
#define ASSERT_LE(a, b) PERTH_TEST_COMPARE_(LessEqual, a, b, PERTH_TEST_LEAVE_)
#define ASSERT_GT(a, b) PERTH_TEST_COMPARE_(Greater, a, b, PERTH_TEST_LEAVE_)
#define ASSERT_GE(a, b) PERTH_TEST_COMPARE_(GreaterEqual, a, b, PERTH_TEST_LEAVE_)
