// The chip's registers as a test sees them: words that keep what is written, and some that do more.
#pragma once

#include <cstdint>
#include <functional>
#include <map>

namespace perth::stm32f4 {

/// One model at a time; the port's registers ask it while it lives.
class Chip {
public:
    Chip();
    ~Chip();
    Chip(const Chip&) = delete;
    Chip& operator=(const Chip&) = delete;

    /// What is read, instead of the word.
    std::map<std::uintptr_t, std::function<std::uint32_t()>> on_read;
    /// What else happens when it is written; the word is written before.
    std::map<std::uintptr_t, std::function<void(std::uint32_t)>> on_write;

    std::uint32_t& operator[](std::uintptr_t address) { return words_[address]; }
    /// A chip without anything: reads 0 and swallows writes, as QEMU does.
    bool is_empty = false;

    [[nodiscard]] std::uint32_t read(std::uintptr_t address);
    void write(std::uintptr_t address, std::uint32_t value);

private:
    std::map<std::uintptr_t, std::uint32_t> words_;
};

/// Calls the handlers of what is pending in the NVIC, `handlers` by number, until nothing is.
void serve_pending(const std::map<unsigned, void (*)()>& handlers);

}  // namespace perth::stm32f4
