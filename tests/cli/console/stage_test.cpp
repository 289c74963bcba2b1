#include "cli/console/stage.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace perth::cli {
namespace {

/// Holds the last byte back, and says who it is when something ends.
class Hold : public Stage {
public:
    explicit Hold(std::string name) : name_(std::move(name)) {}
    void feed(std::string_view bytes, std::string& out) override {
        held_ += bytes;
        if (held_.empty()) return;
        out += held_.substr(0, held_.size() - 1);
        held_.erase(0, held_.size() - 1);
    }
    void pause(std::string& out) override { out += std::exchange(held_, {}); }
    void finish(std::string& out) override {
        pause(out);
        out += name_;
    }

private:
    std::string name_;
    std::string held_;
};

TEST(Pipeline, PassesBytesUnchangedWithoutStages) {
    Pipeline pipeline;
    std::string out = "before ";
    pipeline.feed("abc", out);
    pipeline.pause(out);
    pipeline.finish(out);
    EXPECT_EQ(out, "before abc");
}

TEST(Pipeline, HandsWhatWasHeldBackToTheStagesBehind) {
    Pipeline pipeline;
    pipeline.add(std::make_unique<Hold>("1"));
    pipeline.add(std::make_unique<Hold>("2"));
    std::string out;
    pipeline.feed("abcd", out);
    EXPECT_EQ(out, "ab");
    pipeline.pause(out);
    EXPECT_EQ(out, "abcd");
    pipeline.feed("ef", out);
    EXPECT_EQ(out, "abcd");
    pipeline.finish(out);
    EXPECT_EQ(out, "abcdef12");
}

}  // namespace
}  // namespace perth::cli
