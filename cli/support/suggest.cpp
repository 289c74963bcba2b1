// "did you mean": the nearest of the words that would have been right.
#include <algorithm>
#include <vector>

#include "cli/support/json.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t longest_word = 64;  // what is longer is no slip, and costs its square

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Damerau's distance with adjacent swaps ("optimal string alignment"): three rows of the table.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> two_above(b.size() + 1);
    std::vector<std::size_t> above(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0U : 1U)});
            const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                                 lower(a[i - 2]) == lower(b[j - 1]);
            if (swapped) row[j] = std::min(row[j], two_above[j - 2] + 1);
        }
        two_above.swap(above);
        above.swap(row);
    }
    return above[b.size()];
}

}  // namespace

std::optional<std::string> did_you_mean(std::string_view word,
                                        const std::vector<std::string>& candidates) {
    if (word.size() > longest_word) return std::nullopt;
    const std::string* nearest = nullptr;
    std::size_t least = 0;
    for (const auto& candidate : candidates) {
        if (candidate.size() > longest_word) continue;
        const std::size_t limit = (std::max(word.size(), candidate.size()) + 1) / 3;
        const std::size_t slips = distance(word, candidate);
        if (slips > limit || (nearest != nullptr && slips >= least)) continue;
        nearest = &candidate;
        least = slips;
    }
    return nearest == nullptr ? std::nullopt : std::optional(*nearest);
}

}  // namespace perth::cli
