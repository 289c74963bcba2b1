// Only the lines that somebody wants to see.
#pragma once

#include <utility>
#include <vector>

#include "cli/console/pattern.hpp"
#include "cli/console/stage.hpp"

namespace perth::cli {

/// Passes the lines that fit one of some patterns, as they came; control sequences do not count
/// when matching. A line is held until it is complete, or longer than Lines::longest: then each
/// piece counts as one.
class LineFilter : public Stage {
public:
    explicit LineFilter(std::vector<Pattern> wanted) : wanted_(std::move(wanted)) {}

    void feed(std::string_view bytes, std::string& out) override;
    void pause(std::string&) override {}
    void finish(std::string& out) override;

private:
    std::vector<Pattern> wanted_;
    std::string line_;
};

}  // namespace perth::cli
