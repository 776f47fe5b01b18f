#pragma once
// Values of rules while they are evaluated by the compiler.
#include <string>
#include <vector>

#include "compiler/ir/ir.h"

namespace rulec::eval {

/// Which member holds the value follows from its type, as with ir::Constant; `parts` are the fields of a record, in
/// declared order, the elements of a list or set, or the keys and values of a map by turns; sets and maps in order,
/// without equal elements or keys. Of a variant `number` is the arm, `parts` are its fields.
struct Value {
  bool missing = false;
  base::Int128 number = 0;
  double real = 0;
  std::string text;
  std::vector<Value> parts;

  static Value Missing() {
    Value value;
    value.missing = true;
    return value;
  }
  static Value Number(base::Int128 number) {
    Value value;
    value.number = number;
    return value;
  }
  static Value Bool(bool truth) { return Number(truth ? 1 : 0); }
  static Value Real(double real) {
    Value value;
    value.real = real;
    return value;
  }
  static Value Text(std::string text) {
    Value value;
    value.text = std::move(text);
    return value;
  }
  bool truth() const { return number != 0; }
};

/// Whether two values of types of one kind are equal: decimals by value, records and lists by their parts,
/// variants by arm and fields.
bool Equal(const ir::Program& program, const Value& a, ir::TypeId type_a, const Value& b, ir::TypeId type_b);

/// Below 0, 0 or above 0: the order of two values of one type. What is missing comes first; records go by their fields
/// in turn, lists by their elements, variants by the place of their arm, then by its fields.
int Compare(const ir::Program& program, const Value& a, const Value& b, ir::TypeId type);

/// Brings the parts of a set or map into their order; of equal elements the first counts, of equal keys the last.
void Arrange(const ir::Program& program, Value& value, ir::TypeId type);

/// Type of part `at` of `value`, of a record, variant or collection that is there.
ir::TypeId PartType(const ir::Program& program, const Value& value, ir::TypeId type, std::size_t at);

/// What `value` looks like in a message: `12.50`, `"text"`, `missing`, `{ f: 1 }`, `decline`, `approve { limit: 1 }`.
std::string TextOf(const ir::Program& program, const Value& value, ir::TypeId type);

}  // namespace rulec::eval
