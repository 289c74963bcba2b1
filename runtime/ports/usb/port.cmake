# The console over USB; a port with a controller includes this. Sets PERTH_USB_SOURCES and
# PERTH_USB_INCLUDE_DIRS.
set(PERTH_USB_INCLUDE_DIRS ${CMAKE_CURRENT_LIST_DIR}/..)
set(PERTH_USB_SOURCES)
foreach(source console control descriptors serial)
    list(APPEND PERTH_USB_SOURCES ${CMAKE_CURRENT_LIST_DIR}/${source}.cpp)
endforeach()
