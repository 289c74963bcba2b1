// How a JSON value is kept; shared by the json*.cpp files only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "cli/support/json.hpp"

namespace perth::cli {

/// A place in a text, both from 1. A column is a character, however many bytes it has.
struct JsonPlace {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
};

/// The way from the document to a container: what its children's pointers have in common.
///
/// Pointers are put together when someone asks, as a long key above many values would otherwise
/// fill the memory.
struct JsonPath {
    std::shared_ptr<const JsonPath> parent;  ///< none: the document
    std::string step;                        ///< a key or an index, not escaped
};

struct Json::Node {
    using Array = std::vector<Json>;
    using Object = std::vector<Member>;
    // In the order of Json::Type.
    using Value =
        std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object>;

    Value value;
    JsonPlace place;
    JsonPlace key_place;  ///< of the member's key; the same as `place` elsewhere
    std::shared_ptr<const JsonPath> path;
    std::shared_ptr<const std::string> file;
};

/// Returns the pointer for messages and for Json::pointer(): "/pins/LED", "" for the document.
[[nodiscard]] std::string pointer_text(const JsonPath* path);

/// Throws `Error` (Exit::wrong_use): "FILE:LINE:COLUMN: POINTER: WHAT".
[[noreturn]] void complain_at(const std::string& file, JsonPlace place, const JsonPath* path,
                              std::string_view what, std::string hint);

}  // namespace perth::cli
