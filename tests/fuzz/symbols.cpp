// Symbols of any file: whatever it holds, looking up addresses ends, and says nothing odd.
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "cli/image/symbols.hpp"
#include "cli/support/error.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli;
    static const int file = ::memfd_create("elf", MFD_CLOEXEC);
    fuzz::require(::ftruncate(file, 0) == 0);
    fuzz::require(::pwrite(file, data, size, 0) == static_cast<ssize_t>(size));
    try {
        const Symbols symbols("/proc/self/fd/" + std::to_string(file));
        fuzz::require(symbols.build_id().find_first_not_of("0123456789abcdef") ==
                      std::string::npos);
        for (const std::uint64_t address :
             {0x0ULL, 0x08000001ULL, 0x08000010ULL, 0x08000023ULL, 0xffffffffffffffffULL}) {
            (void)symbols.at(address);
            (void)symbols.call_before(address);
            (void)symbols.is_return_address(address);
        }
    } catch (const Error& error) {
        fuzz::require(error.parts().fault == Fault::bad_input);
    }
    return 0;
}
