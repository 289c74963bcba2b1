// What tests of the runtime share: a fresh simulated board each, and a story of what happened when.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "host.hpp"
#include "perth/perth.hpp"

namespace perth {

using namespace std::chrono_literals;
using testing::ElementsAre;

/// Events in order, each as "what@milliseconds".
class Trace {
public:
    void operator()(const std::string& what) {
        const double ms =
            std::chrono::duration<double, std::milli>(Clock::now().time_since_epoch()).count();
        events_.push_back(fmt::format("{}@{}", what, ms));
    }
    [[nodiscard]] const std::vector<std::string>& events() const { return events_; }
    [[nodiscard]] std::string text() const { return fmt::format("{}", fmt::join(events_, " ")); }

private:
    std::vector<std::string> events_;
};

/// Writes into the trace when it dies.
class Guard {
public:
    Guard(Trace& trace, std::string name) : trace_(&trace), name_(std::move(name)) {}
    Guard(Guard&& other) noexcept
        : trace_(std::exchange(other.trace_, nullptr)), name_(other.name_) {}
    Guard& operator=(Guard&&) = delete;
    ~Guard() {
        if (trace_ != nullptr) (*trace_)("~" + name_);
    }

private:
    Trace* trace_;
    std::string name_;
};

/// A test on a fresh board in virtual time, with a scheduler that is destroyed first.
class RuntimeTest : public testing::Test {
protected:
    RuntimeTest() {
        detail::frame_pool = detail::FramePool();
        host::board().restart();
        host::board().capture_console();
    }
    ~RuntimeTest() override { EXPECT_EQ(detail::frame_pool.used(), 0U) << "frames leaked"; }
};

}  // namespace perth
