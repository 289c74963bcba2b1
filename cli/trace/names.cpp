#include "cli/trace/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "cli/build/elf.hpp"
#include "cli/support/function_name.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

/// An event has so many bits of an address.
constexpr std::uint64_t place_mask = (1U << 26) - 1;
constexpr std::size_t longest_text = 100;
constexpr std::uint32_t first_handler = 15;  // SysTick's exception; see ports/cortex-m/trace.cpp
constexpr unsigned pad_bits = 5;             // of a pad within its port
constexpr std::string_view handler_ending = "_IRQHandler";

bool is_host(const Board& board) { return board.port == "host"; }

/// What the chip calls a pad.
std::string chip_pad(const Board& board, std::uint32_t place) {
    const std::uint32_t pin = place & ((1U << pad_bits) - 1);
    if (board.port == "nrf51") return fmt::format("P0.{:02}", pin);
    if (board.port == "rp2040") return fmt::format("GPIO{}", pin);
    const std::uint32_t port = std::min(place >> pad_bits, 25U);
    return fmt::format("P{}{}", static_cast<char>('A' + port), pin);
}

}  // namespace

FirmwareNames::Program::Program(const std::filesystem::path& elf) : symbols(elf), memory(elf) {
    for (const ElfSymbol& symbol : read_elf(elf).symbols) {
        if (symbol.name == "perth_handlers") handlers = symbol.address;
    }
}

FirmwareNames::FirmwareNames(const Board& board, const std::optional<std::filesystem::path>& elf)
    : board_(board), pads_(pad_names(board)) {
    if (elf) program_ = std::make_unique<Program>(*elf);
}

std::string FirmwareNames::function_at(std::uint64_t address) const {
    const auto known = functions_.find(address);
    if (known != functions_.end()) return known->second;
    const auto places = program_->symbols.at(address);
    // The function itself, not what was inlined at its start.
    std::string name = places.empty() ? "" : printable(places.back().function);
    functions_.emplace(address, name);
    return name;
}

std::string FirmwareNames::task(std::uint64_t code) const {
    if (!program_) return {};
    const std::uint64_t begin = is_host(board_) ? program_->memory.begin() : 0;
    return short_function_name(function_at(begin + code));
}

std::string FirmwareNames::text(std::uint64_t place) const {
    if (!program_) return {};
    const auto address = is_host(board_) ? std::optional(program_->memory.begin() + place)
                                         : program_->memory.find(place, place_mask);
    if (!address) return {};
    return printable(program_->memory.text_at(*address, longest_text).value_or(""));
}

std::string FirmwareNames::interrupt(std::uint32_t number) const {
    if (is_host(board_)) return "interrupt";
    const std::string plain = fmt::format("interrupt {}", number);
    if (number < first_handler || !program_ || program_->handlers == 0) return plain;
    const std::uint64_t entry = program_->handlers + 4 * std::uint64_t{number - first_handler};
    const auto handler = program_->memory.word_at(entry);
    if (!handler) return plain;
    std::string name = function_at(*handler);
    if (name.empty()) return plain;
    if (number == first_handler) return "SysTick";
    if (name.ends_with(handler_ending)) name.resize(name.size() - handler_ending.size());
    return name;
}

std::string FirmwareNames::pad(std::uint32_t place) const {
    if (is_host(board_)) return signal_name(pads_, Signal::pin, place);
    const std::string name = chip_pad(board_, place);
    const auto found = std::find_if(board_.pins.begin(), board_.pins.end(),
                                    [&](const Pin& pin) { return pin.pad == name; });
    return found == board_.pins.end() ? name : found->name;
}

}  // namespace perth::cli
