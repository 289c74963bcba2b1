// What the tool makes of an agent's words about tasks: any bytes, and a list that was accepted
// holds what the tool relies on.
#include "cli/agent/tasks.hpp"
#include "cli/support/error.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace perth::cli;

void try_list(const CborValue& reply) {
    try {
        const AgentTasks found = parse_tasks(reply);
        fuzz::require(found.build.empty() || found.build.size() == 8);
        const AgentTask* before = nullptr;
        for (const AgentTask& task : found.tasks) {
            fuzz::require(before == nullptr || before->place < task.place);
            fuzz::require(task.left_us >= 0 && !to_string(task.state).empty());
            before = &task;
        }
    } catch (const Error&) {  // refused
    }
}

/// Gives the same reply again and again.
class Parrot : public Agent {
public:
    explicit Parrot(const CborValue& reply) : reply_(reply) {}
    CborValue ask(const AgentCall&) override {
        fuzz::require(++asked_ < 10);  // a list that repeats itself has no end
        return reply_;
    }
    void sleep(std::chrono::milliseconds) override {}

private:
    const CborValue& reply_;
    unsigned asked_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto reply = parse_cbor({data, size});
    if (!reply) return 0;
    try_list(*reply);
    try {
        Parrot parrot(*reply);
        (void)ask_tasks(parrot);
    } catch (const Error&) {
    }
    try {
        const RunningTask running = parse_running(*reply);
        fuzz::require(running.id || running.name == 0);
    } catch (const Error&) {
    }
    return 0;
}
