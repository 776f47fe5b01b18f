#include "compiler/parse/antlr_front.h"

#include <antlr4-runtime.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "RulesLexer.h"
#include "RulesParser.h"
#include "compiler/base/check.h"
#include "compiler/parse/antlr_expected.h"
#include "compiler/parse/antlr_streams.h"

namespace rulec::parse {
namespace {

#define RULEC_TOKEN(grammar_name, name, text, token_class) \
  static_assert(static_cast<int>(TokenType::k##name) == static_cast<int>(RulesLexer::grammar_name));
#include "compiler/parse/tokens.def"
#undef RULEC_TOKEN
#define RULEC_RULE(name) static_assert(static_cast<int>(Rule::k##name) == static_cast<int>(RulesParser::Rule##name));
#include "compiler/parse/rules.def"
#undef RULEC_RULE

// ---- lexing

class PlainLexer final : public RulesLexer {
 public:
  explicit PlainLexer(Utf8Stream* stream)
      : RulesLexer(stream), stream_(*stream), simulator_(getInterpreter<antlr4::atn::LexerATNSimulator>()) {
    removeErrorListeners();
  }

  // A `}` without `{` stays a token of the mode at hand: the bracket check reports it.
  std::size_t popMode() override { return modeStack.empty() ? mode : RulesLexer::popMode(); }

  // The next token but white space, kEnd at the end. What Lexer::nextToken does, without a heap object for each token.
  Token Next() {
    while (true) {
      // White space means nothing; stepping over it here is faster than matching it.
      if (mode == DEFAULT_MODE) stream_.SkipSpace();
      const auto begin = static_cast<std::uint32_t>(_input->index());
      if (_input->LA(1) == antlr4::IntStream::EOF) return {TokenType::kEnd, false, begin, begin};
      type = antlr4::Token::INVALID_TYPE;
      const std::size_t matched = simulator_->match(_input, mode);
      if (type == SKIP) continue;
      return {static_cast<TokenType>(type == antlr4::Token::INVALID_TYPE ? matched : type), false, begin,
              static_cast<std::uint32_t>(_input->index())};
    }
  }

  bool in_string() const { return mode == RulesLexer::STR; }
  void LeaveString() { popMode(); }

 private:
  Utf8Stream& stream_;
  antlr4::atn::LexerATNSimulator* simulator_;
};

// ---- parsing

struct StopParse {};

// Builds the tree from the parser's own entering of rules and taking of tokens; ANTLR's tree is not built.
class TreeParser final : public RulesParser {
 public:
  using RulesParser::RulesParser;

  void enterRule(antlr4::ParserRuleContext* context, std::size_t state, std::size_t rule_index) override {
    RulesParser::enterRule(context, state, rule_index);
    Unwind(context->parent);
    const auto rule = static_cast<Rule>(rule_index);
    const int depth = (stack_.empty() ? 0 : stack_.back().depth) + (Nests(rule) ? 1 : 0);
    const auto first = static_cast<std::uint32_t>(_input->index());
    stack_.push_back({context, Append(rule, first), 0, depth});
    if (depth > kMaxNesting + 1) throw TooDeep{first, rule};
  }

  antlr4::Token* consume() override {
    antlr4::Token* token = RulesParser::consume();
    Unwind(_ctx);
    if (token->getType() != antlr4::Token::EOF)
      Append(Rule::kToken, static_cast<std::uint32_t>(token->getTokenIndex()));
    return token;
  }

  struct TooDeep {
    std::uint32_t token;
    Rule rule;
  };

  // First token of the rule at hand.
  std::uint32_t RuleBegin() {
    Unwind(_ctx);
    return tree_.nodes[stack_.back().node].token;
  }
  SyntaxTree TakeTree() {
    for (std::size_t i = tree_.nodes.size(); i-- > 1;) {
      SyntaxNode& outer = tree_.nodes[tree_.nodes[i].parent];
      outer.last_token = std::max(outer.last_token, tree_.nodes[i].last_token);
    }
    return std::move(tree_);
  }

 private:
  struct Open {
    antlr4::tree::ParseTree* context;
    std::uint32_t node;
    std::uint32_t last_child;
    int depth;
  };

  bool Nests(Rule rule) const {
    const Rule outer = stack_.empty() ? Rule::kFile : tree_.nodes[stack_.back().node].rule;
    switch (rule) {
      case Rule::kExpr:
      case Rule::kStepBody:
        return true;
      case Rule::kType:
        return outer == rule;
      default:
        return false;
    }
  }

  void Unwind(antlr4::tree::ParseTree* context) {
    while (!stack_.empty() && stack_.back().context != context) stack_.pop_back();
  }

  std::uint32_t Append(Rule rule, std::uint32_t token) {
    const auto id = static_cast<std::uint32_t>(tree_.nodes.size());
    SyntaxNode node{rule, token, rule == Rule::kToken ? token : 0, 0, 0, 0};
    if (!stack_.empty()) {
      Open& top = stack_.back();
      node.parent = top.node;
      (top.last_child == 0 ? tree_.nodes[top.node].first_child : tree_.nodes[top.last_child].next) = id;
      top.last_child = id;
    }
    tree_.nodes.push_back(node);
    return id;
  }

  SyntaxTree tree_;
  std::vector<Open> stack_;
};

class SilentStrategy : public antlr4::ANTLRErrorStrategy {
 public:
  void reset(antlr4::Parser*) override {}
  antlr4::Token* recoverInline(antlr4::Parser* parser) override { throw antlr4::InputMismatchException(parser); }
  void recover(antlr4::Parser*, std::exception_ptr e) override { std::rethrow_exception(e); }
  void sync(antlr4::Parser*) override {}
  bool inErrorRecoveryMode(antlr4::Parser*) override { return false; }
  void reportMatch(antlr4::Parser*) override {}
  void reportError(antlr4::Parser*, const antlr4::RecognitionException&) override {}
};

// An error leaves rule after rule, up to one that the policy knows how to resume.
class ResumingStrategy final : public SilentStrategy {
 public:
  explicit ResumingStrategy(const ErrorPolicy& policy) : policy_(policy) {}

  // Called before every choice: the first one before a token knows all that could have followed, also what was decided
  // against when the parser left the loops and options that the token does not continue.
  void sync(antlr4::Parser* parser) override {
    const std::size_t token = parser->getTokenStream()->index();
    if (choice_.token != token) choice_ = {token, parser->getState(), parser->getContext()};
  }

  void reportError(antlr4::Parser* parser, const antlr4::RecognitionException& e) override {
    if (leaving_) return;
    leaving_ = true;
    SyntaxError error;
    error.token = static_cast<std::uint32_t>(e.getOffendingToken()->getTokenIndex());
    error.rule = static_cast<Rule>(parser->getContext()->getRuleIndex());
    std::size_t from = error.token;
    if (const auto* no_way = dynamic_cast<const antlr4::NoViableAltException*>(&e)) {
      from = no_way->getStartToken()->getTokenIndex();
    }
    ExpectedTokens expected(*parser);
    error.expected = expected.At(parser->getState(), parser->getContext(), from, error.token);
    if (choice_.token == from) error.expected |= expected.At(choice_.state, choice_.context, from, error.token);
    at_ = error.token;
    if (!policy_.report(error)) throw StopParse{};
  }

  void recover(antlr4::Parser* parser, std::exception_ptr e) override {
    auto& reader = static_cast<TreeParser&>(*parser);
    const auto rule = static_cast<Rule>(parser->getContext()->getRuleIndex());
    const std::uint32_t begin = reader.RuleBegin();
    if (const auto next = policy_.resume(rule, begin, at_)) return GoOnAt(reader, *next);
    // The list of things inside the rule ended where it should not have: go on with the next of them.
    auto next = policy_.resume_inside(rule, begin, at_);
    if (!next) {
      if (rule == Rule::kFile) throw StopParse{};
      std::rethrow_exception(e);
    }
    while (!next->at_end) {
      GoOnAt(reader, next->token);
      ReadOne(reader, rule);
      next = policy_.resume_inside(rule, begin, static_cast<std::uint32_t>(parser->getTokenStream()->index()));
      if (!next) std::rethrow_exception(e);
    }
    GoOnAt(reader, next->token);
    if (rule != Rule::kFile) reader.consume();
  }

 private:
  void GoOnAt(TreeParser& parser, std::uint32_t token) {
    parser.getTokenStream()->seek(token);
    choice_ = {};
    leaving_ = false;
  }

  // Reads one thing of a list as if the parser were in the loop of that list.
  static void ReadOne(RulesParser& parser, Rule list) {
    switch (list) {
      case Rule::kFile:
        Enter(parser, Rule::kItem);
        parser.item();
        return;
      case Rule::kProcessItem:
        Enter(parser, Rule::kMember);
        parser.member();
        return;
      case Rule::kDecisionItem:
        Enter(parser, Rule::kDecisionRule);
        parser.decisionRule();
        return;
      case Rule::kRecordItem:
        Enter(parser, Rule::kField);
        parser.field();
        return;
      case Rule::kBlock:
        Enter(parser, Rule::kStatement);
        parser.statement();
        return;
      case Rule::kTestItem:
        Enter(parser, Rule::kTestStep);
        parser.testStep();
        return;
      default:
        RULEC_CHECK(false, "a rule without a list inside");
    }
  }

  // Puts the parser into the state from which the rule at hand calls `inner`: predictions follow the calls back.
  static void Enter(RulesParser& parser, Rule inner) {
    const std::size_t outer = parser.getContext()->getRuleIndex();
    for (const auto* state : parser.getATN().states) {
      if (state == nullptr || state->ruleIndex != outer || state->transitions.size() != 1) continue;
      const auto* call = dynamic_cast<const antlr4::atn::RuleTransition*>(state->transitions[0]);
      if (call == nullptr || call->ruleIndex != static_cast<std::size_t>(inner)) continue;
      parser.setState(state->stateNumber);
      return;
    }
    RULEC_CHECK(false, "the grammar does not call that rule there");
  }

  struct Choice {
    std::size_t token = static_cast<std::size_t>(-1);
    std::size_t state = 0;
    antlr4::RuleContext* context = nullptr;
  };

  const ErrorPolicy& policy_;
  Choice choice_;
  bool leaving_ = false;
  std::uint32_t at_ = 0;
};

void ReadSentence(RulesParser& parser, Sentence sentence) {
  switch (sentence) {
    case Sentence::kFile:
      parser.file();
      return;
    case Sentence::kTableHead:
      parser.tableHead();
      return;
    case Sentence::kTableRow:
      parser.tableRow();
      return;
  }
}

// True if the tokens are the sentence; `tree` is then complete.
bool Read(PlainTokenStream& stream, Sentence sentence, antlr4::atn::PredictionMode mode,
          Ref<antlr4::ANTLRErrorStrategy> strategy, const ErrorPolicy* policy, SyntaxTree& tree) {
  stream.seek(0);
  TreeParser parser(&stream);
  parser.removeErrorListeners();
  parser.setBuildParseTree(false);
  parser.setErrorHandler(std::move(strategy));
  parser.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(mode);
  try {
    ReadSentence(parser, sentence);
  } catch (const antlr4::RecognitionException&) {
    return false;
  } catch (const StopParse&) {
    return false;
  } catch (const TreeParser::TooDeep& place) {
    if (policy != nullptr) policy->report({place.token, place.rule, {}, true});
    return false;
  }
  tree = parser.TakeTree();
  return true;
}

}  // namespace

std::vector<Token> Lex(std::string_view text, std::uint32_t begin) {
  Utf8Stream stream(text, begin);
  PlainLexer lexer(&stream);
  std::vector<Token> tokens;
  while (true) {
    Token token = lexer.Next();
    if (token.Is(TokenType::kEnd)) {
      if (lexer.in_string()) tokens.push_back({TokenType::kStray, true, token.begin, token.begin});
      tokens.push_back(token);
      return tokens;
    }
    if (token.Is(TokenType::kStray) && lexer.in_string()) {
      token.in_string = true;
      if (text[token.begin] == '\n' || text[token.begin] == '\r') lexer.LeaveString();
    }
    tokens.push_back(token);
  }
}

SyntaxTree ParseTokens(std::span<const Token> tokens, const ErrorPolicy& policy, Sentence sentence) {
  PlainTokenStream stream(tokens);
  SyntaxTree tree;
  // What fails with the faster prediction is read again with the full one: that is the one that judges.
  if (Read(stream, sentence, antlr4::atn::PredictionMode::SLL, std::make_shared<SilentStrategy>(), nullptr, tree))
    return tree;
  Read(stream, sentence, antlr4::atn::PredictionMode::LL, std::make_shared<ResumingStrategy>(policy), &policy, tree);
  return tree;
}

std::vector<std::string> GrammarRuleNames() {
  PlainTokenStream stream(std::vector<Token>{Token{}});
  return RulesParser(&stream).getRuleNames();
}

}  // namespace rulec::parse
