#include "perth/io/app.hpp"

namespace perth::app {

const char name[] = "bench";
const char version[] = "0";

}  // namespace perth::app
