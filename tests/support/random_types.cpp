#include "tests/support/random_types.h"

#include "compiler/base/check.h"

namespace rulec::testing {

const std::vector<Kind>& ScalarKinds() {
  static const std::vector<Kind> kinds = {Kind::kBool,   Kind::kInt,       Kind::kFloat,    Kind::kDecimal,
                                          Kind::kString, Kind::kTimestamp, Kind::kDuration, Kind::kDate,
                                          Kind::kMoney,  Kind::kBytes,     Kind::kColour};
  return kinds;
}

const std::vector<Kind>& ValueKinds() {
  static const std::vector<Kind> kinds = [] {
    std::vector<Kind> all = ScalarKinds();
    all.insert(all.end(), {Kind::kInts, Kind::kTexts, Kind::kTags, Kind::kCounts, Kind::kHome, Kind::kChoice});
    return all;
  }();
  return kinds;
}

bool IsRecord(Kind kind) { return kind >= Kind::kIn; }

bool IsList(Kind kind) { return kind >= Kind::kInts && kind <= Kind::kChoices; }

bool IsCollection(Kind kind) { return kind >= Kind::kInts && kind <= Kind::kCounts; }

ValueType ElementOf(Kind collection) {
  switch (collection) {
    case Kind::kInts:
      return Of(Kind::kInt);
    case Kind::kTexts:
      return Of(Kind::kString);
    case Kind::kPrices:
      return DecimalOf(kRate);
    case Kind::kColours:
      return Of(Kind::kColour);
    case Kind::kTags:
    case Kind::kCounts:
      return Of(Kind::kString);
    case Kind::kChoices:
      return Of(Kind::kChoice);
    default:
      RULEC_CHECK(false, "a collection");
      return {};
  }
}

std::string TypeText(const ValueType& type) {
  static constexpr const char* kNames[] = {"bool",     "int",  "float",      "",      "string",      "timestamp",
                                           "duration", "date", "money(GBP)", "bytes", "Colour",      "",
                                           "",         "",     "",           "",      "set<string>", "map<string, int>",
                                           "Choice",   "In",   "Home",       "Place", "Out"};
  std::string text = kNames[static_cast<std::size_t>(type.kind)];
  if (type.kind == Kind::kDecimal) {
    text = "decimal(" + std::to_string(type.shape.precision) + "," + std::to_string(type.shape.scale) + ")";
  } else if (IsList(type.kind)) {
    text = "list<" + TypeText(ElementOf(type.kind)) + ">";
  }
  return text + (type.optional ? "?" : "");
}

const std::vector<NamedType>& FieldsOf(Kind record) {
  // Some names are words of C++.
  static const std::vector<NamedType> place = {
      {"code", Of(Kind::kString)}, {"level", Maybe(Kind::kInt)}, {"since", Maybe(Kind::kDate)}};
  static const std::vector<NamedType> home = {
      {"city", Of(Kind::kString)},      {"zip", Maybe(Kind::kInt)},     {"rent", {Kind::kDecimal, true, kRate}},
      {"colour", Maybe(Kind::kColour)}, {"place", Maybe(Kind::kPlace)}, {"class", Of(Kind::kInt)},
      {"fee", Maybe(Kind::kMoney)},     {"seal", Maybe(Kind::kBytes)}};
  static const std::vector<NamedType> in = {{"int", Of(Kind::kInt)},
                                            {"big", Of(Kind::kInt)},
                                            {"real", Of(Kind::kFloat)},
                                            {"amount", DecimalOf(kAmount)},
                                            {"wide", DecimalOf({20, 6})},
                                            {"huge", DecimalOf(kHuge)},
                                            {"fine", DecimalOf({30, 20})},
                                            {"text", Of(Kind::kString)},
                                            {"digits", Of(Kind::kString)},
                                            {"operator", Of(Kind::kBool)},
                                            {"colour", Of(Kind::kColour)},
                                            {"at", Of(Kind::kTimestamp)},
                                            {"span", Of(Kind::kDuration)},
                                            {"day", Of(Kind::kDate)},
                                            {"price", Of(Kind::kMoney)},
                                            {"blob", Of(Kind::kBytes)},
                                            {"maybe_int", Maybe(Kind::kInt)},
                                            {"maybe_real", Maybe(Kind::kFloat)},
                                            {"maybe_rate", {Kind::kDecimal, true, kRate}},
                                            {"maybe_huge", {Kind::kDecimal, true, kHuge}},
                                            {"maybe_text", Maybe(Kind::kString)},
                                            {"maybe_flag", Maybe(Kind::kBool)},
                                            {"maybe_colour", Maybe(Kind::kColour)},
                                            {"maybe_at", Maybe(Kind::kTimestamp)},
                                            {"maybe_span", Maybe(Kind::kDuration)},
                                            {"maybe_day", Maybe(Kind::kDate)},
                                            {"maybe_price", Maybe(Kind::kMoney)},
                                            {"maybe_blob", Maybe(Kind::kBytes)},
                                            {"home", Of(Kind::kHome)},
                                            {"maybe_home", Maybe(Kind::kHome)},
                                            {"ints", Of(Kind::kInts)},
                                            {"texts", Of(Kind::kTexts)},
                                            {"prices", Of(Kind::kPrices)},
                                            {"colours", Of(Kind::kColours)},
                                            {"maybe_ints", Maybe(Kind::kInts)},
                                            {"tags", Of(Kind::kTags)},
                                            {"counts", Of(Kind::kCounts)},
                                            {"maybe_tags", Maybe(Kind::kTags)},
                                            {"maybe_counts", Maybe(Kind::kCounts)},
                                            {"choice", Of(Kind::kChoice)},
                                            {"maybe_choice", Maybe(Kind::kChoice)},
                                            {"choices", Of(Kind::kChoices)}};
  static const std::vector<NamedType> out = {
      {"n", Of(Kind::kInt)},           {"amount", {Kind::kDecimal, true, kAmount}},
      {"text", Maybe(Kind::kString)},  {"real", Maybe(Kind::kFloat)},
      {"at", Maybe(Kind::kTimestamp)}, {"this", Maybe(Kind::kBool)},
      {"colour", Of(Kind::kColour)},   {"home", Maybe(Kind::kHome)},
      {"ints", Of(Kind::kInts)},       {"day", Maybe(Kind::kDate)},
      {"tags", Of(Kind::kTags)},       {"counts", Maybe(Kind::kCounts)},
      {"fee", Maybe(Kind::kMoney)},    {"seal", Maybe(Kind::kBytes)},
      {"choice", Maybe(Kind::kChoice)}};
  static const std::vector<NamedType> priced = {{"amount", DecimalOf(kAmount)}, {"colour", Maybe(Kind::kColour)}};
  static const std::vector<NamedType> told = {{"text", Of(Kind::kString)}, {"ints", Of(Kind::kInts)}};
  static const std::vector<NamedType> housed = {{"home", Of(Kind::kHome)}, {"arm", Of(Kind::kInt)}};
  switch (record) {
    case Kind::kIn:
      return in;
    case Kind::kHome:
      return home;
    case Kind::kPlace:
      return place;
    case Kind::kOut:
      return out;
    case Kind::kPriced:
      return priced;
    case Kind::kTold:
      return told;
    case Kind::kHoused:
      return housed;
    default:
      RULEC_CHECK(false, "a record");
      return in;
  }
}

const std::vector<ArmType>& Arms() {
  static const std::vector<ArmType> arms = {
      {"priced", Kind::kPriced}, {"told", Kind::kTold}, {"default", std::nullopt}, {"union", Kind::kHoused}};
  return arms;
}

std::string TypeDeclarations() {
  std::string text =
      "enum Colour { red, green, blue, new }\n"
      "record Reason { text: string  code: string?  weight: int }\n"
      "record Score { total: int  reasons: list<Reason> }\n";
  text += "\nvariant Choice {\n";
  for (const ArmType& arm : Arms()) {
    text += "  " + arm.name;
    if (arm.fields) {
      text += " {";
      for (const NamedType& field : FieldsOf(*arm.fields)) text += " " + field.name + ": " + TypeText(field.type);
      text += " }";
    }
    text += "\n";
  }
  text += "}\n";
  for (const Kind record : {Kind::kPlace, Kind::kHome, Kind::kIn, Kind::kOut}) {
    text += "\nrecord " + TypeText(Of(record)) + " {\n";
    for (const NamedType& field : FieldsOf(record)) text += "  " + field.name + ": " + TypeText(field.type) + "\n";
    text += "}\n";
  }
  return text;
}

}  // namespace rulec::testing
