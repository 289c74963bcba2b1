# The host port's sources and include folder.
set(PERTH_PORT_SOURCES)
foreach(source board clock pads record sim/uart tcp thread timers uarts)
    list(APPEND PERTH_PORT_SOURCES ${CMAKE_CURRENT_LIST_DIR}/${source}.cpp)
endforeach()
set(PERTH_PORT_INCLUDE_DIRS ${CMAKE_CURRENT_LIST_DIR})
