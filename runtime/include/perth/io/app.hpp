// What the build says of the program.
#pragma once

namespace perth::app {

/// The manifest's name and version; defined by a file that the build writes.
extern const char name[];
extern const char version[];

}  // namespace perth::app
