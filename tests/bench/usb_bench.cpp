// Flashing over USB beside dfu-util: the same model of an STM32F405's ROM, the same libusb, real
// time. The flash takes what its data sheet says; what a transfer takes is umockdev's 0.1 to 0.5 ms
// here, where a full-speed bus takes 1 to 3.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/support/error.hpp"
#include "cli/support/files.hpp"
#include "cli/support/process.hpp"
#include "tests/bench/table.hpp"
#include "tests/cli/flash/sample_image.hpp"
#include "tests/cli/temporary_folder.hpp"
#include "tests/fakes/stm32_dfuse.hpp"
#include "tests/usb/testbed.hpp"

namespace perth::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using Behaviour = fakes::Stm32Dfuse::Behaviour;

constexpr std::size_t image_size = 250 << 10;

// Code of a program that big looks random to a flash; its vector table must look like one.
cli::Bytes make_image(std::uint32_t seed) {
    cli::Bytes image = cli::sample_image(image_size, seed);
    const cli::Bytes vectors = {0x00, 0x00, 0x02, 0x20, 0x01, 0x02, 0x00, 0x08};
    std::copy(vectors.begin(), vectors.end(), image.begin());
    return image;
}

/// Returns the image after a line of its source at `offset` was changed.
cli::Bytes edited(cli::Bytes image, std::size_t offset) {
    for (std::size_t i = 0; i < 12; ++i) image.at(offset + i) ^= 0x5A;
    return image;
}

struct Measured {
    std::size_t bytes = 0;
    std::size_t round_trips = 0;
    double device_seconds = 0;
    double seconds = 0;
};

/// A board with something in its flash, flashed once.
class Bench {
public:
    explicit Bench(const Behaviour& behaviour) : behaviour_(behaviour) {}

    Measured run(const cli::Bytes& before, const cli::Bytes& after,
                 const std::function<void(const fs::path&)>& flash) {
        fakes::UsbTestbed testbed;
        const auto rom = std::make_shared<fakes::Stm32Dfuse>(behaviour_, Clock::now);
        std::copy(before.begin(), before.end(), rom->flash().begin());
        testbed.plug(2, rom);
        const cli::TemporaryFolder folder;
        const fs::path file = folder.path() / "image.bin";
        cli::write_file(file, std::string(after.begin(), after.end()));

        const auto begin = Clock::now();
        flash(file);
        const std::chrono::duration<double> took = Clock::now() - begin;
        if (!std::equal(after.begin(), after.end(), rom->flash().begin())) {
            throw cli::Error({.what = "the flash does not hold the image"});
        }
        return {.bytes = testbed.bytes(),
                .round_trips = testbed.transfers(),
                .device_seconds = std::chrono::duration<double>(rom->busy_time()).count(),
                .seconds = took.count()};
    }

private:
    Behaviour behaviour_;
};

void require(const cli::Finished& done) {
    if (done.exit_code != 0) throw cli::Error({.what = "it failed", .why = done.out + done.err});
}

void flash_with_dfu_util(const fs::path& file) {
    require(cli::run({.args = {PERTH_DFU_UTIL, "-a", "0", "-s", "0x08000000:leave", "-D", file}}));
}

void flash_with_perth(const fs::path& file) {
    require(cli::run(
        {.args = {PERTH_PROGRAM, "flash", file, "--address", "0x08000000", "-b", "pyboard-v11"}}));
}

void measure(const std::string& title, const Behaviour& behaviour) {
    Bench bench(behaviour);
    const cli::Bytes blank(image_size, 0xFF);
    const cli::Bytes other = make_image(2);
    const cli::Bytes image = make_image(1);
    std::vector<Row> rows = {{"", "bytes", "round trips", "device s", "s", "times dfu-util"}};
    const auto add = [&](const std::string& name, const Measured& it, const Measured& peer) {
        rows.push_back({name, std::to_string(it.bytes), std::to_string(it.round_trips),
                        fmt::format("{:.2f}", it.device_seconds), fmt::format("{:.2f}", it.seconds),
                        fmt::format("{:.1f}", peer.seconds / it.seconds)});
        return it;
    };
    const auto peer = bench.run(other, image, flash_with_dfu_util);
    add("dfu-util, over another program", peer, peer);
    add("perth, over another program", bench.run(other, image, flash_with_perth), peer);
    const auto on_blank = bench.run(blank, image, flash_with_dfu_util);
    add("dfu-util, on a blank chip", on_blank, on_blank);
    add("perth, on a blank chip", bench.run(blank, image, flash_with_perth), on_blank);
    add("perth, a line in a sector of 16 KiB",
        bench.run(edited(image, 0x5000), image, flash_with_perth), peer);
    add("perth, a line in a sector of 64 KiB",
        bench.run(edited(image, 0x15000), image, flash_with_perth), peer);
    add("perth, a line in a sector of 128 KiB",
        bench.run(edited(image, 0x25000), image, flash_with_perth), peer);
    add("perth, nothing changed", bench.run(image, image, flash_with_perth), peer);
    print_table(title, rows,
                "perth verifies all it wrote, dfu-util nothing; targets: 1.5 times for all of it, "
                "5 times for a line");
}

void measure_all() {
    measure("250 KiB over DfuSe, bwPollTimeout is the time that the flash takes (ST DS8626)", {});
    Behaviour slow;
    slow.poll_of_commands = std::chrono::milliseconds(100);
    slow.poll_of_writes = std::chrono::milliseconds(104);
    slow.waits_when_early = true;  // erasing takes longer than it says
    measure(
        "the same, bwPollTimeout always 100 ms, 104 ms for a block (as a GD32VF103's ROM says: "
        "riscv-mcu/gd32-dfu-utils, issue 3)",
        slow);
}

}  // namespace
}  // namespace perth::bench

int main(int, char** argv) {
    perth::fakes::enter_testbed(argv);
    try {
        perth::bench::measure_all();
        return 0;
    } catch (const perth::cli::Error& error) {
        fmt::print(stderr, "{}\n", error.text());
        return 1;
    }
}
