#include "compiler/emit/parts.h"
namespace rulec::emit {
void PrintProcess(CodeWriter&, const plan::Plan&, const plan::Process&) {}
}
