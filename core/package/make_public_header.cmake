# Writes the installed form of one header: what it includes of ours comes from <walkeeper/...>.
#
#   cmake -D FROM=core/base/result.h -D TO=include/walkeeper/result.h -P make_public_header.cmake
include(${CMAKE_CURRENT_LIST_DIR}/public_headers.cmake)

# Kept whole: brackets and semicolons mean something to lists, so no list is made of the text.
file(READ ${FROM} text)
foreach(header IN LISTS public_headers)
    get_filename_component(name ${header} NAME)
    string(REPLACE "#include \"${header}\"" "#include <walkeeper/${name}>" text "${text}")
endforeach()
string(REGEX MATCH "#include \"[^\n]*" internal "${text}")
if(internal)
    message(FATAL_ERROR "${FROM} is a public header and has ${internal}, which is not one; see "
                        "core/package/public_headers.cmake")
endif()
file(WRITE ${TO} "${text}")
