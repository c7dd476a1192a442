// Reads the rows of all tables of a snapshot, by several workers.
#pragma once
#include <functional>
#include <vector>

#include "crew.hpp"
#include "tenstone/backup/progress.hpp"
#include "tenstone/backup/snapshot.hpp"

namespace tenstone::backup {

struct TableSum {
  std::uint64_t rows = 0, bytes = 0, hash = 0;
};

// Where the rows of one range go. finish() is called after the server has confirmed all of them.
class RangeSink {
 public:
  virtual ~RangeSink() = default;
  virtual Result<void> write(std::string_view bytes) = 0;  // whole rows
  virtual Result<void> finish() = 0;
};

// Makes the sink of the range `range` of the table `table`; both count from 0. Called by the workers.
using OpenSink = std::function<std::unique_ptr<RangeSink>(std::size_t table, std::size_t range)>;

inline constexpr std::uint64_t kRangePages = 8192;  // 64 MiB of a table
std::size_t ranges_of(const SourceTable& table);    // 0: it has no rows

class Scan {
 public:
  // All references must outlive the crew's threads.
  Scan(const Snapshot& snapshot, OpenSink open_sink, std::string_view phase, const OnProgress& on_progress);
  void start(Crew& crew, unsigned workers);
  const std::vector<TableSum>& sums() const { return sums_; }  // by table; after the crew was joined

 private:
  struct Range {
    std::size_t table, number;
  };
  Result<void> work(std::stop_token stop);
  Result<void> copy(postgres::BlockingConnection& connection, Range range, std::stop_token stop);
  std::string statement(Range range) const;
  std::optional<Range> take_range();
  void add(Range range, const TableSum& sum);

  const Snapshot& snapshot_;
  OpenSink open_sink_;
  const OnProgress& on_progress_;
  std::vector<Range> ranges_;
  std::mutex mutex_;
  std::size_t next_ = 0;
  std::vector<TableSum> sums_;
  std::vector<std::size_t> left_;  // ranges that are not done, by table
  Progress progress_;
};

}  // namespace tenstone::backup
