# The one compiler setting of the whole tree. Why each line: docs/adr/0001-compiler.md.
include(Requirements)
tenstone_compiler_fault(fault)
if(fault)
  message(FATAL_ERROR "${fault}")
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual>
                    -Wno-missing-field-initializers -Werror -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
add_link_options(-fuse-ld=lld-19)

# A fault of memory ends the program with a message: docs/adr/0029-hardened-builds.md. _FORTIFY_SOURCE needs an optimiser.
add_compile_definitions(_GLIBCXX_ASSERTIONS)
add_compile_options(-fstack-protector-strong "$<$<NOT:$<CONFIG:Debug>>:SHELL:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3>")
add_link_options(-Wl,-z,relro,-z,now)

# Frames of coroutines are recycled by size, sixteen deep a thread instead of two. Asio's types depend on it, so all that is
# linked together must say the same: Vendor.cmake hands it on to who uses an installed tree.
set(TENSTONE_ASIO_DEFINITIONS BOOST_ASIO_RECYCLING_ALLOCATOR_CACHE_SIZE=16 BOOST_ASIO_NO_DEPRECATED)
add_compile_definitions(${TENSTONE_ASIO_DEFINITIONS})

# ccache. The flag: a precompiled header has no time in it, so that the same header is the same file. DEPEND: no preprocessor
# runs before each miss. BASEDIR and NOHASHDIR: another checkout of the same sources hits, and so does another locale, since no
# warning is kept. PCH_EXTSUM: tenstone_precompile(). Why: docs/adr/0015-fast-builds.md.
find_program(TENSTONE_CCACHE ccache)
if(TENSTONE_CCACHE)
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,locale CCACHE_DEPEND=1 CCACHE_PCH_EXTSUM=1 CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${TENSTONE_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
  add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")
endif()
