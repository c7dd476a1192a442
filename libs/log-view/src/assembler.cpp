#include "tenstone/log_view/assembler.hpp"

#include <algorithm>
#include <functional>

namespace tenstone::log_view {
namespace {

// The message ends with the first line of `text`: it goes on to the end of it.
void extend_message(Entry& entry, std::string_view text, std::size_t first_line) {
  const char* const end = text.data() + first_line;
  const std::less_equal<const char*> before;
  if (entry.message.empty()) {
    if (entry.fields.empty()) entry.message = text;
  } else if (before(text.data(), entry.message.data()) && entry.message.data() + entry.message.size() == end) {
    entry.message = {entry.message.data(), text.data() + text.size()};
  } else if (!entry.kept.empty() &&
             entry.message.data() + entry.message.size() == entry.kept.front().data() + entry.kept.front().size()) {
    entry.message = entry.keep(std::string(entry.message).append(text.substr(first_line)));
  }
}

}  // namespace

void read_entry(std::string_view text, const Format& format, Entry& out) {
  const std::size_t first_line = std::min(text.find('\n'), text.size());
  if (!format.parse(text.substr(0, first_line), out)) {
    out.clear();
    out.message = text;
  } else if (first_line < text.size()) {
    extend_message(out, text, first_line);
  }
  out.raw = text;
}

bool Assembler::Draft::begin(const SourceLine& line, const Format& format) {
  text.assign(line.bytes.substr(0, kMostBytes));
  lines = kept = 1;
  offset = line.offset;
  end = line.end;
  truncated = line.is_cut || line.bytes.size() > kMostBytes;
  begins = format.parse(text, entry);
  return begins;
}

void Assembler::Draft::append(const SourceLine& line) {
  ++lines;
  end = line.end;
  if (truncated || kept == kMostLines || text.size() + 1 + line.bytes.size() > kMostBytes) {
    truncated = true;
    return;
  }
  text.append(1, '\n').append(line.bytes);
  truncated = line.is_cut;
  ++kept;
}

const Entry* Assembler::complete(Draft& draft) {
  if (draft.lines == 0) return nullptr;
  const std::string_view text = draft.text;
  if (!draft.begins) {
    draft.entry.clear();
    draft.entry.message = text;
  } else if (draft.kept > 1) {  // it grew, so the views lead nowhere
    read_entry(text, format_, draft.entry);
  }
  draft.entry.raw = text;
  draft.entry.offset = draft.offset;
  draft.entry.end = draft.end;
  draft.entry.lines = std::exchange(draft.lines, 0);
  draft.entry.truncated = draft.truncated;
  timeline_.settle(draft.entry, direction_);
  return &draft.entry;
}

const Entry* Assembler::feed_forward(const SourceLine& line) {
  Draft& next = drafts_[1 - current_];
  if (next.begin(line, format_)) {
    current_ = 1 - current_;
    return complete(drafts_[1 - current_]);
  }
  next.lines = 0;
  Draft& current = drafts_[current_];
  if (current.lines > 0)
    current.append(line);
  else
    current.begin(line, format_);
  return nullptr;
}

// Lines that would not be kept in the end are dropped at once.
const Entry* Assembler::feed_backward(const SourceLine& line) {
  Draft& draft = drafts_[0];
  if (draft.begin(line, format_)) {
    take_held(draft);
    return complete(draft);
  }
  draft.lines = 0;
  held_.push_front({std::string(line.bytes.substr(0, kMostBytes)), line});
  held_.front().line.is_cut = line.is_cut || line.bytes.size() > kMostBytes;
  held_bytes_ += held_.front().bytes.size() + 1;
  while (held_.size() > 1 && (held_.size() > kMostLines || held_bytes_ > kMostBytes + 1)) {
    if (left_out_++ == 0) left_out_end_ = held_.back().line.end;
    held_bytes_ -= held_.back().bytes.size() + 1;
    held_.pop_back();
  }
  return nullptr;
}

void Assembler::take_held(Draft& draft) {
  if (held_.empty() && left_out_ == 0) return;
  for (HeldLine& held : held_) {
    held.line.bytes = held.bytes;
    draft.append(held.line);
  }
  if (left_out_ > 0) {
    draft.lines += left_out_;
    draft.end = left_out_end_;
    draft.truncated = true;
  }
  held_.clear();
  held_bytes_ = left_out_ = 0;
}

const Entry* Assembler::feed(const SourceLine& line) {
  return direction_ == Direction::Forward ? feed_forward(line) : feed_backward(line);
}

const Entry* Assembler::finish() {
  if (direction_ == Direction::Forward) return complete(drafts_[current_]);
  if (held_.empty()) return nullptr;
  HeldLine first = std::move(held_.front());
  held_.pop_front();
  first.line.bytes = first.bytes;
  drafts_[0].begin(first.line, format_);
  take_held(drafts_[0]);
  return complete(drafts_[0]);
}

}  // namespace tenstone::log_view
