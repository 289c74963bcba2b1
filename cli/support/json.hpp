// Strict JSON whose every value knows its place in its file, so that a complaint can point at it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace perth::cli {

/// One value of a JSON document, read-only, with its place (file, line, column, JSON pointer).
///
/// The typed getters throw `Error` (Exit::wrong_use) when the value has another type or is out of
/// range; the text is "FILE:LINE:COLUMN: /pointer: what is wrong". Copies are cheap. What the
/// getters refer to lives as long as any copy of this value or of one that contains it.
class Json {
public:
    enum class Type { null, boolean, integer, real, string, array, object };
    using Member = std::pair<std::string, Json>;

    /// Parses `text`; `file` names it in messages. Refuses duplicate keys, comments, trailing text,
    /// invalid UTF-8, numbers beyond 64 bits, more than 64 levels, 4 MiB or 262 144 values.
    static Json parse(std::string_view text, std::string file);
    /// Reads and parses a file. A missing or unreadable file is an `Error`, too.
    static Json read(const std::filesystem::path& file);

    [[nodiscard]] Type type() const noexcept;
    [[nodiscard]] bool is_null() const noexcept { return type() == Type::null; }

    [[nodiscard]] bool boolean() const;
    /// Returns an integer within [low, high]; a number with a fraction is refused.
    [[nodiscard]] std::int64_t integer(std::int64_t low, std::int64_t high) const;
    /// Returns a number, with or without a fraction.
    [[nodiscard]] double real() const;
    [[nodiscard]] const std::string& string() const;
    /// Returns the string's place in `words`; otherwise an error with "did you mean".
    [[nodiscard]] std::size_t one_of(std::initializer_list<std::string_view> words) const;
    [[nodiscard]] const std::vector<Json>& array() const;
    /// Returns the members in the order of the file.
    [[nodiscard]] const std::vector<Member>& object() const;
    /// Returns the member `key` of this object, or nothing.
    [[nodiscard]] std::optional<Json> find(std::string_view key) const;
    /// As find(), but a missing key is an error that names this object's place.
    [[nodiscard]] Json at(std::string_view key) const;
    /// Returns every element of an array of strings.
    [[nodiscard]] std::vector<std::string> strings() const;

    /// Throws with a suggestion if this object has a key that is not in `known`.
    void only_keys(std::initializer_list<std::string_view> known) const;

    /// Throws `Error` (Exit::wrong_use) that points at this value.
    [[noreturn]] void complain(std::string_view what, std::string hint = {}) const;
    /// Returns "FILE:LINE:COLUMN".
    [[nodiscard]] std::string place() const;
    /// Returns the JSON pointer, "" for the whole document.
    [[nodiscard]] std::string pointer() const;

    /// Returns `base` with `child` laid over it: a scalar or list of the child replaces, objects
    /// merge key by key, null removes the key. Each value keeps the place it came from.
    [[nodiscard]] static Json merge(const Json& base, const Json& child);

    /// Returns the value as JSON text, indented by two spaces, without a last newline.
    [[nodiscard]] std::string dump() const;

    struct Node;  ///< how a value is kept; private to json*.cpp
    explicit Json(std::shared_ptr<const Node> node);

private:
    std::shared_ptr<const Node> node_;
};

/// Returns the candidate nearest to `word`, if one is near enough to be a slip of the fingers:
/// at most a third of its characters are missing, added, replaced or swapped; case does not count.
[[nodiscard]] std::optional<std::string> did_you_mean(std::string_view word,
                                                      const std::vector<std::string>& candidates);

}  // namespace perth::cli
