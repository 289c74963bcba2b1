// A SpscQueue that is used like a flag: what is set is that it has an item.
#pragma once

#include "perth/sync/spsc_queue.hpp"

namespace perth::test {

class Flag {
public:
    void set() noexcept { (void)queue_.try_put('x'); }
    [[nodiscard]] auto wait() noexcept { return queue_.get(); }

private:
    SpscQueue<char, 1> queue_;
};

}  // namespace perth::test
