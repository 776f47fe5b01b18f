#pragma once
// Processes that read what others emit must not feed each other in a circle.
#include "compiler/check/context.h"

namespace rulec::check {

/// Reports each circle once, where its first process reads. After all processes were checked.
void CheckOutputCircles(Context& context);

}  // namespace rulec::check
