# tenstone_text_literal(sql migrations/0001_jobs.up.sql)
#
# Sets the variable to a C++ raw string literal with the file's text. Configures again when the file changes.
function(tenstone_text_literal out file)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
  file(READ "${file}" text)
  set(${out} "R\"tenstone(${text})tenstone\"" PARENT_SCOPE)
endfunction()

# tenstone_embed_folders(tenstone tenstone::cli bare_template templates/both templates/bare)
#
# Adds a source to the target that defines `bare_template()` in the namespace: path and text of each file below
# the folders, which lie in the calling folder. Whoever calls it declares it:
# `std::span<const std::pair<std::string_view, std::string_view>> bare_template();`
function(tenstone_embed_folders target namespace name)
  set(rows "")
  foreach(folder IN LISTS ARGN)
    file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}/${folder}" "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*")
    if(NOT files)
      message(FATAL_ERROR "tenstone_embed_folders(${target}): there is no file in ${folder}")
    endif()
    foreach(file IN LISTS files)
      tenstone_text_literal(text "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/${file}")
      string(APPEND rows "    {\"${file}\", ${text}},\n")
    endforeach()
  endforeach()
  set(source "${CMAKE_CURRENT_BINARY_DIR}/${target}_${name}.cpp")
  file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT [[// Made by tenstone_embed_folders().
#include <span>
#include <string_view>
#include <utility>

namespace @namespace@ {

std::span<const std::pair<std::string_view, std::string_view>> @name@() {
  static constexpr std::pair<std::string_view, std::string_view> kAll[] = {
@rows@  };
  return kAll;
}

}  // namespace @namespace@
]])
  target_sources(${target} PRIVATE "${source}")
endfunction()
