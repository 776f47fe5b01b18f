// Shared objects that are no modules of this host: RULERT_ODD says in which way.
#include "rulert/module_abi.h"

#if RULERT_ODD == 1
extern "C" int something_else() { return 1; }
#else
extern "C" const rulert::Module* rulert_module() {
#if RULERT_ODD == 2
  return nullptr;
#else
  static const rulert::Module module = [] {
    rulert::Module m{};
    m.abi = rulert::kModuleAbi + 1;
    return m;
  }();
  return &module;
#endif
}
#endif
