#pragma once
// Raw records to rows of their streams. One decoder per thread: it works on a range of an epoch's records and touches
// nothing else of the epoch.
#include <cstdint>
#include <string>
#include <vector>

#include "runtime/src/core/epoch.h"
#include "runtime/src/io/envelope.h"
#include "runtime/src/io/record_codec.h"

namespace rulert::core {

class RecordDecoder {
 public:
  /// Module and inputs outlive the decoder.
  RecordDecoder(const Module& module, const std::vector<InputDesc>& inputs, io::Validation validation,
                std::uint64_t max_record);

  /// Fills epoch.decoded and epoch.hashes for records [begin, end), with memory of epoch.lanes[lane].
  void Decode(Epoch& epoch, std::uint32_t lane, std::uint32_t begin, std::uint32_t end);

 private:
  struct Group {  // rows of one stream, for hashing them together
    std::vector<const RowHeader*> rows;
    std::vector<std::uint32_t> records;
  };

  void DecodeOne(Epoch& epoch, const Slice& slice, std::uint32_t record);
  void DecodeLine(const io::RecordView& raw, DecodedRecord& out, std::uint32_t record);
  void DecodeRow(std::uint32_t stream, std::string_view value, std::int64_t own_time, std::uint32_t partition,
                 const io::RecordView& raw, DecodedRecord& out, std::uint32_t record);
  void Reject(DecodedRecord& out, std::uint32_t stream, std::string message);
  void AddSpecial(DecodedRecord& out, SpecialRecord special);
  void HashRows(Epoch& epoch);
  std::string UnknownStream(std::string_view name) const;

  const Module& module_;
  const std::vector<InputDesc>& inputs_;
  const std::uint64_t max_record_;
  std::vector<io::JsonDecoder> decoders_;  // by stream
  io::EnvelopeReader envelopes_;
  std::vector<Group> groups_;  // by stream
  std::vector<std::uint64_t> hashes_;
  io::DecodeError error_;
  DecodeLane* lane_ = nullptr;  // of the call under way
  std::uint32_t lane_number_ = 0;
};

}  // namespace rulert::core
