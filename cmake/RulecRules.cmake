# rulec_add_rules(<target> RULES <file.rules>...)
#
# Compiles each rules file to `<file>.rules.h` (types, decisions, processes) and `<file>.codec.h` (record descriptions for
# the JSON codec), in a folder of the build tree that <target> then includes. The header is made again when the rules, what
# they import or rulec itself change. Rules with `matches` need RE2: target_link_libraries(<target> PRIVATE re2).
function(rulec_add_rules target)
  cmake_parse_arguments(ARG "" "" "RULES" ${ARGN})
  if(NOT ARG_RULES)
    message(FATAL_ERROR "rulec_add_rules(${target}): name at least one file after RULES")
  endif()
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}.rules)
  set(headers)
  foreach(rules IN LISTS ARG_RULES)
    get_filename_component(rules ${rules} ABSOLUTE)
    get_filename_component(name ${rules} NAME_WLE)
    add_custom_command(
      OUTPUT ${folder}/${name}.rules.h ${folder}/${name}.codec.h
      COMMAND $<TARGET_FILE:Rulec::rulec> build ${rules} -o ${folder} --emit=cpp --depfile ${folder}/${name}.d
      DEPENDS ${rules} Rulec::rulec
      DEPFILE ${folder}/${name}.d
      COMMENT "rulec ${name}.rules"
      VERBATIM)
    list(APPEND headers ${folder}/${name}.rules.h ${folder}/${name}.codec.h)
  endforeach()
  target_sources(${target} PRIVATE ${headers})
  target_include_directories(${target} PRIVATE ${folder})
  target_link_libraries(${target} PRIVATE Rulec::rulert)
endfunction()
