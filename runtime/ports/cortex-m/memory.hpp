// What the linker script knows: the task memory, the build id and the end of the program.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {
// Addresses from sections.ld.
extern char __perth_task_memory_start[], __perth_task_memory_end[];          // NOLINT
extern const std::uint8_t __perth_build_id_start[], __perth_build_id_end[];  // NOLINT
extern const char __perth_program_end[];                                     // NOLINT
}

namespace perth::hal {

/// The memory for task frames, aligned to 8; the second is the address behind it.
[[nodiscard]] inline void* task_memory_begin() noexcept { return __perth_task_memory_start; }
[[nodiscard]] inline void* task_memory_end() noexcept { return __perth_task_memory_end; }

/// Returns the first address that no byte of the running program occupies, for flash::Internal.
[[nodiscard]] inline std::uint32_t program_end() noexcept {
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(__perth_program_end));
}

/// Returns the bytes of the program's build id and their number, 0 if it was linked without.
[[nodiscard]] inline const std::uint8_t* build_id(std::size_t& size) noexcept {
    constexpr std::ptrdiff_t header = 16;  // ELF note: three words and the name "GNU"
    const std::ptrdiff_t note = __perth_build_id_end - __perth_build_id_start;
    size = note > header ? static_cast<std::size_t>(note - header) : 0;
    return __perth_build_id_start + header;
}

}  // namespace perth::hal
