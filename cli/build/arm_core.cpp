#include "cli/build/arm_core.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

constexpr std::array<ArmCore, 5> cores = {{
    {"cortex-m0", "thumbv6m-none-eabi"},
    {"cortex-m0plus", "thumbv6m-none-eabi"},
    {"cortex-m3", "thumbv7m-none-eabi"},
    {"cortex-m4", "thumbv7em-none-eabi"},
    {"cortex-m7", "thumbv7em-none-eabi"},
}};

}  // namespace

const ArmCore& arm_core(std::string_view name) {
    const auto found =
        std::find_if(cores.begin(), cores.end(), [&](const ArmCore& c) { return c.name == name; });
    if (found != cores.end()) return *found;
    std::string known;
    for (const ArmCore& core : cores) {
        known += (known.empty() ? "" : ", ") + std::string(core.name);
    }
    throw Error({.what = fmt::format("no compiler options are known for core {}", name),
                 .why = "known cores: " + known,
                 .exit = Exit::wrong_use});
}

std::vector<std::string> core_options(const ArmCore& core) {
    return {"-mcpu=" + std::string(core.name), "-mthumb", "-mfloat-abi=soft"};
}

}  // namespace perth::cli
