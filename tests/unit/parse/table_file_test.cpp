// Tables in CSV files: the same cells however they are quoted, and no bytes that do harm.
#include "compiler/parse/table_file.h"

#include "tests/support/catch.h"
#include "tests/support/mutation.h"
#include "tests/support/parsed.h"

using namespace rulec;
using testing::Parsed;

namespace {

const char* const kRules = "decision D(a: int): R first match { table from \"t.csv\" }";

/// The table of a CSV file as the tree prints it, or what was reported.
std::string Table(const std::string& csv) {
  Parsed parsed(kRules);
  const base::SourceFile& file = parsed.sources.Add("t.csv", csv);
  if (!parse::ReadTable(file, *parsed.module, parsed.module->decisions[0], parsed.symbols, parsed.sink)) {
    return parsed.Brief();
  }
  const std::string tree = parsed.Ast();
  return tree.substr(tree.find("  table\n"));
}

const std::string kPlain = "a,b as label,|| r,s\n1,-,x,5.99\n>= 2,1..<3,y,-1\n";

}  // namespace

TEST_CASE("cells of a CSV file are those of a table") {
  CHECK(Table(kPlain) == R"(  table
    input a
    input b as label
    output r
    output s
    row | 1 | - || x | 5.99 |
    row | >= 2 | 1..<3 || y | (- 1) |
  table from "t.csv"
)");
}

TEST_CASE("line ends, a byte order mark, empty lines and quotes around cells change nothing") {
  const std::string expected = Table(kPlain);
  CHECK(Table("\xEF\xBB\xBF" + kPlain) == expected);
  CHECK(Table("a,b as label,|| r,s\r\n1,-,x,5.99\r\n>= 2,1..<3,y,-1\r\n") == expected);
  CHECK(Table("\na,b as label,|| r,s\n\n\n1,-,x,5.99\n>= 2,1..<3,y,-1") == expected);
  CHECK(Table("\"a\",\"b as label\",\"|| r\",\"s\"\n\"1\",\"-\",\"x\",\"5.99\"\n\">= 2\",\"1..<3\",\"y\",\"-1\"\n") ==
        expected);
  CHECK(Table("a,\"b\r\nas\nlabel\",|| r,s\n1,-,x,5.99\n>= 2,1..<3,y,-1\n") == expected);
}

TEST_CASE("texts of the language keep their characters") {
  CHECK(Table("a,|| r\n\"\"\"x, \"\", \"\"y\"\"\",1\n").find("row | \"x, \", \"y\" || 1 |") != std::string::npos);
  CHECK(Table("a,|| r\n1,\"\"\"\\u{22} // é\"\"\"\n").find("|| \"\\\" // é\" |") != std::string::npos);
}

TEST_CASE("places are those of the file") {
  CHECK(Table("a,|| r\n1,é $\n") == "R0107@2:5 `$` means nothing in the language | remove it");
  CHECK(Table("a,|| r\n\"1\",\"x\" \n") == "R0334@2:8 something follows the quote that ends the cell");
}

TEST_CASE("no CSV does harm, and every report lies in it") {
  const std::vector<std::string> corpus = {
      kPlain, "a,|| r\n\"\"\"x, \"\", \"\"y\"\"\",1\n\"not \"\"US\"\"\",2\r\nwhere _ > 3,{ f: 1 }\n",
      "a,|| r\n1,f(a)[0]\n-,\"[1, 2]\"\n"};
  const std::vector<std::string> words = {",", "\"", "\"\"", "\n", "\r\n", "||",   "|", "{",
                                          "(", "//", "/*",   "-",  "..",   "\xFF", "é"};
  testing::Random random(1);
  for (int i = 0; i < 3'000; ++i) {
    std::string csv = corpus[random.Below(corpus.size())];
    csv = testing::Mutate(csv, corpus, words, random);
    CAPTURE(csv);
    Parsed parsed(kRules);
    const base::SourceFile& file = parsed.sources.Add("t.csv", csv);
    const bool read = parse::ReadTable(file, *parsed.module, parsed.module->decisions[0], parsed.symbols, parsed.sink);
    CHECK(read != parsed.sink.has_errors());
    for (const auto& d : parsed.sink.diagnostics()) {
      CHECK((d.span.file == file.index() && d.span.begin <= d.span.end && d.span.end <= csv.size()));
    }
  }
}
