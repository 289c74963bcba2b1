// A firmware for the board `host`: a process of this computer.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/emulator/guest_process.hpp"
#include "cli/emulator/record_pipe.hpp"
#include "cli/emulator/waveform.hpp"

namespace perth::cli {

/// What to run, and how its time passes.
struct HostPlan {
    std::filesystem::path program;
    bool realtime = false;                                ///< paced; otherwise time jumps
    std::optional<std::chrono::microseconds> limit = {};  ///< of the firmware's time; then it ends
    std::vector<std::string> arguments = {};              ///< for its main()
    std::string stimulus = {};                            ///< of expand_stimulus()
    Recording* recording = nullptr;                       ///< of what happens; lives longer
};

/// Descriptors that the firmware inherits; -1: none.
struct HostFiles {
    int stimulus = -1;
    int record = -1;
};

/// Returns what the firmware finds in its environment:
/// PERTH_REALTIME  "1": its time passes as the wall clock's does; otherwise sleeping jumps it.
/// PERTH_FOR_US    it ends itself by SIGALRM when its clock has reached so many microseconds.
/// PERTH_STIMULUS  the path of a file of what the world does.
/// PERTH_RECORD    a descriptor to write to what happens (RecordReader).
[[nodiscard]] std::map<std::string, std::string> host_environment(const HostPlan& plan,
                                                                  const HostFiles& files = {});

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
    [[nodiscard]] std::vector<int> service() const override;
    void serve() override;
    [[nodiscard]] bool is_held() const noexcept override { return false; }
    void restart() override {}

private:
    SocketPair console_;
    Handle stimulus_;
    RecordPipe record_;
    GuestProcess process_;
    bool limited_;
};

}  // namespace perth::cli
