// A coroutine that takes an Owner by value, which is to be destroyed once; who includes this says
// with PERTH_OWNER how Owner is declared.
#pragma once

#include "forms.hpp"

int destroyed = 0;

struct PERTH_OWNER Owner {
    Owner() = default;
    Owner(Owner&& other) noexcept : owns(other.owns) { other.owns = false; }
    ~Owner() {
        if (owns) ++destroyed;
    }
    bool owns = true;
};

struct Lazy {
    struct promise_type : Task::promise_type {
        static void* operator new(std::size_t size) noexcept { return std::malloc(size); }
        static void operator delete(void* frame) noexcept { std::free(frame); }
        Lazy get_return_object() {
            return {std::coroutine_handle<promise_type>::from_promise(*this)};
        }
        static Lazy get_return_object_on_allocation_failure() { return {nullptr}; }
    };
    std::coroutine_handle<promise_type> handle;
};

Lazy form(Owner) {
    ++steps;
    co_return;
}

int main() {
    const Lazy lazy = form(Owner{});
    lazy.handle.resume();
    lazy.handle.destroy();
    return steps == 1 && destroyed == 1 ? 0 : 1;
}
