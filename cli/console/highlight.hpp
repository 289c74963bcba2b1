// What matters in a line, shown in reverse video.
#pragma once

#include "cli/console/pattern.hpp"
#include "cli/console/stage.hpp"

namespace perth::cli {

/// Marks every part of a line that fits a pattern. A line is held until it is complete, nothing
/// comes for a while, or it is longer than Lines::longest.
class Highlight : public Stage {
public:
    explicit Highlight(Pattern wanted) : wanted_(std::move(wanted)) {}

    void feed(std::string_view bytes, std::string& out) override;
    void pause(std::string& out) override;

private:
    Pattern wanted_;
    std::string line_;
};

}  // namespace perth::cli
