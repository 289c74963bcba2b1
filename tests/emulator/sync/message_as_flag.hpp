// A Message that clears itself like a flag. Its value is long enough to be torn in the middle.
#pragma once

#include <algorithm>
#include <array>

#include "perth/sync/message.hpp"

namespace perth::test {

class Flag {
    using Value = std::array<std::uint32_t, 16>;
    struct Wait : decltype(std::declval<Message<Value>&>().wait()) {
        using Base = decltype(std::declval<Message<Value>&>().wait());
        explicit Wait(Message<Value> & of) noexcept : Base(of.wait()), message(of) {}
        int await_resume() const noexcept {
            const Value value = Base::await_resume();
            message.clear();
            if (std::count(value.begin(), value.end(), value[0]) != 16) ++spoilt;
            return 0;
        }
        Message<Value>& message;
    };

public:
    void set() noexcept {
        Value value;
        value.fill(++sets_);
        message_.set(value);
    }
    [[nodiscard]] Wait wait() noexcept { return Wait(message_); }

private:
    Message<Value> message_;
    std::uint32_t sets_ = 0;
};

}  // namespace perth::test
