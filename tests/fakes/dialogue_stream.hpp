// A stream that plays one half of a dialogue: when it hears what is due, it gives the answer to it.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/serial/serial.hpp"
#include "cli/support/bytes.hpp"

namespace perth::fakes {

class DialogueStream final : public cli::serial::Stream {
public:
    struct Turn {
        std::string heard;   ///< what the last bytes written are
        std::string answer;  ///< what comes then
    };

    explicit DialogueStream(std::vector<Turn> turns) : turns_(std::move(turns)) {}

    [[nodiscard]] const std::string& address() const override { return address_; }
    [[nodiscard]] int fd() const noexcept override { return -1; }
    [[nodiscard]] Clock::time_point now() const override { return now_; }
    void sleep(Clock::duration duration) override { now_ += duration; }
    std::size_t read(std::span<std::uint8_t> into, Clock::time_point deadline) override {
        const std::size_t count = std::min(into.size(), said_.size());
        std::copy_n(said_.begin(), count, into.begin());
        said_.erase(0, count);
        if (count == 0) now_ = std::max(now_, deadline);
        return count;
    }
    void write(cli::BytesView bytes, Clock::time_point /*deadline*/) override {
        for (const std::uint8_t byte : bytes) {
            heard_ += static_cast<char>(byte);
            since_ += static_cast<char>(byte);
            if (turn_ == turns_.size() || !since_.ends_with(turns_[turn_].heard)) continue;
            said_ += turns_[turn_++].answer;
            since_.clear();
        }
    }
    void configure(const cli::serial::Settings& /*settings*/) override {}
    void set_lines(cli::serial::Level /*dtr*/, cli::serial::Level /*rts*/) override {}
    void send_break(std::chrono::milliseconds duration) override { now_ += duration; }
    void discard_input() override { said_.clear(); }

    /// All that was written.
    [[nodiscard]] const std::string& heard() const noexcept { return heard_; }
    /// Whether every turn came.
    [[nodiscard]] bool is_done() const noexcept { return turn_ == turns_.size(); }

private:
    std::vector<Turn> turns_;
    std::size_t turn_ = 0;
    std::string heard_;
    std::string since_;  // the last turn
    std::string said_;   // and not read yet
    std::string address_ = "/dev/ttyACM0";
    Clock::time_point now_{};
};

}  // namespace perth::fakes
