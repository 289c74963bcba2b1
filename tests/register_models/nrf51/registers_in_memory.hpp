// The chip's registers as plain memory at their own addresses.
#pragma once

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <stdexcept>

namespace perth {

/// Maps the peripherals, zeroed, while it lives.
class RegistersInMemory : public testing::Test {
protected:
    RegistersInMemory() {
        for (const Block& block : blocks) {
            void* const at = reinterpret_cast<void*>(block.address);
            void* const got = mmap(at, block.size, PROT_READ | PROT_WRITE,
                                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
            if (got != at) throw std::runtime_error("the chip's addresses are not free here");
        }
    }
    ~RegistersInMemory() override {
        for (const Block& block : blocks)
            munmap(reinterpret_cast<void*>(block.address), block.size);
    }

private:
    struct Block {
        std::uintptr_t address;
        std::size_t size;
    };
    static constexpr Block blocks[] = {
        {0x4000'0000, 0x2'0000}, {0x5000'0000, 0x1000}, {0xE000'E000, 0x1000}};
};

}  // namespace perth
