// Streams cut at every place.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "cli/console/stage.hpp"

namespace perth::cli {

/// Returns what a stage makes of the bytes, and expects the same wherever they are cut in two, and
/// byte by byte.
inline std::string through(const std::function<std::unique_ptr<Stage>()>& make,
                           std::string_view bytes) {
    const auto fed = [&](std::size_t first, std::size_t step) {
        const auto stage = make();
        std::string out;
        stage->feed(bytes.substr(0, first), out);
        for (std::size_t at = first; at < bytes.size(); at += step) {
            stage->feed(bytes.substr(at, step), out);
        }
        stage->finish(out);
        return out;
    };
    const std::string whole = fed(bytes.size(), 1);
    EXPECT_EQ(fed(0, 1), whole);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
        EXPECT_EQ(fed(cut, bytes.size()), whole) << "cut at " << cut;
    }
    return whole;
}

}  // namespace perth::cli
