# rulec_library(name SOURCES ... LINK ...), rulec_test(name SOURCES ... LINK ... PROPERTIES ...): one target per folder, one set of flags.
find_program(RULEC_CCACHE ccache)
if(RULEC_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Else ccache passes over what uses a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${RULEC_CCACHE})
endif()

add_library(rulec_flags INTERFACE)
target_compile_options(rulec_flags INTERFACE -Wall -Wextra -Wpedantic -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC bug 105651: joining a literal and a std::string is reported as overlapping memory.
  target_compile_options(rulec_flags INTERFACE -Wno-restrict)
endif()
target_include_directories(rulec_flags INTERFACE ${CMAKE_SOURCE_DIR})

option(RULEC_FUZZ "Build the fuzz targets for libFuzzer, all with AddressSanitizer (clang only)" OFF)
if(RULEC_FUZZ)
  target_compile_options(rulec_flags INTERFACE -fsanitize=fuzzer-no-link,address)
  target_link_options(rulec_flags INTERFACE -fsanitize=address)
endif()

# Half of the time of a small file went into these headers. Files still include what they use: benches, examples and
# generated code are compiled without.
set(RULEC_PRECOMPILED
    <algorithm> <array> <chrono> <cmath> <cstdint> <cstdio> <cstdlib> <cstring> <filesystem> <functional> <limits> <map>
    <memory> <optional> <set> <span> <string> <string_view> <tuple> <utility> <variant> <vector> <fmt/format.h>)
find_package(fmt REQUIRED)
target_link_libraries(rulec_flags INTERFACE fmt::fmt)
function(rulec_precompiled name)
  cmake_parse_arguments(ARG "" "" "HEADERS;LINK" ${ARGN})
  add_library(${name} OBJECT ${PROJECT_SOURCE_DIR}/cmake/precompiled.cpp)
  target_link_libraries(${name} PRIVATE rulec_flags ${ARG_LINK})
  target_precompile_headers(${name} PRIVATE ${RULEC_PRECOMPILED} ${ARG_HEADERS})
endfunction()
rulec_precompiled(rulec_precompiled)
set_target_properties(rulec_precompiled PROPERTIES POSITION_INDEPENDENT_CODE ON)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # ccache looks for the header's name in what the preprocessor writes.
  add_compile_options(-fpch-preprocess)
endif()

function(rulec_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_link_libraries(${name} PUBLIC rulec_flags ${ARG_LINK})
  target_precompile_headers(${name} REUSE_FROM rulec_precompiled)
endfunction()

# A Catch2 executable; every TEST_CASE becomes one ctest entry, with PROPERTIES.
function(rulec_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK;PROPERTIES" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE rulec_flags rulec_catch_main ${ARG_LINK})
  target_precompile_headers(${name} REUSE_FROM rulec_precompiled_test)
  catch_discover_tests(${name} TEST_PREFIX "${name}: " WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} DISCOVERY_MODE PRE_TEST
                       PROPERTIES ${ARG_PROPERTIES})
endfunction()

# A fuzz target: in ctest its FOLDERS and their mutants for 30 s, of files that end in ONLY where that is given;
# `NAME --seconds N --seed S FOLDER...` for longer. With -DRULEC_FUZZ=ON (clang) libFuzzer drives it.
function(rulec_fuzz name)
  cmake_parse_arguments(ARG "" "ONLY" "SOURCES;LINK;FOLDERS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE rulec_flags ${ARG_LINK})
  if(RULEC_FUZZ)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    set(run -max_total_time=30 -seed=1)
  else()
    target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/support/fuzz_main.cpp
                                   ${PROJECT_SOURCE_DIR}/tests/support/mutation.cpp)
    set(run --seconds 30 --seed 1)
    if(ARG_ONLY)
      list(APPEND run --only ${ARG_ONLY})
    endif()
  endif()
  add_test(NAME ${name} COMMAND ${name} ${run} ${ARG_FOLDERS})
endfunction()

# A bench: `./x bench NAME` runs tests/bench/rulec_bench_NAME of the build directory. Always optimised, as generated code is, and
# built when it is asked for.
function(rulec_bench name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(rulec_bench_${name} EXCLUDE_FROM_ALL ${ARG_SOURCES})
  set_target_properties(rulec_bench_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests/bench)
  target_compile_options(rulec_bench_${name} PRIVATE -O2)
  target_link_libraries(rulec_bench_${name} PRIVATE rulec_flags rulec_bench_support ${ARG_LINK})
endfunction()
