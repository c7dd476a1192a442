// The entries of one file, from any entry on, in one direction.
#pragma once
#include <optional>
#include <string>

#include "opened.hpp"
#include "tenstone/log_view/assembler.hpp"

namespace tenstone::log_view {

// With a literal only the entries that hold it in their bytes are given, and only the lines around a hit are parsed.
// Where the log writes no years it is not used: the year of an entry follows from the entries beside it.
//
// Blocks. One thread at a time. Throws Failure log_io.
class EntryReader {
 public:
  // Entries that begin in [begin, end) of `file`, from `from` on. All three are where an entry begins, or the file's
  // end. `file` and `budget` outlive it. `near`: the time of an entry beside `from`.
  struct Range {
    std::uint64_t begin, end, from;
  };
  EntryReader(const Opened& file, Range range, Direction direction, Budget& budget, std::string literal,
              std::optional<Time> near);
  EntryReader(const EntryReader&) = delete;

  // Valid until the next call. nullptr: there are no more, or the budget is spent.
  const Entry* next();

  // Where to go on after the last entry; after nullptr, all that has been searched lies behind.
  std::uint64_t at() const { return at_; }
  bool is_done() const { return is_done_; }  // false after next() gave nothing: the budget is spent
  // The time of the entry that was given last, to go on from; none where the log writes years.
  std::optional<Time> near() const { return near_; }

 private:
  void anchor(std::optional<Time> near);
  const Entry* next_of_all();
  const Entry* next_of_hits();
  const Entry* around(const Line& hit);
  const Entry* within_window(const Line& hit);
  const Entry* gather(std::uint64_t begin);
  std::optional<std::uint64_t> begin_before(std::uint64_t line);
  const Entry* single(const Line& line);
  const Entry* give(const Entry* entry);

  const Opened& file_;
  const Range range_;
  const Direction direction_;
  Budget& budget_;
  const bool writes_years_, by_literal_;
  LineReader lines_;
  Timeline timeline_;
  std::optional<Assembler> assembler_;
  Entry entry_, other_;
  std::uint64_t at_;
  std::optional<std::uint64_t> given_begin_, given_end_;  // of the last entry
  std::optional<Time> near_;
  bool is_done_ = false, has_ended_ = false;
};

}  // namespace tenstone::log_view
