// The lines by which perth talks with the agent in a running firmware, left out of the console.
#pragma once

#include "cli/console/stage.hpp"

namespace perth::cli {

/// Leaves out complete frames: 06 09 or 04 14 at the start of a line, base64, LF, 127 bytes at
/// most. What only begins like one passes.
///
/// Source: Zephyr, "SMP over console" (subsys/mgmt/mcumgr, serial framing).
class HideFrames : public Stage {
public:
    void feed(std::string_view bytes, std::string& out) override;
    /// A frame that is still coming is waited for, a lone first byte too.
    void pause(std::string&) override {}
    void finish(std::string& out) override;

private:
    void take(char byte, std::string& out);

    bool at_line_start_ = true;
    std::string held_;  ///< what may become a frame
};

}  // namespace perth::cli
