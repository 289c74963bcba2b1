#include "cli/console/lines.hpp"

#include <utility>

namespace perth::cli {

void Lines::feed(std::string_view bytes, const Reader& reader) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        plain_.feed(bytes.substr(i, 1), line_);
        const bool ended = !line_.empty() && line_.back() == '\n';
        if (!ended && line_.size() < longest) continue;
        std::string line = std::exchange(line_, {});
        if (ended) line.pop_back();
        if (ended && !line.empty() && line.back() == '\r') line.pop_back();
        if (!reader(line, i + 1)) return;
    }
}

}  // namespace perth::cli
