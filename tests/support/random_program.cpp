#include "tests/support/random_program.h"

namespace rulec::testing {
namespace {

ValueType RandomType(Random& random) {
  static const std::vector<types::DecimalShape> shapes = {kAmount, kRate, kHuge, {18, 0}, {38, 0}, {30, 20}};
  ValueType type;
  type.kind = random.Pick(ValueKinds());
  type.optional = random.OneIn(4);
  type.shape = random.Pick(shapes);
  return type;
}

class ModuleWriter {
 public:
  explicit ModuleWriter(std::uint64_t seed) : random_(seed) {}

  RandomModule Write(int programs) {
    module_.text = "module random.programs\n\n" + TypeDeclarations() + R"(
param limit: int = 5
param factor: decimal(5,2) = 1.25
param label: string = "vip"
param after: timestamp = 2026-01-01T00:00:00Z
param pause: duration = 1h
)";
    // What every program may call.
    for (int i = 0; i < 4; ++i) AddFunction("base" + std::to_string(i), 0);
    for (int i = 0; i < 2; ++i) AddDecision("Base" + std::to_string(i), true, 1);
    for (int i = 0; i < programs; ++i) {
      const std::size_t shared = callables_.size();
      const std::uint32_t own = random_.Below(3);
      for (std::uint32_t f = 0; f < own; ++f) {
        AddFunction("step" + std::to_string(i) + "_" + std::to_string(f), 2);
      }
      AddDecision("Decide" + std::to_string(i), false, 3);
      callables_.resize(shared);
    }
    return std::move(module_);
  }

 private:
  std::vector<NamedType> Params(bool whole) {
    std::vector<NamedType> params;
    if (whole) params.push_back({"x", Of(Kind::kIn)});
    const std::uint32_t more = whole ? (random_.OneIn(3) ? 1 + random_.Below(2) : 0) : 1 + random_.Below(3);
    // Some names are taken in generated code.
    static const std::vector<std::string> names = {"n", "std", "value", "result", "class", "rule"};
    for (std::uint32_t i = 0; i < more; ++i) params.push_back({names[i * 2 + random_.Below(2)], RandomType(random_)});
    return params;
  }

  static void AddModuleParams(Scope& scope) {
    for (const NamedType& param : ModuleParams()) scope.Add(param.name, param.type);
  }

  void AddFunction(const std::string& name, int level) {
    const std::vector<NamedType> params = Params(false);
    Callable callable{name, {}, RandomType(random_), level};
    Scope scope;
    AddModuleParams(scope);
    module_.text += "\nfunction " + name + "(";
    for (const NamedType& param : params) {
      module_.text += (callable.params.empty() ? "" : ", ") + param.name + ": " + TypeText(param.type);
      callable.params.push_back(param.type);
      scope.Add(param.name, param.type);
    }
    ExprWriter writer(random_, scope, callables_, level);
    module_.text += "): " + TypeText(callable.result) + " =\n  " + writer.Typed(callable.result, 3) + "\n";
    callables_.push_back(std::move(callable));
  }

  void AddDecision(const std::string& name, bool callable, int level) {
    RandomProgram program{name, Params(!callable)};
    if (!callable && random_.OneIn(6)) program.params.push_back({"as_of", Of(Kind::kTimestamp)});
    ValueType result = RandomType(random_);
    if (random_.OneIn(4)) result.kind = Kind::kOut;
    // What others call gives all matches, now and then.
    if (callable && random_.OneIn(3)) {
      result = Of(random_.Pick(std::vector<Kind>{Kind::kInts, Kind::kTexts, Kind::kPrices, Kind::kColours}));
    }
    DecisionWriter writer(random_, callables_, level);
    AddModuleParams(writer.scope());
    if (!callable && random_.OneIn(10)) {
      module_.text += writer.WriteScore(name, program.params);
      module_.programs.push_back(std::move(program));
      return;
    }
    module_.text += writer.Write(name, program.params, result, callable);
    if (callable) {
      std::vector<ValueType> params;
      for (const NamedType& param : program.params) params.push_back(param.type);
      callables_.push_back({name, std::move(params), result, level});
    } else {
      module_.programs.push_back(std::move(program));
    }
  }

  Random random_;
  RandomModule module_;
  std::vector<Callable> callables_;
};

}  // namespace

const std::vector<NamedType>& ModuleParams() {
  static const std::vector<NamedType> params = {{"limit", Of(Kind::kInt)},
                                                {"factor", DecimalOf({5, 2})},
                                                {"label", Of(Kind::kString)},
                                                {"after", Of(Kind::kTimestamp)},
                                                {"pause", Of(Kind::kDuration)}};
  return params;
}

RandomModule MakeRandomModule(std::uint64_t seed, int programs) { return ModuleWriter(seed).Write(programs); }

}  // namespace rulec::testing
