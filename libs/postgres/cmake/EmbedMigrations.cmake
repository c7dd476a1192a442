# tenstone_embed_migrations(tenstone_jobs jobs)
#
# Turns migrations/NNNN_topic.up.sql and .down.sql of the calling folder into a source of the target that defines
# `std::span<const postgres::Migration> tenstone::jobs::migrations()`; a header of the library declares it. Numbers run
# from 0001 without a gap, and each has both files. Configures again when a file changes.
function(tenstone_embed_migrations target module)
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
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${all})

  string(REPLACE "-" "_" namespace "${module}")
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
    file(READ "${up}" up_sql)
    file(READ "${down}" down_sql)
    string(APPEND rows "    {\"${module}\", ${version}, \"${name}\", R\"tenstone(${up_sql})tenstone\", R\"tenstone(${down_sql})tenstone\"},\n")
  endforeach()
  set(source "${CMAKE_CURRENT_BINARY_DIR}/migrations.cpp")
  file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT [[// Made by tenstone_embed_migrations().
#include "tenstone/postgres/migration.hpp"

namespace tenstone::@namespace@ {

std::span<const postgres::Migration> migrations() {
  static constexpr postgres::Migration kAll[] = {
@rows@  };
  return kAll;
}

}  // namespace tenstone::@namespace@
]])
  target_sources(${target} PRIVATE "${source}")
endfunction()
