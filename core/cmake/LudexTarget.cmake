# ludex_target(name): the flags every target of ours shares. All PRIVATE: nothing leaks to those who link us.
function(ludex_target name)
  target_compile_features(${name} PUBLIC cxx_std_20)
  set_target_properties(${name} PROPERTIES
    CXX_EXTENSIONS OFF
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
    RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
  if(NOT EMSCRIPTEN)  # there it would cost speed; the Python module needs it
    set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  endif()
  target_compile_options(${name} PRIVATE
    # g++ fuses a*b+c under -march=native, also with -std=c++20, and so changes digests.
    -ffp-contract=off
    # Asserts stay on in every build; CMake's Release flags would switch them off.
    -UNDEBUG
    -Wall -Wextra -Wconversion
    # clang counts signedness to -Wconversion, g++ does not: the same warnings from both.
    $<$<CXX_COMPILER_ID:Clang>:-Wno-sign-conversion>
    # g++ 12 sees overlapping copies in "text" + std::string that are not there (GCC bug 105651).
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
    $<$<BOOL:${EMSCRIPTEN}>:-msimd128>
    $<$<BOOL:${LUDEX_WERROR}>:-Werror>)
  target_compile_definitions(${name} PRIVATE LUDEX_VERSION="${PROJECT_VERSION}")
endfunction()

# ludex_sources(out folder...): every .cpp below the folders, found anew when one is added.
function(ludex_sources out)
  set(all "")
  foreach(folder IN LISTS ARGN)
    file(GLOB_RECURSE found CONFIGURE_DEPENDS "${folder}/*.cpp")
    list(APPEND all ${found})
  endforeach()
  list(SORT all)
  set(${out} "${all}" PARENT_SCOPE)
endfunction()
