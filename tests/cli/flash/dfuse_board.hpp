// An STM32F405 in its bootloader, plugged into a host in process.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "cli/flash/dfuse.hpp"
#include "tests/cli/flash/sample_image.hpp"
#include "tests/fakes/stm32_dfuse.hpp"
#include "tests/fakes/usb_host.hpp"

namespace perth::cli {

struct DfuseBoard {
    using Behaviour = fakes::Stm32Dfuse::Behaviour;
    static constexpr std::uint32_t flash = fakes::Stm32Dfuse::flash_start;

    explicit DfuseBoard(const Behaviour& behaviour = {})
        : rom(std::make_shared<fakes::Stm32Dfuse>(behaviour, host.clock())) {
        host.plug(2, rom);
    }

    std::unique_ptr<Programmer> connect(unsigned alternate = 0) {
        return connect_dfuse(host, host.attached().at(0), alternate);
    }

    /// The sectors of `programmer` from `first` to `last`.
    static std::vector<Sector> sectors(const Programmer& programmer, std::size_t first,
                                       std::size_t last) {
        const auto& all = programmer.sectors();
        return {all.begin() + static_cast<std::ptrdiff_t>(first),
                all.begin() + static_cast<std::ptrdiff_t>(last) + 1};
    }

    fakes::UsbHost host;
    std::shared_ptr<fakes::Stm32Dfuse> rom;
};

inline const Programmer::Advance nobody_watches = [](std::size_t) {};

}  // namespace perth::cli
