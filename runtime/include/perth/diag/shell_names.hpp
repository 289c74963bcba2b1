// What a program gives a shell: variables, functions and coroutine commands, by name.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "perth/core/task.hpp"
#include "perth/diag/shell_value.hpp"

namespace perth {

namespace detail {

/// What can be done with a name; null is what cannot.
struct ShellAccess {
    ShellAnswer (*get)(const void* object) noexcept = nullptr;
    ShellProblem (*set)(void* object, const ShellValue& value) noexcept = nullptr;
    ShellAnswer (*call)(std::span<const ShellValue> arguments) noexcept = nullptr;
    Task<ShellAnswer> (*start)(std::span<const ShellValue> arguments) = nullptr;
};

template <typename F>
struct ShellSignature;
template <typename R, typename... P>
struct ShellSignature<R (*)(P...)> {
    static_assert((!std::is_reference_v<P> && ...),
                  "what a shell calls takes its arguments by value");
    using Returned = R;
    using Arguments = std::tuple<std::remove_cv_t<P>...>;
};
template <typename R, typename... P>
struct ShellSignature<R (*)(P...) noexcept> : ShellSignature<R (*)(P...)> {};

template <typename Arguments>
ShellProblem shell_arguments(std::span<const ShellValue> given, Arguments& into) noexcept {
    constexpr std::size_t count = std::tuple_size_v<Arguments>;
    if (given.size() != count) return {ShellError::type, "wrong number of arguments"};
    ShellProblem problem;
    std::size_t next = 0;
    const auto read = [&](auto& argument) {
        if (!problem) problem = shell_read(given[next++], argument);
    };
    std::apply([&](auto&... arguments) { (read(arguments), ...); }, into);
    return problem;
}

template <auto Function>
ShellAnswer shell_call(std::span<const ShellValue> given) noexcept {
    using Signature = ShellSignature<decltype(Function)>;
    typename Signature::Arguments arguments;
    if (const ShellProblem problem = shell_arguments(given, arguments)) return problem;
    if constexpr (std::is_void_v<typename Signature::Returned>) {
        std::apply(Function, arguments);
        return {};
    } else {
        return shell_answer(std::apply(Function, arguments));
    }
}

template <auto Command>
Task<ShellAnswer> shell_start(std::span<const ShellValue> given) {
    using Signature = ShellSignature<decltype(Command)>;
    typename Signature::Arguments arguments;
    const ShellProblem problem = shell_arguments(given, arguments);
    if (problem) co_return problem;
    auto task = std::apply(Command, arguments);
    if (!task.valid()) co_return ShellProblem{ShellError::memory, "no task memory for it"};
    if constexpr (std::is_void_v<typename Signature::Returned::value_type>) {
        co_await std::move(task);
        co_return ShellAnswer();
    } else {
        const auto result = co_await std::move(task);
        co_return shell_answer(result);
    }
}

template <typename T>
ShellAnswer shell_get(const void* object) noexcept {
    const T& variable = *static_cast<const T*>(object);
    if constexpr (is_text_array<T>) {
        return shell_text_answer(variable);
    } else {
        return shell_answer(variable);
    }
}
template <typename T>
ShellProblem shell_set(void* object, const ShellValue& value) noexcept {
    return shell_read(value, *static_cast<T*>(object));
}
template <auto Get>
ShellAnswer shell_get_by(const void*) noexcept {
    return shell_answer(Get());
}
template <auto Set>
ShellProblem shell_set_by(void*, const ShellValue& value) noexcept {
    return shell_call<Set>({&value, 1}).problem;
}

template <typename T>
inline constexpr ShellAccess shell_variable_access = {.get = &shell_get<std::remove_const_t<T>>,
                                                      .set = &shell_set<T>};
template <typename T>
inline constexpr ShellAccess shell_variable_access<const T> = {.get = &shell_get<T>};
template <auto Get, auto Set>
inline constexpr ShellAccess shell_property_access = {.get = &shell_get_by<Get>,
                                                      .set = &shell_set_by<Set>};
template <auto Get>
inline constexpr ShellAccess shell_property_access<Get, nullptr> = {.get = &shell_get_by<Get>};
template <auto Function>
inline constexpr ShellAccess shell_function_access = {.call = &shell_call<Function>};
template <auto Command>
inline constexpr ShellAccess shell_command_access = {.start = &shell_start<Command>};

}  // namespace detail

/// A name of the program's, in a table that may lie in flash:
///
///     constexpr perth::ShellName names[] = {
///         perth::shell_variable("state", state),
///         perth::shell_variable<get_gain, set_gain>("gain"),
///         perth::shell_function<add>("add"),
///         perth::shell_command<demo>("demo"),
///     };
///
/// Values are bool, integers, floating point and texts (std::string_view; as a variable also an
/// array of char that ends with a zero). What does not fit a variable or parameter is a ValueError
/// and changes nothing. Memory: 16 bytes on a 32-bit core.
struct ShellName {
    std::string_view name;  ///< letters, digits, underscores
    void* object;
    const detail::ShellAccess* access;
};

/// A variable, which must outlive the shell; one that is const cannot be assigned to.
template <typename T>
constexpr ShellName shell_variable(std::string_view name, T& variable) noexcept {
    return {name, const_cast<std::remove_const_t<T>*>(&variable),
            &detail::shell_variable_access<T>};
}
/// What one function gives and another one takes, if there is one; the latter may refuse by
/// Result<void>.
template <auto Get, auto Set = nullptr>
constexpr ShellName shell_variable(std::string_view name) noexcept {
    return {name, nullptr, &detail::shell_property_access<Get, Set>};
}
/// A function of at most four arguments; it runs between two turns and must not wait. It may give
/// a value, nothing, or a Result of either.
template <auto Function>
constexpr ShellName shell_function(std::string_view name) noexcept {
    return {name, nullptr, &detail::shell_function_access<+Function>};
}
/// A function as above that gives a Task: `await name(…)` runs it, Ctrl-C cancels it. It must not
/// read the console, which is the shell's.
template <auto Command>
constexpr ShellName shell_command(std::string_view name) noexcept {
    return {name, nullptr, &detail::shell_command_access<+Command>};
}

}  // namespace perth
