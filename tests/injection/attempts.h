#pragma once
// What somebody writes into rules, tables, file names or module names who wants it to end up as C++.
#include <optional>
#include <string>
#include <vector>

namespace rulec::testing {

/// The name that payloads declare, call, define or include. It must never be code of its own.
inline constexpr const char* kCanary = "rulec_canary";

/// Texts for every place.
const std::vector<std::string>& Payloads();
/// What is a name as it stands, and means something in C++.
const std::vector<std::string>& Words();

struct Written {
  Written(std::string text, std::string table = {}) : rules(std::move(text)), csv(std::move(table)) {}

  std::string rules;  // declarations
  std::string csv;    // if there is any, of a file `table<number>.csv` beside the rules
};

struct Place {
  const char* name;
  /// Declarations with one decision `D<number>(text: string)`. Nothing where the text has no spelling in this place.
  std::optional<Written> (*write)(const std::string& payload, const std::string& number);
  /// The decision gives back the payload; else it has an answer, whatever it is.
  bool gives_it_back;
};

/// Where a text can stand in a file of rules, once for each payload.
const std::vector<Place>& Places();

/// `text` as a string of the language, escaped as an author has to.
std::string RulesString(const std::string& text);

}  // namespace rulec::testing
