#include "runtime/src/io/kafka_fetch/wire.h"

#include "runtime/src/io/zigzag.h"

namespace rulert::io::kafka_fetch {

void WireReader::Fail() {
  ok_ = false;
  at_ = end_;
}

std::uint32_t WireReader::UnsignedVarint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 35; shift += 7) {
    const auto byte = static_cast<std::uint8_t>(Int8());
    value |= std::uint64_t{byte & 0x7fu} << shift;
    if ((byte & 0x80u) != 0) continue;
    if (value > UINT32_MAX) break;
    return static_cast<std::uint32_t>(value);
  }
  Fail();
  return 0;
}

std::int64_t WireReader::Varint() {
  std::int64_t number = 0;
  if (ReadZigzag(at_, end_, number)) return number;
  Fail();
  return 0;
}

std::string_view WireReader::Take(std::size_t size) {
  if (size > left()) {
    Fail();
    return {};
  }
  const std::string_view taken(at_, size);
  at_ += size;
  return taken;
}

std::string_view WireReader::String(bool flexible) {
  if (flexible) return Bytes(true);
  const std::int16_t size = Int16();
  if (size == -1) return {};
  if (size < 0) Fail();
  return Take(ok_ ? static_cast<std::size_t>(size) : 0);
}

std::string_view WireReader::Bytes(bool flexible) {
  if (flexible) {
    const std::uint32_t size = UnsignedVarint();
    return size == 0 ? std::string_view() : Take(size - 1);
  }
  const std::int32_t size = Int32();
  if (size == -1) return {};
  if (size < 0) Fail();
  return Take(ok_ ? static_cast<std::size_t>(size) : 0);
}

std::uint32_t WireReader::Count(bool flexible, std::size_t least) {
  std::int64_t count = 0;
  if (flexible) {
    count = std::int64_t{UnsignedVarint()} - 1;
  } else {
    count = Int32();
  }
  if (count == -1 || !ok_) return 0;
  if (count < 0 || static_cast<std::uint64_t>(count) * least > left()) {
    Fail();
    return 0;
  }
  return static_cast<std::uint32_t>(count);
}

void WireReader::SkipTags(bool flexible) {
  if (!flexible) return;
  // Each has a number and a size: at least two bytes.
  const std::uint32_t count = UnsignedVarint();
  if (count > left() / 2) return Fail();
  for (std::uint32_t i = 0; i < count && ok_; ++i) {
    UnsignedVarint();
    Take(UnsignedVarint());
  }
}

void WireWriter::Fixed(std::uint64_t value, int size) {
  for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) bytes_.push_back(static_cast<char>(value >> shift));
}

void WireWriter::UnsignedVarint(std::uint32_t value) {
  for (; value >= 0x80; value >>= 7) bytes_.push_back(static_cast<char>(value | 0x80));
  bytes_.push_back(static_cast<char>(value));
}

void WireWriter::Varint(std::int64_t value) { AppendZigzag(bytes_, value); }

void WireWriter::String(bool flexible, std::string_view text) {
  if (flexible) return Bytes(true, text);
  Int16(static_cast<std::int16_t>(text.size()));
  Raw(text);
}

void WireWriter::NullString(bool flexible) {
  if (flexible) return Int8(0);
  Int16(-1);
}

void WireWriter::Bytes(bool flexible, std::string_view bytes) {
  if (flexible) {
    UnsignedVarint(static_cast<std::uint32_t>(bytes.size() + 1));
  } else {
    Int32(static_cast<std::int32_t>(bytes.size()));
  }
  Raw(bytes);
}

void WireWriter::Count(bool flexible, std::size_t count) {
  if (flexible) return UnsignedVarint(static_cast<std::uint32_t>(count + 1));
  Int32(static_cast<std::int32_t>(count));
}

}  // namespace rulert::io::kafka_fetch
