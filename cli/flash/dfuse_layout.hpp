// The memory layout that a DfuSe bootloader gives as the name of an alternate setting.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/flash/programmer.hpp"

namespace perth::cli {

struct MemoryLayout {
    std::string name;             ///< "Internal Flash"
    std::vector<Sector> sectors;  ///< by address; none overlap
};

/// Reads "@Internal Flash  /0x08000000/04*016Kg,01*064Kg,07*128Kg". Anything else is an `Error`
/// (Fault::bad_input) that quotes the text.
/// Source: ST UM0424, "DFU mode descriptor set".
[[nodiscard]] MemoryLayout parse_memory_layout(std::string_view text);

}  // namespace perth::cli
