// The firmware's USB device under a host that does anything: SETUP packets, tokens and data in any
// order. Whatever was done, it programs its controller as the manual says (the model fails the run
// otherwise), and after a reset of the bus it enumerates and works.
#include <gtest/gtest.h>
#include <perth_port.hpp>

#include <algorithm>

#include "tests/fuzz/fuzz.hpp"
#include "tests/usb_device/host.hpp"
#include "tests/usb_device/otg_fs/model.hpp"
#include "tests/usb_device/program.hpp"

namespace {

using namespace perth::usb_device;
using perth::cli::fuzz::require;

/// The fuzzer's bytes, one after the other; zeros behind their end.
class Input {
public:
    Input(const std::uint8_t* data, std::size_t size) : data_(data), end_(data + size) {}
    [[nodiscard]] bool is_over() const { return data_ == end_; }
    std::uint8_t byte() { return is_over() ? std::uint8_t{0} : *data_++; }

private:
    const std::uint8_t* data_;
    const std::uint8_t* end_;
};

void set_up(OtgFs& controller, Input& input) {
    SetupBytes bytes;
    for (auto& each : bytes) each = input.byte();
    controller.setup(controller.address(), bytes);
}

void send(OtgFs& controller, Input& input) {
    const std::uint8_t endpoint = input.byte() & 3;
    Packet packet(input.byte() % 65);
    for (auto& each : packet) each = input.byte();
    controller.out(controller.address(), endpoint, packet);
}

void step(OtgFs& controller, Input& input) {
    switch (input.byte() % 8) {
        case 0:
        case 1:
            return set_up(controller, input);
        case 2:
            controller.in(controller.address(), input.byte() & 3);
            return;
        case 3:
            return send(controller, input);
        case 4:
            return print(std::string(input.byte(), '\n'));
        case 5:
            typed(input.byte());
            return;
        case 6:
            return controller.suspend(input.byte() % 2 == 0);
        default:
            return controller.reset();
    }
}

void require_that_it_works(OtgFs& controller) {
    Host host(controller);
    require(host.enumerate() == Outcome::ok);
    require(host.control(get_device).data.size() == 18);
    require(host.control(open_terminal).outcome == Outcome::ok);
    while (!host.read().empty()) {
    }
    print("works\n");
    require(host.read() == "works\n");
    while (!typed().empty()) {
    }
    require(host.write("typed") == 5);
    require(typed() == "typed");
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    GTEST_FLAG_SET(throw_on_failure, true);
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    OtgFs controller;
    std::int64_t time = 0;
    perth::hal::chip.now = [&time] { return time += 100'000; };
    print("start\n");
    Host(controller).enumerate();
    Input input(data, size);
    while (!input.is_over()) step(controller, input);
    controller.suspend(false);
    require_that_it_works(controller);
    return 0;
}
