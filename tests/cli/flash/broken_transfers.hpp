// Breaks a piece of work at every transfer it makes, in every way a transfer can break.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "cli/support/error.hpp"
#include "cli/support/signals.hpp"
#include "tests/fakes/usb_host.hpp"

namespace perth::cli {

/// How one transfer breaks.
enum class Break {
    stall,          ///< the device refuses it without having looked at it
    failure,        ///< the line is bad: the device has not seen it
    silence,        ///< the device has not seen it, and time passes
    lost_answer,    ///< the device did it; its answer got lost
    short_answer,   ///< the device did it; half of its answer came
    nonsense,       ///< the device did it; its answer came as ones
    interrupted,    ///< Ctrl-C before it
    unplugged,      ///< power is gone before it, and comes back for the next attempt
    power_failure,  ///< power is gone right after it
};
inline constexpr Break last_break = Break::power_failure;

/// A device in a host, work done with it, and what must be true after it.
struct BreakableWork {
    fakes::UsbHost* host = nullptr;
    std::shared_ptr<fakes::UsbModel> model;
    std::function<void()> power_cycle;
    std::function<void()> work;       ///< throws `Error` or `Interrupted` if it did not succeed
    std::function<bool()> is_done;    ///< what the device holds is right
    std::function<void()> plug = {};  ///< it in again; nothing: into port 2
};

/// What came of one break.
struct BreakResult {
    bool hurt = false;      ///< the work told of a failure
    std::string complaint;  ///< what should not have been; empty: all is well
};

inline std::optional<fakes::Answer> broken(Break how, const BreakableWork& it,
                                           const usb::Setup& setup, BytesView out,
                                           std::size_t length) {
    const auto gone = [&] {
        it.host->unplug(2);
        it.power_cycle();
        return fakes::Answer{.outcome = usb::Outcome::gone};
    };
    const bool is_models = (setup.request_type & 0x60) != 0;
    if (how == Break::stall) return fakes::Answer{.outcome = usb::Outcome::stall};
    if (how == Break::failure) return fakes::Answer{.outcome = usb::Outcome::failed};
    if (how == Break::silence) return fakes::Answer{.outcome = usb::Outcome::timeout};
    if (how == Break::interrupted) throw Interrupted{};
    if (how == Break::unplugged) return gone();
    fakes::Answer answer =
        is_models ? fakes::ask_model(*it.model, setup, out, length) : fakes::Answer{};
    if (how == Break::power_failure) return gone();
    if (how == Break::lost_answer) answer.outcome = usb::Outcome::timeout;
    if (how == Break::short_answer) answer.data.resize(answer.data.size() / 2);
    if (how == Break::nonsense) answer.data.assign(answer.data.size(), 0xFF);
    return answer;
}

/// Runs work, of which `make` makes a new one, with transfer `number` broken, then once more
/// without.
inline BreakResult break_and_repeat(const std::function<BreakableWork()>& make, std::size_t number,
                                    Break how) {
    const BreakableWork it = make();
    it.host->set_tamper([&](std::size_t now, const usb::Setup& setup, BytesView out,
                            std::size_t length) -> std::optional<fakes::Answer> {
        if (now != number) return std::nullopt;
        return broken(how, it, setup, out, length);
    });
    BreakResult result;
    try {
        it.work();
        if (!it.is_done()) result.complaint = "said that it succeeded, and had not";
    } catch (const Error& error) {
        result.hurt = true;
        if (error.parts().fault == Fault::none) result.complaint = "unexpected: " + error.text();
    } catch (const Interrupted&) {
        result.hurt = true;
    }
    if (!result.complaint.empty()) return result;

    it.host->set_tamper({});
    if (it.host->attached().empty()) it.plug ? it.plug() : it.host->plug(2, it.model);
    try {
        it.work();
        if (!it.is_done()) result.complaint = "the second attempt left the device wrong";
    } catch (const Error& error) {
        result.complaint = "the second attempt failed: " + error.text();
    }
    return result;
}

/// Breaks every one of the transfers in every way; prints how many.
inline void break_every_transfer(const std::function<BreakableWork()>& make) {
    const BreakableWork whole = make();
    whole.work();
    ASSERT_TRUE(whole.is_done());
    const std::size_t transfers = whole.host->transfers();
    std::size_t tried = 0;
    std::size_t hidden = 0;
    for (int how = 0; how <= static_cast<int>(last_break); ++how) {
        for (std::size_t number = 0; number < transfers; ++number, ++tried) {
            const auto result = break_and_repeat(make, number, static_cast<Break>(how));
            ASSERT_EQ(result.complaint, "") << "transfer " << number << ", break " << how;
            if (!result.hurt) ++hidden;
        }
    }
    fmt::print("{} breaks of {} transfers: {} mended at once, {} told and mended by the next run\n",
               tried, transfers, hidden, tried - hidden);
}

}  // namespace perth::cli
