// Templates: what a folder with a template.json offers, and its text with the fields filled in.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/board/board.hpp"

namespace perth::cli {

/// What perth needs to know about a template.
struct Template {
    std::string name;  ///< the folder's name
    std::filesystem::path folder;
    std::string title;
    std::string description;
    std::vector<std::string> boards;            ///< empty: any board
    std::vector<std::string> needs;             ///< pins the board must have
    std::map<std::string, std::string> fields;  ///< declared fields with their defaults
};

/// Reads FOLDER/template.json.
[[nodiscard]] Template load_template(const std::filesystem::path& folder);

/// Returns the names of the bundled templates in `data`/templates, sorted.
[[nodiscard]] std::vector<std::string> template_names(const std::filesystem::path& data);

/// Returns the template called `name`: a bundled one, or, with a slash in it, a folder. An unknown
/// name is an `Error` with "did you mean".
[[nodiscard]] Template find_template(const std::string& name, const std::filesystem::path& data);

/// Returns whether the template is for this board and the board has the pins it needs.
[[nodiscard]] bool suits(const Template& source, const Board& board);

/// The values of the fields, by name.
using Fields = std::map<std::string, std::string>;

/// Returns `text` with {{field}} replaced and {{{{ as {{. A field without a value is an `Error`
/// that points at `file` and the line. Two braces that enclose no name stay as they are.
[[nodiscard]] std::string fill(std::string_view text, const Fields& fields,
                               const std::string& file);

/// A file of the project that a template makes.
struct TemplateFile {
    std::filesystem::path path;  ///< relative to the new project, never above it
    std::string content;
    bool executable = false;
};

/// Returns the template's files with the fields filled in, sorted by path. Files that are not text
/// are taken as they are. A link or a name that leads out of the template or the project is an
/// `Error`.
[[nodiscard]] std::vector<TemplateFile> render(const Template& source, const Fields& fields);

}  // namespace perth::cli
