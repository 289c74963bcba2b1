#include "cli/serial/traced.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "cli/support/hex.hpp"

namespace perth::cli::serial {
namespace {

class TracedStream final : public Stream {
public:
    TracedStream(std::unique_ptr<Stream> stream, Trace trace)
        : stream_(std::move(stream)), trace_(std::move(trace)) {}

    [[nodiscard]] const std::string& address() const override { return stream_->address(); }
    [[nodiscard]] std::size_t read(std::span<std::uint8_t> into,
                                   Clock::time_point deadline) override {
        const std::size_t size = stream_->read(into, deadline);
        tell("<", size == 0 ? "nothing" : hex_text(into.first(size)));
        return size;
    }
    void write(BytesView bytes, Clock::time_point deadline) override {
        tell(">", hex_text(bytes));
        stream_->write(bytes, deadline);
    }
    void configure(const Settings& settings) override {
        tell("baud", std::to_string(settings.baud));
        stream_->configure(settings);
    }
    void set_lines(Level dtr, Level rts) override {
        tell("DTR", word(dtr));
        tell("RTS", word(rts));
        stream_->set_lines(dtr, rts);
    }
    void send_break(std::chrono::milliseconds duration) override {
        tell("break", fmt::format("{} ms", duration.count()));
        stream_->send_break(duration);
    }
    [[nodiscard]] std::uint8_t modem_lines() const override { return stream_->modem_lines(); }
    void set_break(bool on) override {
        tell("break", on ? "on" : "off");
        stream_->set_break(on);
    }
    void discard_input() override { stream_->discard_input(); }
    void discard_output() override { stream_->discard_output(); }
    [[nodiscard]] bool has_bytes() const noexcept override { return stream_->has_bytes(); }
    [[nodiscard]] int fd() const noexcept override { return stream_->fd(); }
    [[nodiscard]] Clock::time_point now() const override { return stream_->now(); }
    void sleep(Clock::duration duration) override { stream_->sleep(duration); }

private:
    static const char* word(Level level) {
        return level == Level::keep ? "as it is" : level == Level::on ? "on" : "off";
    }
    void tell(std::string_view what, std::string_view value) const {
        trace_(fmt::format("{} {} {}", address(), what, value));
    }

    std::unique_ptr<Stream> stream_;
    Trace trace_;
};

}  // namespace

std::unique_ptr<Stream> traced(std::unique_ptr<Stream> stream, Trace trace) {
    return std::make_unique<TracedStream>(std::move(stream), std::move(trace));
}

}  // namespace perth::cli::serial
