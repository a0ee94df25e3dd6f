# cmake --install gives a prefix in which find_package(ludex) finds ludex::core and ludex::c.
if(NOT PROJECT_IS_TOP_LEVEL OR EMSCRIPTEN OR SKBUILD)
  return()
endif()
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(_config "${CMAKE_INSTALL_LIBDIR}/cmake/ludex")
set(_libraries ludex_core)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/core/include/ludex" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
if(TARGET ludex_c)
  list(APPEND _libraries ludex_c)
  install(FILES "${PROJECT_SOURCE_DIR}/bindings/c/ludex.h" "${PROJECT_SOURCE_DIR}/bindings/c/ludex_reasons.h"
          DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
endif()
if(TARGET ludex_cli)
  install(TARGETS ludex_cli)
endif()
install(TARGETS ${_libraries} EXPORT ludexTargets)
install(EXPORT ludexTargets NAMESPACE ludex:: DESTINATION "${_config}")

set(_config_text "include(\"\${CMAKE_CURRENT_LIST_DIR}/ludexTargets.cmake\")\n")
if(LUDEX_PARALLEL)
  string(PREPEND _config_text "include(CMakeFindDependencyMacro)\nfind_dependency(TBB CONFIG)\n")
endif()
file(WRITE "${PROJECT_BINARY_DIR}/ludexConfig.cmake" "${_config_text}")
# Before 1.0 a new minor version may break callers.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/ludexConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/ludexConfig.cmake" "${PROJECT_BINARY_DIR}/ludexConfigVersion.cmake"
        DESTINATION "${_config}")
