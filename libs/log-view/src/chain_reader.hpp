// The entries of a log over the files of its rotation.
#pragma once
#include <memory>
#include <vector>

#include "entry_reader.hpp"
#include "seek.hpp"
#include "tenstone/log_view/cursor.hpp"
#include "tenstone/log_view/query.hpp"

namespace tenstone::log_view {

// Gives the entries that may match the query: those that hold its literal, in the part of each file that its times
// allow. Who reads them asks the query. Blocks. One thread at a time. Throws Failure log_io.
class ChainReader {
 public:
  // From the newest entry backward or from the oldest forward; or from `place`, whose direction is not looked at.
  // Errors: log_not_found, log_gone. All but `log` and `place` outlive it.
  static Result<std::unique_ptr<ChainReader>> open(const Sources& sources, std::string_view log, const Query& query,
                                                   Direction direction, Budget& budget,
                                                   const std::optional<Place>& place = std::nullopt);

  // Valid until the next call. nullptr: there are no more, or the budget is spent.
  const Entry* next();
  bool is_done() const { return is_done_; }

  const Opened& file() const { return *file_; }  // of the last entry
  Place place() const;                           // where to go on
  std::uint64_t remaining() const;               // bytes that were not searched
  const std::vector<LogFile>& chain() const { return chain_; }

 private:
  ChainReader(const Sources& sources, const Query& query, Direction direction, Budget& budget)
      : sources_(sources), query_(query), direction_(direction), budget_(budget) {}
  Result<bool> find(std::string_view log, const std::optional<Place>& place);
  void enter(OpenLog log, const std::optional<Place>& place);
  bool enter_next();
  bool has_come_further() const;

  const Sources& sources_;
  const Query& query_;
  const Direction direction_;
  Budget& budget_;
  std::vector<LogFile> chain_;  // oldest first
  std::size_t at_ = 0;          // in it
  std::size_t first_file_ = 0;  // where it began
  std::uint64_t first_offset_ = 0;
  std::unique_ptr<Opened> file_;
  std::unique_ptr<EntryReader> entries_;
  Bounds bounds_{0, 0};
  bool is_done_ = false;
};

// The time of the first entry that has one, in this direction. Errors: as ChainReader::open().
Result<std::optional<Time>> time_at_end(const Sources& sources, std::string_view log, Direction direction,
                                        Budget& budget);

}  // namespace tenstone::log_view
