#include "tests/support/random_scope.h"

#include <algorithm>

namespace rulec::testing {

bool Scope::Holds(const std::string& path) const { return std::find(held_.begin(), held_.end(), path) != held_.end(); }

// `through_missing`: a record on the way may be missing, so that a `?.` before made this optional.
void Scope::Walk(Readable at, bool through_missing, std::vector<Readable>& all) const {
  const bool declared_optional = at.type.optional;
  const bool may_miss = through_missing || (declared_optional && !Holds(at.path));
  if (declared_optional) at.proved.push_back(at.path);
  Readable read = at;
  read.type.optional = declared_optional || through_missing;
  if (through_missing && !declared_optional) read.proved.push_back(at.path);
  all.push_back(read);
  if (!IsRecord(at.type.kind)) return;
  for (const NamedType& field : FieldsOf(at.type.kind)) {
    Readable next;
    next.text = at.text + (may_miss ? "?." : ".") + field.name;
    next.path = at.path + "." + field.name;
    next.type = field.type;
    next.proved = at.proved;
    Walk(next, may_miss, all);
  }
}

std::vector<Readable> Scope::All() const {
  std::vector<Readable> all;
  for (const Root& root : roots_) Walk({root.name, root.path, root.type, {}}, false, all);
  return all;
}

std::vector<Readable> Scope::Present(Kind kind) const {
  std::vector<Readable> found;
  for (Readable& read : All()) {
    if (read.type.kind != kind) continue;
    if (read.type.optional && (only_required_ || !Holds(read.path))) continue;
    found.push_back(std::move(read));
  }
  return found;
}

std::vector<Readable> Scope::Optional(Kind kind) const {
  std::vector<Readable> found;
  if (only_required_) return found;
  for (Readable& read : All()) {
    if (read.type.kind == kind && read.type.optional) found.push_back(std::move(read));
  }
  return found;
}

Paths Common(const Paths& a, const Paths& b) {
  Paths both;
  for (const std::string& path : a) {
    if (std::find(b.begin(), b.end(), path) != b.end()) both.push_back(path);
  }
  return both;
}

}  // namespace rulec::testing
