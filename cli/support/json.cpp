#include "cli/support/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <unordered_map>

#include "cli/support/error.hpp"
#include "cli/support/json_node.hpp"
#include "cli/support/json_text.hpp"
#include "cli/support/terminal.hpp"
#include "cli/support/utf8.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t shown_cells = 40;     // of a word from the file in a message
constexpr std::size_t pointer_cells = 120;  // of a pointer in a message

std::string in_quotes(std::string_view word) {
    return fmt::format("\"{}\"", fit(printable(word), shown_cells));
}

std::string_view name_of(Json::Type type) {
    constexpr std::array names = {"null",     "true or false", "an integer", "a number",
                                  "a string", "a list",        "an object"};
    return names.at(static_cast<std::size_t>(type));
}

// What a value is, in a message: small values as they stand, others by their type.
std::string found(const Json& value) {
    switch (value.type()) {
        case Json::Type::string:
            return in_quotes(value.string());
        case Json::Type::boolean:
        case Json::Type::integer:
        case Json::Type::real:
            return value.dump();
        default:
            return std::string(name_of(value.type()));
    }
}

[[noreturn]] void refuse(const Json& value, std::string_view expected) {
    value.complain(fmt::format("expected {}, found {}", expected, found(value)));
}

std::string listed(std::initializer_list<std::string_view> words, std::string_view last_joint) {
    std::string text;
    std::size_t index = 0;
    for (const auto word : words) {
        if (index > 0) text += index + 1 == words.size() ? last_joint : ", ";
        text += fmt::format("\"{}\"", word);
        ++index;
    }
    return text;
}

std::string suggestion(std::string_view word, std::initializer_list<std::string_view> known) {
    const auto near = did_you_mean(word, {known.begin(), known.end()});
    return near ? fmt::format("did you mean \"{}\"?", *near) : std::string();
}

// RFC 6901, "Syntax": "~" and "/" within a step are "~0" and "~1".
std::string escaped(std::string_view step) {
    std::string text;
    for (const char c : step) {
        if (c == '~') {
            text += "~0";
        } else if (c == '/') {
            text += "~1";
        } else {
            text += c;
        }
    }
    return text;
}

std::string real_text(double value) {
    std::array<char, 32> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    std::string text(digits.data(), end);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

/// Writes a value as text, containers over several lines.
class Writer {
public:
    std::string text;

    void write(const Json& value, std::size_t indent) {
        switch (value.type()) {
            case Json::Type::null:
                text += "null";
                break;
            case Json::Type::boolean:
                text += value.boolean() ? "true" : "false";
                break;
            case Json::Type::integer:
                text += std::to_string(value.integer(std::numeric_limits<std::int64_t>::min(),
                                                     std::numeric_limits<std::int64_t>::max()));
                break;
            case Json::Type::real:
                text += real_text(value.real());
                break;
            case Json::Type::string:
                text += json_string(value.string());
                break;
            case Json::Type::array:
                write_array(value.array(), indent);
                break;
            case Json::Type::object:
                write_object(value.object(), indent);
                break;
        }
    }

private:
    void write_array(const std::vector<Json>& elements, std::size_t indent) {
        text += '[';
        for (const auto& element : elements) {
            next_line(indent + 2, &element == elements.data());
            write(element, indent + 2);
        }
        if (!elements.empty()) next_line(indent, true);
        text += ']';
    }

    void write_object(const std::vector<Json::Member>& members, std::size_t indent) {
        text += '{';
        for (const auto& member : members) {
            next_line(indent + 2, &member == members.data());
            text += json_string(member.first) + ": ";
            write(member.second, indent + 2);
        }
        if (!members.empty()) next_line(indent, true);
        text += '}';
    }

    void next_line(std::size_t indent, bool is_first) {
        text += is_first ? "\n" : ",\n";
        text.append(indent, ' ');
    }
};

template <typename T>
const T& get(const Json& value, const Json::Node& node, std::string_view expected) {
    if (const T* held = std::get_if<T>(&node.value)) return *held;
    refuse(value, expected);
}

}  // namespace

std::string pointer_text(const JsonPath* path) {
    std::string text;
    for (; path != nullptr; path = path->parent.get()) text = "/" + escaped(path->step) + text;
    return text;
}

void complain_at(const std::string& file, JsonPlace place, const JsonPath* path,
                 std::string_view what, std::string hint) {
    const std::string pointer = fit(printable(pointer_text(path)), pointer_cells);
    throw Error({.what = fmt::format("{}:{}:{}: {}{}{}", file, place.line, place.column, pointer,
                                     pointer.empty() ? "" : ": ", what),
                 .hint = std::move(hint),
                 .exit = Exit::wrong_use});
}

Json::Json(std::shared_ptr<const Node> node) : node_(std::move(node)) {}

Json::Type Json::type() const noexcept { return static_cast<Type>(node_->value.index()); }

bool Json::boolean() const { return get<bool>(*this, *node_, "true or false"); }

std::int64_t Json::integer(std::int64_t low, std::int64_t high) const {
    const auto value = get<std::int64_t>(*this, *node_, "an integer");
    if (value < low || value > high) {
        refuse(*this, fmt::format("an integer from {} to {}", low, high));
    }
    return value;
}

double Json::real() const {
    if (const auto* whole = std::get_if<std::int64_t>(&node_->value)) {
        return static_cast<double>(*whole);
    }
    return get<double>(*this, *node_, "a number");
}

const std::string& Json::string() const { return get<std::string>(*this, *node_, "a string"); }

std::size_t Json::one_of(std::initializer_list<std::string_view> words) const {
    const std::string& word = string();
    const auto* const at = std::find(words.begin(), words.end(), word);
    if (at != words.end()) return static_cast<std::size_t>(at - words.begin());
    complain(fmt::format("expected {}, found {}", listed(words, " or "), in_quotes(word)),
             suggestion(word, words));
}

const std::vector<Json>& Json::array() const { return get<Node::Array>(*this, *node_, "a list"); }

const std::vector<Json::Member>& Json::object() const {
    return get<Node::Object>(*this, *node_, "an object");
}

std::optional<Json> Json::find(std::string_view key) const {
    for (const auto& [name, value] : object()) {
        if (name == key) return value;
    }
    return std::nullopt;
}

Json Json::at(std::string_view key) const {
    if (auto value = find(key)) return *value;
    complain(fmt::format("missing key {}", in_quotes(key)));
}

std::vector<std::string> Json::strings() const {
    std::vector<std::string> values;
    for (const auto& element : array()) values.push_back(element.string());
    return values;
}

void Json::only_keys(std::initializer_list<std::string_view> known) const {
    for (const auto& [name, value] : object()) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        std::string hint = suggestion(name, known);
        if (hint.empty()) hint = fmt::format("the keys here are {}", listed(known, " and "));
        complain_at(*value.node_->file, value.node_->key_place, value.node_->path.get(),
                    fmt::format("unknown key {}", in_quotes(name)), std::move(hint));
    }
}

void Json::complain(std::string_view what, std::string hint) const {
    complain_at(*node_->file, node_->place, node_->path.get(), what, std::move(hint));
}

std::string Json::place() const {
    return fmt::format("{}:{}:{}", *node_->file, node_->place.line, node_->place.column);
}

std::string Json::pointer() const { return pointer_text(node_->path.get()); }

Json Json::merge(const Json& base, const Json& child) {
    if (child.type() != Type::object) return child;
    auto merged = std::make_shared<Node>(*child.node_);
    Node::Object members;
    if (base.type() == Type::object) members = base.object();
    std::unordered_map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < members.size(); ++i) places.emplace(members[i].first, i);

    std::vector<bool> removed(members.size(), false);
    const auto nothing = std::make_shared<Node>();  // below a new key, null removes nothing
    for (const auto& [key, value] : child.object()) {
        const auto place = places.find(key);
        if (place == places.end()) {
            if (!value.is_null()) members.emplace_back(key, merge(Json(nothing), value));
        } else if (value.is_null()) {
            removed[place->second] = true;
        } else {
            members[place->second].second = merge(members[place->second].second, value);
        }
    }
    removed.resize(members.size(), false);
    Node::Object kept;
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (!removed[i]) kept.push_back(std::move(members[i]));
    }
    merged->value = std::move(kept);
    return Json(merged);
}

std::string Json::dump() const {
    Writer writer;
    writer.write(*this, 0);
    return std::move(writer.text);
}

}  // namespace perth::cli
