#include "cli/project/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <system_error>
#include <utility>

#include "cli/board/board.hpp"
#include "cli/project/library.hpp"
#include "cli/support/json.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

bool is_plain(const std::string& text) { return printable(text) == text; }

std::vector<std::string> plain_strings(const Json& json) {
    for (const Json& element : json.array()) {
        if (element.string().empty()) element.complain("is empty");
        if (!is_plain(element.string())) element.complain("has a control character");
    }
    return json.strings();
}

std::string board_name(const Json& json) {
    if (!is_board_name(json.string())) {
        json.complain(fmt::format("\"{}\" is not a board's name", json.string()),
                      "perth boards lists them");
    }
    return json.string();
}

/// A word of the list, or a path (with a slash), which is meant from the project's folder.
std::string word_or_path(const Json& json, std::initializer_list<std::string_view> words,
                         const fs::path& folder) {
    const std::string& value = json.string();
    if (value.find('/') != std::string::npos && is_plain(value)) {
        return (folder / value).lexically_normal().string();
    }
    (void)json.one_of(words);
    return value;
}

bool is_c_identifier(std::string_view name) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
    return !name.empty() && letters.find(name.front()) != name.npos &&
           name.find_first_not_of(std::string(letters) + "0123456789") == name.npos;
}

std::map<std::string, std::string> read_defines(const Json& json) {
    std::map<std::string, std::string> defines;
    for (const auto& [name, value] : json.object()) {
        if (!is_c_identifier(name)) {
            value.complain(fmt::format("\"{}\" is not a macro's name", name));
        }
        if (value.type() == Json::Type::integer) {
            defines[name] = std::to_string(value.integer(INT64_MIN, INT64_MAX));
        } else {
            if (!is_plain(value.string())) value.complain("has a control character");
            defines[name] = value.string();
        }
    }
    return defines;
}

MonitorSettings read_monitor(const Json& json) {
    json.only_keys({"baud", "timestamps", "eol", "filters"});
    MonitorSettings monitor;
    if (const auto baud = json.find("baud")) {
        monitor.baud = static_cast<std::uint32_t>(baud->integer(1, 100'000'000));
    }
    if (const auto timestamps = json.find("timestamps")) {
        (void)timestamps->one_of({"iso", "delta", "uptime"});
        monitor.timestamps = timestamps->string();
    }
    if (const auto eol = json.find("eol")) {
        (void)eol->one_of({"cr", "lf", "crlf"});
        monitor.eol = eol->string();
    }
    if (const auto filters = json.find("filters")) monitor.filters = plain_strings(*filters);
    return monitor;
}

/// Bytes, or "NN %".
Budget read_budget(const Json& json) {
    if (json.type() != Json::Type::string) {
        return {.bytes = static_cast<std::uint64_t>(json.integer(0, UINT32_MAX))};
    }
    static const std::regex form("([0-9]{1,3}(?:\\.[0-9]{1,3})?) ?%");
    std::smatch match;
    const std::string& value = json.string();
    if (!std::regex_match(value, match, form) || std::stod(match[1]) > 100) {
        json.complain(
            fmt::format("\"{}\" is neither a number of bytes nor a share such as \"80 %\"", value));
    }
    return {.percent = std::stod(match[1])};
}

Budgets read_budgets(const Json& json) {
    json.only_keys({"flash", "ram", "task_frame", "task_frames"});
    const auto budget = [&json](std::string_view key) -> std::optional<Budget> {
        const auto value = json.find(key);
        if (!value) return std::nullopt;
        return read_budget(*value);
    };
    return {.flash = budget("flash"),
            .ram = budget("ram"),
            .task_frame = budget("task_frame"),
            .task_frames = budget("task_frames")};
}

/// True, false, or {"key_file": FILE}: the secret itself does not belong into a repository.
void read_agent(const Json& json, const fs::path& folder, Settings& settings) {
    if (json.type() != Json::Type::object) {
        settings.agent = json.boolean();
        return;
    }
    json.only_keys({"key_file"});
    const Json file = json.at("key_file");
    if (file.string().empty() || !is_plain(file.string())) file.complain("is no file's name");
    settings.agent_key_file = (folder / file.string()).lexically_normal();
}

/// Bytes of the ring, in which an event is found by a mask.
std::uint32_t read_trace(const Json& json) {
    constexpr std::int64_t least = 256;
    constexpr std::int64_t most = 65'536;
    if (json.type() == Json::Type::boolean && !json.boolean()) return 0;
    const std::int64_t bytes = json.integer(least, most);
    if ((bytes & (bytes - 1)) != 0) {
        json.complain(fmt::format("{} is not a power of two", bytes), "4096 bytes are 511 events");
    }
    return static_cast<std::uint32_t>(bytes);
}

Settings read_settings(const Json& json, const fs::path& folder) {
    Settings settings;
    if (const auto compiler = json.find("compiler")) {
        settings.compiler = word_or_path(*compiler, {"clang", "gcc"}, folder);
    }
    if (const auto on_panic = json.find("on_panic")) {
        settings.on_panic = static_cast<OnPanic>(on_panic->one_of({"halt", "reset"}));
    }
    if (const auto log = json.find("log")) {
        settings.log = static_cast<LogForm>(log->one_of({"text", "deferred"}));
    }
    if (const auto agent = json.find("agent")) read_agent(*agent, folder, settings);
    if (const auto profile = json.find("profile")) settings.profile = profile->boolean();
    if (const auto trace = json.find("trace")) settings.trace = read_trace(*trace);
    read_paths(json, folder, settings);
    if (const auto defines = json.find("defines")) settings.defines = read_defines(*defines);
    if (const auto flags = json.find("cxx_flags")) settings.cxx_flags = plain_strings(*flags);
    if (const auto standard = json.find("std")) {
        (void)standard->one_of({"c++20", "c++23", "gnu++20", "gnu++23"});
        settings.standard = standard->string();
    }
    if (const auto optimize = json.find("optimize")) {
        settings.optimize = static_cast<Optimize>(optimize->one_of({"size", "speed", "debug"}));
    }
    if (const auto task_memory = json.find("task_memory")) {
        settings.task_memory = static_cast<std::uint32_t>(task_memory->integer(64, UINT32_MAX));
    }
    if (const auto launcher = json.find("compiler_launcher")) {
        settings.compiler_launcher =
            word_or_path(*launcher, {"ccache", "sccache", "distcc", "icecc", "none"}, folder);
    }
    if (const auto monitor = json.find("monitor")) settings.monitor = read_monitor(*monitor);
    if (const auto budgets = json.find("budgets")) settings.budgets = read_budgets(*budgets);
    return settings;
}

void read_boards(const Json& json, Manifest& manifest) {
    manifest.default_board = board_name(json.at("default_board"));
    manifest.boards = {manifest.default_board};
    if (const auto boards = json.find("boards")) {
        if (boards->array().empty()) boards->complain("is empty");
        manifest.boards.clear();
        for (const Json& board : boards->array()) {
            const std::string name = board_name(board);
            if (std::find(manifest.boards.begin(), manifest.boards.end(), name) !=
                manifest.boards.end()) {
                board.complain(fmt::format("{} is there twice", name));
            }
            manifest.boards.push_back(name);
        }
    }
}

void read_devices(const Json& json, Manifest& manifest) {
    const auto devices = json.find("devices");
    if (!devices) return;
    for (const auto& [name, place] : devices->object()) {
        if (!is_project_name(name)) {
            place.complain(fmt::format("\"{}\" is not a device's name", name),
                           "a letter, then letters, digits, '_' or '-', at most 64");
        }
        if (place.string().empty()) place.complain("is empty");
        if (!is_plain(place.string())) place.complain("has a control character");
        manifest.devices[name] = place.string();
    }
}

void read_micropython(const Json& json, Manifest& manifest) {
    const auto micropython = json.find("micropython");
    if (!micropython) return;
    micropython->only_keys({"sources", "to"});
    const Json sources = micropython->at("sources");
    if (sources.array().empty()) sources.complain("is empty");
    for (const Json& source : sources.array()) {
        if (source.string().empty()) source.complain("is empty");
        if (!is_plain(source.string())) source.complain("has a control character");
        manifest.micropython.sources.push_back(
            (manifest.folder / source.string()).lexically_normal());
    }
    if (const auto to = micropython->find("to")) {
        if (!to->string().starts_with('/')) {
            to->complain(fmt::format("\"{}\" is no folder on a board", to->string()),
                         "name it from the root: /, /lib, /sd/app");
        }
        manifest.micropython.to = to->string();
    }
}

void read_overrides(const Json& json, Manifest& manifest) {
    const auto overrides = json.find("board_overrides");
    if (!overrides) return;
    for (const auto& [name, override] : overrides->object()) {
        if (!is_board_name(name)) {
            override.complain(fmt::format("\"{}\" is not a board's name", name),
                              "perth boards lists them");
        }
        override.only_keys({"compiler", "on_panic", "log", "agent", "sources", "include", "defines",
                            "cxx_flags", "std", "optimize", "task_memory", "compiler_launcher",
                            "monitor", "budgets", "assets", "profile", "trace"});
        manifest.overrides[name] = read_settings(Json::merge(json, override), manifest.folder);
    }
}

}  // namespace

Settings Manifest::for_board(const std::string& board) const {
    const auto found = overrides.find(board);
    return found == overrides.end() ? settings : found->second;
}

bool is_project_name(std::string_view name) {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return !name.empty() && name.size() <= 64 && is_letter(name.front()) &&
           std::all_of(name.begin(), name.end(),
                       [&](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-'; });
}

std::optional<fs::path> find_project(const fs::path& start) {
    std::error_code failure;
    for (fs::path folder = fs::absolute(start, failure).lexically_normal(); !folder.empty();
         folder = folder.parent_path()) {
        if (fs::exists(folder / "perth.json", failure)) return folder;
        if (folder == folder.root_path()) break;
    }
    return std::nullopt;
}

Manifest load_manifest(const fs::path& folder) {
    const Json json = Json::read(folder / "perth.json");
    json.only_keys({"$schema",  "type",          "name",
                    "version",  "compiler",      "on_panic",
                    "agent",    "default_board", "boards",
                    "sources",  "include",       "libraries",
                    "defines",  "cxx_flags",     "std",
                    "optimize", "task_memory",   "compiler_launcher",
                    "devices",  "monitor",       "board_overrides",
                    "budgets",  "micropython",   "assets",
                    "profile",  "log",           "trace"});
    if (const auto type = json.find("type"); type && type->one_of({"firmware", "library"}) == 1) {
        type->complain("a library is not built by itself", "build a project that lists it");
    }
    Manifest manifest;
    std::error_code ignored;
    manifest.folder =
        (fs::absolute(folder, ignored) / "perth.json").lexically_normal().parent_path();
    read_identity(json, manifest.name, manifest.version);
    read_boards(json, manifest);
    manifest.settings = read_settings(json, manifest.folder);
    read_devices(json, manifest);
    read_micropython(json, manifest);
    read_overrides(json, manifest);
    manifest.libraries = library_folders(json, manifest.folder);
    return manifest;
}

}  // namespace perth::cli
