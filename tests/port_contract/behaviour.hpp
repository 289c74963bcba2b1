// A behaviour that every port owes, as a part of the one image of the contract.
#pragma once

#include <contract_pads.hpp>
#include <perth_port.hpp>

#include "tests/emulator/ports/verdict.hpp"

namespace perth::contract {

/// One behaviour; as a global object it enters the list that main() chooses from.
class Behaviour {
public:
    /// `run` makes its checks and returns, or ends the run itself.
    Behaviour(const char* name, void (*run)()) noexcept : name_(name), run_(run), next_(first_) {
        first_ = this;
    }
    Behaviour(const Behaviour&) = delete;
    Behaviour& operator=(const Behaviour&) = delete;

    [[nodiscard]] const char* name() const noexcept { return name_; }
    [[nodiscard]] const Behaviour* next() const noexcept { return next_; }
    void run() const noexcept { run_(); }

    [[nodiscard]] static const Behaviour* first() noexcept { return first_; }

private:
    static inline const Behaviour* first_ = nullptr;

    const char* name_;
    void (*run_)();
    const Behaviour* next_;
};

/// Returns the behaviour's name that whoever started the image gave: the last word of what the
/// emulator passes on, PERTH_CONTRACT on host. "" if nobody answers.
[[nodiscard]] const char* chosen() noexcept;

}  // namespace perth::contract
