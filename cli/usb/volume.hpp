// The volume of a USB device that is a drive: where it is, and the files in its root folder.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "cli/support/bytes.hpp"
#include "cli/usb/descriptors.hpp"

namespace perth::cli::usb {

/// A block device, as can be seen without opening it.
struct Drive {
    std::string node;             ///< "/dev/sdb1": the partition that has the volume, or the disk
    std::string label = {};       ///< "RPI-RP2"; empty where nobody knows it
    std::string mounted_at = {};  ///< empty: nowhere
};

/// How writing a file ended.
struct Written {
    bool is_lost = false;   ///< the device went away, or its line broke
    std::size_t bytes = 0;  ///< that the device has taken, from the first on
};

/// A volume that is mounted.
class Volume {
public:
    virtual ~Volume() = default;
    Volume(const Volume&) = delete;
    Volume& operator=(const Volume&) = delete;

    /// Returns the file's content; nothing if there is none, or the device has gone.
    [[nodiscard]] virtual std::optional<std::string> read(const std::string& name) = 0;
    /// Writes a file from its beginning to its end and sees to it that the device gets it in this
    /// order. `advance` gets the bytes that it has. `Error`: Fault::permission, refused (full).
    [[nodiscard]] virtual Written write(const std::string& name, BytesView content,
                                        const std::function<void(std::size_t)>& advance) = 0;

protected:
    Volume() = default;
};

/// Where this machine says what is mounted.
inline constexpr const char* mounts_file = "/proc/self/mountinfo";

/// Returns the drive of the device at `place`; nothing if it has none, or no medium in it.
[[nodiscard]] std::optional<Drive> find_drive(const Place& place, const std::string& sysfs,
                                              const std::string& dev,
                                              const std::string& mounts = mounts_file);

/// Returns the volume that is mounted at `folder`.
[[nodiscard]] std::unique_ptr<Volume> open_folder(const std::string& folder);

/// Has the desktop's service (udisks) mount it. `Error` Fault::not_found that says how to do it by
/// hand, if there is no such service or it does not want to.
void mount(const Drive& drive);

}  // namespace perth::cli::usb
