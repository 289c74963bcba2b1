// Asking the agent of a running firmware, over its console.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "cli/agent/cbor.hpp"
#include "cli/agent/smp.hpp"
#include "cli/serial/serial.hpp"
#include "cli/support/hmac.hpp"

namespace perth::cli {

/// The group of perth's own commands. As in runtime/include/perth/diag/agent.hpp. The first group
/// that Zephyr leaves to others is 64.
inline constexpr std::uint16_t agent_group = 0x5045;

/// A command of the agent, without its sequence number.
struct AgentCall {
    SmpPacket::Op op = SmpPacket::Op::read;
    std::uint16_t group = agent_group;
    std::uint8_t command = 0;
    Bytes payload = {};
    std::string what = {};  ///< what it does, for messages: "erase 0x00020000"
    std::chrono::milliseconds patience = std::chrono::milliseconds(1000);  ///< for one answer
};

/// An agent that can be asked; a test's is no line.
class Agent {
public:
    virtual ~Agent() = default;
    /// Returns the reply's map.
    ///
    /// Errors: nobody answers (Fault::timeout); an answer that is none (Fault::protocol); "rc" says
    /// no (Fault::refused), in words; the line is gone (Fault::gone). Throws `Interrupted`.
    [[nodiscard]] virtual CborValue ask(const AgentCall& call) = 0;
    /// Returns after this time, or sooner if it is a test's. Throws `Interrupted`.
    virtual void sleep(std::chrono::milliseconds time) = 0;
};

/// The agent at a console. Asks again what is not answered: lines are lost where a program prints,
/// and while a board writes its flash.
class AgentClient : public Agent {
public:
    static constexpr unsigned attempts = 4;

    /// `console` outlives the client. `name` is what messages call the board.
    AgentClient(serial::Stream& console, std::string name)
        : console_(console), name_(std::move(name)) {}

    [[nodiscard]] CborValue ask(const AgentCall& call) override;
    void sleep(std::chrono::milliseconds time) override { console_.sleep(time); }

    /// What is shown to an agent that wants its key.
    void set_key(const Sha256& key) { key_ = key; }

    /// Bytes that have gone over the line.
    [[nodiscard]] std::size_t sent() const noexcept { return sent_; }
    [[nodiscard]] std::size_t received() const noexcept { return received_; }

private:
    [[nodiscard]] CborValue ask_for_map(const AgentCall& call);
    void unlock();
    [[nodiscard]] std::optional<SmpPacket> try_once(const SmpPacket& request, bool again,
                                                    std::chrono::milliseconds patience);
    [[nodiscard]] std::optional<SmpPacket> wait_for(const SmpPacket& request,
                                                    serial::Stream::Clock::time_point deadline);

    serial::Stream& console_;
    std::string name_;
    std::optional<Sha256> key_;
    std::uint8_t sequence_ = 0;
    std::size_t sent_ = 0;
    std::size_t received_ = 0;
    SmpReader reader_;
    std::string line_;
};

/// Returns what an "rc" other than 0 means.
[[nodiscard]] std::string smp_error(std::uint64_t rc);

}  // namespace perth::cli
