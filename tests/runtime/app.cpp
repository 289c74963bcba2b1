// The tests' own name and version, as a build writes them for a program.
#include "perth/io/app.hpp"
#include "perth/io/print.hpp"

namespace perth::app {

const char name[] = "runtime_tests";
const char version[] = "1.2.3";

// The console is linked, so that panics print.
[[gnu::used]] auto* const console = &detail::console_text;

}  // namespace perth::app
