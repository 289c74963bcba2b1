// A value, or the reason why there is none.
#pragma once

#include <memory>
#include <new>
#include <type_traits>
#include <utility>

#include "perth/base/errc.hpp"
#include "perth/base/panic.hpp"

namespace perth {

/// Holds a T or an Errc. What awaits that can fail give; there are no exceptions on a board.
template <typename T>
class [[nodiscard]] Result {
public:
    using value_type = T;

    Result(T value) noexcept : error_(Errc::none), value_(std::move(value)) {}
    /// `error` is the reason, not Errc::none.
    Result(Errc error) noexcept : error_(error) {}
    Result(const Result& other) noexcept
        requires std::is_copy_constructible_v<T>
        : error_(other.error_) {
        if (other.has_value()) std::construct_at(&value_, other.value_);
    }
    Result(Result&& other) noexcept : error_(other.error_) {
        if (other.has_value()) std::construct_at(&value_, std::move(other.value_));
    }
    Result& operator=(Result other) noexcept {
        std::destroy_at(this);
        return *std::construct_at(this, std::move(other));
    }
    ~Result() {
        if (has_value()) std::destroy_at(&value_);
    }

    [[nodiscard]] bool has_value() const noexcept { return error_ == Errc::none; }
    explicit operator bool() const noexcept { return has_value(); }
    /// Returns why there is no value; Errc::none if there is one.
    [[nodiscard]] Errc error() const noexcept { return error_; }

    /// The value; panics if there is none.
    [[nodiscard]] T& value() & noexcept { return check(), value_; }
    [[nodiscard]] const T& value() const& noexcept { return check(), value_; }
    [[nodiscard]] T&& value() && noexcept { return check(), std::move(value_); }
    [[nodiscard]] T& operator*() & noexcept { return value(); }
    [[nodiscard]] const T& operator*() const& noexcept { return value(); }
    [[nodiscard]] T&& operator*() && noexcept { return std::move(*this).value(); }
    [[nodiscard]] T* operator->() noexcept { return &value(); }
    [[nodiscard]] const T* operator->() const noexcept { return &value(); }
    [[nodiscard]] T value_or(T other) const noexcept { return has_value() ? value_ : other; }

private:
    void check() const noexcept {
        if (!has_value()) panic(Panic::result_without_value, static_cast<unsigned>(error_));
    }

    Errc error_;
    union {
        T value_;
    };
};

/// Success, or the reason why not.
template <>
class [[nodiscard]] Result<void> {
public:
    using value_type = void;

    Result() noexcept = default;
    Result(Errc error) noexcept : error_(error) {}

    [[nodiscard]] bool has_value() const noexcept { return error_ == Errc::none; }
    explicit operator bool() const noexcept { return has_value(); }
    [[nodiscard]] Errc error() const noexcept { return error_; }
    void value() const noexcept {
        if (!has_value()) panic(Panic::result_without_value, static_cast<unsigned>(error_));
    }

private:
    Errc error_ = Errc::none;
};

namespace detail {
template <typename T>
inline constexpr bool is_result = false;
template <typename T>
inline constexpr bool is_result<Result<T>> = true;

/// Result<T>, or T itself if it is a Result already.
template <typename T>
struct flatten {
    using type = Result<T>;
};
template <typename T>
struct flatten<Result<T>> {
    using type = Result<T>;
};
}  // namespace detail

}  // namespace perth
