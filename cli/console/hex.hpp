// Bytes as numbers and as characters.
#pragma once

#include <cstdint>

#include "cli/console/stage.hpp"

namespace perth::cli {

/// Rows of 16 bytes: offset, hexadecimal, ASCII. A row that is not full is shown when nothing comes
/// for a while; the next one goes on at its offset.
class HexView : public Stage {
public:
    static constexpr std::size_t row = 16;

    void feed(std::string_view bytes, std::string& out) override;
    void pause(std::string& out) override;

private:
    std::uint64_t offset_ = 0;  ///< of the row's first byte
    std::string bytes_;         ///< of the row so far
};

}  // namespace perth::cli
