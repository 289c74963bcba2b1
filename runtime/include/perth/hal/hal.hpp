// The hardware abstraction: includes the one port that the build puts on the include path.
//
// What a port owes is written in concepts.hpp; perth_port.hpp declares it in namespace perth::hal
// (and the pads in perth::pad).
#pragma once

#include <perth_port.hpp>
