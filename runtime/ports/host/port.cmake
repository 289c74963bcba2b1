# The host port's sources and include folder.
set(PERTH_PORT_SOURCES ${CMAKE_CURRENT_LIST_DIR}/board.cpp ${CMAKE_CURRENT_LIST_DIR}/clock.cpp)
set(PERTH_PORT_INCLUDE_DIRS ${CMAKE_CURRENT_LIST_DIR})
