// A firmware for the board `host`: a process of this computer.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/emulator/guest_process.hpp"

namespace perth::cli {

/// What to run, and how its time passes.
struct HostPlan {
    std::filesystem::path program;
    bool realtime = false;                                ///< paced; otherwise time jumps
    std::optional<std::chrono::microseconds> limit = {};  ///< of the firmware's time; then it ends
    std::vector<std::string> arguments = {};              ///< for its main()
};

/// Returns what the firmware finds in its environment:
/// PERTH_REALTIME  "1": its time passes as the wall clock's does; otherwise sleeping jumps it.
/// PERTH_FOR_US    it ends itself by SIGALRM when its clock has reached so many microseconds.
[[nodiscard]] std::map<std::string, std::string> host_environment(const HostPlan& plan);

/// A firmware as a process; its console is its stdin, stdout and stderr.
class HostGuest : public Guest {
public:
    explicit HostGuest(const HostPlan& plan);

    [[nodiscard]] const std::vector<std::string>& command() const noexcept override {
        return process_.command();
    }
    [[nodiscard]] int console() const noexcept override { return console_.ours.get(); }
    [[nodiscard]] int ended() const noexcept override { return process_.ended(); }
    [[nodiscard]] GuestEnd end() override;
    [[nodiscard]] std::vector<int> service() const override { return {}; }
    void serve() override {}
    [[nodiscard]] bool is_held() const noexcept override { return false; }
    void restart() override {}

private:
    SocketPair console_;
    GuestProcess process_;
    bool limited_;
};

}  // namespace perth::cli
