// What the world does, as the file of PERTH_STIMULUS says.
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "record.hpp"
#include "sim/adc.hpp"
#include "sim/i2c.hpp"
#include "stimulus.hpp"
#include "uarts.hpp"

namespace perth::host {

namespace {

/// Returns the device at this address; it appears when it is first asked for, and stays.
sim::I2cRegisters& registers(int bus, std::uint8_t address) {
    using Devices = std::map<std::pair<int, std::uint8_t>, std::unique_ptr<sim::I2cRegisters>>;
    static Devices& devices = *new Devices;  // outlives the list of devices that it is in
    auto& device = devices[{bus, address}];
    if (!device) device = std::make_unique<sim::I2cRegisters>(bus, address);
    return *device;
}

/// Does what a line says.
struct Apply {
    void operator()(const Stimulus::OnPad& it) const { board().drive(it.pad, it.level); }
    void operator()(const Stimulus::ToUart& it) const { uart_arrive(it.unit, it.bytes, 0); }
    void operator()(const Stimulus::ToConsole& it) const {
        board().type({reinterpret_cast<const char*>(it.bytes.data()), it.bytes.size()});
    }
    void operator()(const Stimulus::OnAdc& it) const { sim::set_adc(it.channel, it.value); }
    void operator()(const Stimulus::InRegisters& it) const {
        auto& device = registers(it.bus, it.address);
        std::uint8_t number = it.first;
        for (const std::uint8_t byte : it.bytes) device[number++] = byte;
    }
};

[[noreturn]] void refuse(const std::string& why) {
    write_all(2, "perth: " + why + "\n");
    std::_Exit(2);
}

}  // namespace

void play_stimulus(const char* path) {
    std::ifstream file(path, std::ios::binary);
    if (!file)
        refuse("cannot read the stimulus " + std::string(path) + ": " + std::strerror(errno));
    const std::string text(std::istreambuf_iterator<char>(file), {});
    auto parsed = parse_stimulus(text);
    if (const auto* const error = std::get_if<StimulusError>(&parsed)) {
        refuse(std::string(path) + ":" + std::to_string(error->line) + ": " + error->what);
    }
    for (Stimulus& event : std::get<std::vector<Stimulus>>(parsed)) {
        if (event.time == Microseconds(0)) {
            std::visit(Apply(), event.what);  // the first tasks are due at once
        } else {
            board().at(event.time, [what = std::move(event.what)] { std::visit(Apply(), what); });
        }
    }
}

}  // namespace perth::host
