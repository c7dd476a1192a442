# tenstone_embed_migrations(tenstone_jobs jobs [NAMESPACE tenstone::jobs])
#
# Turns migrations/NNNN_topic.up.sql and .down.sql of the calling folder into a source of the target that defines
# `std::span<const postgres::Migration> tenstone::jobs::migrations()`; a header of the library declares it. Numbers run
# from 0001 without a gap, and each has both files. Configures again when a file changes. Needs EmbedText.cmake.
function(tenstone_embed_migrations target module)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "NAMESPACE" "")
  set(folder "${CMAKE_CURRENT_SOURCE_DIR}/migrations")
  file(GLOB ups CONFIGURE_DEPENDS "${folder}/*.up.sql")
  file(GLOB all CONFIGURE_DEPENDS "${folder}/*.sql")
  list(SORT ups)
  list(LENGTH ups count)
  list(LENGTH all files)
  math(EXPR expected "${count} * 2")
  if(count EQUAL 0 OR NOT files EQUAL expected)
    message(FATAL_ERROR "${folder}: each NNNN_topic.up.sql needs a .down.sql of the same name, and nothing else belongs there")
  endif()

  string(REPLACE "-" "_" namespace "tenstone::${module}")
  if(arg_NAMESPACE)
    set(namespace "${arg_NAMESPACE}")
  endif()
  set(rows "")
  set(number 0)
  foreach(up IN LISTS ups)
    math(EXPR number "${number} + 1")
    string(REGEX REPLACE "\\.up\\.sql$" ".down.sql" down "${up}")
    get_filename_component(file "${up}" NAME)
    if(NOT file MATCHES "^([0-9][0-9][0-9][0-9])_([a-z0-9_]+)\\.up\\.sql$")
      message(FATAL_ERROR "${up}: must be named NNNN_topic.up.sql")
    endif()
    set(name "${CMAKE_MATCH_2}")
    string(REGEX REPLACE "^0+" "" version "${CMAKE_MATCH_1}")
    if(NOT version EQUAL number)
      message(FATAL_ERROR "${up}: version ${number} is missing, or two files have one number")
    endif()
    tenstone_text_literal(up_sql "${up}")
    tenstone_text_literal(down_sql "${down}")
    string(APPEND rows "    {\"${module}\", ${version}, \"${name}\", ${up_sql}, ${down_sql}},\n")
  endforeach()
  set(source "${CMAKE_CURRENT_BINARY_DIR}/migrations.cpp")
  file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT [[// Made by tenstone_embed_migrations().
#include "tenstone/postgres/migration.hpp"

namespace @namespace@ {

std::span<const tenstone::postgres::Migration> migrations() {
  static constexpr tenstone::postgres::Migration kAll[] = {
@rows@  };
  return kAll;
}

}  // namespace @namespace@
]])
  target_sources(${target} PRIVATE "${source}")
endfunction()
