#include "cli/emulator/qmp.hpp"

#include <cstddef>
#include <utility>

#include "cli/support/error.hpp"
#include "cli/support/json.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t longest_line = 65536;

std::string set_reboot(std::string_view action) {
    return R"({"execute":"set-action","arguments":{"reboot":")" + std::string(action) + "\"}}\n";
}

std::string execute(std::string_view command) {
    return R"({"execute":")" + std::string(command) + "\"}\n";
}

}  // namespace

std::string Qmp::feed(std::string_view bytes) {
    std::string answer;
    for (const char byte : bytes) {
        if (byte == '\n') {
            answer += take_line(std::exchange(line_, {}));
        } else if (line_.size() == longest_line) {
            throw Error({.what = "QEMU's control socket sent a line that does not end"});
        } else {
            line_ += byte;
        }
    }
    return answer;
}

std::string Qmp::start() {
    phase_ = Phase::running;
    return execute("cont");
}

std::string Qmp::restart() {
    phase_ = Phase::resetting;
    return set_reboot("reset") + execute("system_reset");
}

std::string Qmp::take_line(std::string_view line) {
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) return {};
    const Json message = Json::parse(line, "QMP");
    if (const auto error = message.find("error")) {
        throw Error({.what = "QEMU refused a command", .why = error->at("desc").string()});
    }
    if (phase_ == Phase::greeting && message.find("QMP")) {
        phase_ = Phase::negotiating;
        return execute("qmp_capabilities");
    }
    if (phase_ == Phase::negotiating && message.find("return")) phase_ = Phase::ready;
    const auto event = message.find("event");
    return event ? take_event(event->string(), message) : std::string{};
}

std::string Qmp::take_event(const std::string& event, const Json& message) {
    if (event == "SHUTDOWN" && phase_ == Phase::running) {
        const Json data = message.at("data");
        if (!data.at("guest").boolean()) return {};
        reset_asked_ = data.at("reason").string() == "guest-reset";
        return reset_asked_ ? std::string{} : execute("quit");
    }
    if (event == "STOP" && reset_asked_) {
        reset_asked_ = false;
        phase_ = Phase::held;
    }
    if (event == "RESET" && phase_ == Phase::resetting) {
        phase_ = Phase::running;
        return set_reboot("shutdown") + execute("cont");
    }
    return {};
}

}  // namespace perth::cli
