#include "compiler/lower/index_columns.h"

#include <algorithm>

namespace rulec::lower {
namespace {

using types::TypeKind;

/// A text is looked up in a table that the C++ compiler computes: this is as much as all of them bear.
constexpr std::size_t kMostTexts = 4096;
/// Codes that no rule asks for, for each that one does, where there is a table of them.
constexpr std::int64_t kCodesPerConstant = 4;
constexpr std::int64_t kSpareCodes = 64;

}  // namespace

ColumnCodes::ColumnCodes(const ir::Program& program, const TestedValue& value, bool few)
    : may_miss_(program.types.IsOptional(program.exprs[value.expr].type)), constants_(value.constants.size()) {
  if (value.constants.empty()) return;
  switch (program.types[program.types.WithoutOptional(program.exprs[value.expr].type)].kind) {
    case TypeKind::kString:
      coding_ = value.has_order || constants_ > kMostTexts ? Coding::kRank : Coding::kTexts;
      return;
    case TypeKind::kFloat:
      coding_ = Coding::kRank;
      return;
    default:
      break;
  }
  for (const OrderedConstant& constant : value.constants) numbers_.push_back(constant.number);
  const std::int64_t room =
      few ? kCodesPerConstant * static_cast<std::int64_t>(constants_) + kSpareCodes : GreatestCode(32);
  coding_ = high() - low() <= room ? Coding::kClamped : Coding::kRank;
}

bool ColumnCodes::FitsAsItIs(int lane_bits) const {
  return low() >= -GreatestCode(lane_bits) && high() <= GreatestCode(lane_bits);
}

bool ColumnCodes::Fits(int lane_bits) const {
  if (coding_ == Coding::kClamped) return FitsAsItIs(lane_bits) || high() - low() <= GreatestCode(lane_bits);
  return greatest() <= GreatestCode(lane_bits);
}

void ColumnCodes::FitTo(int lane_bits) {
  if (coding_ == Coding::kClamped && !FitsAsItIs(lane_bits)) shift_ = low();
}

std::int64_t ColumnCodes::LowAt(Position position) const {
  if (position == 2 * static_cast<Position>(constants_)) return greatest();
  if (coding_ != Coding::kClamped) return position;
  if (position == 0) return least();
  // The least number between two constants is one more than the first of them.
  const std::int64_t constant = numbers_[static_cast<std::size_t>((position - 1) / 2)] - shift_;
  return position % 2 == 1 ? constant : constant + 1;
}

std::int64_t ColumnCodes::HighAt(Position position) const {
  if (position >= 2 * static_cast<Position>(constants_)) return greatest();
  if (coding_ != Coding::kClamped) return position;
  const std::int64_t constant = numbers_[static_cast<std::size_t>(position / 2)] - shift_;
  return position % 2 == 1 ? constant : constant - 1;
}

ColumnCodes::Range ColumnCodes::CodesOf(const Bounds& bounds, std::int64_t missing) const {
  return {bounds.low == kMissingPosition ? missing : LowAt(bounds.low),
          bounds.high == kMissingPosition ? missing : HighAt(bounds.high)};
}

int LaneBitsFor(const std::vector<ColumnCodes>& columns) {
  return *std::find_if(std::begin(kLaneBits), std::end(kLaneBits), [&](int bits) {
    return bits == 32 ||
           std::all_of(columns.begin(), columns.end(), [&](const ColumnCodes& column) { return column.Fits(bits); });
  });
}

}  // namespace rulec::lower
