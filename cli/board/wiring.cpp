#include "cli/board/wiring.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "cli/board/check.hpp"
#include "cli/board/values.hpp"

namespace perth::cli {
namespace {

Pin read_pin(const std::string& name, const Json& json) {
    json.only_keys({"pad", "active", "use", "pull"});
    Pin pin{.name = name, .pad = pad_value(json.at("pad"))};
    if (const auto active = json.find("active")) {
        pin.active = static_cast<Pin::Active>(active->one_of({"high", "low"}));
    }
    if (const auto use = json.find("use")) {
        pin.use = static_cast<Pin::Use>(use->one_of({"output", "input", "analog", "pwm", "held"}));
    }
    if (const auto pull = json.find("pull")) {
        pin.pull = static_cast<Pin::Pull>(pull->one_of({"none", "up", "down"}));
    }
    return pin;
}

constexpr std::array<std::pair<const char*, Bus::Kind>, 3> bus_kinds = {
    {{"uart", Bus::Kind::uart}, {"i2c", Bus::Kind::i2c}, {"spi", Bus::Kind::spi}}};

Bus read_bus(const std::string& name, const Json& json) {
    Bus bus;
    bus.name = name;
    for (const auto& [key, kind] : bus_kinds) {
        const auto unit = json.find(key);
        if (!unit) continue;
        if (!bus.unit.empty()) json.complain("names one of uart, i2c and spi");
        bus.kind = kind;
        bus.unit = unit_value(*unit);
    }
    if (bus.unit.empty()) json.complain("names one of uart, i2c and spi");
    switch (bus.kind) {
        case Bus::Kind::uart:
            json.only_keys({"uart", "tx", "rx"});
            break;
        case Bus::Kind::i2c:
            json.only_keys({"i2c", "scl", "sda"});
            break;
        case Bus::Kind::spi:
            json.only_keys({"spi", "sck", "mosi", "miso"});
            break;
    }
    for (const char* const key : bus_pads(bus.kind)) bus.pads.push_back(pad_value(json.at(key)));
    return bus;
}

/// "X1=PA0" is a pad with its label, "GND" a label alone.
std::vector<Header::Place> read_places(const Json& json) {
    if (json.array().size() > 64) json.complain("has more than 64 places");
    std::vector<Header::Place> places;
    for (const Json& each : json.array()) {
        const std::string value = text_value(each, 40);
        const std::size_t equal = value.find('=');
        Header::Place place{.label = value.substr(0, equal), .pad = {}};
        if (equal != value.npos) place.pad = value.substr(equal + 1);
        if (place.label.empty() || (equal != value.npos && !is_pad_name(place.pad))) {
            each.complain(
                fmt::format("\"{}\" is neither a label such as GND nor one with a pad such as "
                            "X1=PA0",
                            value));
        }
        places.push_back(std::move(place));
    }
    return places;
}

Header read_header(const Json& json) {
    json.only_keys({"title", "left", "right"});
    Header header{.title = text_or_nothing(json, "title", 40),
                  .left = read_places(json.at("left")),
                  .right = {}};
    if (const auto right = json.find("right")) header.right = read_places(*right);
    return header;
}

Console read_console(const Json& json) {
    json.only_keys({"usb", "uart", "tx", "rx", "baud", "note"});
    Console console;
    if (const auto usb = json.find("usb")) console.usb = usb->boolean();
    if (const auto uart = json.find("uart")) console.uart = unit_value(*uart);
    if (const auto tx = json.find("tx")) console.tx = pad_value(*tx);
    if (const auto rx = json.find("rx")) console.rx = pad_value(*rx);
    if (const auto baud = json.find("baud")) {
        console.baud = static_cast<std::uint32_t>(baud->integer(300, 12'000'000));
    }
    console.note = text_or_nothing(json, "note", 1000);
    return console;
}

void check_name(const std::string& name, const Json& at) {
    if (is_pin_name(name)) return;
    at.complain(fmt::format("\"{}\" is not a pin's name such as LED_RED", name));
}

}  // namespace

const std::vector<const char*>& bus_pads(Bus::Kind kind) {
    static const std::array<std::vector<const char*>, 3> pads = {
        {{"tx", "rx"}, {"scl", "sda"}, {"sck", "mosi", "miso"}}};
    return pads.at(static_cast<std::size_t>(kind));
}

void read_wiring(const Json& facts, Board& board) {
    if (const auto crystal = facts.find("crystal_hz")) {
        board.crystal_hz = static_cast<std::uint32_t>(crystal->integer(1000, 1'000'000'000));
    }
    if (const auto console = facts.find("console")) board.console = read_console(*console);
    if (const auto pins = facts.find("pins")) {
        for (const auto& [name, pin] : pins->object()) {
            check_name(name, pin);
            board.pins.push_back(read_pin(name, pin));
        }
    }
    if (const auto buses = facts.find("buses")) {
        for (const auto& [name, bus] : buses->object()) {
            check_name(name, bus);
            board.buses.push_back(read_bus(name, bus));
        }
    }
    if (const auto pinout = facts.find("pinout")) {
        for (const Json& header : pinout->array()) board.pinout.push_back(read_header(header));
    }
}

}  // namespace perth::cli
