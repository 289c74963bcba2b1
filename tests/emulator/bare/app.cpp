// The name and version of an image that gives none: its agent is asked for them.
#include "perth/io/app.hpp"

const char perth::app::name[] = "image";
const char perth::app::version[] = "0";
