// What pictures over time have in common: their colours, texts and waves.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/emulator/svg_rows.hpp"

namespace perth::cli {

/// A style sheet. The colours suit both a white and a black page, whichever the reader's program
/// shows.
extern const std::string_view svg_style;

/// Returns the text as it may stand in a picture.
[[nodiscard]] std::string svg_text(std::string_view text);
/// Returns a coordinate, to a tenth of a pixel, as short as it can be.
[[nodiscard]] std::string svg_number(double value);

/// Where times are: 0 at `left`, `end` so many pixels further.
struct PlotScale {
    double left;
    double plot;
    std::int64_t end;  ///< µs, more than 0
    [[nodiscard]] double x(std::int64_t time) const {
        return left + plot * static_cast<double>(time) / static_cast<double>(end);
    }
};

/// Where the values of a row are: its greatest at the top.
struct WaveScale {
    std::uint32_t least;
    std::uint32_t greatest;
    double top;
    double bottom;
    [[nodiscard]] double y(std::uint32_t value) const {
        if (greatest == least) return (top + bottom) / 2;
        return bottom - (bottom - top) * (value - least) / (greatest - least);
    }
};

/// Returns the paths of a row: where nobody drives it, where it is too dense to tell, the line.
[[nodiscard]] std::string wave_paths(const std::vector<WaveSpan>& spans, const WaveScale& scale,
                                     const PlotScale& plot);

}  // namespace perth::cli
