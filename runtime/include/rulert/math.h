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

}  // namespace rulert::math
