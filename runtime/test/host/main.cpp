// A project's tests as a program for the host: GoogleTest's main on a simulated board.
#include <host.hpp>
#include <perth_test_framework.hpp>

#include <cstdio>

namespace perth::test {
namespace {

/// Switches the board off and on again before each test.
class FreshBoard : public testing::EmptyTestEventListener {
public:
    void OnTestStart(const testing::TestInfo&) override {
        host::board().restart();
        host::board().capture_console(false);
    }
};

}  // namespace

void print_duration(Duration duration, std::ostream& out) {
    const auto us = static_cast<double>(duration.count());
    const double magnitude = us < 0 ? -us : us;
    const auto precision = out.precision(15);
    if (magnitude >= 1e6) {
        out << us / 1e6 << " s";
    } else if (magnitude >= 1e3) {
        out << us / 1e3 << " ms";
    } else {
        out << us << " us";
    }
    out.precision(precision);
}

}  // namespace perth::test

int main(int argc, char** argv) {
    // The console writes past stdio: lines stay in their order only if none waits in a buffer.
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    testing::InitGoogleTest(&argc, argv);
    testing::UnitTest::GetInstance()->listeners().Append(new perth::test::FreshBoard);
    return RUN_ALL_TESTS();
}
