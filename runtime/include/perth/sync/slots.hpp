// Room for values that come and go.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

namespace perth::detail {

/// Memory for N values of type T, of which the user knows which exist.
template <typename T, std::size_t N>
class Slots {
    static_assert(N > 0);
    static_assert(std::is_nothrow_move_constructible_v<T>);

public:
    Slots() noexcept {}
    ~Slots() {}
    Slots(const Slots&) = delete;
    Slots& operator=(const Slots&) = delete;

    void put(std::size_t index, T&& value) noexcept {
        std::construct_at(&values_[index], std::move(value));
    }
    [[nodiscard]] T take(std::size_t index) noexcept {
        T value = std::move(values_[index]);
        std::destroy_at(&values_[index]);
        return value;
    }
    void destroy(std::size_t index) noexcept { std::destroy_at(&values_[index]); }
    [[nodiscard]] const T& operator[](std::size_t index) const noexcept { return values_[index]; }

private:
    union {
        T values_[N];
    };
};

}  // namespace perth::detail
