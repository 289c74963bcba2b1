// The border between nlohmann-json and the tool: its SAX events become values that know their
// place. Version 3.11 tells no positions, so that an iterator counts the bytes that it has read.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "cli/support/files.hpp"
#include "cli/support/json_node.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t most_bytes = std::size_t{4} << 20;
constexpr std::size_t most_values = std::size_t{1} << 18;
constexpr std::size_t most_levels = 64;
constexpr std::size_t shown_cells = 40;  // of a word from the file in a message

/// Reads a text for nlohmann and counts in `*read` what it has taken.
struct CountingIterator {
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    const char* at;
    std::size_t* read;

    reference operator*() const { return *at; }
    CountingIterator& operator++() {
        ++at;
        ++*read;
        return *this;
    }
    CountingIterator operator++(int) {
        const CountingIterator before = *this;
        ++*this;
        return before;
    }
    bool operator==(const CountingIterator& other) const { return at == other.at; }
    bool operator!=(const CountingIterator& other) const { return at != other.at; }
};

// Whether a byte of UTF-8 belongs to the character before it.
bool is_continuation(char byte) { return static_cast<unsigned char>(byte) >> 6 == 0b10; }

/// Turns byte offsets, asked for in rising order, into places.
class PlaceFinder {
public:
    explicit PlaceFinder(std::string_view text) : text_(text) {}

    JsonPlace at(std::size_t offset) {
        for (; offset_ < std::min(offset, text_.size()); ++offset_) {
            if (text_[offset_] == '\n') {
                ++place_.line;
                place_.column = 1;
            } else if (!is_continuation(text_[offset_])) {
                ++place_.column;
            }
        }
        return place_;
    }

private:
    std::string_view text_;
    std::size_t offset_ = 0;
    JsonPlace place_;
};

std::string shown(std::string_view text) { return fit(printable(text), shown_cells); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Builds the tree from nlohmann's events. Containers that are still open form a stack.
class Builder {
public:
    Builder(std::string_view text, std::string file)
        : text_(text), file_(std::make_shared<std::string>(std::move(file))), places_(text) {}

    std::size_t* count() { return &read_; }
    std::shared_ptr<const Json::Node> take_root() { return std::move(root_); }

    // nlohmann's SAX interface
    bool null() { return add(std::monostate{}); }
    bool boolean(bool value) { return add(value); }
    bool number_integer(std::int64_t value) { return add(value); }
    bool number_unsigned(std::uint64_t value) {
        if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
            refuse_number(std::to_string(value));
        }
        return add(static_cast<std::int64_t>(value));
    }
    bool number_float(double value, const std::string& digits) {
        // nlohmann takes integers that do not fit for reals.
        if (digits.find_first_of(".eE") == std::string::npos) refuse_number(digits);
        return add(value);
    }
    bool string(std::string& value) { return add(std::move(value)); }
    bool binary(std::vector<std::uint8_t>&) { return false; }  // not in JSON text

    bool start_object(std::size_t) { return open(Json::Node::Object{}); }
    bool start_array(std::size_t) { return open(Json::Node::Array{}); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }

    bool key(std::string& value) {
        Level& level = levels_.back();
        level.key_place = next_place();
        if (!level.keys.insert(value).second) {
            complain_at(*file_, level.key_place, level.path.get(),
                        fmt::format("duplicate key \"{}\"", shown(value)), {});
        }
        level.key = std::move(value);
        return true;
    }

    bool parse_error(std::size_t position, const std::string& token,
                     const nlohmann::json::exception& error);

private:
    struct Level {
        std::shared_ptr<Json::Node> node;
        std::shared_ptr<const JsonPath> path;
        std::set<std::string> keys = {};
        std::string key = {};
        JsonPlace key_place = {};
    };

    // Where the next token begins: after the events so far and the separators, which have none.
    [[nodiscard]] std::size_t next_token() const {
        return std::min(text_.find_first_not_of(" \t\r\n,:", done_), text_.size());
    }

    // The place of the token whose event this is. nlohmann reads one byte beyond a number, unless
    // the text ends with it.
    JsonPlace next_place() {
        const std::size_t begin = next_token();
        const bool is_number = text_[begin] == '-' || is_digit(text_[begin]);
        const bool is_last = read_ == text_.size() && is_digit(text_.back());
        done_ = is_number && !is_last ? read_ - 1 : read_;
        return places_.at(begin);
    }

    std::shared_ptr<Json::Node> make(Json::Node::Value value) {
        auto node = std::make_shared<Json::Node>();
        node->value = std::move(value);
        node->place = next_place();
        node->key_place = node->place;
        node->file = file_;
        if (!levels_.empty()) place_in_parent(*node);
        if (++values_ > most_values) {
            complain_at(*file_, node->place, nullptr,
                        fmt::format("more than {} values", most_values), {});
        }
        return node;
    }

    void place_in_parent(Json::Node& node) {
        const Level& level = levels_.back();
        const auto* siblings = std::get_if<Json::Node::Array>(&level.node->value);
        if (siblings == nullptr) node.key_place = level.key_place;
        auto path = std::make_shared<JsonPath>();
        path->parent = level.path;
        path->step = siblings == nullptr ? level.key : std::to_string(siblings->size());
        node.path = std::move(path);
    }

    bool attach(const std::shared_ptr<Json::Node>& node) {
        if (levels_.empty()) {
            root_ = node;
            return true;
        }
        Level& level = levels_.back();
        if (auto* array = std::get_if<Json::Node::Array>(&level.node->value)) {
            array->push_back(Json(node));
        } else {
            auto& object = std::get<Json::Node::Object>(level.node->value);
            object.emplace_back(std::move(level.key), Json(node));
        }
        return true;
    }

    bool add(Json::Node::Value value) { return attach(make(std::move(value))); }

    bool open(Json::Node::Value value) {
        const auto node = make(std::move(value));
        if (levels_.size() == most_levels) {
            complain_at(*file_, node->place, nullptr,
                        fmt::format("more than {} levels of lists and objects", most_levels), {});
        }
        attach(node);
        levels_.push_back({.node = node, .path = node->path});
        return true;
    }

    bool close() {
        levels_.pop_back();
        done_ = read_;
        return true;
    }

    [[noreturn]] void refuse_number(std::string_view digits) {
        complain_at(*file_, next_place(), nullptr,
                    fmt::format("the number {} does not fit in 64 bits", shown(digits)), {});
    }

    std::string_view text_;
    std::shared_ptr<const std::string> file_;
    PlaceFinder places_;
    std::size_t read_ = 0;  // bytes that nlohmann has taken
    std::size_t done_ = 0;  // bytes of the events so far
    std::size_t values_ = 0;
    std::vector<Level> levels_;
    std::shared_ptr<const Json::Node> root_;
};

// nlohmann's message is "[id] parse error at line 1, column 2: syntax error while parsing CONTEXT -
// REASON; last read: 'TOKEN'; expected THINGS", where the last two parts may be absent.
std::string reason_of(std::string message, const std::string& token) {
    if (const auto at = message.find(" - "); at != std::string::npos) message.erase(0, at + 3);
    const std::string read = fmt::format("; last read: '{}'", token);
    if (const auto at = message.find(read); at != std::string::npos) message.erase(at, read.size());
    constexpr std::array wordings = {
        std::pair{"'[', '{', or a literal", "a value"},
        std::pair{"; expected string literal", "; expected a key in quotes"},
        std::pair{"unexpected string literal", "unexpected string"},
        std::pair{"unexpected number literal", "unexpected number"},
    };
    for (const auto& [theirs, ours] : wordings) {
        if (const auto at = message.find(theirs); at != std::string::npos) {
            message.replace(at, std::string_view(theirs).size(), ours);
        }
    }
    return message;
}

// The offset of what `reason` is about; `token` is where the token begins that was not understood,
// `read` how far nlohmann has read.
std::size_t offset_of(std::string_view reason, std::size_t token, std::size_t read) {
    const bool separator = reason.starts_with("unexpected '");
    const bool within = reason.starts_with("invalid string") && !reason.ends_with("closing quote");
    return separator || within ? read - 1 : token;
}

bool Builder::parse_error(std::size_t position, const std::string& token,
                          const nlohmann::json::exception& error) {
    std::string reason = reason_of(error.what(), token);
    if (reason.find("number overflow") != std::string::npos) refuse_number(token);
    const std::size_t read = std::clamp<std::size_t>(position, 1, std::max<std::size_t>(read_, 1));
    std::size_t offset = offset_of(reason, next_token(), read);
    while (offset > 0 && offset < text_.size() && is_continuation(text_[offset])) --offset;
    const std::string_view rest = text_.substr(std::min(offset, text_.size()));
    if (reason.starts_with("invalid literal")) {
        const std::string_view word = rest.substr(0, rest.find_first_of(" \t\r\n,:[]{}\""));
        reason.insert(std::string_view("invalid literal").size(), fmt::format(" {}", shown(word)));
    }
    std::string hint;
    if (rest.starts_with('/') || rest.starts_with('#')) hint = "JSON has no comments; remove it";
    const auto before = text_.substr(0, offset).find_last_not_of(" \t\r\n");
    const bool after_comma = before != std::string_view::npos && text_[before] == ',';
    if (after_comma && (rest.starts_with('}') || rest.starts_with(']'))) {
        hint = "remove the comma before it";
    }
    const JsonPath* path = levels_.empty() ? nullptr : levels_.back().path.get();
    complain_at(*file_, PlaceFinder(text_).at(offset), path, reason, std::move(hint));
}

}  // namespace

Json Json::parse(std::string_view text, std::string file) {
    if (text.size() > most_bytes) {
        complain_at(file, {}, nullptr,
                    fmt::format("{} is too long: at most {} are read", pretty_size(text.size()),
                                pretty_size(most_bytes)),
                    {});
    }
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // Windows editors write it
    if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
        complain_at(file, PlaceFinder(text).at(nul), nullptr, "a NUL byte is not JSON", {});
    }
    Builder builder(text, std::move(file));
    const CountingIterator begin{text.data(), builder.count()};
    const CountingIterator end{text.data() + text.size(), builder.count()};
    nlohmann::json::sax_parse(begin, end, &builder);
    return Json(builder.take_root());
}

Json Json::read(const std::filesystem::path& file) {
    return parse(read_file(file, most_bytes), file.string());
}

}  // namespace perth::cli
