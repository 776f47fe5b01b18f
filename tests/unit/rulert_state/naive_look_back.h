#pragma once
// Look-backs by definition: every event ever kept, in a vector.
#include <algorithm>
#include <cstdint>
#include <vector>

namespace naive {

template <class Row>
class LookBack {
 public:
  struct Entry {
    std::int64_t time;
    Row row;
  };

  LookBack(std::int64_t size, std::size_t max_rows) : size_(size), max_rows_(max_rows) {}

  /// Whether it was late; then it is not kept.
  bool Enter(const Row& row, std::int64_t time, std::int64_t watermark) {
    if (time + size_ <= watermark) return false;
    // Time order, ties by arrival.
    const auto place = std::upper_bound(rows_.begin(), rows_.end(), time,
                                        [](std::int64_t t, const Entry& entry) { return t < entry.time; });
    rows_.insert(place, {time, row});
    return true;
  }
  /// What leaves because there are too many that a handler can still see.
  bool DropOldest(std::int64_t watermark, Entry& dropped) {
    const auto alive = [&](const Entry& entry) { return entry.time + size_ > watermark; };
    if (static_cast<std::size_t>(std::count_if(rows_.begin(), rows_.end(), alive)) <= max_rows_) return false;
    const auto oldest = std::find_if(rows_.begin(), rows_.end(), alive);
    dropped = *oldest;
    rows_.erase(oldest);
    return true;
  }
  std::vector<Row> Visible(std::int64_t time, std::int64_t watermark) const {
    std::vector<Row> visible;
    for (const Entry& entry : rows_) {
      if (entry.time >= time - size_ && entry.time <= time && entry.time + size_ > watermark)
        visible.push_back(entry.row);
    }
    return visible;
  }

 private:
  std::int64_t size_;
  std::size_t max_rows_;
  std::vector<Entry> rows_;
};

}  // namespace naive
