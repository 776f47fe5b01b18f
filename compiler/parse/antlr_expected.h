#pragma once
// What would have been accepted at a place: a walk over the grammar's automaton with the real stack of rules. Only for
// antlr_front.cpp.
#include <antlr4-runtime.h>

#include <compare>
#include <deque>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "compiler/parse/token.h"

namespace rulec::parse {

class ExpectedTokens {
 public:
  explicit ExpectedTokens(antlr4::Parser& parser) : parser_(parser), atn_(parser.getATN()) {}

  // Tokens accepted at `at` when the parser stands before token `from` in that state of that rule.
  TokenSet At(std::size_t state, antlr4::RuleContext* context, std::size_t from, std::size_t at) {
    TokenSet expected;
    if (at - from > kMaxAhead) return expected;
    std::vector<Config> configs = Closure({Config{atn_.states[state], StackOf(context)}});
    for (std::size_t i = from; i < at; ++i)
      configs = Closure(Step(configs, parser_.getTokenStream()->get(i)->getType()));
    for (const Config& config : configs) {
      for (const auto* transition : config.state->transitions) {
        if (transition->isEpsilon()) continue;
        const antlr4::misc::IntervalSet label = transition->label();
        for (const auto& interval : label.getIntervals()) {
          for (ssize_t type = interval.a; type <= interval.b; ++type) Insert(expected, type);
        }
      }
    }
    return expected;
  }

 private:
  static constexpr std::size_t kMaxAhead = 64;
  static constexpr std::size_t kMaxConfigs = 20000;
  struct Frame {
    const antlr4::atn::ATNState* follow;
    const Frame* below;
  };
  struct Config {
    antlr4::atn::ATNState* state;
    const Frame* stack;
    friend auto operator<=>(const Config&, const Config&) = default;
  };

  static void Insert(TokenSet& set, ssize_t type) {
    if (type == static_cast<ssize_t>(antlr4::Token::EOF)) set.set(0);
    if (type > 0 && type < static_cast<ssize_t>(kTokenTypeCount)) set.set(static_cast<std::size_t>(type));
  }

  const Frame* Push(const antlr4::atn::ATNState* follow, const Frame* below) {
    auto [at, added] = known_.try_emplace({follow, below}, nullptr);
    if (added) at->second = &frames_.emplace_back(Frame{follow, below});
    return at->second;
  }

  const Frame* StackOf(antlr4::RuleContext* context) {
    std::vector<const antlr4::atn::ATNState*> follows;
    for (; context != nullptr && context->invokingState < atn_.states.size();
         context = static_cast<antlr4::RuleContext*>(context->parent)) {
      const auto* call =
          dynamic_cast<antlr4::atn::RuleTransition*>(atn_.states[context->invokingState]->transitions[0]);
      if (call == nullptr) break;
      follows.push_back(call->followState);
    }
    const Frame* stack = nullptr;
    for (auto at = follows.rbegin(); at != follows.rend(); ++at) stack = Push(*at, stack);
    return stack;
  }

  std::vector<Config> Closure(std::vector<Config> work) {
    std::set<Config> seen(work.begin(), work.end());
    std::vector<Config> result;
    while (!work.empty() && seen.size() < kMaxConfigs) {
      const Config config = work.back();
      work.pop_back();
      result.push_back(config);
      auto add = [&](const antlr4::atn::ATNState* state, const Frame* stack) {
        const Config next{const_cast<antlr4::atn::ATNState*>(state), stack};
        if (seen.insert(next).second) work.push_back(next);
      };
      if (config.state->getStateType() == antlr4::atn::ATNState::RULE_STOP) {
        if (config.stack != nullptr) add(config.stack->follow, config.stack->below);
        continue;
      }
      for (const auto* transition : config.state->transitions) {
        if (!transition->isEpsilon()) continue;
        const auto* call = dynamic_cast<const antlr4::atn::RuleTransition*>(transition);
        add(transition->target, call != nullptr ? Push(call->followState, config.stack) : config.stack);
      }
    }
    return result;
  }

  std::vector<Config> Step(const std::vector<Config>& configs, std::size_t type) {
    std::vector<Config> result;
    for (const Config& config : configs) {
      for (const auto* transition : config.state->transitions) {
        if (!transition->isEpsilon() && transition->matches(type, 1, atn_.maxTokenType)) {
          result.push_back({transition->target, config.stack});
        }
      }
    }
    return result;
  }

  antlr4::Parser& parser_;
  const antlr4::atn::ATN& atn_;
  std::deque<Frame> frames_;
  std::map<std::pair<const antlr4::atn::ATNState*, const Frame*>, const Frame*> known_;
};

}  // namespace rulec::parse
