#include "cli/support/error.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace perth::cli {

Error::Error(Parts parts) : parts_(std::move(parts)) {
    if (parts_.fault != Fault::none) parts_.exit = exit_of(parts_.fault);
}

std::string Error::text() const {
    std::string text = "error: " + parts_.what;
    for (std::size_t begin = 0; begin < parts_.why.size();) {
        const std::size_t end = std::min(parts_.why.find('\n', begin), parts_.why.size());
        text += "\n  " + parts_.why.substr(begin, end - begin);
        begin = end + 1;
    }
    if (!parts_.hint.empty()) text += "\n  hint: " + parts_.hint;
    return text;
}

}  // namespace perth::cli
