// A traced program's events go into the record.
#include "perth/hal/trace.hpp"

#include "record.hpp"

// Where the program lies: its places are told from here, wherever it was loaded.
extern "C" const char __ehdr_start[];  // NOLINT(bugprone-reserved-identifier): the linker's

namespace perth {

void hal::record_trace(detail::TraceKind kind, std::uint32_t value,
                       const volatile void* place) noexcept {
    const auto address = reinterpret_cast<std::uintptr_t>(place);
    const auto begin = reinterpret_cast<std::uintptr_t>(__ehdr_start);
    host::record().trace(static_cast<unsigned>(kind), value,
                         place == nullptr ? 0 : address - begin);
}

}  // namespace perth
