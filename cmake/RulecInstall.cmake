# `cmake --install`: programs, runtime headers and the CMake package `Rulec`.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)
install(TARGETS rulec ruled rulert EXPORT RulecTargets)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/runtime/include/rulert DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Rulec)
install(EXPORT RulecTargets NAMESPACE Rulec:: DESTINATION ${package_dir})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/RulecConfig.cmake.in ${CMAKE_BINARY_DIR}/RulecConfig.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/RulecConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/RulecConfig.cmake ${CMAKE_BINARY_DIR}/RulecConfigVersion.cmake
              ${CMAKE_CURRENT_LIST_DIR}/RulecRules.cmake DESTINATION ${package_dir})
