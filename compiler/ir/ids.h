#pragma once
// Which of the parts of a program: an index, of a type of its own for each kind.
#include "compiler/base/id.h"
#include "compiler/base/span.h"
#include "compiler/types/types.h"

namespace rulec::ir {

using base::Span;
using types::EnumId;
using types::RecordId;
using types::TypeId;
using types::VariantId;

struct ExprTag;
using ExprId = base::Id<ExprTag>;
struct ConstantTag;
using ConstantId = base::Id<ConstantTag>;
struct LocalTag;
using LocalId = base::Id<LocalTag>;
struct FunctionTag;
using FunctionId = base::Id<FunctionTag>;
struct DecisionTag;
using DecisionId = base::Id<DecisionTag>;
struct StreamTag;
using StreamId = base::Id<StreamTag>;
struct OutputTag;
using OutputId = base::Id<OutputTag>;
struct ParamTag;
using ParamId = base::Id<ParamTag>;
struct CellTag;
using CellId = base::Id<CellTag>;  // within its process
struct WindowTag;
using WindowId = base::Id<WindowTag>;  // within its process
struct TimerTag;
using TimerId = base::Id<TimerTag>;  // within its process
struct JoinTag;
using JoinId = base::Id<JoinTag>;  // within its process
struct AggregateTag;
using AggregateId = base::Id<AggregateTag>;  // within its window
struct StatementTag;
using StatementId = base::Id<StatementTag>;

}  // namespace rulec::ir
