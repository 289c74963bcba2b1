# The mutant: see perth_port.hpp.
include(${CMAKE_CURRENT_LIST_DIR}/../../bare/port.cmake)
list(PREPEND PERTH_PORT_INCLUDE_DIRS ${CMAKE_CURRENT_LIST_DIR})
