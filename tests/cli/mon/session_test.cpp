// A monitor's bytes to everyone who wants them: live, and from a record.
#include "cli/mon/session.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "cli/support/bytes.hpp"
#include "cli/support/files.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/temporary_folder.hpp"
#include "tests/fakes/played_stream.hpp"

namespace perth::cli::mon {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

/// Gives all its bytes at once, 50 ms after the first look, and then nothing.
class Burst final : public serial::Stream {
public:
    explicit Burst(Bytes bytes) : bytes_(std::move(bytes)) {}

    [[nodiscard]] const std::string& address() const override { return address_; }
    [[nodiscard]] int fd() const noexcept override { return -1; }
    [[nodiscard]] Clock::time_point now() const override { return now_; }
    std::size_t read(std::span<std::uint8_t> into, Clock::time_point deadline) override {
        if (bytes_.empty()) now_ = std::max(now_, deadline);
        if (bytes_.empty()) return 0;
        now_ += 50ms;
        std::copy(bytes_.begin(), bytes_.end(), into.begin());
        return std::exchange(bytes_, {}).size();
    }
    void write(BytesView, Clock::time_point) override {}
    void configure(const serial::Settings&) override {}
    void set_lines(serial::Level, serial::Level) override {}
    void send_break(std::chrono::milliseconds) override {}
    void discard_input() override {}

private:
    Bytes bytes_;
    std::string address_ = "burst";
    Clock::time_point now_{};
};

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

class SessionTest : public testing::Test {
protected:
    SessionTerms terms() {
        return {.on_event = [this](const MonEvent& event) {
            if (event.kind == MonEvent::Kind::pin) {
                told.push_back(fmt::format("{}={}@{}", event.ident, event.count, event.time));
            } else if (!text_of(event).empty()) {
                told.push_back(fmt::format("{}@{}", text_of(event), event.time));
            }
        }};
    }

    std::vector<std::string> told;
};

TEST_F(SessionTest, ByteTimesAreThoseOfTheirArrival) {
    fakes::PlayedStream stream(bytes_of("zA@a"));  // one each 10 ms
    Session session(terms());
    listen(stream, session, {.limit = 200'000});
    session.finish();
    EXPECT_THAT(told, ElementsAre("The program has started.@10000", "1=1@20000", "0=1@30000",
                                  "1=0@40000", "Timeout.@130000"));
    EXPECT_EQ(session.tally().table(),
              "ident  begins           active          longest\n"
              "    0       1       170.000 ms       170.000 ms\n"
              "    1       1        20.000 ms        20.000 ms\n");
    EXPECT_EQ(session.tally().json(),
              R"([{"ident":0,"begins":1,"active_us":170000,"longest_us":170000},)"
              R"({"ident":1,"begins":1,"active_us":20000,"longest_us":20000}])");
}

TEST_F(SessionTest, BytesThatAreReadAtOnceHaveComeOneAfterTheOther) {
    Burst stream(bytes_of("Aa"));
    Session session(terms());
    listen(stream, session, {.byte_us = 10, .limit = 60'000});
    EXPECT_THAT(told, ElementsAre("1=1@49990", "1=0@50000"));
}

TEST_F(SessionTest, EndsWhenTheAnalyserHasAll) {
    SessionTerms its = terms();
    its.analyser = AnalyserSettings{.trigger = Trigger::pulse, .timer = 5'000};
    fakes::PlayedStream stream(bytes_of("@`"));
    Session session(std::move(its));
    listen(stream, session, {});  // no limit: the second behind the trigger ends it
    EXPECT_TRUE(session.is_complete());
    EXPECT_EQ(session.analyser()->events().size(), 2U);
}

TEST_F(SessionTest, AKeyTriggersTheAnalyser) {
    int ends[2] = {};
    ASSERT_EQ(::pipe(ends), 0);
    ASSERT_EQ(::write(ends[1], "\n", 1), 1);
    SessionTerms its = terms();
    its.analyser = AnalyserSettings{.trigger = Trigger::manual};
    fakes::PlayedStream stream(bytes_of("AaA"));
    Session session(std::move(its));
    listen(stream, session, {.key_fd = ends[0]});  // until a second behind the key
    EXPECT_EQ(session.analyser()->triggered(), 10'000);
    EXPECT_EQ(session.analyser()->after(), 2U);
    EXPECT_EQ(session.analyser()->end(), 1'010'000);
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST_F(SessionTest, PlaysARecordUpToTheLimit) {
    const RecordedBytes record{{{10, '@'}, {300'000, 'A'}, {300'010, 'a'}}, 400'000};
    Session session(terms());
    play(record, session, 250'000);
    EXPECT_THAT(told, ElementsAre("0=1@10", "Timeout.@100010"));
    told.clear();
    Session all(terms());
    play(record, all, std::nullopt);
    EXPECT_THAT(told, ElementsAre("0=1@10", "Timeout.@100010", "1=1@300000", "1=0@300010"));
}

class WavesTest : public SessionTest {
protected:
    std::string file_of(const std::string& name, const RecordedBytes& record) {
        SessionTerms its = terms();
        its.waves = open_waves(folder_.path() / name);
        Session session(std::move(its));
        play(record, session, std::nullopt);
        session.finish();
        return read_file(folder_.path() / name);
    }

    RecordedBytes heard{{{1'000, 'z'}, {2'000, '@'}, {2'010, 'A'}, {150'000, 'a'}}, 200'000};

private:
    TemporaryFolder folder_;
};

TEST_F(WavesTest, Waveforms) {
    const std::string text = file_of("a.vcd", heard);
    EXPECT_EQ(text.substr(text.find("$timescale")),
              "$timescale 1 us $end\n$scope module monitor $end\n"
              "$var wire 1 ! TRIGGER $end\n$var wire 1 \" IDENT0 $end\n"
              "$var wire 1 # IDENT1 $end\n"
              "$upscope $end\n$enddefinitions $end\n#0\n$dumpvars\n0!\nx\"\nx#\n$end\n"
              "#2000\n1\"\n#2010\n1#\n#102000\n1!\n#102100\n0!\n#150000\n0#\n#200000\n");
}

TEST_F(WavesTest, APicture) {
    const std::string text = file_of("a.svg", heard);
    EXPECT_THAT(text, testing::HasSubstr("<title>monitor</title>"));
    for (const char* name : {">TRIGGER<", ">IDENT0<", ">IDENT1<"}) {
        EXPECT_THAT(text, testing::HasSubstr(name));
    }
}

TEST_F(WavesTest, ATimelineForPerfetto) {
    EXPECT_EQ(file_of("a.json", heard),
              R"({"displayTimeUnit":"ms","traceEvents":[)"
              "\n"
              R"({"ph":"M","name":"process_name","args":{"name":"monitor"},"pid":1,"tid":0},)"
              "\n"
              R"({"ph":"M","name":"thread_name","args":{"name":"messages"},"pid":1,"tid":23},)"
              "\n"
              R"({"ph":"i","s":"t","name":"The program has started.","ts":1000,"pid":1,"tid":23},)"
              "\n"
              R"({"ph":"M","name":"thread_name","args":{"name":"ident 0"},"pid":1,"tid":1},)"
              "\n"
              R"({"ph":"B","name":"ident 0","ts":2000,"pid":1,"tid":1},)"
              "\n"
              R"({"ph":"M","name":"thread_name","args":{"name":"ident 1"},"pid":1,"tid":2},)"
              "\n"
              R"({"ph":"B","name":"ident 1","ts":2010,"pid":1,"tid":2},)"
              "\n"
              R"({"ph":"i","s":"t","name":"trigger","ts":102000,"pid":1,"tid":23},)"
              "\n"
              R"({"ph":"i","s":"t","name":"Timeout.","ts":102000,"pid":1,"tid":23},)"
              "\n"
              R"({"ph":"E","ts":150000,"pid":1,"tid":2},)"
              "\n"
              R"({"ph":"E","ts":200000,"pid":1,"tid":1})"
              "\n]}\n");
}

TEST_F(WavesTest, OtherNamesAreRefused) {
    EXPECT_EQ(error_text([] { (void)open_waves("a.txt"); }),
              "error: cannot write a.txt: it is no waveform by its name\n"
              "  what a monitor says becomes .vcd, .svg or .json");
}

}  // namespace
}  // namespace perth::cli::mon
