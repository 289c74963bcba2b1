#include "cli/serial/rfc2217_server.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cli/support/error.hpp"
#include "cli/support/hex.hpp"
#include "tests/cli/error_text.hpp"

namespace perth::cli::serial {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Notes what is done with it.
class Port final : public Stream {
public:
    [[nodiscard]] const std::string& address() const override { return address_; }
    [[nodiscard]] int fd() const noexcept override { return -1; }
    std::size_t read(std::span<std::uint8_t> /*into*/, Clock::time_point /*until*/) override {
        return 0;
    }
    void write(BytesView /*bytes*/, Clock::time_point /*deadline*/) override {}
    void configure(const Settings& settings) override {
        if (settings.baud > fastest) {
            throw Error({.what = "too fast", .fault = fault});
        }
        seen.push_back(fmt::format("{} {}{}{}", settings.baud, settings.data_bits,
                                   parity_code(settings.parity), settings.stop_bits));
    }
    void set_lines(Level dtr, Level rts) override {
        const auto word = [](Level level) { return static_cast<int>(level); };
        seen.push_back(fmt::format("lines {} {}", word(dtr), word(rts)));
    }
    void set_break(bool on) override { seen.push_back(on ? "break" : "no break"); }
    void discard_input() override { seen.push_back("drop input"); }
    void discard_output() override { seen.push_back("drop output"); }
    [[nodiscard]] std::uint8_t modem_lines() const override { return lines; }

    std::vector<std::string> seen;
    std::uint32_t fastest = 1'000'000;
    Fault fault = Fault::bad_input;
    std::uint8_t lines = 0;

private:
    std::string address_ = "port";
};

class Rfc2217Server : public testing::Test {
protected:
    Rfc2217Server() { (void)session_.take_outgoing(); }

    /// Returns what is answered to a subnegotiation of the COM port, hexadecimal.
    std::string asked(const Bytes& payload, Stream* port) {
        Bytes request;
        append_sub(request, TelnetOption::com_port, payload);
        session_.take(request, port, data_);
        return hex_text(session_.take_outgoing());
    }
    std::string asked(const Bytes& payload) { return asked(payload, &port_); }

    Port port_;
    Bytes data_;
    Rfc2217Session session_{{.baud = 115200}};
};

TEST_F(Rfc2217Server, SetsTheRateTheFrameAndSaysWhatItIs) {
    EXPECT_EQ(asked({1, 0, 0, 0xE1, 0}), "ff fa 2c 65 00 00 e1 00 ff f0");
    EXPECT_EQ(asked({2, 7}), "ff fa 2c 66 07 ff f0");
    EXPECT_EQ(asked({3, 3}), "ff fa 2c 67 03 ff f0");
    EXPECT_EQ(asked({4, 2}), "ff fa 2c 68 02 ff f0");
    EXPECT_THAT(port_.seen, ElementsAre("57600 811", "57600 711", "57600 731", "57600 732"));
    port_.seen.clear();
    // Zero asks, and what there is not changes nothing; nor does what holds already.
    EXPECT_EQ(asked({1, 0, 0, 0, 0}), "ff fa 2c 65 00 00 e1 00 ff f0");
    EXPECT_EQ(asked({2, 0}), "ff fa 2c 66 07 ff f0");
    EXPECT_EQ(asked({2, 9}), "ff fa 2c 66 07 ff f0");
    EXPECT_EQ(asked({3, 77}), "ff fa 2c 67 03 ff f0");
    EXPECT_EQ(asked({4, 3}), "ff fa 2c 68 02 ff f0");
    EXPECT_EQ(asked({4, 2}), "ff fa 2c 68 02 ff f0");
    EXPECT_THAT(port_.seen, IsEmpty());
}

TEST_F(Rfc2217Server, EveryParityHasItsNumber) {
    for (std::uint8_t code = 1; code <= 5; ++code) {
        EXPECT_EQ(asked({3, code}), fmt::format("ff fa 2c 67 {:02x} ff f0", code));
    }
    EXPECT_THAT(port_.seen, ElementsAre("115200 821", "115200 831", "115200 841", "115200 851"));
}

TEST_F(Rfc2217Server, ARateThatTheDriverCannotMakeStaysWhatItWas) {
    EXPECT_EQ(asked({1, 0xFF, 0xFF, 0xFF, 0xFF}), "ff fa 2c 65 00 01 c2 00 ff f0");
    EXPECT_THAT(port_.seen, ElementsAre("115200 811"));
    EXPECT_EQ(session_.settings().baud, 115200U);
    port_.fault = Fault::gone;
    EXPECT_EQ(error_text([&] { (void)asked({1, 0xFF, 0xFF, 0xFF, 0xFF}); }), "error: too fast");
}

TEST_F(Rfc2217Server, DrivesLinesAndBreakAndTellsThem) {
    EXPECT_EQ(asked({5, 9}), "ff fa 2c 69 09 ff f0");
    EXPECT_EQ(asked({5, 11}), "ff fa 2c 69 0b ff f0");
    EXPECT_EQ(asked({5, 5}), "ff fa 2c 69 05 ff f0");
    EXPECT_EQ(asked({5, 4}), "ff fa 2c 69 05 ff f0");
    EXPECT_EQ(asked({5, 6}), "ff fa 2c 69 06 ff f0");
    EXPECT_EQ(asked({5, 7}), "ff fa 2c 69 09 ff f0");
    EXPECT_EQ(asked({5, 10}), "ff fa 2c 69 0b ff f0");
    EXPECT_EQ(asked({5, 3}), "ff fa 2c 69 01 ff f0");  // RTS/CTS: there is none
    EXPECT_THAT(port_.seen, ElementsAre("lines 0 2", "lines 2 1", "break", "no break"));
}

TEST_F(Rfc2217Server, Purges) {
    EXPECT_EQ(asked({12, 1}), "ff fa 2c 70 01 ff f0");
    EXPECT_FALSE(session_.take_purge());
    EXPECT_EQ(asked({12, 3}), "ff fa 2c 70 03 ff f0");
    EXPECT_TRUE(session_.take_purge());
    EXPECT_FALSE(session_.take_purge());
    EXPECT_THAT(port_.seen, ElementsAre("drop input", "drop input", "drop output"));
}

TEST_F(Rfc2217Server, TellsLinesThatChange) {
    session_.tell_lines(port_);
    EXPECT_THAT(session_.take_outgoing(), IsEmpty());  // nobody has agreed on a COM port yet
    session_.take(Bytes{0xFF, 0xFB, 0x2C}, &port_, data_);
    (void)session_.take_outgoing();
    session_.tell_lines(port_);
    EXPECT_EQ(hex_text(session_.take_outgoing()), "ff fa 2c 6b 00 ff f0");
    port_.lines = clear_to_send | data_set_ready;
    session_.tell_lines(port_);
    EXPECT_EQ(hex_text(session_.take_outgoing()), "ff fa 2c 6b 33 ff f0");
    session_.tell_lines(port_);
    EXPECT_THAT(session_.take_outgoing(), IsEmpty());
    EXPECT_EQ(asked({7}), "ff fa 2c 6b 30 ff f0");
    EXPECT_EQ(asked({11, clear_to_send}), "ff fa 2c 6f 10 ff f0");
    port_.lines = clear_to_send;  // the other one is not wanted any more
    session_.tell_lines(port_);
    EXPECT_EQ(hex_text(session_.take_outgoing()), "ff fa 2c 6b 12 ff f0");
}

TEST_F(Rfc2217Server, TellsLinesToWhoAsksForThePortWithoutHavingAgreed) {
    (void)asked({5, 8});
    session_.tell_lines(port_);
    EXPECT_EQ(hex_text(session_.take_outgoing()), "ff fa 2c 6b 00 ff f0");
}

TEST_F(Rfc2217Server, CarriesDataBothWays) {
    session_.take(Bytes{'a', 0xFF, 0xFF, 'b'}, &port_, data_);
    EXPECT_EQ(hex_text(data_), "61 ff 62");
    session_.give(Bytes{'x', 0xFF});
    EXPECT_EQ(hex_text(session_.take_outgoing()), "78 ff ff");
}

TEST_F(Rfc2217Server, SetsAPortThatComesBack) {
    EXPECT_EQ(asked({1, 0, 0, 0xE1, 0}, nullptr), "ff fa 2c 65 00 00 e1 00 ff f0");
    EXPECT_EQ(asked({5, 5}, nullptr), "ff fa 2c 69 05 ff f0");
    session_.attach(port_);
    EXPECT_THAT(port_.seen, ElementsAre("57600 811", "break"));
}

TEST_F(Rfc2217Server, DoesAFewRequestsAtATime) {
    Bytes flood;
    for (int i = 0; i < 100; ++i) append_sub(flood, TelnetOption::com_port, Bytes{5, 5});
    session_.take(flood, &port_, data_);
    EXPECT_LE(port_.seen.size(), 5U);
    EXPECT_TRUE(session_.is_behind());
    int rounds = 1;
    for (; session_.is_behind(); ++rounds) session_.resume(&port_, data_);
    EXPECT_EQ(port_.seen.size(), 100U);
    EXPECT_GT(rounds, 10);
}

TEST_F(Rfc2217Server, AnswersNothingToNonsense) {
    EXPECT_EQ(asked({}), "");
    EXPECT_EQ(asked({200}), "");
    EXPECT_EQ(asked({1}), "");
    EXPECT_EQ(asked({1, 1, 2, 3, 4, 5}), "");
    EXPECT_EQ(asked({8}), "");
    Bytes other;
    append_sub(other, TelnetOption::echo, Bytes{1, 0, 0, 0xE1, 0});
    session_.take(other, &port_, data_);
    EXPECT_THAT(session_.take_outgoing(), IsEmpty());
    EXPECT_THAT(port_.seen, IsEmpty());
    EXPECT_EQ(asked({0}), "ff fa 2c 64 70 65 72 74 68 ff f0");
}

}  // namespace
}  // namespace perth::cli::serial
