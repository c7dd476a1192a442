# tenstone_embed_files(my-service files page policies)
#
# Builds every file below the folders `page` and `policies` of the calling folder (or of absolute paths) into the target. The target's sources get
# them by `#include "embedded/files.hpp"`: tenstone::embedded::files() gives path and content of each, the path below its
# folder (tenstone/core/embedded_files.hpp). The name, here `files`, is one word, and occurs once in a program.
#
# The assembler copies a file as it is: a string literal of more than 64 KiB is refused by compilers, and takes them long.
# The file's hash stands in the source, so that a compiler cache sees that the file has changed.
function(tenstone_embed_files target name)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${target}.embedded")
  set(data "")
  set(symbols "")
  set(rows "")
  set(number 0)
  foreach(each IN LISTS ARGN)
    get_filename_component(each "${each}" ABSOLUTE)
    file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE "${each}" "${each}/*")
    if(NOT files)
      message(FATAL_ERROR "tenstone_embed_files(${target} ${name}): there is no file in ${each}")
    endif()
    foreach(file IN LISTS files)
      set(path "${each}/${file}")
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${path}")
      file(SHA256 "${path}" hash)
      set(symbol "tenstone_embedded_${name}_${number}")
      string(APPEND data "// ${hash}\n__asm__(\".pushsection .rodata\\n.hidden ${symbol}_begin\\n.hidden ${symbol}_end\\n.globl ${symbol}_begin\\n"
                         ".globl ${symbol}_end\\n${symbol}_begin:\\n.incbin \\\"${path}\\\"\\n${symbol}_end:\\n.byte 0\\n.popsection\");\n")
      string(APPEND symbols "extern const char ${symbol}_begin[], ${symbol}_end[];\n")
      string(APPEND rows "      {\"${file}\", {${symbol}_begin, ${symbol}_end}},\n")
      math(EXPR number "${number} + 1")
    endforeach()
  endforeach()
  file(CONFIGURE OUTPUT "${folder}/embedded/${name}.hpp" @ONLY CONTENT [[// Made by tenstone_embed_files().
#pragma once
#include "tenstone/core/embedded_files.hpp"

namespace tenstone::embedded {

EmbeddedFiles @name@();

}  // namespace tenstone::embedded
]])
  file(CONFIGURE OUTPUT "${folder}/${name}.cpp" @ONLY CONTENT [[// Made by tenstone_embed_files().
#include "embedded/@name@.hpp"

@data@
extern "C" {
@symbols@}

namespace tenstone::embedded {

EmbeddedFiles @name@() {
  static const EmbeddedFile kAll[] = {
@rows@  };
  return EmbeddedFiles(kAll);
}

}  // namespace tenstone::embedded
]])
  target_sources(${target} PRIVATE "${folder}/${name}.cpp")
  target_include_directories(${target} PRIVATE "${folder}")
endfunction()
