// An agent that gives the replies it was told to, and what they are made of.
#pragma once

#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "cli/agent/cbor.hpp"
#include "cli/agent/client.hpp"
#include "cli/support/error.hpp"

namespace perth::cli::fakes {

/// After the last reply nobody answers.
class ScriptedAgent : public Agent {
public:
    explicit ScriptedAgent(const std::vector<CborValue>& replies)
        : replies_(replies.begin(), replies.end()) {}

    CborValue ask(const AgentCall& call) override {
        payloads_.push_back(call.payload);
        if (replies_.empty()) {
            throw Error({.what = "no agent answers on the script",
                         .why = "it was asked to " + call.what,
                         .hint = {},
                         .fault = Fault::timeout});
        }
        CborValue reply = std::move(replies_.front());
        replies_.pop_front();
        return reply;
    }
    void sleep(std::chrono::milliseconds) override {}

    [[nodiscard]] const std::vector<Bytes>& payloads() const { return payloads_; }

private:
    std::deque<CborValue> replies_;
    std::vector<Bytes> payloads_;
};

/// A task as the agent sends it: runtime/src/diag/agent_tasks.cpp.
struct Record {
    std::uint16_t id = 1;
    std::uint32_t place = 0;
    std::uint8_t leaf_status = 2;
    std::uint8_t flags = 1;
    std::uint32_t name = 0x101;
    std::uint32_t leaf_name = 0x101;
    std::uint32_t line = 0;
    std::int64_t due = 0;
    bool profiled = false;  ///< 5 turns, 400 ms, 80 ms, 12 us

    [[nodiscard]] std::string bytes() const {
        Bytes bytes = {6, 0, leaf_status, 2, 0, flags};
        append_little_endian(bytes, id);
        for (const std::uint32_t word : {place, name, leaf_name, line}) {
            append_little_endian(bytes, word);
        }
        append_little_endian(bytes, static_cast<std::uint64_t>(due));
        if (profiled) {
            for (const std::uint32_t word : {5U, 9U, 400'000U, 0U, 80'000U, 12U}) {
                append_little_endian(bytes, word);
            }
        }
        return {bytes.begin(), bytes.end()};
    }
};

inline CborValue key(std::string name) {
    return {.kind = CborValue::Kind::text, .text = std::move(name)};
}
inline CborValue number(std::uint64_t value) {
    return {.kind = CborValue::Kind::number, .number = value};
}

struct ListTerms {
    std::uint64_t build = 0x01020304;
    Bytes now = {0x40, 0x4B, 0x4C, 0, 0, 0, 0, 0};  ///< 5 s
};

/// The reply to a list's request.
inline CborValue listed(const std::vector<Record>& records, const ListTerms& terms = {}) {
    CborValue list{.kind = CborValue::Kind::array};
    for (const Record& record : records) {
        list.items.push_back({.kind = CborValue::Kind::bytes, .text = record.bytes()});
    }
    CborValue now{.kind = CborValue::Kind::bytes};
    now.text.assign(terms.now.begin(), terms.now.end());
    return {.kind = CborValue::Kind::map,
            .items = {key("build"), number(terms.build), key("now"), now, key("tasks"), list}};
}

/// The reply to who runs.
inline CborValue running(std::optional<std::uint64_t> id, std::uint64_t name, std::uint64_t pc) {
    CborValue reply{.kind = CborValue::Kind::map, .items = {key("build"), number(0x01020304)}};
    if (id) {
        for (const CborValue& item : {key("id"), number(*id), key("name"), number(name)}) {
            reply.items.push_back(item);
        }
    }
    reply.items.push_back(key("pc"));
    reply.items.push_back(number(pc));
    return reply;
}

}  // namespace perth::cli::fakes
