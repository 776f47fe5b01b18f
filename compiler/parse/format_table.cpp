#include "compiler/parse/format_table.h"

#include <algorithm>

#include "compiler/base/utf8.h"

namespace rulec::parse {
namespace {

struct Row {
  std::uint32_t node;
  std::vector<std::string> cells;
  std::vector<std::string_view> bars;  // one before each cell and one at the end
};

Row ReadRow(const LayoutFacts& facts, std::uint32_t id) {
  const auto& nodes = facts.tree().nodes;
  Row row{id, {}, {}};
  for (std::uint32_t child = nodes[id].first_child; child != 0; child = nodes[child].next) {
    const SyntaxNode& node = nodes[child];
    if (node.rule == Rule::kToken) {
      row.bars.push_back(Info(facts.type(node.token)).text);
    } else {
      row.cells.push_back(facts.Inline(node.token, node.last_token));
    }
  }
  return row;
}

bool HasComment(const LayoutFacts& facts, const SyntaxNode& node, const std::vector<Token>& comments) {
  const std::uint32_t begin = facts.token(node.token).begin;
  const std::uint32_t end = facts.token(node.last_token).end;
  auto at = std::lower_bound(comments.begin(), comments.end(), begin,
                             [](const Token& comment, std::uint32_t offset) { return comment.begin < offset; });
  return at != comments.end() && at->begin < end;
}

std::string Print(const Row& row, const std::vector<int>& widths) {
  std::string line;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    line += row.bars[i];
    line += ' ';
    line += row.cells[i];
    line.append(static_cast<std::size_t>(widths[i] - WidthOf(row.cells[i]) + 1), ' ');
  }
  line += row.bars.back();
  return line;
}

}  // namespace

int WidthOf(std::string_view text) {
  int width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const base::CodePoint point = base::DecodeUtf8(text, at);
    width += point.value == U'\t' ? 1 : base::DisplayWidth(point.value);
    at += point.length;
  }
  return width;
}

std::unordered_map<std::uint32_t, std::string> AlignTables(const LayoutFacts& facts,
                                                           const std::vector<Token>& comments) {
  std::unordered_map<std::uint32_t, std::string> lines;
  const auto& nodes = facts.tree().nodes;
  for (std::uint32_t table = 0; table < nodes.size(); ++table) {
    if (nodes[table].rule != Rule::kDecisionTable) continue;
    std::vector<Row> rows;
    std::vector<int> widths;
    for (std::uint32_t child = nodes[table].first_child; child != 0; child = nodes[child].next) {
      const bool is_row = nodes[child].rule == Rule::kTableHead || nodes[child].rule == Rule::kTableRow;
      if (!is_row || HasComment(facts, nodes[child], comments)) continue;
      Row row = ReadRow(facts, child);
      if (widths.size() < row.cells.size()) widths.resize(row.cells.size());
      for (std::size_t i = 0; i < row.cells.size(); ++i) widths[i] = std::max(widths[i], WidthOf(row.cells[i]));
      rows.push_back(std::move(row));
    }
    for (const Row& row : rows) lines.emplace(row.node, Print(row, widths));
  }
  return lines;
}

}  // namespace rulec::parse
