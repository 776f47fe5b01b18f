// What is kept of the rows of a window, and what its view is asked.
#include <algorithm>
#include <map>

#include "compiler/base/check.h"
#include "compiler/lower/expr_shape.h"
#include "compiler/lower/process_parts.h"
#include "compiler/lower/state_shape.h"

namespace rulec::lower {
namespace {

using ir::AggregateKind;
using types::TypeKind;

/// As rulert's templates begin, and aliases of them.
std::string NameOf(AggregateKind kind) {
  switch (kind) {
    case AggregateKind::kCountIf:
      return "CountIf";
    case AggregateKind::kCountEqual:
      return "CountEqual";
    case AggregateKind::kSum:
      return "Sum";
    case AggregateKind::kAvg:
      return "Avg";
    case AggregateKind::kMin:
      return "Min";
    case AggregateKind::kMax:
      return "Max";
    case AggregateKind::kStddev:
      return "Stddev";
    case AggregateKind::kFirst:
      return "First";
    case AggregateKind::kLast:
      return "Last";
    case AggregateKind::kPrevious:
      return "Previous";
    case AggregateKind::kDistinct:
      return "Distinct";
    case AggregateKind::kList:
      return "Values";
    case AggregateKind::kTop:
      return "Top";
    case AggregateKind::kQuantile:
      return "Quantile";
    case AggregateKind::kEwma:
      return "Ewma";
    case AggregateKind::kCount:
    case AggregateKind::kCountWhere:
    case AggregateKind::kStart:
    case AggregateKind::kEnd:
    case AggregateKind::kComplete:
      break;
  }
  RULEC_CHECK(false, "lower: an aggregate of one column");
  return "";
}

class QuestionLowering {
 public:
  QuestionLowering(Context& context, ProcessParts& parts, const ir::Window& declared, plan::Window& out)
      : context_(context), program_(context.program()), parts_(parts), declared_(declared), out_(out) {
    for (const char* name : {"Row", "Aggregates", "Grid", "kConstruct", "kSize", "kLate", "kRows", "kMaxRows", "kTime"})
      aliases_.Reserve(name);
    columns_.Reserve("Members");
  }

  void Run() {
    std::vector<ProcessParts::AggregateUse> uses;
    out_.keeps_rows = !ir::AnswersAtOnce(declared_) && declared_.up_to != 0;
    for (const ir::Aggregate& aggregate : declared_.aggregates) {
      uses.push_back(UseOf(aggregate));
      out_.keeps_rows |= !ir::AnswersAtOnce(declared_) && NeedsRows(aggregate);
    }
    const auto weighs = [](const ir::Aggregate& aggregate) { return aggregate.kind == AggregateKind::kEwma; };
    if (declared_.form == ir::WindowForm::kRows &&
        std::any_of(declared_.aggregates.begin(), declared_.aggregates.end(), weighs)) {
      KeepTime();
    }
    for (const plan::Field& column : out_.columns) out_.stores_members |= !IsNumber(column.type);
    if (out_.stores_members) {
      for (const plan::Field& column : out_.columns) MarkStored(context_, column.type);
    }
    parts_.aggregates.push_back(std::move(uses));
    parts_.columns.push_back(std::move(arguments_));
  }

 private:
  /// Of a window that closes: what rulert/window_parts.h does not keep in a pane.
  bool NeedsRows(const ir::Aggregate& aggregate) const {
    switch (aggregate.kind) {
      case AggregateKind::kCount:
      case AggregateKind::kCountIf:
      case AggregateKind::kStart:
      case AggregateKind::kEnd:
        return false;
      case AggregateKind::kSum:
      case AggregateKind::kAvg:
      case AggregateKind::kStddev:
        return context_.TypeOf(aggregate.argument).kind == TypeKind::kFloat;
      case AggregateKind::kMin:
      case AggregateKind::kMax:
      case AggregateKind::kFirst:
      case AggregateKind::kLast: {
        const TypeKind kind = context_.TypeOf(aggregate.argument).kind;
        return types::IsText(kind) || kind == TypeKind::kRecord || kind == TypeKind::kVariant ||
               types::IsCollection(kind) || kind == TypeKind::kOptional;
      }
      default:
        return true;
    }
  }

  ProcessParts::AggregateUse UseOf(const ir::Aggregate& aggregate) {
    ProcessParts::AggregateUse use;
    switch (aggregate.kind) {
      case AggregateKind::kCount:
        use.function = "count";
        return use;
      case AggregateKind::kStart:
        use.function = "start";
        use.takes_mode = ir::AnswersAtOnce(declared_);
        return use;
      case AggregateKind::kEnd:
        use.function = "end";
        return use;
      case AggregateKind::kComplete:
        use.alias = Alias("Complete", "::rulert::Complete");
        return use;
      case AggregateKind::kCountWhere:
        for (const ir::ExprId of : aggregate.columns) {
          const plan::Field& column = Column(of);
          use.columns.push_back(
              Alias("Column" + UpperCamel(column.name), "::rulert::ColumnOf<&Row::" + column.member + ">"));
        }
        return use;
      default:
        break;
    }
    const plan::Field& column = Column(aggregate.argument);
    const std::string name = NameOf(aggregate.kind);
    const bool is_count = aggregate.kind == AggregateKind::kCountIf || aggregate.kind == AggregateKind::kCountEqual;
    std::string type = "::rulert::" + name + (is_count ? "" : "Of") + "<&Row::" + column.member;
    if (aggregate.number != 0 || aggregate.kind == AggregateKind::kQuantile) type += ", " + Grouped(aggregate.number);
    use.alias = Alias(name + UpperCamel(column.name), type + ">");
    use.takes_mode = aggregate.kind == AggregateKind::kSum || aggregate.kind == AggregateKind::kAvg ||
                     aggregate.kind == AggregateKind::kStddev || aggregate.kind == AggregateKind::kEwma;
    use.takes_current = aggregate.kind == AggregateKind::kPrevious && ir::AnswersAtOnce(declared_);
    return use;
  }

  std::string Alias(const std::string& wanted, const std::string& type) {
    const auto known = std::find_if(out_.aggregates.begin(), out_.aggregates.end(),
                                    [&](const plan::Aggregate& other) { return other.type == type; });
    if (known != out_.aggregates.end()) return known->alias;
    out_.aggregates.push_back({aliases_.Take(wanted), type});
    return out_.aggregates.back().alias;
  }

  /// Equal arguments are one column.
  const plan::Field& Column(ir::ExprId argument) {
    const auto [at, is_new] =
        by_shape_.emplace(ExprShape(program_, argument), static_cast<std::uint32_t>(arguments_.size()));
    if (!is_new) return out_.columns[at->second];
    const ir::Expr& expr = program_.exprs[argument];
    plan::Field column;
    column.type = context_.Plan(expr.type);
    column.name = column.type.kind == TypeKind::kBool ? "test" : "value";
    if (expr.kind == ir::ExprKind::kLocal) column.name = "event";
    if (expr.kind == ir::ExprKind::kParam) column.name = program_.params[ir::ParamId(expr.index)].name;
    if (expr.kind == ir::ExprKind::kField) {
      const types::Type& record = context_.TypeOf(program_.children_of(expr)[0]);
      if (record.kind == TypeKind::kRecord) column.name = program_.records[record.record].fields[expr.index].name;
    }
    column.name = names_.Take(column.name);  // an overflow shows rows by these
    column.member = context_.MemberName(column.name, columns_);
    arguments_.push_back(argument);
    out_.columns.push_back(std::move(column));
    return out_.columns.back();
  }

  /// The last column.
  void KeepTime() {
    plan::Field column;
    column.type = context_.Plan(program_.types.Simple(TypeKind::kTimestamp));
    column.name = "time";
    column.member = context_.MemberName(column.name, columns_);
    out_.time_member = column.member;
    out_.columns.push_back(std::move(column));
  }

  /// Kept in a row as it is.
  static bool IsNumber(const plan::Type& type) {
    return !types::IsText(type.kind) && type.kind != TypeKind::kRecord && type.kind != TypeKind::kVariant &&
           !types::IsCollection(type.kind);
  }

  Context& context_;
  const ir::Program& program_;
  ProcessParts& parts_;
  const ir::Window& declared_;
  plan::Window& out_;
  Scope names_;
  Scope columns_;
  Scope aliases_;
  std::map<std::string, std::uint32_t> by_shape_;
  std::vector<ir::ExprId> arguments_;
};

}  // namespace

void LowerQuestions(Context& context, ProcessParts& parts, const ir::Window& declared, plan::Window& out) {
  QuestionLowering(context, parts, declared, out).Run();
}

std::string Grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, '\'');
  return digits;
}

}  // namespace rulec::lower
