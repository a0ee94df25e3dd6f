# ludex_use(target package...): links header-only Debian packages, natively and under Emscripten.
#
# Under Emscripten find_package would put /usr/include, and with it glibc's headers, on the include path. There a
# folder of symbolic links shows the compiler just the packages asked for.
function(ludex_use target)
  foreach(package IN LISTS ARGN)
    if(EMSCRIPTEN)
      set(folder_of_nlohmann_json nlohmann)
      set(folder_of_doctest doctest)
      set(folder "${folder_of_${package}}")
      if(NOT folder OR NOT IS_DIRECTORY "/usr/include/${folder}")
        message(FATAL_ERROR "ludex: ${package} is not available under Emscripten: run .ci/setup, or do not use it in ${target}.")
      endif()
      file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/host-headers")
      file(CREATE_LINK "/usr/include/${folder}" "${PROJECT_BINARY_DIR}/host-headers/${folder}" SYMBOLIC)
      target_include_directories(${target} SYSTEM PRIVATE "${PROJECT_BINARY_DIR}/host-headers")
    else()
      find_package(${package} CONFIG REQUIRED)
      target_link_libraries(${target} PRIVATE ${package}::${package})
    endif()
  endforeach()
endfunction()
