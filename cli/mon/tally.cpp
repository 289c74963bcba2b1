#include "cli/mon/tally.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "cli/support/json_text.hpp"

namespace perth::cli::mon {

namespace {

double ms(std::int64_t us) { return static_cast<double>(us) / 1000; }

}  // namespace

std::string seconds(std::int64_t us) {
    return fmt::format("{}.{:03}", us / 1'000'000, us / 1000 % 1000);
}

void Tally::take(const MonEvent& event) {
    if (event.kind != MonEvent::Kind::pin) return;
    Ident& its = idents_.at(event.ident);
    if (event.count != 0) {
        ++its.begins;
        its.began = event.time;
    } else if (its.began >= 0) {
        const std::int64_t width = event.time - std::exchange(its.began, -1);
        its.active += width;
        its.longest = std::max(its.longest, width);
    }
}

void Tally::finish(std::int64_t end) {
    for (unsigned ident = 0; ident < ident_count; ++ident) {
        take({.time = end, .kind = MonEvent::Kind::pin, .ident = ident});
    }
}

std::string Tally::table() const {
    std::string lines;
    for (unsigned ident = 0; ident < ident_count; ++ident) {
        const Ident& its = idents_[ident];
        if (its.begins == 0) continue;
        lines += fmt::format("{:5}  {:6}  {:12.3f} ms  {:12.3f} ms\n", ident, its.begins,
                             ms(its.active), ms(its.longest));
    }
    if (lines.empty()) return {};
    return "ident  begins           active          longest\n" + lines;
}

std::string Tally::json() const {
    std::vector<std::string> elements;
    for (unsigned ident = 0; ident < ident_count; ++ident) {
        const Ident& its = idents_[ident];
        if (its.begins == 0) continue;
        elements.push_back(json_object({{"ident", std::to_string(ident)},
                                        {"begins", std::to_string(its.begins)},
                                        {"active_us", std::to_string(its.active)},
                                        {"longest_us", std::to_string(its.longest)}}));
    }
    return json_list(elements);
}

}  // namespace perth::cli::mon
