// Models of bootloaders that go by the machine's clock.
#pragma once

#include <chrono>
#include <memory>

#include "tests/fakes/dfu_device.hpp"
#include "tests/fakes/stm32_dfuse.hpp"

namespace perth::usb_kernel {

/// Returns an STM32F405 in its bootloader.
inline std::shared_ptr<fakes::Stm32Dfuse> make_stm32(
    fakes::FlashTimes times = fakes::FlashTimes::none()) {
    return std::make_shared<fakes::Stm32Dfuse>(fakes::Stm32Dfuse::Behaviour{.times = times},
                                               std::chrono::steady_clock::now);
}

/// Returns a program that offers to go to its bootloader: by itself, or when the bus is reset.
inline std::shared_ptr<fakes::DfuRuntime> make_program(bool will_detach) {
    return std::make_shared<fakes::DfuRuntime>(
        fakes::DfuRuntime::Behaviour{.will_detach = will_detach});
}

/// Returns a bootloader of DFU 1.1.
inline std::shared_ptr<fakes::DfuLoader> make_loader(fakes::DfuLoader::Behaviour behaviour = {
                                                         .is_tolerant = true}) {
    return std::make_shared<fakes::DfuLoader>(behaviour, std::chrono::steady_clock::now);
}

}  // namespace perth::usb_kernel
