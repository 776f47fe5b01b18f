// The places. Each puts the payload into otherwise ordinary declarations.
#include "compiler/base/utf8.h"
#include "tests/injection/attempts.h"

namespace rulec::testing {
namespace {

using Text = std::optional<Written>;

std::string Decision(const std::string& number, const std::string& body) {
  return "decision D" + number + "(text: string): string first match {\n" + body + "\n}\n";
}

std::string Otherwise(const std::string& number, const std::string& expr) {
  return Decision(number, "  otherwise " + expr);
}

/// Whatever stands in the back-quotes: the scanner judges what is no name.
std::string Name(const std::string& payload) { return "`" + payload + "`"; }

Text InString(const std::string& payload, const std::string& number) { return Otherwise(number, RulesString(payload)); }

/// As somebody types it who knows nothing of escapes, or hopes that they are not looked at.
Text InStringUnescaped(const std::string& payload, const std::string& number) {
  return Otherwise(number, "\"" + payload + "\"");
}

Text InRawString(const std::string& payload, const std::string& number) {
  if (payload.find_first_of("\"\r\n") != std::string::npos) return std::nullopt;
  return Otherwise(number, "r\"" + payload + "\"");
}

Text InInterpolation(const std::string& payload, const std::string& number) {
  const std::string escaped = RulesString(payload);
  return Otherwise(number, escaped.substr(0, escaped.size() - 1) + "{left(text, 0)}\"");
}

Text InPattern(const std::string& payload, const std::string& number) {
  return Otherwise(number, "if text matches " + RulesString(payload) + " then \"a\" else \"b\"");
}

Text InLineComment(const std::string& payload, const std::string& number) {
  return "// " + payload + "\n" + Otherwise(number, "text // " + payload);
}

Text InBlockComment(const std::string& payload, const std::string& number) {
  return Otherwise(number, "text /* " + payload + " */");
}

Text InDocComments(const std::string& payload, const std::string& number) {
  const std::string doc = "/// " + payload + "\n";
  return doc + "record Doc" + number + " {\n" + doc + "  a: string\n}\n" + doc + "enum DocEnum" + number + " {\n" +
         doc + "  a_" + number + "\n}\n" + doc + "param doc" + number + ": int = 1\n" + doc + "function doc_of" +
         number + "(a: string): string = a\n" + doc +
         Decision(number,
                  "/// " + payload + "\n  rule r when text == \"\" then text\n  otherwise doc_of" + number + "(text)");
}

Text InDescription(const std::string& payload, const std::string& number) {
  return Decision(number, "  rule r " + RulesString(payload) + " when text != \"\" then text\n  otherwise \"\"");
}

Text InReason(const std::string& payload, const std::string& number) {
  const std::string text = RulesString(payload);
  return "scorecard Card" + number +
         "(text: string): Score {\n  base 0\n  rule r when text == text then add 1 because " + text + " code " + text +
         "\n}\n" + Otherwise(number, "Card" + number + "(text).reasons[0].text");
}

Text InRuleName(const std::string& payload, const std::string& number) {
  return Decision(number, "  rule " + Name(payload) + " when text != \"\" then text\n  otherwise \"\"");
}

/// Two rules match, so the answer is an error that names both.
Text InRuleNameOfError(const std::string& payload, const std::string& number) {
  return "decision D" + number + "(text: string): string? any match {\n  rule " + Name(payload) +
         " when length(text) >= 0 then text\n  rule other when length(text) < 99999 then \"other\"\n}\n";
}

Text InDecisionName(const std::string& payload, const std::string& number) {
  return "decision " + Name(payload) + "(text: string): string first match { otherwise text }\n" +
         Otherwise(number, Name(payload) + "(text)");
}

Text InParameterName(const std::string& payload, const std::string& number) {
  const std::string name = Name(payload);
  return "function same" + number + "(" + name + ": string): string = " + name + " + \"\"\n" + "decision Same" +
         number + "(" + name + ": string): string first match { otherwise same" + number + "(" + name + ") }\n" +
         Otherwise(number, "Same" + number + "(text)");
}

Text InFunctionName(const std::string& payload, const std::string& number) {
  return "function " + Name(payload) + "(a: string): string = a\n" + Otherwise(number, Name(payload) + "(text)");
}

Text InParamName(const std::string& payload, const std::string& number) {
  return "param " + Name(payload) + ": string = " + RulesString(payload) + "\n" + Otherwise(number, Name(payload));
}

Text InLetName(const std::string& payload, const std::string& number) {
  return Decision(number, "  let " + Name(payload) + " = text + \"\"\n  otherwise " + Name(payload));
}

Text InRecordName(const std::string& payload, const std::string& number) {
  return "record " + Name(payload) + " { a: string }\ndecision Made" + number + "(text: string): " + Name(payload) +
         " first match { otherwise " + Name(payload) + " { a: text } }\n" +
         Otherwise(number, "Made" + number + "(text).a");
}

Text InFieldName(const std::string& payload, const std::string& number) {
  const std::string record = "Fields" + number;
  return "record " + record + " { " + Name(payload) + ": string }\ndecision Made" + number +
         "(text: string): " + record + " first match { otherwise " + record + " { " + Name(payload) + ": text } }\n" +
         Otherwise(number, "Made" + number + "(text)." + Name(payload));
}

Text InEnumName(const std::string& payload, const std::string& number) {
  return "enum " + Name(payload) + " { only }\nfunction which" + number + "(e: " + Name(payload) +
         "): string = string(e)\n" + Otherwise(number, "which" + number + "(only)");
}

Text InEnumValue(const std::string& payload, const std::string& number) {
  return "enum E" + number + " { first_of_all, " + Name(payload) + " }\nfunction which" + number + "(e: E" + number +
         "): string = string(e)\n" + Otherwise(number, "which" + number + "(E" + number + "." + Name(payload) + ")");
}

Text InTable(const std::string& payload, const std::string& number) {
  const std::string text = RulesString(payload);
  return Decision(number, "  table {\n  | text as " + Name(payload) + " || " + Name(payload) + " |\n  | " + text +
                              " || " + text + " |\n  | - || \"\" |\n  }");
}

std::string CsvCell(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

Written TableFile(const std::string& number, const std::string& csv) {
  return {Decision(number, "  table from \"table" + number + ".csv\"\n  otherwise text"), csv};
}

Text InCsv(const std::string& payload, const std::string& number) {
  const std::string cell = CsvCell(RulesString(payload));
  return TableFile(number, "text,|| result\n" + cell + "," + cell + "\n");
}

/// As a spreadsheet holds it: no string of the language.
Text InCsvBare(const std::string& payload, const std::string& number) {
  return TableFile(number, "text,|| result\n" + CsvCell(payload) + "," + CsvCell(payload) + "\n");
}

/// Without any quotes: cells and lines end where the text says so.
Text InCsvRaw(const std::string& payload, const std::string& number) {
  return TableFile(number, "text,|| result\n" + payload + ",\"\"\"a\"\"\"\n");
}

Text InCsvHeader(const std::string& payload, const std::string& number) {
  return TableFile(number, CsvCell("text as " + Name(payload)) + "," + CsvCell("|| " + Name(payload)) + "\n-,text\n");
}

Text InProcess(const std::string& payload, const std::string& number) {
  const std::string name = Name(payload);
  return "record In" + number + " { " + name + ": string  at: timestamp }\nrecord Out" + number + " { " + name +
         ": string  n: int }\nprocess P" + number + " by " + name + " {\n  state s" + number + ": int = 0 unbounded\n" +
         "  window w" + number + " = i" + number + " in last 1h\n  on i" + number + " as e {\n    rule " + name +
         " when e." + name + " != " + RulesString(payload) + " then emit o" + number + " { " + name + ": e." + name +
         ", n: w" + number + ".count }\n  }\n}\nstream i" + number + ": In" + number + " { time at }\noutput o" +
         number + ": Out" + number + "\n" + Otherwise(number, "text");
}

Text InProcessNames(const std::string& payload, const std::string& number) {
  const std::string name = Name(payload);
  const std::string event = "Ev" + number;
  return "record " + event + " { k: string  at: timestamp }\nstream " + name + ": " + event + " { time at }\n" +
         "process " + name + " by k {\n  state " + name + ": int = 0 unbounded\n  on " + name + " as e {\n    " + name +
         " += 1\n  }\n}\n" + Otherwise(number, "text");
}

Text InMembers(const std::string& payload, const std::string& number) {
  const std::string name = Name(payload);
  const std::string event = "Mv" + number;
  return "record " + event + " { k: string  at: timestamp }\nstream m" + number + ": " + event +
         " { time at }\noutput " + name + ": " + event + "\nprocess M" + number + " by k {\n  window " + name + " = m" +
         number + " each 1h\n  timer " + name + "_t\n  on m" + number + " as e {\n    let " + name +
         "_l = e.k\n    emit " + name + " { k: " + name + "_l, at: e.at }\n  }\n  on close " + name +
         " as v {\n    emit " + name + " { k: key.k, at: v.end }\n  }\n}\n" + Otherwise(number, "text");
}

Text AsItself(const std::string& payload, const std::string& number) {
  return payload + "\n" + Otherwise(number, "text");
}

}  // namespace

std::string RulesString(const std::string& text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const base::CodePoint point = base::DecodeUtf8(text, i);
    const std::string_view bytes = std::string_view(text).substr(i, point.length);
    i += point.length;
    if (bytes == "\"" || bytes == "\\" || bytes == "{" || bytes == "}") {
      out += "\\" + std::string(bytes);
    } else if (point.value < ' ' || point.value == 0x7F) {
      constexpr std::string_view kHex = "0123456789abcdef";
      out += std::string("\\u{") + kHex[point.value / 16] + kHex[point.value % 16] + "}";
    } else {
      out += bytes;
    }
  }
  return out + "\"";
}

const std::vector<Place>& Places() {
  static const std::vector<Place> places = {
      {"a string", InString, true},
      {"a string, unescaped", InStringUnescaped, false},
      {"a raw string", InRawString, true},
      {"an interpolation", InInterpolation, true},
      {"a pattern", InPattern, false},
      {"a line comment", InLineComment, true},
      {"a block comment", InBlockComment, true},
      {"comments that travel", InDocComments, true},
      {"a description", InDescription, true},
      {"a reason", InReason, true},
      {"a rule's name", InRuleName, true},
      {"a rule's name in an error", InRuleNameOfError, false},
      {"a decision's name", InDecisionName, true},
      {"a parameter's name", InParameterName, true},
      {"a function's name", InFunctionName, true},
      {"a module parameter's name", InParamName, true},
      {"a local's name", InLetName, true},
      {"a record's name", InRecordName, true},
      {"a field's name", InFieldName, true},
      {"an enum's name", InEnumName, false},
      {"an enum value", InEnumValue, true},
      {"a table", InTable, true},
      {"a cell of a CSV file", InCsv, true},
      {"a bare cell of a CSV file", InCsvBare, false},
      {"a CSV file itself", InCsvRaw, false},
      {"a header of a CSV file", InCsvHeader, false},
      {"a key", InProcess, true},
      {"names of streams and cells", InProcessNames, true},
      {"names of outputs and windows", InMembers, true},
      {"the file itself", AsItself, true},
  };
  return places;
}

}  // namespace rulec::testing
