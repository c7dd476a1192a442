// Lines of a file, forward and backward from any offset, in blocks of pread(2). A mapping is not used on purpose: a
// read behind the end of a file that was truncated would raise SIGBUS.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/log_view/direction.hpp"

namespace tenstone::log_view {

inline constexpr std::size_t kMaxLineBytes = 1024 * 1024;  // with the line's end; what is behind them is not given
inline constexpr std::size_t kBlockBytes = 128 * 1024;

// How much one request may read. Shared by all readers of the request, one after the other. `clock` outlives it.
class Budget {
 public:
  explicit Budget(std::uint64_t bytes) : bytes_(bytes) {}
  Budget(const Clock& clock, std::uint64_t bytes, std::chrono::microseconds time)
      : clock_(&clock), until_(clock.now() + time), bytes_(bytes) {}
  void spend(std::uint64_t bytes) { scanned_ += bytes; }
  bool is_spent() const { return scanned_ >= bytes_ || (clock_ != nullptr && clock_->now() >= until_); }
  std::uint64_t scanned() const { return scanned_; }  // bytes that were read, those read twice counted twice

 private:
  const Clock* clock_ = nullptr;  // null: as long as it takes
  Time until_;
  std::uint64_t bytes_, scanned_ = 0;
};

// The bytes [begin, end) of the file, its '\n' among them when it has one.
struct Line {
  std::uint64_t begin, end;
  // Without '\n' and a '\r' before it, as they are in the file: NUL and what is no UTF-8 among them (write_string() of
  // validation/json_writer.hpp makes them text). Valid until the reader's next call.
  std::string_view bytes;
  bool is_cut;    // it is longer than kMaxLineBytes: bytes has its beginning
  bool is_ended;  // it has a '\n'. False: the last line of the file, which may still grow

  bool operator==(const Line&) const = default;
};

// Reads the first `size` bytes of a file, such as its size when the request began. All lines that begin at `from` or
// behind it are read forward, all that begin before it backward: the two directions from one offset give every line
// once. A file that has become shorter ends where it ends.
//
// With a literal only the lines that hold it are given, found by memmem(3) over whole blocks. In a cut line it is found
// only in the bytes that are given.
//
// Blocks. One thread at a time. Throws Failure log_io when the file cannot be read.
class LineReader {
 public:
  // `file` and `budget` outlive it.
  LineReader(int file, std::uint64_t size, std::uint64_t from, Direction direction, Budget& budget,
             std::string literal = {});

  // Nothing: the end (forward) or the beginning (backward) has been reached, or the budget is spent. The first block is
  // read whatever the budget says, and a line to its end, so each request comes further.
  std::optional<Line> next();

  // Where to go on in the same direction, after the line that was given last: all before it (forward) or behind it
  // (backward) has been searched.
  std::uint64_t at() const { return at_; }
  bool is_done() const { return is_done_; }  // false after next() gave nothing: the budget is spent

  // Whole lines around the line that was given last, which is one of them: what was read in one go. One that is cut
  // stands alone.
  struct Window {
    std::uint64_t begin, end;  // in the file
    std::string_view bytes;
  };
  Window window() const { return {chunk_.begin, chunk_.end, chunk_.bytes}; }

 private:
  // Whole lines that stand one behind the other in the file, or the beginning of one line that is too long.
  struct Chunk {
    std::uint64_t begin = 0, end = 0;
    std::string_view bytes = {};
    bool is_cut = false;
    bool is_ended = false;  // of one that is cut
  };

  std::size_t read(std::string& to, std::uint64_t offset, std::size_t size);
  std::optional<std::uint64_t> line_end(std::uint64_t from);  // behind the next '\n'; nothing: there is none
  std::uint64_t line_begin(std::uint64_t before);             // behind the last '\n' before it
  void align(std::uint64_t from);
  bool next_chunk();
  bool forward_chunk();
  bool backward_chunk();
  void cut_chunk(std::uint64_t begin, std::uint64_t end, bool is_ended);
  void find_hits();
  Line line(std::size_t begin, std::size_t end) const;  // of the chunk
  std::optional<Line> next_of_chunk();

  const int file_;
  std::uint64_t size_;
  const Direction direction_;
  Budget& budget_;
  const std::string literal_;
  std::string buffer_, scratch_;
  Chunk chunk_;
  std::size_t left_begin_ = 0, left_end_ = 0;                   // what of the chunk has not been given
  std::vector<std::pair<std::size_t, std::size_t>> hits_ = {};  // backward with a literal: lines of the chunk
  std::uint64_t at_ = 0;
  bool is_first_ = true, is_done_ = false;
};

}  // namespace tenstone::log_view
