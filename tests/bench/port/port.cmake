# The port of the smallest programs, as the peers': bare start-up, a vector table of 264 bytes, no clock
# or pin set-up, no console, faults that stop.
include(${CMAKE_CURRENT_LIST_DIR}/../../../runtime/ports/cortex-m/port.cmake)
set(PERTH_PORT_INCLUDE_DIRS ${CMAKE_CURRENT_LIST_DIR}/../../emulator/bare ${PERTH_CORTEX_M_INCLUDE_DIRS})
set(PERTH_PORT_SOURCES ${PERTH_CORTEX_M_SOURCES} ${CMAKE_CURRENT_LIST_DIR}/vectors.cpp
                       ${CMAKE_CURRENT_LIST_DIR}/halt.cpp)
