// Reads the rows of all tables of a snapshot, by several workers at once.
#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "crew.hpp"
#include "pieces.hpp"
#include "tenstone/backup/progress.hpp"
#include "tenstone/backup/snapshot.hpp"

namespace tenstone::backup {

struct TableSum {
  std::uint64_t rows = 0, bytes = 0, hash = 0;
};

// Where the rows of one stream go: a table's streams one after the other, each from one thread.
class RowSink {
 public:
  virtual ~RowSink() = default;
  virtual Result<void> write(std::string_view bytes) = 0;  // whole rows
  virtual Result<void> finish() = 0;
};

// Makes the sink of the next stream of the table `table`, which counts from 0.
using OpenSink = std::function<std::unique_ptr<RowSink>(std::size_t table)>;

// One COPY a table: PostgreSQL reads it through a few buffers that it uses again and again, so a backup leaves the
// server's cache as it is (docs/adr/0027-one-copy-a-table.md).
class Scan {
 public:
  // All references must outlive the crew's threads. Without `open_sink` rows are only counted and hashed.
  Scan(const Snapshot& snapshot, OpenSink open_sink, std::string_view phase, const OnProgress& on_progress);
  // Each worker is a thread that reads, and one that stores what the first has read.
  void start(Crew& crew, unsigned workers);
  const std::vector<TableSum>& sums() const { return sums_; }  // by table; after the crew was joined

 private:
  Result<void> read(Pieces& pieces, const std::stop_token& stop);
  Result<void> store(Pieces& pieces, const std::stop_token& stop);
  Result<void> copy(postgres::BlockingConnection& connection, std::size_t table, Pieces& pieces,
                    const std::stop_token& stop);
  std::string statement(std::size_t table) const;
  std::optional<std::size_t> take_table();
  void add(std::size_t table, const TableSum& sum, bool last);

  const Snapshot& snapshot_;
  OpenSink open_sink_;
  const OnProgress& on_progress_;
  std::vector<std::size_t> tables_;  // those with rows, the largest first
  std::mutex mutex_;
  std::size_t next_ = 0;  // in tables_
  std::vector<TableSum> sums_;
  std::vector<std::uint64_t> pages_;  // of each table, that are done
  Progress progress_;
};

}  // namespace tenstone::backup
