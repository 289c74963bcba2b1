#include "cli/flash/uf2_drive.hpp"

#include <fmt/format.h>

#include <chrono>

#include "cli/flash/drive.hpp"
#include "cli/image/uf2.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;

constexpr const char* info_file = "INFO_UF2.TXT";
constexpr std::string_view info_begin = "UF2 Bootloader";
constexpr const char* file_name = "PERTH.UF2";
constexpr auto leave_time = 10s;

[[noreturn]] void fail(const usb::Attached& attached, Error::Parts parts) {
    parts.what = usb::name_of(attached) + " " + parts.what;
    parts.device = usb::to_string(attached.place);
    throw Error(std::move(parts));
}

void check_info(usb::Volume& volume, const usb::Attached& attached) {
    const auto info = volume.read(info_file);
    if (info && info->starts_with(info_begin)) return;
    fail(attached,
         {.what = "is no drive that takes UF2 files",
          .why = info ? fmt::format("its {} does not begin with {}", info_file, info_begin)
                      : fmt::format("it has no {}", info_file),
          .fault = Fault::refused});
}

}  // namespace

std::string send_to_uf2_drive(usb::Host& host, const usb::Attached& attached, const Image& image,
                              std::uint32_t family, const Programmer::Advance& advance) {
    const Bytes file = write_uf2(image, family);
    const auto written = [&] {
        const auto volume = host.open_volume(attached);
        check_info(*volume, attached);
        return volume->write(file_name, file,
                             [&](std::size_t done) { advance(done * image.size() / file.size()); });
    }();
    if (written.bytes < file.size()) {
        fail(attached,
             {.what = "vanished while it was written",
              .why = fmt::format("it had {} of {} bytes of the file", written.bytes, file.size()),
              .hint = "hold BOOTSEL while you plug it in again",
              .fault = Fault::gone});
    }
    // The last block makes it restart by itself: an error while the file was closed says nothing.
    if (see_drive_leave(host, attached, host.now() + leave_time)) {
        return "the device left its bootloader";
    }
    fail(attached, {.what = "did not take the file",
                    .why = fmt::format("its drive is still there {} s after it was written",
                                       leave_time.count()),
                    .hint = "plug it in again, and run the same command again",
                    .fault = Fault::refused});
}

}  // namespace perth::cli
