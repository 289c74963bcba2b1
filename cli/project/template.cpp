#include "cli/project/template.hpp"

#include <fmt/format.h>
#include <regex.h>

#include <algorithm>
#include <system_error>

#include "cli/board/check.hpp"
#include "cli/support/error.hpp"
#include "cli/support/json.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

std::string text(const Json& json, std::size_t longest) {
    if (json.string().empty()) json.complain("is empty");
    if (printable(json.string()) != json.string()) json.complain("has a control character");
    if (json.string().size() > longest)
        json.complain(fmt::format("is longer than {} bytes", longest));
    return json.string();
}

/// Whether all of `value` matches a POSIX extended regular expression. The C library's matcher is
/// taken because it does not go astray on hostile patterns as std::regex does; for the same reason
/// back-references are refused.
bool matches(const Json& pattern, const std::string& value) {
    const std::string expression = "^(" + text(pattern, 100) + ")$";
    for (std::size_t at = 0; (at = expression.find('\\', at)) != expression.npos; at += 2) {
        if (at + 1 < expression.size() && expression[at + 1] >= '1' && expression[at + 1] <= '9') {
            pattern.complain("has a back-reference");
        }
    }
    regex_t compiled;
    if (::regcomp(&compiled, expression.c_str(), REG_EXTENDED | REG_NOSUB) != 0) {
        pattern.complain("is not a POSIX extended regular expression");
    }
    const bool fits = ::regexec(&compiled, value.c_str(), 0, nullptr, 0) == 0;
    ::regfree(&compiled);
    return fits;
}

void read_field(const std::string& name, const Json& json, Template& result) {
    const bool is_name =
        !name.empty() && name.size() <= 40 && name.front() >= 'a' && name.front() <= 'z' &&
        name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == name.npos;
    if (!is_name)
        json.complain(fmt::format("\"{}\" is not a field's name such as led_count", name));
    if (name == "name" || name == "board" || name == "schema") {
        json.complain(fmt::format("{} is always there and cannot be declared", name));
    }
    json.only_keys({"default", "pattern"});
    const Json value = json.at("default");
    if (value.string().size() > 200) value.complain("is longer than 200 bytes");
    const auto pattern = json.find("pattern");
    if (pattern && !matches(*pattern, value.string())) {
        value.complain(fmt::format("does not match the pattern {}", pattern->string()));
    }
    result.fields[name] = value.string();
}

std::vector<std::string> read_boards(const Json& json) {
    std::vector<std::string> boards;
    if (json.array().empty()) json.complain("is empty");
    for (const Json& board : json.array()) {
        if (board.string() == "*") continue;
        if (!is_board_name(board.string())) {
            board.complain(fmt::format("\"{}\" is not a board's name", board.string()));
        }
        boards.push_back(board.string());
    }
    return boards.size() == json.array().size() ? boards : std::vector<std::string>{};
}

bool is_template(const fs::path& folder) {
    std::error_code failure;
    return fs::exists(folder / "template.json", failure);
}

}  // namespace

Template load_template(const fs::path& folder) {
    const Json json = Json::read(folder / "template.json");
    json.only_keys({"$schema", "title", "description", "boards", "needs", "fields"});
    Template result;
    std::error_code failure;
    result.folder = fs::canonical(folder, failure);
    result.name = result.folder.filename().string();
    result.title = text(json.at("title"), 80);
    result.description = text(json.at("description"), 1000);
    if (const auto boards = json.find("boards")) result.boards = read_boards(*boards);
    if (const auto needs = json.find("needs")) {
        for (const Json& pin : needs->array()) {
            if (!is_pin_name(pin.string())) {
                pin.complain(fmt::format("\"{}\" is not a pin's name such as LED", pin.string()));
            }
            result.needs.push_back(pin.string());
        }
    }
    if (const auto fields = json.find("fields")) {
        for (const auto& [name, field] : fields->object()) read_field(name, field, result);
    }
    return result;
}

std::vector<std::string> template_names(const fs::path& data) {
    std::vector<std::string> names;
    std::error_code failure;
    for (auto entry = fs::directory_iterator(data / "templates", failure);
         !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
        if (is_template(entry->path())) names.push_back(entry->path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

Template find_template(const std::string& name, const fs::path& data) {
    if (name.find('/') != std::string::npos) {
        if (is_template(name)) return load_template(name);
        throw Error({.what = fmt::format("{} is not a template", name),
                     .why = "there is no template.json in it",
                     .exit = Exit::wrong_use});
    }
    const auto names = template_names(data);
    if (std::find(names.begin(), names.end(), name) != names.end()) {
        return load_template(data / "templates" / name);
    }
    const auto near = did_you_mean(name, names);
    throw Error({.what = fmt::format("unknown template {}", name),
                 .why = fmt::format("looked in {}", (data / "templates").string()),
                 .hint = near ? "did you mean " + *near + "?" : "perth new --list lists them",
                 .exit = Exit::wrong_use});
}

bool suits(const Template& source, const Board& board) {
    const bool is_named =
        source.boards.empty() ||
        std::find(source.boards.begin(), source.boards.end(), board.name) != source.boards.end();
    return is_named && std::all_of(source.needs.begin(), source.needs.end(), [&](const auto& need) {
               return std::any_of(board.pins.begin(), board.pins.end(),
                                  [&need](const Pin& pin) { return pin.name == need; });
           });
}

}  // namespace perth::cli
