// A port whose bytes are kept while somebody else talks on it.
#pragma once

#include <string>

#include "cli/serial/serial.hpp"

namespace perth::cli {

/// Passes everything on to another stream and keeps what was read.
class KeepingStream final : public serial::Stream {
public:
    explicit KeepingStream(serial::Stream& stream) : stream_(stream) {}

    /// Returns all that was read.
    [[nodiscard]] const std::string& kept() const noexcept { return kept_; }

    [[nodiscard]] const std::string& address() const override { return stream_.address(); }
    [[nodiscard]] std::size_t read(std::span<std::uint8_t> into,
                                   Clock::time_point deadline) override {
        const std::size_t size = stream_.read(into, deadline);
        kept_.append(reinterpret_cast<const char*>(into.data()), size);
        return size;
    }
    void write(BytesView bytes, Clock::time_point deadline) override {
        stream_.write(bytes, deadline);
    }
    void configure(const serial::Settings& settings) override { stream_.configure(settings); }
    void set_lines(serial::Level dtr, serial::Level rts) override { stream_.set_lines(dtr, rts); }
    void send_break(std::chrono::milliseconds duration) override { stream_.send_break(duration); }
    [[nodiscard]] std::uint8_t modem_lines() const override { return stream_.modem_lines(); }
    void set_break(bool on) override { stream_.set_break(on); }
    void discard_input() override {}  // nothing that arrived is lost
    void discard_output() override { stream_.discard_output(); }
    [[nodiscard]] bool has_bytes() const noexcept override { return stream_.has_bytes(); }
    [[nodiscard]] int fd() const noexcept override { return stream_.fd(); }

private:
    serial::Stream& stream_;
    std::string kept_;
};

}  // namespace perth::cli
