#include "cli/console/map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "cli/support/error.hpp"
#include "cli/support/json.hpp"

namespace perth::cli {
namespace {

struct Named {
    std::string_view name;
    char from;
    std::string_view to;
};

// Names as tio's, which are stty's with a direction.
constexpr std::array<Named, 14> all = {{
    {"igncr", '\r', ""},
    {"icrnl", '\r', "\n"},
    {"icrcrnl", '\r', "\r\n"},
    {"ignlf", '\n', ""},
    {"inlcr", '\n', "\r"},
    {"inlcrnl", '\n', "\r\n"},
    {"oigncr", '\r', ""},
    {"ocrnl", '\r', "\n"},
    {"ocrcrnl", '\r', "\r\n"},
    {"oignlf", '\n', ""},
    {"onlcr", '\n', "\r"},
    {"onlcrnl", '\n', "\r\n"},
    {"odelbs", '\x7f', "\b"},
    {"obsdel", '\b', "\x7f"},
}};

const Named& find(const std::string& name) {
    const auto* const found =
        std::find_if(all.begin(), all.end(), [&](const Named& map) { return map.name == name; });
    if (found != all.end()) return *found;
    std::vector<std::string> names;
    for (const Named& map : all) names.emplace_back(map.name);
    const auto near = did_you_mean(name, names);
    throw Error({.what = fmt::format("--map: '{}' is not known", name),
                 .why = fmt::format("known are {}", fmt::join(names, " ")),
                 .hint = near ? fmt::format("did you mean {}?", *near) : "",
                 .exit = Exit::wrong_use});
}

void add(const std::string& name, Maps& maps) {
    const Named& map = find(name);
    if ((map.name.front() == 'i' ? maps.in : maps.out).set(map.from, map.to)) return;
    throw Error({.what = fmt::format("--map: {} changes a byte that another map changes", name),
                 .hint = "leave one of them out",
                 .exit = Exit::wrong_use});
}

}  // namespace

void ByteMap::apply(std::string_view bytes, std::string& out) const {
    for (const char byte : bytes) {
        const auto& to = to_[static_cast<unsigned char>(byte)];
        if (to) {
            out += *to;
        } else {
            out += byte;
        }
    }
}

bool ByteMap::set(char from, std::string_view to) {
    auto& entry = to_[static_cast<unsigned char>(from)];
    if (entry) return false;
    entry = to;
    any_ = true;
    return true;
}

Maps parse_maps(const std::vector<std::string>& names) {
    Maps maps;
    for (const std::string& list : names) {
        for (std::size_t begin = 0; begin <= list.size();) {
            const std::size_t end = std::min(list.find(',', begin), list.size());
            add(list.substr(begin, end - begin), maps);
            begin = end + 1;
        }
    }
    return maps;
}

void LineEnds::feed(std::string_view bytes, std::string& out) {
    constexpr std::array<std::string_view, 3> texts = {"\r", "\n", "\r\n"};
    for (const char byte : bytes) {
        const bool second = after_cr_ && byte == '\n';
        after_cr_ = byte == '\r';
        if (second) continue;
        if (byte == '\r' || byte == '\n') {
            out += texts[static_cast<std::size_t>(eol_)];
        } else {
            out += byte;
        }
    }
}

}  // namespace perth::cli
