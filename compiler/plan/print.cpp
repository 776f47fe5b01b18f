// `--emit=plan`: what lower decided, one line each.
#include <string>

#include "compiler/plan/plan.h"
#include "compiler/plan/print_code.h"

namespace rulec::plan {
namespace {

class Printer {
 public:
  explicit Printer(const Plan& plan) : plan_(plan) {}

  std::string Run() {
    Line("module " + plan_.module + " in " + plan_.qualified);
    for (std::size_t i = 0; i < plan_.files.size(); ++i) Line("file " + std::to_string(i) + " " + plan_.files[i]);
    for (const Enum& declared : plan_.enums) PrintEnum(declared);
    for (const Struct& record : plan_.records) {
      if (record.variant == kNoIndex) PrintStruct(record);
    }
    for (const Variant& variant : plan_.variants) PrintVariant(variant);
    if (plan_.params) PrintStruct(*plan_.params);
    for (const Callable& callable : plan_.callables) {
      if (callable.is_decision) {
        PrintDecision(plan_.decisions[callable.index]);
      } else {
        PrintFunction(plan_.functions[callable.index]);
      }
    }
    for (const Stream& stream : plan_.streams) PrintStream(stream);
    for (const Output& output : plan_.outputs) PrintOutput(output);
    for (const Process& process : plan_.processes) PrintProcess(process);
    for (std::size_t i = 0; i < plan_.rules.size(); ++i) {
      Line("rule " + std::to_string(i) + " " + plan_.rules[i].process + "." + plan_.rules[i].name + " place " +
           std::to_string(plan_.rules[i].place));
    }
    for (std::size_t i = 0; i < plan_.places.size(); ++i) {
      const Place& place = plan_.places[i];
      Line("place " + std::to_string(i) + " " + std::to_string(place.file) + ":" + std::to_string(place.line) + ":" +
           std::to_string(place.column) + " " + place.expression);
    }
    return std::move(out_);
  }

 private:
  void Line(const std::string& text) {
    out_.append(static_cast<std::size_t>(indent_), ' ');
    out_ += text + '\n';
  }
  void Block(const std::string& head, BlockId body) {
    Line(head);
    PrintBlock(plan_.pool, body, indent_ + 2, out_);
  }
  static std::string Duration(const std::optional<std::int64_t>& us) {
    return us ? std::to_string(*us) + "us" : "for ever";
  }
  static std::string NeedsText(const Needs& needs) {
    return std::string(needs.params ? " params" : "") + (needs.scratch ? " scratch" : "") + (needs.mode ? " mode" : "");
  }
  static std::string SavedText(const std::vector<std::string>& members) {
    std::string out;
    for (const std::string& member : members) out += (out.empty() ? ", saves " : ", ") + member;
    return out;
  }
  static std::string ParamsText(const std::vector<Param>& params) {
    std::string out;
    for (const Param& param : params) out += (out.empty() ? "" : ", ") + param.type + " " + param.member;
    return "(" + out + ")";
  }

  void PrintEnum(const Enum& declared) {
    std::string values;
    for (const EnumValue& value : declared.values) values += " " + value.name + "=" + value.enumerator;
    Line("enum " + declared.name + " as " + declared.cpp + values);
  }
  void PrintField(const Field& field) {
    Line(field.name + " as " + field.member + ": " + field.type.spelled() +
         (field.initial.valid() ? " = " + PrintCode(plan_.pool, field.initial) : ""));
  }
  void PrintStruct(const Struct& record) {
    Line("record " + record.name + " as " + record.cpp + (record.stored ? " stored" : ""));
    indent_ += 2;
    for (const Field& field : record.fields) PrintField(field);
    indent_ -= 2;
  }
  void PrintVariant(const Variant& variant) {
    Line("variant " + variant.name + " as " + variant.cpp + (variant.stored ? " stored" : ""));
    indent_ += 2;
    for (const Arm& arm : variant.arms) {
      Line(arm.name + " as " + arm.member + " " + arm.enumerator);
      indent_ += 2;
      PrintStruct(plan_.records[arm.record]);
      indent_ -= 2;
    }
    indent_ -= 2;
  }
  void PrintFunction(const Function& function) {
    Block("function " + function.name + " as " + function.cpp + ParamsText(function.params) + ": " + function.result +
              " needs" + NeedsText(function.needs),
          function.body);
  }
  static std::string StrategyText(const Decision& decision) {
    switch (decision.strategy) {
      case MatchStrategy::kChain:
        return " by chain";
      case MatchStrategy::kShardedChain:
        return " by sharded chain";
      case MatchStrategy::kIndex:
        return " by index";
      case MatchStrategy::kRows:
        if (decision.packed) {
          return " by " + std::to_string(decision.packed->rows.count) + " packed rows of " +
                 std::to_string(decision.packed->rows.bytes) + " bytes" +
                 (decision.packed->keys.count == 0 ? "" : ", " + std::to_string(decision.packed->keys.count) + " keys");
        }
        return " by " + std::to_string(decision.table.rows.size()) + " rows" +
               (decision.table.keys.empty() ? "" : " of " + std::to_string(decision.table.keys.size()) + " keys");
    }
    return {};
  }
  void PrintIndex(const RuleIndex& index) {
    std::string columns;
    for (const IndexColumn& column : index.columns) columns += (columns.empty() ? "" : ", ") + column.text;
    const std::string codes = " of " + std::to_string(index.lane_bits) + " bit codes of " + columns;
    if (const auto* bitmap = std::get_if<BitmapIndex>(&index.form)) {
      Line("bitmap" + codes);
      indent_ += 2;
      for (std::size_t i = 0; i < index.columns.size(); ++i) {
        const BitmapIndex::Column& column = bitmap->columns[i];
        Line(index.columns[i].text + " " + std::to_string(column.least) + ".." + std::to_string(column.greatest) +
             ", asked by " + std::to_string(column.asked.size()) + " ranges");
      }
    } else {
      const RowIndex& rows = std::get<RowIndex>(index.form);
      Line(std::to_string(rows.rows.size()) + " rows" + codes);
      indent_ += 2;
      for (const RowIndex::Key& key : rows.keys) {
        Line("key " + index.columns[key.column].text + " of " + std::to_string(key.rules) + " rules");
      }
      const std::size_t unkeyed = rows.rows.size() - rows.unkeyed;
      if (unkeyed > 0) Line("without key " + std::to_string(unkeyed) + " rules");
    }
    for (const IndexColumn& column : index.columns) {
      Line("code of " + column.text + " " + PrintCode(plan_.pool, column.code));
    }
    indent_ -= 2;
  }
  void PrintDecision(const Decision& decision) {
    Line("decision " + decision.name + " as " + decision.cpp + ParamsText(decision.params) + ": " +
         decision.result.spelled() + " " + std::string(base::PolicyText(decision.policy)) + StrategyText(decision));
    indent_ += 2;
    if (decision.index) PrintIndex(*decision.index);
    Line("signature" + NeedsText(decision.signature) + "; body needs" + NeedsText(decision.needs));
    for (const Shard& shard : decision.shards) Block("shard " + shard.cpp + ParamsText(decision.shared), shard.body);
    Block("body", decision.body);
    for (const ShadowRule& shadow : decision.shadows) {
      Block("shadow " + shadow.name + " as " + shadow.cpp + ": " + shadow.value + " before " +
                std::to_string(shadow.before) + " needs" + NeedsText(shadow.needs),
            shadow.body);
    }
    indent_ -= 2;
  }
  void PrintStream(const Stream& stream) {
    const Struct& record = plan_.records[stream.record];
    std::string fields;
    for (const std::uint32_t field : stream.fields) fields += " " + record.fields[field].name;
    Line("stream " + stream.name + ": " + record.name + " as " + stream.event + (stream.whole ? " whole" : "") +
         ", keeps" + fields + (stream.time_field ? ", time " + record.fields[*stream.time_field].name : "") +
         ", delay " + Duration(stream.delay_us) + (stream.idle_us ? ", idle " + Duration(stream.idle_us) : "") +
         (stream.idle_by_clock ? " by clock" : "") + (stream.ahead_us ? ", ahead " + Duration(stream.ahead_us) : "") +
         (stream.output ? ", of output" : "") + (stream.stored ? ", stored" : ""));
  }
  void PrintOutput(const Output& output) {
    const Struct& record = plan_.records[output.record];
    Line("output " + output.name + ": " + record.name +
         (output.key_field ? " key " + record.fields[*output.key_field].name : ""));
  }
  void PrintProcess(const Process& process) {
    std::string key = process.key_kind == KeyKind::kNone ? " without key" : " by (";
    for (const KeyField& field : process.key)
      key += (key.ends_with('(') ? "" : ", ") + field.name + ": " + field.type.spelled();
    if (process.key_kind != KeyKind::kNone) key += ")";
    if (!process.waiting.empty()) key += " in order of time";
    Line("process " + process.name + " as " + process.cpp + key);
    indent_ += 2;
    Line("remembers " + Duration(process.longest_memory_us));
    for (const Slot& slot : process.state) {
      Line("state " + slot.member + ": " + slot.type + ", " + Duration(slot.memory_us) + ", shape " + slot.shape);
    }
    for (const Cell& cell : process.cells) {
      if (cell.after_access) Line("cell " + cell.name + " lives on after access");
      if (cell.up_to != 0) Line("cell " + cell.name + " up to " + std::to_string(cell.up_to) + " elements");
    }
    for (const Window& window : process.windows) {
      Line("window " + window.name + " as " + window.type + " of " + plan_.streams[window.stream].name + " " +
           window.form);
      indent_ += 2;
      for (const Field& column : window.columns) PrintField(column);
      for (const Aggregate& aggregate : window.aggregates) Line(aggregate.alias + " = " + aggregate.type);
      indent_ -= 2;
    }
    for (const Join& join : process.joins) {
      Line("join " + join.name + " as " + join.type + " within " + std::to_string(join.lower_us) + "us .. " +
           std::to_string(join.upper_us) + "us" + SavedText(join.saved));
      indent_ += 2;
      PrintSide("left", join.left);
      PrintSide("right", join.right);
      indent_ -= 2;
    }
    for (const Handler& handler : process.handlers) {
      const std::string& stream = plan_.streams[handler.stream].name;
      Block("on " + stream + " as " + handler.event + SavedText(handler.saved), handler.body);
      if (!handler.late_event.empty()) {
        Block("on late " + stream + " as " + handler.late_event + SavedText(handler.saved_of_late), handler.late_body);
      }
    }
    for (const DueWork& due : process.due) {
      Block("due " + due.member + (due.by_clock ? " by clock" : "") + " as " + due.type + ", " + due.rank +
                SavedText(due.saved),
            due.body);
    }
    for (const Join& join : process.joins) PrintAnswers(join);
    indent_ -= 2;
  }

  void PrintSide(const std::string& which, const JoinSide& side) {
    Line(which + " " + plan_.streams[side.stream].name + " as " + side.event + (side.is_outer ? " outer" : ""));
    indent_ += 2;
    for (const Field& field : side.fields) PrintField(field);
    indent_ -= 2;
  }
  void PrintAnswers(const Join& join) {
    if (join.match.valid())
      Block("match " + join.member + " as " + join.left.matched + ", " + join.right.matched, join.match);
    for (const JoinSide* side : {&join.left, &join.right}) {
      if (side->is_outer) Block("unmatched " + join.member + " as " + side->unmatched, side->unmatched_body);
    }
  }

  const Plan& plan_;
  std::string out_;
  int indent_ = 0;
};

}  // namespace

std::string Print(const Plan& plan) { return Printer(plan).Run(); }

}  // namespace rulec::plan
