// The loop that watches a console; its parts are in watch.cpp (waiting, showing), watch_port.cpp
// (the port), watch_client.cpp (who shares it) and watch_keys.cpp (what is typed).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/console/deferred_log.hpp"
#include "cli/console/frames.hpp"
#include "cli/console/gap.hpp"
#include "cli/console/keys.hpp"
#include "cli/console/menu.hpp"
#include "cli/console/outbox.hpp"
#include "cli/console/outlet.hpp"
#include "cli/console/raw_input.hpp"
#include "cli/console/view.hpp"
#include "cli/console/watch.hpp"
#include "cli/serial/lease.hpp"
#include "cli/serial/serial.hpp"
#include "cli/serial/shared_port.hpp"
#include "cli/support/uevents.hpp"

namespace perth::cli {

/// One call of watch().
class Watch {
public:
    explicit Watch(const WatchTerms& terms);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    WatchEnd run();

private:
    using Clock = std::chrono::steady_clock;
    using Deadline = std::optional<Clock::time_point>;
    using Reason = WatchEnd::Reason;
    /// Bytes that are read at once.
    static constexpr std::size_t piece_size = std::size_t{64} << 10;
    /// Bytes of typed text that may wait for the device.
    static constexpr std::size_t most_typed = 4096;

    ConsoleView::OnLine line_events();
    void event(const std::string& json);
    void say(const std::string& text);

    void wait();
    [[nodiscard]] int timeout() const;
    void take_deadlines();

    void connect();
    void connected();
    void lose(const Error& error);
    void close();
    void serve_lender();
    void serve_client();
    void tell_client_news();
    void reset_board();

    void read_port();
    void arrived(std::string_view bytes);
    void end_gap();
    void show(std::string_view bytes);
    void take_event(ConsoleView::Event event);
    void take_dump();
    void take_banner();
    void take_stuck();

    void read_input();
    void take_typed(std::string_view bytes);
    void do_key(Key key);
    void take_answer(char key);
    void send_file(const std::filesystem::path& file);
    void send_some();
    void enter_bootloader();
    void flash();

    void finish(Reason reason);

    const WatchTerms& terms_;
    ConsoleView view_;
    Outlet outlet_;
    Menu menu_;
    Keys keys_;
    Outbox outbox_;
    Uevents uevents_;
    std::optional<RawInput> raw_;

    std::unique_ptr<serial::Stream> port_;
    std::optional<serial::Lender> lender_;
    std::string lent_address_;  ///< that lender_ is for
    bool lent_ = false;
    std::optional<serial::SharedPort> shared_;
    bool was_connected_ = false;
    bool told_ = false;  ///< that the port is waited for, and why
    Deadline lost_;
    std::vector<std::uint8_t> piece_ = std::vector<std::uint8_t>(piece_size);
    HideFrames frames_;
    DeferredLog log_;
    std::optional<Gap> gap_;

    std::optional<std::string> question_;  ///< the name of a file that is being typed
    bool sending_ = false;                 ///< a file
    bool input_open_ = true;
    Deadline end_;
    Deadline quiet_;
    std::optional<WatchEnd> ending_;
};

}  // namespace perth::cli
