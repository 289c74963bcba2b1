#include "cli/board/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <set>
#include <string>

namespace perth::cli {
namespace {

std::uint64_t end_of(const MemoryRegion& region) {
    return std::uint64_t{region.start} + region.size;
}

void check_region(const MemoryRegion& region, const Json& json) {
    constexpr std::uint64_t address_space = std::uint64_t{1} << 32;
    if (end_of(region) > address_space) {
        json.at("size").complain(fmt::format("{} ends at 0x{:x}, beyond the 32-bit address space",
                                             region.name, end_of(region)));
    }
    const std::uint64_t sum =
        std::accumulate(region.sectors.begin(), region.sectors.end(), std::uint64_t{0});
    if (!region.sectors.empty() && sum != region.size) {
        json.at("sectors").complain(
            fmt::format("the sectors add up to {} bytes, the region has {}", sum, region.size));
    }
}

void check_memory(const Board& board, const Json& facts) {
    const auto json = facts.find("memory");
    for (std::size_t i = 0; i < board.memory.size(); ++i) {
        const MemoryRegion& region = board.memory[i];
        const Json& place = json->array()[i];
        check_region(region, place);
        for (std::size_t k = 0; k < i; ++k) {
            const MemoryRegion& other = board.memory[k];
            if (other.name == region.name) {
                place.at("name").complain(fmt::format("there are two regions {}", region.name));
            }
            if (region.start < end_of(other) && other.start < end_of(region)) {
                place.complain(fmt::format("{} overlaps {}", region.name, other.name));
            }
        }
    }
}

/// What a chip must say and a process need not.
void check_chip(const Board& board, const Json& facts) {
    for (const char* const key : {"core", "memory", "clocks"}) (void)facts.at(key);
    for (const char* const name : {"flash", "ram"}) {
        if (board.region(name) == nullptr) {
            facts.at("memory").complain(fmt::format("has no region {}", name));
        }
    }
    if (board.clock_hz == 0) facts.at("clocks").complain("core_hz is missing or 0");
}

void check_sizes(const Board& board, const Json& facts) {
    const MemoryRegion* const ram = board.region("ram");
    const MemoryRegion* const flash = board.region("flash");
    if (ram != nullptr && board.task_memory >= ram->size) {
        facts.find("task_memory")
            .value_or(facts)
            .complain(fmt::format("{} bytes of task memory do not fit into {} bytes of ram",
                                  board.task_memory, ram->size));
    }
    if (flash != nullptr && board.memory_reserved >= flash->size) {
        facts.at("memory_reserved")
            .complain(fmt::format("{} bytes reserved leave nothing of {} bytes of flash",
                                  board.memory_reserved, flash->size));
    }
}

void check_usb_console(const Board& board, const Json& facts) {
    for (const char* const key : {"uart", "tx", "rx", "baud"}) {
        if (const auto json = facts.at("console").find(key)) {
            json->complain("a console on USB has no UART");
        }
    }
    if (board.usb_of("serial") == nullptr) {
        facts.at("console").at("usb").complain(
            "a console on USB needs its identifiers: an entry of usb with the mode \"serial\"");
    }
}

void check_console(const Board& board, const Json& facts) {
    if (!board.console) return;
    const Json console = facts.at("console");
    if (board.console->usb) return check_usb_console(board, facts);
    if (board.console->uart.empty()) {
        for (const char* const key : {"tx", "rx"}) {
            if (const auto pad = console.find(key)) pad->complain("a pad needs a uart");
        }
        return;
    }
    const Json uart = console.at("uart");
    (void)console.at("tx");
    (void)console.at("rx");
    if (std::find(board.uarts.begin(), board.uarts.end(), board.console->uart) ==
        board.uarts.end()) {
        const auto near = did_you_mean(board.console->uart, board.uarts);
        uart.complain(fmt::format("{} has no {}", board.mcu, board.console->uart),
                      near ? fmt::format("did you mean \"{}\"?", *near) : std::string{});
    }
}

void check_pads(const Board& board, const Json& facts) {
    std::map<std::string, std::string> users;
    const auto claim = [&users](const std::string& pad, const std::string& user, const Json& at) {
        const auto [entry, is_new] = users.emplace(pad, user);
        if (!is_new) at.complain(fmt::format("{} is already used by {}", pad, entry->second));
    };
    if (board.console && !board.console->uart.empty()) {
        const Json console = facts.at("console");
        claim(board.console->tx, "console.tx", console.at("tx"));
        claim(board.console->rx, "console.rx", console.at("rx"));
    }
    for (const Pin& pin : board.pins) {
        claim(pin.pad, pin.name, facts.at("pins").at(pin.name).at("pad"));
    }
    for (const Bus& bus : board.buses) {
        for (std::size_t i = 0; i < bus.pads.size(); ++i) {
            const char* const key = bus_pads(bus.kind)[i];
            claim(bus.pads[i], fmt::format("{}.{}", bus.name, key),
                  facts.at("buses").at(bus.name).at(key));
        }
    }
}

/// LED_1 and LED1 are different names, but the type of both would be Led1.
void check_pin_types(const Board& board, const Json& facts) {
    std::map<std::string, std::string> types;
    const auto declare = [&](const std::string& name, const char* key) {
        const auto [entry, is_new] = types.emplace(pin_type_name(name), name);
        if (!is_new) {
            facts.at(key).at(name).complain(
                fmt::format("{} and {} would be the same C++ type", entry->second, name));
        }
    };
    for (const Pin& pin : board.pins) declare(pin.name, "pins");
    for (const Bus& bus : board.buses) declare(bus.name, "buses");
}

/// Every pad that the board names lies on the pinout only once.
void check_pinout(const Board& board, const Json& facts) {
    std::set<std::string> seen;
    const auto check = [&seen](const std::vector<Header::Place>& places, const Json& json) {
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (places[i].pad.empty() || seen.insert(places[i].pad).second) continue;
            json.array()[i].complain(fmt::format("{} is there twice", places[i].pad));
        }
    };
    for (std::size_t i = 0; i < board.pinout.size(); ++i) {
        const Json& json = facts.at("pinout").array()[i];
        check(board.pinout[i].left, json.at("left"));
        if (const auto right = json.find("right")) check(board.pinout[i].right, *right);
    }
}

void check_unique(const Json& facts) {
    for (const char* const key : {"flash", "marks", "uarts"}) {
        const auto list = facts.find(key);
        if (!list) continue;
        std::set<std::string> seen;
        for (const Json& element : list->array()) {
            if (!seen.insert(element.string()).second) element.complain("is there twice");
        }
    }
}

}  // namespace

void check_board(const Board& board, const Json& facts) {
    check_memory(board, facts);
    if (board.port != "host") check_chip(board, facts);
    check_sizes(board, facts);
    check_console(board, facts);
    check_pads(board, facts);
    check_pin_types(board, facts);
    check_pinout(board, facts);
    check_unique(facts);
}

bool is_pin_name(std::string_view name) {
    const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (name.empty() || name.size() > 40 || !is_upper(name.front()) || name.back() == '_') {
        return false;
    }
    for (std::size_t i = 0; i < name.size(); ++i) {
        const bool doubled = name[i] == '_' && name[i - 1] == '_';
        if (doubled || (name[i] != '_' && !is_upper(name[i]) && !is_digit(name[i]))) return false;
    }
    return true;
}

std::string pin_type_name(std::string_view name) {
    std::string type;
    bool begins_word = true;
    for (const char c : name) {
        const bool is_upper = c >= 'A' && c <= 'Z';
        if (c != '_') type += is_upper && !begins_word ? static_cast<char>(c - 'A' + 'a') : c;
        begins_word = c == '_';
    }
    return type;
}

std::optional<Emulator> with_serial(const Board& board) {
    std::optional<Emulator> emulator = board.emulator;
    if (emulator && board.console) {
        const auto uart = std::find(board.uarts.begin(), board.uarts.end(), board.console->uart);
        if (uart != board.uarts.end()) {
            emulator->serial = static_cast<std::size_t>(uart - board.uarts.begin());
        }
    }
    return emulator;
}

}  // namespace perth::cli
