#include "compiler/lower/context.h"
#include "compiler/lower/failures.h"
namespace rulec::lower {
void LowerProcesses(Context&, const Failures&) {}
}
