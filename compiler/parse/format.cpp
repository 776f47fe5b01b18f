#include "compiler/parse/format.h"

#include <algorithm>
#include <unordered_map>

#include "compiler/parse/format_lines.h"
#include "compiler/parse/format_table.h"
#include "compiler/parse/layout_facts.h"

namespace rulec::parse {
namespace {

// A token (with the rest of its string) or a comment, in the order of the text.
struct Element {
  bool is_comment;
  std::uint32_t index;  // of the token, or of the comment
  std::uint32_t begin;
  std::uint32_t end;
};

class Formatter {
 public:
  Formatter(std::string_view text, const Sentences& sentences)
      : text_(text),
        comments_(sentences.scanned.comments),
        facts_(text, sentences),
        rows_(AlignTables(facts_, comments_)) {
    broken_.assign(facts_.size(), false);
    line_of_.assign(facts_.size(), 0);
    for (std::uint32_t i = 0; i < facts_.size(); ++i) {
      if (!IsBrace(i)) continue;
      broken_[i] = facts_.HasLineBreak(facts_.token(i).end, facts_.token(facts_.partner(i)).begin) ||
                   facts_.rule(i) == Rule::kDecisionTable;
    }
    BreakAroundBroken();
    CollectElements();
  }

  std::string Run() {
    do {
      lines_.clear();
      open_braces_.clear();
      LayOut();
    } while (BreakLongLines());
    for (Line& line : lines_) {
      if (line.unit == Unit::kRule && line.last_token < facts_.RuleEnd(line.first_token)) line.stops.clear();
    }
    return JoinLines(std::move(lines_));
  }

 private:
  // Braces that are laid out; those of a quantifier are not.
  bool IsBrace(std::uint32_t i) const {
    return facts_.type(i) == TokenType::kLc && facts_.rule(i) != Rule::kQuantifier && facts_.rule(i) != Rule::kString;
  }

  // Whatever holds broken braces that are not the value of an entry is broken itself.
  void BreakAroundBroken() {
    for (std::uint32_t i = facts_.size(); i-- > 0;) {
      if (!broken_[i]) continue;
      for (std::uint32_t o = facts_.enclosing(i); o != kNoBracket; o = facts_.enclosing(o)) {
        if (IsBrace(o)) broken_[o] = true;
      }
    }
  }

  void CollectElements() {
    std::size_t comment = 0;
    for (std::uint32_t i = 0; i < facts_.size(); i = facts_.AtomEnd(i) + 1) {
      const std::uint32_t begin = facts_.token(i).begin;
      for (; comment < comments_.size() && comments_[comment].begin < begin; ++comment) AddComment(comment);
      const std::uint32_t end = facts_.token(facts_.AtomEnd(i)).end;
      elements_.push_back({false, i, begin, end});
      while (comment < comments_.size() && comments_[comment].begin < end) ++comment;  // part of a string
    }
  }
  void AddComment(std::size_t index) {
    const Token& comment = comments_[index];
    elements_.push_back({true, static_cast<std::uint32_t>(index), comment.begin, comment.end});
  }

  bool EndsItsLine(const Element& e) const { return e.is_comment && !comments_[e.index].Is(TokenType::kBlockComment); }
  int LineBreaks(const Element& a, const Element& b) const {
    const std::string_view between = text_.substr(a.end, b.begin - a.end);
    return static_cast<int>(std::count(between.begin(), between.end(), '\n'));
  }

  void LayOut() {
    for (std::size_t at = 0; at < elements_.size(); ++at) {
      const Element& e = elements_[at];
      if (!e.is_comment && facts_.token(e.index).Is(TokenType::kEnd)) return;
      if (at == 0) {
        StartLine(at, false);
      } else if (Breaks(elements_[at - 1], e)) {
        const Element& before = elements_[at - 1];
        const bool edge =
            (!before.is_comment && IsBrace(before.index)) || (!e.is_comment && facts_.type(e.index) == TokenType::kRc);
        StartLine(at, LineBreaks(before, e) > 1 && !edge);
      } else if (!EndsItsLine(e)) {
        lines_.back().text += Space(elements_[at - 1], e);
      }
      at = Put(at);
    }
  }

  // Prints the element, or all of the table row that it begins; gives the last element printed.
  std::size_t Put(std::size_t at) {
    const Element& e = elements_[at];
    Line& line = lines_.back();
    if (e.is_comment) {
      std::string comment(text_.substr(e.begin, e.end - e.begin));
      std::erase(comment, '\r');
      while (EndsItsLine(e) && (comment.back() == ' ' || comment.back() == '\t')) comment.pop_back();
      (EndsItsLine(e) && !line.text.empty() ? line.comment : line.text) += comment;
      return at;
    }
    if (const auto row = rows_.find(facts_.row(e.index)); facts_.row(e.index) != 0 && row != rows_.end()) {
      line.text += row->second;
      const std::uint32_t last = facts_.tree().nodes[row->first].last_token;
      while (elements_[at].is_comment || facts_.AtomEnd(elements_[at].index) < last) ++at;
      return at;
    }
    const auto line_number = static_cast<std::uint32_t>(lines_.size() - 1);
    line_of_[e.index] = line_number;
    if (line.text.empty()) line.first_token = e.index;
    line.last_token = facts_.AtomEnd(e.index);
    MarkStops(e.index, line);
    if (IsBrace(e.index) && !broken_[e.index]) open_braces_.push_back({e.index, line_number});
    line.text += facts_.AtomText(e.index);
    return at;
  }

  void MarkStops(std::uint32_t token, Line& line) {
    if (line.text.empty()) {
      line.unit = facts_.unit(token);
    } else if (line.unit == Unit::kRule) {
      const bool stop = facts_.rule(token) == Rule::kDecisionRule &&
                        (facts_.type(token) == TokenType::kWhen || facts_.type(token) == TokenType::kThen);
      if (stop) line.stops.push_back(line.text.size());
    } else if (line.stops.empty() && token > 0) {
      const bool after_colon = line.unit == Unit::kField && facts_.type(token - 1) == TokenType::kColon;
      const bool after_word = line.unit == Unit::kOption && facts_.rule(token - 1) == Rule::kStreamOption;
      if (after_colon || after_word) line.stops.push_back(line.text.size());
    }
  }

  bool Breaks(const Element& a, const Element& b) const {
    const int breaks = LineBreaks(a, b);
    if (EndsItsLine(a)) return true;
    if (b.is_comment) return breaks > 0;
    if (a.is_comment) {
      const bool begins_line = lines_.back().text.size() == a.end - a.begin;
      return breaks > 0 || (MustBreak(b.index) && !begins_line);
    }
    if (MustBreak(b.index)) return true;
    if (IsBrace(a.index)) return broken_[a.index];
    if (breaks == 0) return false;
    return MayBreak(a.index, b.index);
  }

  // A token that begins a line whatever the author wrote.
  bool MustBreak(std::uint32_t i) const {
    const std::uint32_t around = facts_.enclosing(i);
    if (facts_.type(i) == TokenType::kRc) return IsBrace(facts_.partner(i)) && broken_[facts_.partner(i)];
    const Unit unit = facts_.unit(i);
    if (unit == Unit::kNone || unit == Unit::kLoose) return false;
    return around == kNoBracket || (IsBrace(around) && broken_[around]);
  }

  // Whether a line break that the author wrote between two tokens may stay.
  bool MayBreak(std::uint32_t a, std::uint32_t b) const {
    if (facts_.rule(b) == Rule::kQuantifier) return false;
    if (facts_.type(b) == TokenType::kLc) return facts_.rule(b) == Rule::kRecordBody && !IsWord(a);
    if (facts_.SpaceBetween(a, b).empty()) return IsOpenBracket(facts_.type(a)) || IsCloseBracket(facts_.type(b));
    return true;
  }
  bool IsWord(std::uint32_t i) const {
    const TokenClass token_class = ClassOf(facts_.type(i));
    return token_class == TokenClass::kName || token_class == TokenClass::kSoft;
  }

  std::string_view Space(const Element& a, const Element& b) const {
    return a.is_comment || b.is_comment ? " " : facts_.SpaceBetween(b.index - 1, b.index);
  }

  void StartLine(std::size_t at, bool blank_before) {
    Line line;
    line.blank_before = blank_before;
    line.indent = IndentOf(at);
    lines_.push_back(std::move(line));
  }

  // A comment is indented as the token after it, but never as a closing bracket.
  int IndentOf(std::size_t at) const {
    const bool comment = elements_[at].is_comment;
    while (elements_[at].is_comment) ++at;
    const std::uint32_t i = elements_[at].index;
    const bool closes = IsCloseBracket(facts_.type(i));
    const std::uint32_t around = closes ? facts_.partner(i) : facts_.enclosing(i);
    const int base = around == kNoBracket ? 0 : lines_[line_of_[around]].indent + kIndent;
    if (closes) return comment ? base : base - kIndent;
    const bool begins = facts_.token(i).Is(TokenType::kEnd) || facts_.unit(i) != Unit::kNone || i == 0 ||
                        i - 1 == around ||
                        (facts_.type(i - 1) == TokenType::kComma && facts_.rule(i - 1) != Rule::kWithClause);
    return begins ? base : base + kIndent;
  }

  // Breaks the outermost braces of every line that is too long; true if there were some.
  bool BreakLongLines() {
    bool any = false;
    std::uint32_t done = 0xFFFFFFFFu;
    for (const auto& [brace, line] : open_braces_) {
      if (line == done || lines_[line].indent + WidthOf(lines_[line].text) <= kMaxWidth) continue;
      if (facts_.partner(brace) == brace + 1) continue;  // nothing inside
      done = line;
      broken_[brace] = true;
      any = true;
    }
    return any;
  }

  struct OpenBrace {
    std::uint32_t token;
    std::uint32_t line;
  };

  std::string_view text_;
  const std::vector<Token>& comments_;
  LayoutFacts facts_;
  std::unordered_map<std::uint32_t, std::string> rows_;
  std::vector<bool> broken_;  // of each brace: its content is broken over lines
  std::vector<Element> elements_;
  std::vector<Line> lines_;
  std::vector<std::uint32_t> line_of_;  // of each token printed
  std::vector<OpenBrace> open_braces_;  // not broken, in order
};

}  // namespace

std::optional<std::string> Format(const base::SourceFile& file, diagnostics::Sink& sink) {
  const auto sentences = ReadSentences(file, sink);
  if (!sentences) return std::nullopt;
  return Formatter(file.text(), *sentences).Run();
}

}  // namespace rulec::parse
