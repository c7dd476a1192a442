// From the lines of a tail to server-sent events.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "opened.hpp"
#include "shown.hpp"
#include "tenstone/log_view/assembler.hpp"
#include "tenstone/log_view/cursor.hpp"
#include "tenstone/log_view/logs.hpp"
#include "tenstone/log_view/tail.hpp"
#include "tenstone/log_view/tails.hpp"

namespace tenstone::log_view {

// Blocks: it looks at files, and searches each entry. One thread at a time.
class TailEntries {
 public:
  // The tail begins at `place`. `logs` outlives it.
  TailEntries(const Logs& logs, std::string log, Query query, const Place& place);
  TailEntries(const TailEntries&) = delete;

  // Appends the events that are due after these.
  void take(const std::vector<TailEvent>& events, std::string& out);
  // An entry may still grow.
  bool holds_entry() const { return holds_entry_; }
  // Appends that entry: nothing more is waited for.
  void give_held(std::string& out);
  // The tail was moved on to `to`. Appends the gap.
  void skip(const Position& to, std::uint64_t skipped_bytes, std::string& out);
  // Where a tail goes on after all that was appended. Appends the id alone, which browsers keep and tell nobody of.
  void append_id(std::string& out);
  bool has_moved() const { return has_moved_; }  // since the last id

 private:
  std::optional<Opened> look(const Position& position);
  void anchor(const Opened& file);
  void begin_file(const Position& position);
  void take_line(const TailEvent& event, std::string& out);
  void change(const TailEvent& event, std::string& out);
  void give(const Entry* entry, std::string& out);
  void append(std::string& out, std::string_view type, std::string_view data);
  Place place(std::uint64_t offset, const Entry& entry) const;

  const Logs& logs_;
  const std::string log_;
  const Query query_;
  Shown shown_;
  std::string file_;  // the name that it had when it was looked at
  Format format_{&plain_layout()};
  std::uint64_t sampled_ = 0;  // bytes of the file that told the format
  std::optional<Timeline> timeline_;
  std::unique_ptr<Assembler> assembler_;
  Position read_;  // behind the last line that was taken
  Place given_;    // behind the last entry that was given out or did not match
  bool holds_entry_ = false;
  bool has_moved_ = true;
};

}  // namespace tenstone::log_view
