// A template's files as they will be in the project, and that none of them leads elsewhere.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <system_error>

#include "cli/project/template.hpp"
#include "cli/support/error.hpp"
#include "cli/support/files.hpp"
#include "cli/support/json.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

/// The name between two pairs of braces, or nothing if what is there is no name at all.
std::optional<std::string> name_between_braces(std::string_view text) {
    const std::size_t end = text.find("}}");
    if (end == text.npos) return std::nullopt;
    const std::string_view inside = text.substr(0, end);
    const std::size_t begin = inside.find_first_not_of(' ');
    if (begin == inside.npos) return std::nullopt;
    const std::string_view name = inside.substr(begin, inside.find_last_not_of(' ') - begin + 1);
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    const bool is_name =
        is_letter(name.front()) && std::all_of(name.begin(), name.end(), [&](char c) {
            return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
        });
    return is_name ? std::optional<std::string>(inside) : std::nullopt;
}

const std::string& value_of(const std::string& name, const Fields& fields, const std::string& file,
                            std::size_t line) {
    const auto field = fields.find(name);
    if (field != fields.end()) return field->second;
    std::vector<std::string> known;
    for (const auto& entry : fields) known.push_back(entry.first);
    const auto near = did_you_mean(name, known);
    throw Error({.what = fmt::format("{}:{}: there is no field \"{}\"", file, line, name),
                 .hint = near ? fmt::format("did you mean {{{{{}}}}}?", *near)
                              : "declare it in template.json, or write {{{{ for two plain braces",
                 .exit = Exit::wrong_use});
}

[[noreturn]] void refuse(const fs::path& file, const std::string& why) {
    throw Error({.what = fmt::format("template file {} cannot be used", file.string()),
                 .why = why,
                 .exit = Exit::wrong_use});
}

/// Text is what has no zero byte; anything else is copied untouched.
bool is_text(std::string_view content) { return content.find('\0') == content.npos; }

fs::path new_path(const fs::path& relative, const Fields& fields) {
    const fs::path path = fill(relative.string(), fields, relative.string());
    const bool leads_out = path.is_absolute() || path.empty() ||
                           std::any_of(path.begin(), path.end(), [](const fs::path& part) {
                               return part == ".." || part == "." || part.empty();
                           });
    if (leads_out || path.string().find('\0') != std::string::npos) {
        refuse(relative, fmt::format("its name in the project would be \"{}\"", path.string()));
    }
    return path;
}

void add_file(const fs::path& file, const Template& source, const Fields& fields,
              std::vector<TemplateFile>& files) {
    std::error_code failure;
    const fs::path relative = file.lexically_relative(source.folder);
    if (!is_inside(file, source.folder))
        refuse(file, "it is a link that leads out of the template");
    const fs::file_status status = fs::status(file, failure);
    if (status.type() != fs::file_type::regular) {
        refuse(file, "it is neither a file nor a folder");
    }
    std::string content = read_file(file);
    if (is_text(content)) content = fill(content, fields, file.string());
    files.push_back({new_path(relative, fields), std::move(content),
                     (status.permissions() & fs::perms::owner_exec) != fs::perms::none});
}

void add_folder(const fs::path& folder, const Template& source, const Fields& fields,
                std::vector<TemplateFile>& files) {
    std::error_code failure;
    for (auto entry = fs::directory_iterator(folder, failure);
         !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
        check_interrupt();
        const fs::path& path = entry->path();
        if (path == source.folder / "template.json") continue;
        if (fs::symlink_status(path, failure).type() == fs::file_type::directory) {
            add_folder(path, source, fields, files);
        } else {
            add_file(path, source, fields, files);
        }
    }
    if (failure) refuse(folder, failure.message());
}

}  // namespace

std::string fill(std::string_view text, const Fields& fields, const std::string& file) {
    std::string result;
    std::size_t line = 1;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = text.substr(at);
        if (rest.substr(0, 4) == "{{{{") {
            result += "{{";
            at += 4;
        } else if (const auto name = rest.substr(0, 2) == "{{" ? name_between_braces(rest.substr(2))
                                                               : std::nullopt) {
            result += value_of(*name, fields, file, line);
            at += name->size() + 4;
        } else {
            line += rest.front() == '\n' ? 1 : 0;
            result += rest.front();
            ++at;
        }
    }
    return result;
}

std::vector<TemplateFile> render(const Template& source, const Fields& fields) {
    std::vector<TemplateFile> files;
    add_folder(source.folder, source, fields, files);
    std::sort(files.begin(), files.end(),
              [](const TemplateFile& a, const TemplateFile& b) { return a.path < b.path; });
    for (std::size_t i = 1; i < files.size(); ++i) {
        if (files[i].path == files[i - 1].path) {
            refuse(files[i].path, "two files of the template have this name");
        }
    }
    return files;
}

}  // namespace perth::cli
