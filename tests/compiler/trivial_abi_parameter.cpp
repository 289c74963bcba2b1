// clang 19 at -O0 destroys this parameter twice, because the promise has
// get_return_object_on_allocation_failure. Hence no trivial_abi for Task and TaskHandle, which
// would fit a register with it.
#define PERTH_OWNER [[clang::trivial_abi]]
#include "parameter.hpp"
