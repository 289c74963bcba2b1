// The dump that a firmware prints when it panics or faults, recognised in its console text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace perth::cli {

/// What a dump says, as far as it came. Texts are safe for a terminal.
struct Dump {
    std::string headline;                    ///< "panic WHAT: A B" or "fault NAME"
    std::string build;                       ///< the build id, hexadecimal
    std::string task;                        ///< the id of the task that ran; empty if none did
    std::optional<std::uint64_t> task_code;  ///< an address in its coroutine function
    std::vector<std::pair<std::string, std::uint64_t>> registers;
    std::vector<std::uint64_t> stack;  ///< its words, the top first

    /// Returns the register's value if the dump has it.
    [[nodiscard]] std::optional<std::uint64_t> find(std::string_view name) const;
};

/// Reads along for the lines "@perth panic …" or "@perth fault …" up to "@perth end". The format is
/// documented at perth::panic in the runtime (base/panic.hpp).
class DumpWatch {
public:
    /// Takes the next line of the console.
    void line(std::string_view text);

    /// Returns whether a dump has begun.
    [[nodiscard]] bool begun() const noexcept { return !dump_.headline.empty(); }
    /// Returns whether its last line has come.
    [[nodiscard]] bool ended() const noexcept { return ended_; }
    [[nodiscard]] const Dump& dump() const noexcept { return dump_; }
    /// Forgets it, so that the next one is seen.
    void clear() { *this = DumpWatch(); }

private:
    void take(std::string_view name, std::string_view rest);

    Dump dump_;
    bool ended_ = false;
};

}  // namespace perth::cli
