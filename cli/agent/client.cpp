#include "cli/agent/client.hpp"

#include <fmt/format.h>

#include <array>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t longest_line = 256;
constexpr std::uint64_t rc_access_denied = 11;
// As in runtime/include/perth/diag/agent.hpp.
constexpr std::uint8_t command_challenge = 9;
constexpr std::uint8_t command_unlock = 10;

/// Throws the `Error` of a reply that says no.
void check_rc(const CborValue& reply, const AgentCall& call, const std::string& name) {
    const auto rc = reply.number_of("rc");
    if (!rc || *rc == 0) return;
    throw Error({.what = fmt::format("the agent of {} refused to {}", name, call.what),
                 .why = smp_error(*rc),
                 .hint = {},
                 .fault = Fault::refused,
                 .device = name});
}

}  // namespace

// Source: Zephyr, "SMP Protocol Specification", section "Management Error Codes".
std::string smp_error(std::uint64_t rc) {
    constexpr std::array texts = {"no error",
                                  "it failed",
                                  "there is no memory for it",
                                  "a value is not valid",
                                  "it took too long",
                                  "there is no such thing",
                                  "this is not the moment for it",
                                  "the answer is too long",
                                  "the firmware does not know this command",
                                  "what is in the flash is not what it should be",
                                  "something else has what it needs",
                                  "the firmware wants its key first",
                                  "its protocol is older",
                                  "its protocol is newer"};
    if (rc < texts.size()) return fmt::format("{} (rc {})", texts[rc], rc);
    return fmt::format("rc {}", rc);
}

CborValue AgentClient::ask(const AgentCall& call) {
    CborValue reply = ask_for_map(call);
    if (key_ && reply.number_of("rc") == rc_access_denied) {  // after each of its restarts
        unlock();
        reply = ask_for_map(call);
    }
    check_rc(reply, call, name_);
    return reply;
}

void AgentClient::unlock() {
    const AgentCall challenge{.command = command_challenge, .what = "let itself be unlocked"};
    const CborValue reply = ask_for_map(challenge);
    check_rc(reply, challenge, name_);
    const Bytes nonce = reply.bytes_of("n").value_or(Bytes{});
    const AgentCall shown{.op = SmpPacket::Op::write,
                          .command = command_unlock,
                          .payload = CborMapWriter().bytes("m", hmac_sha256(*key_, nonce)).take(),
                          .what = "take this project's key"};
    check_rc(ask_for_map(shown), shown, name_);
}

CborValue AgentClient::ask_for_map(const AgentCall& call) {
    SmpPacket request{.op = call.op,
                      .group = call.group,
                      .sequence = 0,
                      .command = call.command,
                      .payload = call.payload};
    for (unsigned i = 0; i < attempts; ++i) {
        request.sequence = ++sequence_;
        const auto reply = try_once(request, i != 0, call.patience);
        if (!reply) continue;
        const auto map = reply->payload.empty() ? CborValue{.kind = CborValue::Kind::map}
                                                : parse_cbor(reply->payload);
        if (!map || map->kind != CborValue::Kind::map) {
            throw Error({.what = fmt::format("the agent of {} answers nonsense", name_),
                         .why = fmt::format("it was asked to {}", call.what),
                         .hint = {},
                         .fault = Fault::protocol,
                         .device = name_});
        }
        return *map;
    }
    throw Error({.what = fmt::format("no agent answers on {}", name_),
                 .why = fmt::format("it was asked {} times to {}", attempts, call.what),
                 .hint =
                     "is it the right port and rate, and does the firmware there have \"agent\" "
                     "and print something? perth flash puts it there",
                 .fault = Fault::timeout,
                 .device = name_});
}

std::optional<SmpPacket> AgentClient::try_once(const SmpPacket& request, bool again,
                                               std::chrono::milliseconds patience) {
    // A line that somebody began on the console would hide the packet: later tries end it.
    const std::string text = (again ? "\n" : "") + smp_lines(request);
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto deadline = console_.now() + patience;
    console_.write({bytes, text.size()}, deadline);
    sent_ += text.size();
    return wait_for(request, deadline);
}

std::optional<SmpPacket> AgentClient::wait_for(const SmpPacket& request,
                                               serial::Stream::Clock::time_point deadline) {
    std::array<std::uint8_t, 256> piece{};
    while (const std::size_t size = console_.read(piece, deadline)) {
        received_ += size;
        std::optional<SmpPacket> found;
        for (std::size_t i = 0; i < size; ++i) {
            if (piece[i] != '\n') {
                if (line_.size() < longest_line) line_ += static_cast<char>(piece[i]);
                continue;
            }
            const auto reply = reader_.line(line_);
            line_.clear();
            if (reply && (static_cast<unsigned>(reply->op) & 1U) != 0 &&
                reply->group == request.group && reply->command == request.command &&
                reply->sequence == request.sequence) {
                found = reply;
            }
        }
        if (found) return found;
    }
    return std::nullopt;
}

}  // namespace perth::cli
