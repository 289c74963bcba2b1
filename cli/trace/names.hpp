// What a trace's numbers are called, by the ELF of the firmware and the board's definition.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "cli/board/board.hpp"
#include "cli/emulator/pads.hpp"
#include "cli/image/elf_memory.hpp"
#include "cli/image/symbols.hpp"
#include "cli/trace/timeline.hpp"

namespace perth::cli {

class FirmwareNames : public TraceNames {
public:
    /// Without an ELF only pads have names. Errors: the ELF cannot be read.
    FirmwareNames(const Board& board, const std::optional<std::filesystem::path>& elf);

    [[nodiscard]] std::string task(std::uint64_t code) const override;
    [[nodiscard]] std::string text(std::uint64_t place) const override;
    [[nodiscard]] std::string interrupt(std::uint32_t number) const override;
    [[nodiscard]] std::string pad(std::uint32_t place) const override;

private:
    struct Program {
        explicit Program(const std::filesystem::path& elf);

        Symbols symbols;
        ElfMemory memory;
        std::uint64_t handlers = 0;  ///< the address of the table; 0: there is none
    };

    [[nodiscard]] std::string function_at(std::uint64_t address) const;

    Board board_;
    PadNames pads_;
    std::unique_ptr<Program> program_;
    mutable std::map<std::uint64_t, std::string> functions_;  // looking one up takes long
};

}  // namespace perth::cli
