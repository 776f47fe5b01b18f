#include "tests/support/mutation.h"

#include <algorithm>
#include <utility>

namespace rulec::testing {
namespace {

// A piece of a text: a few bytes, or a line.
std::string Piece(const std::string& text, Random& random) {
  if (text.empty()) return {};
  const std::size_t at = random.Below(text.size());
  if (random.Below(2) == 0) return text.substr(at, 1 + random.Below(20));
  const std::size_t begin = text.rfind('\n', at);
  const std::size_t from = begin == std::string::npos ? 0 : begin + 1;
  return text.substr(from, text.find('\n', from) - from + 1);
}

bool IsOfWord(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
}

/// The bounds of the word at `at`: letters, digits, `_` and `.`; empty where there is none.
std::pair<std::size_t, std::size_t> WordAt(const std::string& text, std::size_t at) {
  std::size_t begin = at;
  std::size_t end = at;
  while (begin > 0 && IsOfWord(text[begin - 1])) --begin;
  while (end < text.size() && IsOfWord(text[end])) ++end;
  return {begin, end};
}

/// Another word in place of one: what parses mostly still does, and says something else.
void ReplaceWord(std::string& text, const std::string& source, Random& random) {
  const auto [begin, end] = WordAt(text, random.Below(text.size() + 1));
  const auto [from, to] = WordAt(source, random.Below(source.size() + 1));
  if (begin < end && from < to) text = text.substr(0, begin) + source.substr(from, to - from) + text.substr(end);
}

void MutateOnce(std::string& text, const std::vector<std::string>& corpus, const std::vector<std::string>& words,
                Random& random) {
  const std::size_t at = random.Below(text.size() + 1);
  switch (random.Below(12)) {
    case 0:
      text.insert(at, 1, static_cast<char>(random.Below(256)));
      return;
    case 1:
      text.erase(at, 1 + random.Below(8));
      return;
    case 2: {
      const std::string piece = Piece(text, random);
      const std::size_t found = text.find(piece);
      if (found != std::string::npos) text.erase(found, piece.size());
      return;
    }
    case 3: {
      const std::string piece = Piece(text, random);
      for (std::size_t i = 0, n = 1 + random.Below(4); i < n; ++i) text.insert(at, piece);
      return;
    }
    case 4:
      text.insert(at, Piece(corpus[random.Below(corpus.size())], random));
      return;
    case 5:
    case 6:
      if (!words.empty()) text.insert(at, " " + words[random.Below(words.size())] + " ");
      return;
    case 7:
    case 8:
      return ReplaceWord(text, text, random);
    case 9:
    case 10:
      return ReplaceWord(text, corpus[random.Below(corpus.size())], random);
    default:
      if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << random.Below(7)));
  }
}

}  // namespace

std::string Mutate(const std::string& text, const std::vector<std::string>& corpus,
                   const std::vector<std::string>& words, Random& random) {
  std::string mutant = text;
  for (std::size_t i = 0, n = 1 + random.Below(4); i < n; ++i) MutateOnce(mutant, corpus, words, random);
  return mutant;
}

}  // namespace rulec::testing
