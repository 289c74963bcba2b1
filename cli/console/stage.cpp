#include "cli/console/stage.hpp"

#include <utility>

namespace perth::cli {

void Pipeline::feed(std::string_view bytes, std::string& out) {
    if (stages_.empty()) {
        out += bytes;
        return;
    }
    std::string between;
    for (std::size_t i = 0; i + 1 < stages_.size(); ++i) {
        std::string next;
        stages_[i]->feed(bytes, next);
        between = std::move(next);
        bytes = between;
    }
    stages_.back()->feed(bytes, out);
}

void Pipeline::end(void (Stage::*what)(std::string&), std::string& out) {
    std::string between;
    for (const auto& stage : stages_) {
        std::string next;
        if (!between.empty()) stage->feed(between, next);
        ((*stage).*what)(next);
        between = std::move(next);
    }
    out += between;
}

}  // namespace perth::cli
