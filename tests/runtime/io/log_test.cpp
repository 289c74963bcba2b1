// The log as text; deferred, it is tests/log's, with the tool that reads it.
#include "perth/io/log.hpp"

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

void report(int channel, perth::Duration took) { perth::log_info<"channel {}: {}">(channel, took); }

class Log : public RuntimeTest {
protected:
    /// What the console got, without its first line.
    static std::string printed() {
        const std::string& all = host::board().console();
        return all.starts_with("-- ") ? all.substr(all.find('\n') + 1) : all;
    }
};

TEST_F(Log, Example) {
    report(3, 1500us);
    EXPECT_EQ(printed(), "info: channel 3: 1.5 ms\n");
}

TEST_F(Log, SaysItsLevel) {
    log_error<"no {}">("answer");
    log_warning<"late">();
    log_debug<"{:x} {{}}">(255U);
    EXPECT_EQ(printed(), "error: no answer\nwarning: late\ndebug: ff {}\n");
}

}  // namespace
}  // namespace perth
