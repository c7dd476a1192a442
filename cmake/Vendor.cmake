# Sources and headers that Debian has but that cannot be installed beside what a machine may already have:
# `tools/install` unpacks them into .vendor/ (apt-get download, dpkg -x) and changes no package.
set(TENSTONE_VENDOR "${CMAKE_SOURCE_DIR}/.vendor" CACHE PATH "Where tools/install unpacks llhttp (and Boost 1.81, where 1.74 is installed)")

# Boost: headers only. The system's, unless it is too old for co_await.
find_path(BOOST_181_INCLUDE boost/version.hpp PATHS "${TENSTONE_VENDOR}/boost/usr/include" /usr/include NO_DEFAULT_PATH)
tenstone_boost_fault(fault "${BOOST_181_INCLUDE}")
if(fault)
  message(FATAL_ERROR "${fault}: run tools/install, which installs 1.81 or unpacks it into .vendor/")
endif()
add_library(boost_headers INTERFACE)
add_library(vendor::boost ALIAS boost_headers)
if(NOT BOOST_181_INCLUDE STREQUAL "/usr/include")
  set(TENSTONE_PRIVATE_BOOST "${BOOST_181_INCLUDE}/boost")
  target_include_directories(boost_headers SYSTEM INTERFACE "$<BUILD_INTERFACE:${BOOST_181_INCLUDE}>" "$<INSTALL_INTERFACE:$<INSTALL_PREFIX>/lib/tenstone/include>")
endif()
target_link_libraries(boost_headers INTERFACE Threads::Threads)
foreach(definition IN LISTS TENSTONE_ASIO_DEFINITIONS)
  target_compile_definitions(boost_headers INTERFACE "$<INSTALL_INTERFACE:${definition}>")
endforeach()

# llhttp, Node's parser, from the C sources that Debian's node-llhttp ships. STRICT_MODE must be seen by every unit that
# sees the header; PUBLIC does that.
set(llhttp "${TENSTONE_VENDOR}/llhttp/usr")
if(NOT EXISTS "${llhttp}/share/llhttp/llhttp.c")
  message(FATAL_ERROR "llhttp is missing: run tools/install, which unpacks it into .vendor/")
endif()
add_library(llhttp STATIC EXCLUDE_FROM_ALL "${llhttp}/share/llhttp/llhttp.c" "${llhttp}/share/llhttp/api.c" "${llhttp}/share/llhttp/http.c")
add_library(vendor::llhttp ALIAS llhttp)
target_include_directories(llhttp SYSTEM PUBLIC "$<BUILD_INTERFACE:${llhttp}/share/include/llhttp>")
target_compile_definitions(llhttp PUBLIC LLHTTP_STRICT_MODE=1)
target_compile_options(llhttp PRIVATE -w)
