// The lines that are written to a log, each once, over rotations.
#pragma once
#include <string>
#include <vector>

#include "tenstone/log_view/position.hpp"

namespace tenstone::log_view {

struct TailEvent {
  enum class Kind : std::uint8_t {
    Line,
    Rotated,    // what follows is in the next file of the log; nothing was lost
    Truncated,  // the file was truncated (copytruncate): lines may be lost here
    Replaced,   // the file was deleted, or moved out of the log: lines of files that came and went may be lost here
  };
  Kind kind;
  Position behind;        // where to go on after this event
  std::string line = {};  // of a line: as Line::bytes
  bool is_cut = false;

  bool operator==(const TailEvent&) const = default;
};

// Follows one log. A file that was renamed is read on until the one after it has content: by then its writer has
// changed over, and has written its last line to the old one. Of several writers that change over at different times,
// lines can be lost that come later.
//
// After a truncation the rest of the file is looked for in the copy that copytruncate made (see locate()). A file that
// is truncated while it is empty, or before anything of it was seen, is not noticed.
//
// Blocks. One thread at a time.
class Tail {
 public:
  // From the end of the log's newest file, behind its last whole line. `sources` outlives it.
  // Error: log_not_found.
  static Result<Tail> from_end(const Sources& sources, std::string name);
  // Errors: those of locate().
  static Result<Tail> from(const Sources& sources, std::string name, const Position& position);

  // What there is now, after about `most_bytes` of lines the rest at the next call. Empty: nothing new. A line without
  // its '\n' is waited for, unless its file is over. Throws Failure log_io.
  std::vector<TailEvent> look(std::uint64_t most_bytes = kMaxLineBytes);

  const Position& position() const { return position_; }
  // For a watch. Error: log_not_found.
  Result<Fd> folder() const { return sources_->folder_of(name_); }
  std::string_view file_name() const;  // in the folder, of the file without an end

 private:
  enum class Read : std::uint8_t { All, Some, Truncated };

  Tail(const Sources& sources, std::string name, OpenLog log, Position position)
      : sources_(&sources), name_(std::move(name)), log_(std::move(log)), position_(std::move(position)) {}
  Read read(bool is_over, std::uint64_t& left_bytes, std::vector<TailEvent>& events);
  std::optional<OpenLog> next_file(TailEvent::Kind& kind);
  bool change_over(std::vector<TailEvent>& events, std::uint64_t& left_bytes);
  bool after_truncation(std::vector<TailEvent>& events);
  void enter(OpenLog log, TailEvent::Kind kind, std::vector<TailEvent>& events);

  const Sources* sources_;
  std::string name_;  // of the file without an end
  OpenLog log_;
  Position position_;
};

}  // namespace tenstone::log_view
