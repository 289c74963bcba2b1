#include <cstddef>
#include <new>

#include "perth/hal/hal.hpp"
#include "perth/io/console.hpp"
#include "perth/io/print.hpp"

namespace perth {
namespace {

struct Console {
    static std::size_t read(std::span<std::uint8_t> buffer) noexcept {
        return hal::console_read(reinterpret_cast<char*>(buffer.data()), buffer.size());
    }
    static std::size_t write(std::span<const std::uint8_t> bytes) noexcept {
        detail::console_text({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
        return bytes.size();
    }
    static void on_receive(hal::Callback callback) noexcept { hal::console_on_receive(callback); }
};

constinit Console device;

// Made when first asked for, and never destroyed, so that nothing is registered for the end.
alignas(Stream) constinit std::byte memory[sizeof(Stream)]{};
constinit Stream* instance = nullptr;

}  // namespace

Stream& console() noexcept {
    if (instance == nullptr) instance = ::new (memory) Stream(device);
    return *instance;
}

}  // namespace perth
