# Sources and headers that Debian has but that cannot be installed beside what a machine may already have:
# `tools/install` unpacks them into .vendor/ (apt-get download, dpkg -x) and changes no package.
set(TENSTONE_VENDOR "${CMAKE_SOURCE_DIR}/.vendor" CACHE PATH "Where tools/install unpacks llhttp (and Boost 1.81, where 1.74 is installed)")

# Boost: headers only. The system's, unless it is too old for co_await.
find_path(BOOST_181_INCLUDE boost/version.hpp PATHS "${TENSTONE_VENDOR}/boost/usr/include" /usr/include NO_DEFAULT_PATH)
if(NOT BOOST_181_INCLUDE)
  message(FATAL_ERROR "Boost is missing: run tools/install")
endif()
file(STRINGS "${BOOST_181_INCLUDE}/boost/version.hpp" boost_version REGEX "^#define BOOST_VERSION ")
string(REGEX REPLACE "[^0-9]" "" boost_version "${boost_version}")
if(boost_version LESS 108100)
  message(FATAL_ERROR "Boost ${boost_version} has no co_await for clang: run tools/install, which unpacks 1.81 into .vendor/")
endif()
add_library(boost_headers INTERFACE)
add_library(vendor::boost ALIAS boost_headers)
if(NOT BOOST_181_INCLUDE STREQUAL "/usr/include")
  target_include_directories(boost_headers SYSTEM INTERFACE "${BOOST_181_INCLUDE}")
endif()
target_link_libraries(boost_headers INTERFACE Threads::Threads)

# llhttp, Node's parser, from the C sources that Debian's node-llhttp ships. STRICT_MODE must be seen by every unit that
# sees the header; PUBLIC does that.
set(llhttp "${TENSTONE_VENDOR}/llhttp/usr")
if(NOT EXISTS "${llhttp}/share/llhttp/llhttp.c")
  message(FATAL_ERROR "llhttp is missing: run tools/install, which unpacks it into .vendor/")
endif()
add_library(llhttp STATIC EXCLUDE_FROM_ALL "${llhttp}/share/llhttp/llhttp.c" "${llhttp}/share/llhttp/api.c" "${llhttp}/share/llhttp/http.c")
add_library(vendor::llhttp ALIAS llhttp)
target_include_directories(llhttp SYSTEM PUBLIC "${llhttp}/share/include/llhttp")
target_compile_definitions(llhttp PUBLIC LLHTTP_STRICT_MODE=1)
target_compile_options(llhttp PRIVATE -w)
