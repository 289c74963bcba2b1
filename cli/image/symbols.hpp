// From an address in a firmware to the function, file and line that it came from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace perth::cli {

/// A place in the sources.
struct CodePlace {
    std::string function;  ///< demangled; empty if it is not known
    std::string file;      ///< as the debug information has it; empty if it has none
    unsigned line = 0;     ///< 0 if it is not known

    bool operator==(const CodePlace&) const = default;
};

/// Returns "count(perth::Scheduler&) at ./src/main.cpp:12", as far as that is known.
[[nodiscard]] std::string to_string(const CodePlace& place);

/// The symbols and debug information of an ELF file, read with elfutils.
class Symbols {
public:
    /// A file that cannot be read, or is no ELF, is an `Error` (Fault::bad_input).
    explicit Symbols(const std::filesystem::path& elf);
    ~Symbols();
    Symbols(Symbols&&) noexcept;
    Symbols& operator=(Symbols&&) noexcept;

    /// Returns the build id, hexadecimal in lower case; empty if there is none.
    [[nodiscard]] const std::string& build_id() const noexcept;
    /// Returns whether addresses mean something before the program is loaded: not so for a
    /// position-independent executable.
    [[nodiscard]] bool is_fixed() const noexcept;
    /// Returns the place of the instruction at `address`, and behind it those that it was inlined
    /// into, outermost last; empty where there is no code. Bit 0 (Thumb) counts for nothing.
    /// Addresses are the file's.
    [[nodiscard]] std::vector<CodePlace> at(std::uint64_t address) const;
    /// As at(), of the call that returns to `address`.
    [[nodiscard]] std::vector<CodePlace> call_before(std::uint64_t address) const;
    /// Returns whether a Thumb call ends right before `address`, so that a word on the stack with
    /// this value is most likely a return address.
    [[nodiscard]] bool is_return_address(std::uint64_t address) const;

private:
    struct Open;
    std::unique_ptr<Open> open_;
};

}  // namespace perth::cli
