#pragma once
// Functions of libm whose last digit may differ between machines. Never folded by the C++ compiler, so that one machine
// gives one answer whatever it knows at compile time.
namespace rulert::math {

[[gnu::noinline]] inline double Pow(double base, double exponent) noexcept {
  // Reading back through memory hides constants from the optimiser.
  const volatile double hidden_base = base;
  const volatile double hidden_exponent = exponent;
  return __builtin_pow(hidden_base, hidden_exponent);
}

#define RULERT_OF_LIBM(Name, function)                      \
  [[gnu::noinline]] inline double Name(double x) noexcept { \
    const volatile double hidden = x;                       \
    return __builtin_##function(hidden);                    \
  }
RULERT_OF_LIBM(Exp, exp)
RULERT_OF_LIBM(Log, log)
RULERT_OF_LIBM(Log2, log2)
RULERT_OF_LIBM(Log10, log10)
RULERT_OF_LIBM(Cbrt, cbrt)
RULERT_OF_LIBM(Erfc, erfc)
RULERT_OF_LIBM(Sin, sin)
RULERT_OF_LIBM(Cos, cos)
RULERT_OF_LIBM(Asin, asin)
#undef RULERT_OF_LIBM

[[gnu::noinline]] inline double Atan2(double y, double x) noexcept {
  const volatile double hidden_y = y;
  const volatile double hidden_x = x;
  return __builtin_atan2(hidden_y, hidden_x);
}

}  // namespace rulert::math
