// Task and TaskHandle are declared like this: the parameter is destroyed once by every compiler.
#define PERTH_OWNER
#include "parameter.hpp"
