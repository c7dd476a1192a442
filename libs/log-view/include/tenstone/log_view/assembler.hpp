// From lines to entries.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "tenstone/log_view/format.hpp"
#include "tenstone/log_view/timeline.hpp"

namespace tenstone::log_view {

// A line as the assembler takes it.
struct SourceLine {
  std::string_view bytes;    // without its end
  std::uint64_t offset = 0;  // of its first byte in the file
  std::uint64_t end = 0;     // of the next line
  bool is_cut = false;       // it is longer than `bytes`
};

// Reads the lines of one entry, without the last line's end, into `out`, whose views lead into `text`: raw, and what
// the format reads. Lines that the format does not know are a message.
void read_entry(std::string_view text, const Format& format, Entry& out);

// Puts the lines of one file together, in its order or against it: a line that the format does not know belongs to the
// entry before it. The same entries come out either way. An entry keeps its first 500 lines and 1 MiB; of others only
// the range in the file is known, and it is marked as truncated. Lines before the first entry are one without a time.
//
// Memory: the lines of one entry. Nothing here blocks. Not for two threads at once.
class Assembler {
 public:
  static constexpr std::size_t kMostLines = 500, kMostBytes = 1024 * 1024;

  // `timeline` is told of every entry and must outlive this.
  Assembler(Format format, Timeline& timeline, Direction direction)
      : format_(format), timeline_(timeline), direction_(direction) {}

  // Takes the next line: the one behind the last, or the one before it. An entry if one has become whole with it, valid
  // until the next call; nullptr: none has. The line's bytes are copied.
  const Entry* feed(const SourceLine& line);
  // There are no more lines. The last entry, or nullptr.
  const Entry* finish();

 private:
  // An entry in the making. `text` is what was kept of it; `entry` leads into it once parsed.
  struct Draft {
    std::string text;
    Entry entry;
    std::size_t kept = 0;   // lines in `text`
    std::size_t lines = 0;  // 0: it is none
    std::uint64_t offset = 0, end = 0;
    bool truncated = false;
    bool begins = false;  // its first line is one that begins an entry

    bool begin(const SourceLine& line, const Format& format);
    void append(const SourceLine& line);
  };
  struct HeldLine {
    std::string bytes;
    SourceLine line;  // its `bytes` are not valid
  };

  const Entry* feed_forward(const SourceLine& line);
  const Entry* feed_backward(const SourceLine& line);
  const Entry* complete(Draft& draft);
  void take_held(Draft& draft);

  const Format format_;
  Timeline& timeline_;
  const Direction direction_;
  // Never moved, since entries lead into short strings as well. Forward, drafts_[current_] is the entry that may go on
  // and the other one was given out last.
  std::array<Draft, 2> drafts_;
  std::size_t current_ = 0;
  // Backward: the lines behind the one that is awaited, in the order of the file. `left_out_` are further ones.
  std::deque<HeldLine> held_;
  std::size_t held_bytes_ = 0, left_out_ = 0;
  std::uint64_t left_out_end_ = 0;
};

}  // namespace tenstone::log_view
