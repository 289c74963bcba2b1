// Workloads a to g beside the peers' figures: runs the images given as NAME=ELF in QEMU and prints
// the tables. It fails if an image does; a missed target is a row that says so.
//
// The peers' figures are of the same work on the same machine. Unit: guest instructions.
#include <fmt/format.h>

#include <cmath>
#include <string>
#include <vector>

#include "cli/support/error.hpp"
#include "tests/bench/built.hpp"
#include "tests/bench/images.hpp"
#include "tests/bench/table.hpp"

namespace perth::bench {
namespace {

/// What others need for the same; empty where it was not measured.
struct Peers {
    std::string superloop;
    std::string floor;  ///< bare C++20 coroutines, 45 lines, GCC 12.2
    std::string embassy;
    std::string freertos;
    std::string micropython;
};

Row head(const std::string& unit) {
    return {unit,          "perth",   "target",   "target is",  "superloop",
            "C++20 floor", "Embassy", "FreeRTOS", "MicroPython"};
}

Row row(const std::string& name, double value, double target, const Peers& peers) {
    const bool aims = target != 0;
    return {name,
            number(value),
            aims ? "<= " + number(target) : "",
            aims ? verdict(value, target) : "",
            peers.superloop,
            peers.floor,
            peers.embassy,
            peers.freertos,
            peers.micropython};
}

/// The limit: the same work without a runtime, measured in the same run.
std::string superloop(const Images& images, const std::string& workload) {
    const Results results = images.run("superloop_" + workload);
    return number(results["instructions"] / results["count"]);
}

double per_yield(const Results& results) { return results["instructions"] / results["yields"]; }

void print_yields(const Images& images, const Projects& projects) {
    struct Case {
        int tasks;
        double target;
        Peers peers;
    };
    const std::vector<Case> cases = {{2, 36, {"18.5", "37.0", "66.0", "58.0", "12297"}},
                                     {10, 32, {"20.0", "35.4", "54.0", "58.8", "12062"}},
                                     {100, 32, {"19.1", "35.0", "51.3", "59.0", "12012"}}};
    std::vector<Row> rows = {head("instructions")};
    for (const auto& [tasks, target, peers] : cases) {
        const Results results = images.run(fmt::format("yield_{}", tasks));
        rows.push_back(
            row(fmt::format("yield, {} tasks", tasks), per_yield(results), target, peers));
    }
    for (const auto& [tasks, target, peers] : cases) {
        const Results results = run_image(projects.yield(tasks), 0, "stdio");
        const std::string name = fmt::format("  {} tasks, by perth build for Cortex-M4", tasks);
        rows.push_back(row(name, per_yield(results), target, {}));
    }
    print_table("a. yield, per switch", rows,
                fmt::format("superloop: a loop of protothreads; one of plain functions: {}. QEMU "
                            "charges nothing for FreeRTOS's exceptions.",
                            superloop(images, "yields")));
}

void print_wake_ups(const Images& images) {
    const double alone = images.run("timers_0")["busy"];
    std::vector<Row> rows = {head("instructions")};
    std::vector<double> costs;
    for (const int tasks : {10, 100}) {
        const Results results = images.run(fmt::format("timers_{}", tasks));
        const Peers peers = tasks == 10 ? Peers{"46", "", "817", "317", "14354"}
                                        : Peers{"161", "", "4249", "418", "15613"};
        costs.push_back((results["busy"] - alone) / results["wake_ups"]);
        rows.push_back(row(fmt::format("wake-up, {} tasks ({:.0f} wake-ups, {:.0f} interrupts)",
                                       tasks, results["wake_ups"], results["interrupts"]),
                           costs.back(), tasks == 10 ? 150 : 220, peers));
    }
    print_table("b. timers: task i sleeps i ms in a loop, 10 s", rows,
                fmt::format("Without the {:.0f} instructions of no tasks. From 10 to 100 tasks: "
                            "x {:.2f}; log n would be x 2.",
                            alone, costs[1] / costs[0]));
}

void print_overruns(const Images& images) {
    struct Case {
        int shift;
        int dephased;
        const char* embassy;
        const char* freertos;
        const char* micropython;
    };
    const std::vector<Case> cases = {
        {0, 0, "999.5 … 1001.6", "2000.0 … 2000.0", "988.5 … 1000.7"},
        {0, 1, "999.5 … 1001.6", "1001.0 … 2000.0", "130.6 … 1119.8"},
        {4, 0, "1004.4 … 1023.6", "1998.9 … 1999.8", "2032.0 … 3045.3"},
        {4, 1, "1004.4 … 1023.6", "1012.0 … 2000.8", "2031.4 … 3044.7"}};
    const double turn = per_yield(images.run("yield_10")) * 10 / 1000;
    std::vector<Row> rows = {{"µs, min … max", "perth", "late by", "a round", "target is",
                              "Embassy", "FreeRTOS, 2 ticks", "MicroPython"}};
    for (const Case& each : cases) {
        const Results results = images.run(fmt::format("overrun_{}", each.dephased), each.shift);
        const double shortest = results["shortest_ns"] / 1000;
        const double longest = results["longest_ns"] / 1000;
        const double round = std::ldexp(turn, each.shift);
        const double late = longest - 1000;
        std::string said = "met";
        if (late > round) said = fmt::format("missed by {:.2f}", late - round);
        if (shortest < 1000) said = fmt::format("early by {:.2f}", 1000 - shortest);
        rows.push_back({fmt::format("{} MIPS{}", each.shift == 0 ? "1000" : "62.5",
                                    each.dephased == 0 ? "" : ", dephased"),
                        fmt::format("{:.2f} … {:.2f}", shortest, longest),
                        fmt::format("{:.2f}", late), fmt::format("{:.2f}", round), said,
                        each.embassy, each.freertos, each.micropython});
    }
    print_table("b. a sleep of 1 ms beside ten tasks that spin", rows,
                "Target: never early, late by no more than one round of the ready queue, which is "
                "ten yields.");
}

/// How many instructions the sleeping and waking of so many tasks takes, each.
void print_sleepers(const Images& images) {
    std::vector<Row> rows = {
        {"instructions", "go to sleep", "expire", "expire / log2 n", "go on and end"}};
    for (const int tasks : {10, 30, 100, 300, 1000}) {
        const Results results = images.run(fmt::format("sleepers_{}", tasks));
        const double expire = results["expire"] / tasks;
        rows.push_back({fmt::format("{} sleepers", tasks), number(results["insert"] / tasks),
                        number(expire), number(expire / std::log2(tasks)),
                        number(results["end"] / tasks)});
    }
    print_table("b. sleepers: all go to sleep for times of their own, all are due at once", rows,
                "Each with the switch to it; to expire is to leave the queue of timers.");
}

void print_events(const Images& images) {
    const std::string limit = superloop(images, "hops");
    const auto hop = [&](const std::string& name) {
        const Results results = images.run("hop_" + name);
        return results["instructions"] / results["hops"];
    };
    const auto latency = [&](const std::string& name) {
        return images.run("latency_" + name)["latency"];
    };
    std::vector<Row> rows = {head("instructions")};
    rows.push_back(row("hop, Event", hop("Event"), 90, {limit, "", "141.5", "332.5", "20109"}));
    rows.push_back(
        row("  optimize: speed", hop("Event_speed"), 90, {"", "", "", "326.5", "19693"}));
    rows.push_back(row("hop, ThreadSafeFlag, safe in interrupts", hop("ThreadSafeFlag"), 0,
                       {limit, "", "156.5", "332.5", ""}));
    rows.push_back(
        row("signal to first act, Event", latency("Event"), 0, {"", "", "83", "182", "16805"}));
    rows.push_back(row("signal to first act, ThreadSafeFlag", latency("ThreadSafeFlag"), 0,
                       {"", "", "96", "182", "30011"}));
    const double timeout = 2 * (hop("timeout") - hop("Event"));
    rows.push_back(row("with_timeout that does not fire, beyond the wait", timeout, 0, {}));
    print_table(
        "c. events: two tasks signal each other", rows,
        "Embassy's latency is that of a waiter that is queued already; the hops are alike.");
}

void print_queues(const Images& images) {
    const auto item = [&](const std::string& name) {
        const Results results = images.run(name);
        return results["instructions"] / results["items"];
    };
    std::vector<Row> rows = {head("instructions")};
    for (const int length : {1, 8}) {
        const bool one = length == 1;
        const double target = one ? 180 : 70;
        const std::string limit = superloop(images, fmt::format("items_{}", length));
        rows.push_back(row(fmt::format("Queue, length {}", length),
                           item(fmt::format("Queue_{}", length)), target,
                           one ? Peers{limit, "", "292", "1051", "94486"}
                               : Peers{limit, "", "104", "272", "30116"}));
        rows.push_back(
            row("  optimize: speed", item(fmt::format("Queue_{}_speed", length)), target,
                one ? Peers{"", "", "259", "1020", ""} : Peers{"", "", "86", "263", ""}));
        rows.push_back(
            row("  SpscQueue, safe in interrupts", item(fmt::format("SpscQueue_{}", length)), 0,
                one ? Peers{limit, "", "318", "1051", ""} : Peers{limit, "", "119", "272", ""}));
    }
    print_table("d. queue: put to get, per item", rows);
}

void print_locks_and_gathers(const Images& images) {
    const Results locks = images.run("lock");
    const Results gathers = images.run("gather");
    const double gather = gathers["instructions"] / gathers["gathers"];
    print_table("Two tasks contend for a Lock; ten tasks are started, yield once, and are gathered",
                {{"instructions", "perth"},
                 {"lock, from hand to hand", number(locks["instructions"] / locks["hand_overs"])},
                 {"gather of ten", number(gather)},
                 {"  per task", number(gather / 10)}});
}

void print_allocations(const Images& images) {
    const Results results = images.run("million");
    const std::string linked = allocators(images.elf("million"));
    print_table(
        "g. does a million switches allocate?",
        {{"", "perth", "Embassy", "FreeRTOS", "MicroPython"},
         {"task memory taken", results["allocated"] == 0 ? "0" : "some", "0", "0", "0"},
         {"allocator in the program", linked.empty() ? "none" : linked, "none", "none", "yes"}},
        fmt::format("{:.0f} switches by yield; MicroPython takes 48 bytes an event, 108 to "
                    "192 a queue item.",
                    results["yields"]));
}

void print_memory(const Images& images) {
    const Results results = images.run("memory");
    const double header = results["header"];
    const double promise = results["promise"];
    const auto parts = [&](const std::string& name) {
        return fmt::format("{}: header {:.0f}, promise {:.0f}, frame's rest {:.0f}", name, header,
                           promise, results[name] - header - promise);
    };
    std::vector<Row> rows = {head("bytes")};
    rows.push_back(
        row("a task that yields", results["yielding"], 0, {"8", "32", "48", "152", "80"}));
    rows.push_back(row("a task that sleeps in a loop", results["sleeping"], 64,
                       {"12", "", "64", "152", "80"}));
    rows.push_back(row("  its period a parameter", results["sleeping_period"], 0, {}));
    rows.push_back(
        row("a task that waits for an Event", results["waiting"], 0, {"", "", "", "152", ""}));
    rows.push_back(
        row("a task that gets from a Queue", results["getting"], 0, {"", "", "", "152", ""}));
    rows.push_back(
        row("a task that puts into a Queue", results["putting"], 0, {"", "", "", "152", ""}));
    rows.push_back(row("a task that waits with a timeout", results["waiting_so_long"], 0, {}));
    rows.push_back(row("a task that gathers ten", results["gathering"], 0, {}));
    rows.push_back(row("  each of the ten", results["member"], 0, {}));
    rows.push_back(row("fixed: the scheduler", results["scheduler"], 64,
                       {"4", "8", "88", "1.2 KB", "13.6 KB"}));
    rows.push_back(row("fixed: the pool's heads", results["pool"], 0, {}));
    rows.push_back(row("most tasks in 64 KiB RAM", images.run("capacity")["most_tasks"], 0,
                       {"8000", "2000", "1345", "298", "623"}));
    print_table("e. RAM, all included", rows,
                parts("yielding") + "\n  " + parts("sleeping") + "\n  " + parts("sleeping_period"));
}

void print_flash(const Images& images, const Projects& projects) {
    const auto size = [&](const std::string& name) {
        return static_cast<double>(flash_size(images.elf(name)));
    };
    std::vector<Row> rows = {head("bytes, text and data")};
    rows.push_back(row("blink", size("blink_1"), 1000, {"408", "", "1572", "3040", "200590"}));
    rows.push_back(row("two tasks", size("blink_2"), 1150, {"436", "", "1884", "3108", "200660"}));
    struct Before {
        const char* name;
        double bytes;  // before there were locks, queues, gather and the like; 0: not recorded
    };
    for (const auto& [name, before] :
         {Before{"blink", 3001}, Before{"counter", 9548}, Before{"empty", 0}}) {
        const auto bytes = static_cast<double>(flash_size(projects.of_template(name)));
        rows.push_back(
            row(fmt::format("  template {} by perth build, pyboard-v11", name), bytes, before, {}));
    }
    print_table("f. flash", rows,
                "The first two with the peers' bare start-up, the whole program one object by "
                "link-time optimization;\n  the templates with clock tree, pads, fault dump and a "
                "runtime that stays where it is;\n  their target is what they were before locks, "
                "queues, gather and the like, which they do not use.");
}

void print_all(const std::vector<std::string>& arguments) {
    const Images images(arguments);
    const Projects projects;
    print_yields(images, projects);
    print_wake_ups(images);
    print_overruns(images);
    print_sleepers(images);
    print_events(images);
    print_queues(images);
    print_locks_and_gathers(images);
    print_allocations(images);
    print_memory(images);
    print_flash(images, projects);
}

}  // namespace
}  // namespace perth::bench

int main(int count, char** values) {
    try {
        perth::bench::print_all({values + 1, values + count});
    } catch (const perth::cli::Error& error) {
        fmt::print(stderr, "{}\n{}\n", error.what(), error.parts().why);
        return 1;
    }
}
