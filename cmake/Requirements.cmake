# What a compiler and Boost must be. Asked by this tree (Toolchain.cmake, Vendor.cmake) and, installed, by
# find_package(tenstone): each function sets `out` to what is wrong, or to "".

# Why: docs/adr/0001-compiler.md.
function(tenstone_compiler_fault out)
  set(fault "")
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14)
    set(fault "GCC ${CMAKE_CXX_COMPILER_VERSION} destroys coroutine temporaries twice and lacks deducing this")
  elseif(CMAKE_CXX_COMPILER_ID MATCHES "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 18)
    set(fault "clang ${CMAKE_CXX_COMPILER_VERSION} lacks deducing this")
  endif()
  if(fault)
    string(APPEND fault ": use clang 18 or newer (Debian 12: apt-get install clang-19, then cmake -DCMAKE_CXX_COMPILER=clang++-19 in a new build folder)")
  endif()
  set(${out} "${fault}" PARENT_SCOPE)
endfunction()

# `include` is the folder that holds boost/version.hpp, if there is one.
function(tenstone_boost_fault out include)
  set(fault "")
  if(NOT EXISTS "${include}/boost/version.hpp")
    set(fault "Boost is missing")
  else()
    file(STRINGS "${include}/boost/version.hpp" version REGEX "^#define BOOST_VERSION ")
    string(REGEX REPLACE "[^0-9]" "" version "${version}")
    if(version LESS 108100)
      set(fault "Boost ${version} has no co_await for clang")
    endif()
  endif()
  set(${out} "${fault}" PARENT_SCOPE)
endfunction()
