// A step between what a device sends and what a person sees.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace perth::cli {

/// Takes bytes in and gives bytes out, in order. The stream may be cut at any byte between two
/// calls.
class Stage {
public:
    Stage() = default;
    virtual ~Stage() = default;
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;

    /// Appends what these bytes become to `out`; may keep some back until more has come.
    virtual void feed(std::string_view bytes, std::string& out) = 0;
    /// Nothing has come for a while: appends what was kept back and need not wait, as a prompt.
    virtual void pause(std::string&) {}
    /// Nothing more comes: appends what was kept back, all of it.
    virtual void finish(std::string& out) { pause(out); }
};

/// Stages one behind the other; none: bytes pass unchanged.
class Pipeline {
public:
    void add(std::unique_ptr<Stage> stage) { stages_.push_back(std::move(stage)); }

    void feed(std::string_view bytes, std::string& out);
    void pause(std::string& out) { end(&Stage::pause, out); }
    void finish(std::string& out) { end(&Stage::finish, out); }

private:
    void end(void (Stage::*what)(std::string&), std::string& out);

    std::vector<std::unique_ptr<Stage>> stages_;
};

}  // namespace perth::cli
