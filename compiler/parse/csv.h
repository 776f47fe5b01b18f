#pragma once
// Comma-separated values as RFC 4180 has them: cells in double quotes may hold commas, line ends and doubled quotes.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/diagnostics/sink.h"

namespace rulec::parse {

/// Bytes [begin, end) of the file, without the quotes around it.
struct CsvCell {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct CsvRecord {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t first = 0;  // range in Csv::cells
  std::uint32_t count = 0;  // 1 at least
};

struct Csv {
  /// The text with blanks for all that is not the cells' own: byte by byte as long as the file, so that places in it
  /// are places in the file.
  std::string text;
  std::vector<CsvRecord> records;  // without empty lines
  std::vector<CsvCell> cells;

  std::span<const CsvCell> cells_of(const CsvRecord& record) const {
    return {cells.data() + record.first, record.count};
  }
};

/// Of checked text from `begin` on. Nothing after a report.
std::optional<Csv> ReadCsv(const base::SourceFile& file, std::uint32_t begin, diagnostics::Sink& sink);

}  // namespace rulec::parse
