// One board among several that are watched together.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/console/deferred_log.hpp"
#include "cli/console/firmware.hpp"
#include "cli/console/frames.hpp"
#include "cli/console/view.hpp"
#include "cli/serial/lease.hpp"
#include "cli/serial/serial.hpp"

namespace perth::cli {

/// A board, and the way to its port.
struct WatchedBoard {
    std::string name;  ///< what stands before its lines, safe for a terminal
    std::string plug;  ///< tells it from others, also when it comes back
    /// Opens the port where it is now; returns nothing while it is not there.
    std::function<std::unique_ptr<serial::Stream>()> open;
    bool is_remote = false;  ///< opening may take seconds
    BuiltFiles built_files = {};
};

/// Opens a board's port whenever it is there, cuts what it says into lines, and lends the port.
class BoardWatch {
public:
    using Clock = std::chrono::steady_clock;

    /// Where all boards' words go; told in the order in which they come.
    class Listener {
    public:
        virtual ~Listener() = default;
        virtual void line(const BoardWatch& board, std::string_view text) = 0;
        /// Something about the board, without what encloses it.
        virtual void say(const BoardWatch& board, const std::string& text) = 0;
        virtual void event(const BoardWatch& board, const std::string& json) = 0;
    };

    BoardWatch(WatchedBoard board, std::optional<Pattern> until, std::optional<Pattern> fail,
               Listener& listener);
    ~BoardWatch();
    BoardWatch(const BoardWatch&) = delete;
    BoardWatch& operator=(const BoardWatch&) = delete;

    [[nodiscard]] const WatchedBoard& board() const noexcept { return board_; }
    [[nodiscard]] bool is_open() const noexcept { return port_ != nullptr; }
    /// Returns whether connect() may find something.
    [[nodiscard]] bool is_wanted() const noexcept { return !port_ && !lent_; }
    [[nodiscard]] bool has_bytes() const { return port_ && port_->has_bytes(); }
    /// For poll(2), -1: none.
    [[nodiscard]] int port_fd() const { return port_ ? port_->fd() : -1; }
    [[nodiscard]] int lender_fd() const { return lender_ ? lender_->fd() : -1; }
    /// When take_quiet() has something to do.
    [[nodiscard]] std::optional<Clock::time_point> quiet() const noexcept { return quiet_; }

    /// Looks whether the port is there, without a wait.
    void connect();
    /// Takes what has come. Returns the pattern that a line fitted: until, fail or none.
    [[nodiscard]] ConsoleView::Event read();
    void serve_lender();
    /// Nothing has come for a while: an unfinished line is shown. Returns as read().
    [[nodiscard]] ConsoleView::Event take_quiet();

    [[nodiscard]] const std::string& last_line() const { return view_.last_line(); }
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }
    [[nodiscard]] std::uint64_t lines() const noexcept { return lines_; }

private:
    [[nodiscard]] std::unique_ptr<serial::Stream> opened();
    void connected();
    void lose();
    void close();
    [[nodiscard]] ConsoleView::Event show(std::string_view text);
    void line(std::string_view text);
    void take_dump();
    void take_banner();
    void take_stuck();
    void tell_once(const std::string& text);

    WatchedBoard board_;
    Listener& listener_;
    ConsoleView view_;
    HideFrames frames_;
    DeferredLog log_;
    std::unique_ptr<serial::Stream> port_;
    std::future<std::unique_ptr<serial::Stream>> opening_;
    Clock::time_point next_try_{};
    std::optional<serial::Lender> lender_;
    std::string lent_address_;  ///< that lender_ is for
    bool lent_ = false;
    bool was_open_ = false;
    std::string told_;       ///< why it cannot be opened
    std::size_t shown_ = 0;  ///< of the unfinished line
    std::optional<Clock::time_point> quiet_;
    std::uint64_t bytes_ = 0;
    std::uint64_t lines_ = 0;
};

}  // namespace perth::cli
