# `cmake --install`: archives, headers and the binary, so that find_package(tenstone) gives tenstone::core …
# tenstone::platform, and tenstone::cli, the platform's command line. The installed tree can be moved; nothing in it names this one. `toolkit` builds what it needs.
get_property(libraries GLOBAL PROPERTY tenstone_libraries)
add_custom_target(toolkit DEPENDS ${libraries} tenstone)

foreach(library IN LISTS libraries)
  get_target_property(folder ${library} SOURCE_DIR)
  install(DIRECTORY "${folder}/include/" DESTINATION include)
  string(REPLACE "tenstone_" "" name ${library})
  set_target_properties(${library} PROPERTIES EXPORT_NAME ${name})
endforeach()
set_target_properties(boost_headers PROPERTIES EXPORT_NAME boost)
set_target_properties(llhttp PROPERTIES OUTPUT_NAME tenstone_llhttp)
get_property(apps GLOBAL PROPERTY tenstone_apps)
install(TARGETS ${libraries} ${apps} llhttp boost_headers EXPORT tenstone ARCHIVE DESTINATION lib)
install(TARGETS tenstone RUNTIME DESTINATION bin)

include(CMakePackageConfigHelpers)
write_basic_package_version_file("${CMAKE_BINARY_DIR}/tenstoneConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(EXPORT tenstone NAMESPACE tenstone:: FILE tenstoneTargets.cmake DESTINATION lib/cmake/tenstone)
install(FILES cmake/tenstoneConfig.cmake cmake/Requirements.cmake cmake/EmbedText.cmake cmake/EmbedFiles.cmake libs/postgres/cmake/EmbedMigrations.cmake
              "${CMAKE_BINARY_DIR}/tenstoneConfigVersion.cmake" DESTINATION lib/cmake/tenstone)

# What is not Debian's as a package is ours to bring.
install(FILES LICENSE DESTINATION share/doc/tenstone)
install(FILES "${TENSTONE_VENDOR}/llhttp/usr/share/doc/node-llhttp/copyright" DESTINATION share/doc/tenstone RENAME copyright.llhttp)
if(TENSTONE_PRIVATE_BOOST)
  install(DIRECTORY "${TENSTONE_PRIVATE_BOOST}" DESTINATION lib/tenstone/include)
  install(FILES "${TENSTONE_VENDOR}/boost/usr/share/doc/libboost1.81-dev/copyright" DESTINATION share/doc/tenstone RENAME copyright.boost)
endif()
