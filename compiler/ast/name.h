#pragma once
#include "compiler/base/interner.h"
#include "compiler/base/span.h"

namespace rulec::ast {

using base::Span;
using base::Symbol;

/// A name where it was written.
struct Name {
  Symbol symbol;
  Span span;
};

}  // namespace rulec::ast
