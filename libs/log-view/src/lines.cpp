#include "tenstone/log_view/lines.hpp"

#include <algorithm>
#include <cstring>

#include "read_at.hpp"

namespace tenstone::log_view {
namespace {

constexpr auto kNone = std::string_view::npos;

std::size_t find_end(std::string_view text, std::size_t from) {
  const void* found = std::memchr(text.data() + from, '\n', text.size() - from);
  return found == nullptr ? kNone : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

std::size_t find_last_end(std::string_view text) {
  const void* found = memrchr(text.data(), '\n', text.size());
  return found == nullptr ? kNone : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

std::size_t find_literal(std::string_view text, std::string_view literal) {
  const void* found = memmem(text.data(), text.size(), literal.data(), literal.size());
  return found == nullptr ? kNone : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

}  // namespace

LineReader::LineReader(int file, std::uint64_t size, std::uint64_t from, Direction direction, Budget& budget,
                       std::string literal)
    : file_(file), size_(size), direction_(direction), budget_(budget), literal_(std::move(literal)) {
  align(std::min(from, size));
}

// Forward from the first line that begins at `from` or behind it; backward from where that line begins.
void LineReader::align(std::uint64_t from) {
  at_ = from;
  if (from == 0) return;
  if (const auto end = line_end(from - 1))
    at_ = *end;
  else
    at_ = size_;
}

std::size_t LineReader::read(std::string& to, std::uint64_t offset, std::size_t size) {
  // libstdc++ offers all of the capacity, which may be more than `size`.
  to.resize_and_overwrite(size, [&](char* bytes, std::size_t) { return read_at(file_, bytes, size, offset); });
  budget_.spend(to.size());
  if (to.size() < size) size_ = std::min(size_, offset + to.size());  // it has been truncated
  return to.size();
}

std::optional<std::uint64_t> LineReader::line_end(std::uint64_t from) {
  // The first look is short: nearly all lines are.
  for (std::size_t step = 4096; from < size_; step = kBlockBytes) {
    const std::size_t got = read(scratch_, from, std::min<std::uint64_t>(step, size_ - from));
    if (const auto end = find_end(scratch_, 0); end != kNone) return from + end + 1;
    from += got;
  }
  return std::nullopt;
}

std::uint64_t LineReader::line_begin(std::uint64_t before) {
  while (before > 0) {
    const std::size_t step = std::min<std::uint64_t>(kBlockBytes, before);
    if (read(scratch_, before - step, step) < step) return before;
    if (const auto end = find_last_end(scratch_); end != kNone) return before - step + end + 1;
    before -= step;
  }
  return 0;
}

void LineReader::cut_chunk(std::uint64_t begin, std::uint64_t end, bool is_ended) {
  read(buffer_, begin, std::min<std::uint64_t>(kMaxLineBytes, end - begin));
  chunk_ = {.begin = begin, .end = end, .bytes = buffer_, .is_cut = true, .is_ended = is_ended};
}

bool LineReader::forward_chunk() {
  for (std::size_t step = kBlockBytes;; step = std::min(step * 2, kMaxLineBytes)) {
    if (at_ >= size_) return false;
    read(buffer_, at_, std::min<std::uint64_t>(step, size_ - at_));
    const bool to_the_end = at_ + buffer_.size() >= size_;
    const std::size_t last = find_last_end(buffer_);
    if (last != kNone || to_the_end) {
      const std::size_t size = last == kNone ? buffer_.size() : last + 1;
      chunk_ = {.begin = at_, .end = at_ + size, .bytes = std::string_view(buffer_).substr(0, size)};
      return size > 0;
    }
    if (step == kMaxLineBytes) break;
  }
  const auto end = line_end(at_ + kMaxLineBytes);
  cut_chunk(at_, end.value_or(size_), end.has_value());
  return true;
}

bool LineReader::backward_chunk() {
  std::size_t step = kBlockBytes;
  for (;;) {
    at_ = std::min(at_, size_);
    if (at_ == 0) return false;
    // [snippet:backward]
    const std::uint64_t begin = at_ - std::min<std::uint64_t>(step, at_);
    if (read(buffer_, begin, at_ - begin) < at_ - begin) continue;  // truncated: from its new end
    const std::size_t first = find_end(std::string_view(buffer_).substr(0, buffer_.size() - 1), 0);
    if (begin == 0 && (first != kNone || buffer_.size() <= kMaxLineBytes)) {
      chunk_ = {.begin = 0, .end = at_, .bytes = buffer_};
      return true;
    }
    if (first != kNone) {
      chunk_ = {.begin = begin + first + 1, .end = at_, .bytes = std::string_view(buffer_).substr(first + 1)};
      return true;
    }
    // A line of kMaxLineBytes and the '\n' before it are in a block of one byte more.
    if (step > kMaxLineBytes) break;
    step = std::min(step * 2, kMaxLineBytes + 1);
    // [/snippet:backward]
  }
  const bool is_ended = buffer_.ends_with('\n');
  cut_chunk(line_begin(at_ - 1), at_, is_ended);
  return true;
}

bool LineReader::next_chunk() {
  // [snippet:budget]
  if (!is_first_ && budget_.is_spent()) return false;
  is_first_ = false;
  // [/snippet:budget]
  if (!(direction_ == Direction::Forward ? forward_chunk() : backward_chunk())) {
    is_done_ = true;
    return false;
  }
  left_begin_ = 0;
  left_end_ = chunk_.bytes.size();
  if (direction_ == Direction::Backward && !literal_.empty()) find_hits();
  return true;
}

Line LineReader::line(std::size_t begin, std::size_t end) const {
  std::string_view bytes = chunk_.bytes.substr(begin, end - begin);
  if (chunk_.is_cut) return {chunk_.begin, chunk_.end, bytes, true, chunk_.is_ended};
  const bool is_ended = bytes.ends_with('\n');
  if (is_ended) {
    bytes.remove_suffix(1);
    if (bytes.ends_with('\r')) bytes.remove_suffix(1);
  }
  return {chunk_.begin + begin, chunk_.begin + end, bytes, false, is_ended};
}

// memmem(3) has no counterpart that goes backward.
void LineReader::find_hits() {
  hits_.clear();
  for (std::size_t from = 0; from < chunk_.bytes.size();) {
    const std::size_t hit = find_literal(chunk_.bytes.substr(from), literal_);
    if (hit == kNone) break;
    const std::size_t before = find_last_end(chunk_.bytes.substr(from, hit));
    const std::size_t begin = before == kNone ? from : from + before + 1;
    const std::size_t found_end = find_end(chunk_.bytes, from + hit);
    const std::size_t end = found_end == kNone ? chunk_.bytes.size() : found_end + 1;
    hits_.emplace_back(begin, end);
    from = end;
  }
}

std::optional<Line> LineReader::next_of_chunk() {
  if (direction_ == Direction::Backward && !literal_.empty()) {
    if (hits_.empty()) return std::nullopt;
    const auto [begin, end] = hits_.back();
    hits_.pop_back();
    return line(begin, end);
  }
  const std::string_view left = chunk_.bytes.substr(left_begin_, left_end_ - left_begin_);
  if (left.empty()) return std::nullopt;
  std::size_t begin = left_begin_, end = left_end_;
  if (direction_ == Direction::Backward) {
    const std::size_t before = find_last_end(left.substr(0, left.size() - 1));
    if (before != kNone && !chunk_.is_cut) begin += before + 1;
    left_end_ = begin;
    return line(begin, end);
  }
  const std::size_t hit = literal_.empty() ? 0 : find_literal(left, literal_);
  if (hit == kNone) return std::nullopt;
  const std::size_t before = find_last_end(left.substr(0, hit));
  if (before != kNone) begin += before + 1;
  const std::size_t found_end = find_end(left, hit);
  if (found_end != kNone) end = left_begin_ + found_end + 1;
  left_begin_ = end;
  return line(begin, end);
}

std::optional<Line> LineReader::next() {
  for (;;) {
    if (const auto found = next_of_chunk()) {
      at_ = direction_ == Direction::Forward ? found->end : found->begin;
      return found;
    }
    if (chunk_.end > chunk_.begin) at_ = direction_ == Direction::Forward ? chunk_.end : chunk_.begin;
    left_begin_ = left_end_ = 0;
    chunk_ = {};
    if (!next_chunk()) return std::nullopt;
  }
}

}  // namespace tenstone::log_view
