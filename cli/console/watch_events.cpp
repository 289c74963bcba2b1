#include "cli/console/watch_events.hpp"

#include <fmt/format.h>

#include "cli/support/json_text.hpp"

namespace perth::cli {
namespace {

std::string now() {
    const auto time = std::chrono::system_clock::now().time_since_epoch();
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
    return fmt::format("{}.{:03}", ms / 1000, ms % 1000);
}

}  // namespace

std::string line_event(std::string_view line) {
    return json_object({{"line", json_string(line)}, {"time", now()}});
}

std::string port_event(std::string_view what, std::string_view port) {
    return json_object(
        {{"event", json_string(what)}, {"port", json_string(port)}, {"time", now()}});
}

std::string client_event(std::string_view what, std::string_view client) {
    return json_object(
        {{"event", json_string(what)}, {"client", json_string(client)}, {"time", now()}});
}

std::string gap_event(std::chrono::milliseconds length, bool restarted) {
    return json_object({{"event", json_string("gap")},
                        {"ms", std::to_string(length.count())},
                        {"restarted", restarted ? "true" : "false"},
                        {"time", now()}});
}

std::string banner_event(const Banner& banner) {
    return json_object({{"event", json_string("started")},
                        {"name", json_string(banner.name)},
                        {"version", json_string(banner.version)},
                        {"build", json_string(banner.build)},
                        {"time", now()}});
}

std::string dump_event(const Dump& dump, const std::vector<std::string>& lines) {
    return json_object({{"event", json_string("dump")},
                        {"what", json_string(dump.headline)},
                        {"lines", json_strings(lines)},
                        {"time", now()}});
}

std::string stuck_event(const StuckLine& stuck, const std::string& text) {
    return json_object({{"event", json_string("stuck")},
                        {"task", std::to_string(stuck.id)},
                        {"ms", std::to_string(stuck.ms)},
                        {"text", json_string(text)},
                        {"time", now()}});
}

std::string board_event(std::string_view name, std::string_view event) {
    return fmt::format("{{\"board\":{},{}", json_string(name), event.substr(1));
}

std::string printable_keys(std::string_view text) {
    std::string shown;
    for (const char key : text) {
        if (key == '\r') {
            shown += '\n';
        } else if (static_cast<unsigned char>(key) >= ' ' || key == '\n' || key == '\t') {
            if (key != 0x7f) shown += key;
        }
    }
    return shown;
}

}  // namespace perth::cli
