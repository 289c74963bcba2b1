// The words for a firmware's addresses: its tasks' functions and what they wait for, by the ELF of
// the very build that runs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/agent/tasks.hpp"
#include "cli/build/elf.hpp"
#include "cli/console/firmware.hpp"
#include "cli/image/symbols.hpp"

namespace perth::cli {

class TaskNames {
public:
    /// `build`: the first digits of the build id that runs. Where no file has it, addresses stay
    /// numbers: another build's names would be wrong ones.
    TaskNames(const std::vector<BuiltFile>& files, const std::string& build);

    [[nodiscard]] const std::string& build() const noexcept { return build_; }
    /// Returns the ELF; nothing if there is none.
    [[nodiscard]] const std::optional<std::filesystem::path>& file() const noexcept {
        return file_;
    }
    /// Returns why addresses are numbers, in a sentence; empty if they are not.
    [[nodiscard]] const std::string& complaint() const noexcept { return complaint_; }

    /// Returns the coroutine function around an address: "blink", or "0x00000120".
    [[nodiscard]] std::string function(std::uint32_t address) const;
    /// Returns its file and line: "src/main.cpp:17"; empty if they are not known.
    [[nodiscard]] std::string place(std::uint32_t address) const;
    /// Returns where in the project's sources an instruction is, or in the runtime's if it comes
    /// from nowhere else: "spin at src/main.cpp:21", or "0x00000120".
    [[nodiscard]] std::string instruction(std::uint32_t address) const;
    /// Returns "count", or "count > Queue<…>::get" of one that awaits another.
    [[nodiscard]] std::string task(const AgentTask& task) const;
    /// Returns what a task of these waits for: "120 ms", "numbers", "the end of task 2"; empty if
    /// it is nothing.
    [[nodiscard]] std::string wait(const AgentTask& task, const std::vector<AgentTask>& all) const;

private:
    [[nodiscard]] std::optional<CodePlace> outermost(std::uint32_t address) const;
    [[nodiscard]] std::string object(std::uint32_t address) const;

    std::string build_;
    std::optional<std::filesystem::path> file_;
    std::string complaint_;
    std::optional<Symbols> symbols_;
    std::vector<ElfSymbol> objects_;
};

/// Returns a time as people say it, three digits or so: "85 us", "1.25 ms", "3.4 s", "2 h 5 min".
[[nodiscard]] std::string pretty_time(std::uint64_t us);

}  // namespace perth::cli
