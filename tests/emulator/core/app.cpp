// What the console says about these images.
#include "perth/io/app.hpp"

namespace perth::app {

const char name[] = "core";
const char version[] = "0";

}  // namespace perth::app
