// A USB host in process: models in its sockets, a clock that only moves when somebody waits, and a
// hand that reaches into any transfer.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/usb/usb.hpp"
#include "tests/fakes/usb_model.hpp"

namespace perth::fakes {

/// bmRequestType of what is no control transfer; bRequest is its endpoint then.
inline constexpr std::uint8_t bulk_transfer = 0xFF;

/// Returns what a model says to a transfer, of whichever kind it is.
[[nodiscard]] Answer ask_model(UsbModel& model, const cli::usb::Setup& setup, cli::BytesView out,
                               std::size_t length);

class UsbHost final : public cli::usb::Host {
public:
    using Model = std::shared_ptr<UsbModel>;
    /// Returns what is plugged in once a model has left the bus; null: nothing.
    using Next = std::function<Model()>;
    /// Called with the number of each transfer, from 0, before it reaches the model. What
    /// it returns is the answer; nothing: the model's is.
    using Tamper = std::function<std::optional<Answer>(
        std::size_t number, const cli::usb::Setup& setup, cli::BytesView out, std::size_t length)>;

    /// Plugs a model into port `port` of bus 1.
    void plug(unsigned port, Model model, Next next = [] { return Model(); });
    void unplug(unsigned port);

    /// The time as models see it; to be given to them.
    [[nodiscard]] std::function<Clock::time_point()> clock() {
        return [this] { return now_; };
    }
    void set_tamper(Tamper tamper) { tamper_ = std::move(tamper); }
    [[nodiscard]] std::size_t transfers() const noexcept { return transfers_; }
    /// One line a control transfer: "OUT DFU_DNLOAD 2 (2048) stall".
    [[nodiscard]] const std::string& trace() const noexcept { return trace_; }
    /// Makes claims fail: "another program has it".
    void set_busy(bool busy) { busy_ = busy; }
    /// Whether devices come back after a bus reset.
    void set_enumerates(bool enumerates) { enumerates_ = enumerates; }

    /// Whether drives are mounted as they come.
    void set_mounts(bool mounts) { mounts_ = mounts; }
    /// Whether this user may open devices that are plugged in.
    void set_permits(bool permits) { permits_ = permits; }

    std::vector<cli::usb::Attached> attached() override;
    std::unique_ptr<cli::usb::Device> open(const cli::usb::Attached& attached) override;
    std::optional<cli::usb::Drive> drive_of(const cli::usb::Attached& attached) override;
    std::unique_ptr<cli::usb::Volume> open_volume(const cli::usb::Attached& attached) override;
    void wait_for_change(Clock::time_point deadline) override;
    Clock::time_point now() override { return now_; }
    void sleep(Clock::duration duration) override { now_ += duration; }

private:
    class OpenDevice;

    struct Socket {
        unsigned port = 0;
        Model model;
        Next next;
        unsigned address = 0;
        Clock::time_point ready;  // when it has enumerated
        int open_handles = 0;
    };

    Answer transfer(Socket& socket, const cli::usb::Setup& setup, cli::BytesView out,
                    std::size_t length, std::chrono::milliseconds timeout);
    Answer ask(Socket& socket, const cli::usb::Setup& setup, cli::BytesView out, std::size_t length,
               std::chrono::milliseconds timeout);
    void note(const cli::usb::Setup& setup, std::size_t length, const Answer& answer);
    void replace_if_gone(Socket& socket);

    std::vector<std::unique_ptr<Socket>> sockets_;
    Clock::time_point now_{std::chrono::hours(1)};
    Tamper tamper_;
    std::size_t transfers_ = 0;
    std::string trace_;
    unsigned last_address_ = 0;
    bool busy_ = false;
    bool enumerates_ = true;
    bool mounts_ = true;
    bool permits_ = true;
};

}  // namespace perth::fakes
