# tenstone_text_literal(sql migrations/0001_jobs.up.sql)
#
# Sets the variable to a C++ raw string literal with the file's text. Configures again when the file changes.
function(tenstone_text_literal out file)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
  file(READ "${file}" text)
  set(${out} "R\"tenstone(${text})tenstone\"" PARENT_SCOPE)
endfunction()
