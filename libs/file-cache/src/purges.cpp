#include "tenstone/file_cache/purges.hpp"

#include <algorithm>

#include "bytes.hpp"
#include "tenstone/core/crc32c.hpp"

namespace tenstone::file_cache {
namespace {

// A payload: what it is, then the generation (0: the next one), the namespace and the text.
enum class Mark : std::uint8_t { All = 1, Prefix = 2, Tag = 3, Generation = 4, Everything = 5 };

void append_mark(std::string& out, Mark mark, std::uint64_t generation, std::string_view text) {
  out += static_cast<char>(mark);
  append(out, generation);
  append(out, static_cast<std::uint16_t>(text.size()));
  out += text;
}

std::string record_of(std::string_view ns, std::string_view marks) {
  std::string payload;
  append(payload, static_cast<std::uint16_t>(ns.size()));
  payload += ns;
  payload += marks;
  std::string out;
  append(out, static_cast<std::uint32_t>(payload.size()));
  append(out, crc32c(out));
  out += payload;
  append(out, crc32c(payload));
  return out;
}

}  // namespace

void Purges::apply(std::string_view ns, const Purge& purge) { mark(ns, purge, generation_ + 1); }

void Purges::mark(std::string_view ns, const Purge& purge, std::uint64_t generation) {
  generation_ = std::max(generation_, generation);
  auto found = namespaces_.find(ns);
  if (found == namespaces_.end()) found = namespaces_.emplace(ns, Namespace()).first;
  Namespace& marks = found->second;
  marks.newest = std::max(marks.newest, generation);
  if (purge.all) {
    marks.all = std::max(marks.all, generation);
    if (marks.all == marks.newest) fold(marks);  // what it says covers the others
  }
  for (const std::string& tag : purge.tags) {
    auto& at = marks.tags[tag];
    at = std::max(at, generation);
  }
  if (purge.prefix) {
    const auto [at, added] = marks.prefixes.try_emplace(*purge.prefix, generation);
    at->second = std::max(at->second, generation);
    if (added) ++marks.prefix_lengths[purge.prefix->size()];
  }
  if (marks.tags.size() + marks.prefixes.size() > kMaxMarks) fold(marks);
}

void Purges::fold(Namespace& marks) {
  marks.all = marks.newest;
  marks.tags.clear();
  marks.prefixes.clear();
  marks.prefix_lengths.clear();
}

void Purges::raise(std::uint64_t generation) { generation_ = std::max(generation_, generation); }

void Purges::apply_to_everything(std::uint64_t generation) {
  raise(generation);
  everything_ = generation_;
}

bool Purges::kills(std::string_view ns, const Head& head) const {
  if (head.generation >= generation_) return false;
  if (head.generation < everything_) return true;
  const auto found = namespaces_.find(ns);
  if (found == namespaces_.end() || head.generation >= found->second.newest) return false;
  const Namespace& marks = found->second;
  if (head.generation < marks.all) return true;
  const auto newer = [&](const Marks& in, std::string_view text) {
    const auto at = in.find(text);
    return at != in.end() && head.generation < at->second;
  };
  if (std::ranges::any_of(head.tags, [&](std::string_view tag) { return newer(marks.tags, tag); })) return true;
  for (const auto& [length, count] : marks.prefix_lengths) {
    if (length > head.key.size()) break;
    if (newer(marks.prefixes, head.key.substr(0, length))) return true;
  }
  return false;
}

std::uint64_t Purges::newest(std::string_view ns) const {
  const auto found = namespaces_.find(ns);
  return std::max(everything_, found == namespaces_.end() ? 0 : found->second.newest);
}

std::size_t Purges::marks() const {
  std::size_t count = 0;
  for (const auto& [name, marks] : namespaces_)
    count += marks.tags.size() + marks.prefixes.size() + (marks.all != 0 ? 1 : 0);
  return count;
}

std::string Purges::encode(std::string_view ns, const Purge& purge) {
  std::string marks;
  if (purge.all) append_mark(marks, Mark::All, 0, {});
  if (purge.prefix) append_mark(marks, Mark::Prefix, 0, *purge.prefix);
  for (const std::string& tag : purge.tags) append_mark(marks, Mark::Tag, 0, tag);
  return record_of(ns, marks);
}

std::string Purges::snapshot() const {
  std::string marks, out;
  append_mark(marks, Mark::Everything, everything_, {});
  append_mark(marks, Mark::Generation, generation_, {});
  out += record_of({}, marks);
  for (const auto& [name, of] : namespaces_) {
    marks.clear();
    if (of.all != 0) append_mark(marks, Mark::All, of.all, {});
    for (const auto& [prefix, generation] : of.prefixes) append_mark(marks, Mark::Prefix, generation, prefix);
    for (const auto& [tag, generation] : of.tags) append_mark(marks, Mark::Tag, generation, tag);
    out += record_of(name, marks);
  }
  return out;
}

bool Purges::replay(std::string_view payload) {
  std::uint16_t size = 0;
  std::string_view ns;
  if (!take(payload, size) || !take(payload, size, ns)) return false;
  const std::uint64_t next = generation_ + 1;
  while (!payload.empty()) {
    std::uint8_t mark_byte = 0;
    std::uint64_t generation = 0;
    std::string_view text;
    if (!take(payload, mark_byte) || !take(payload, generation) || !take(payload, size) || !take(payload, size, text))
      return false;
    Purge purge;
    switch (static_cast<Mark>(mark_byte)) {
      case Mark::Generation: raise(generation); continue;
      case Mark::Everything:
        raise(generation);
        everything_ = std::max(everything_, generation);
        continue;
      case Mark::All: purge.all = true; break;
      case Mark::Prefix: purge.prefix = text; break;
      case Mark::Tag: purge.tags.emplace_back(text); break;
      default: return false;
    }
    mark(ns, purge, generation == 0 ? next : generation);
  }
  return true;
}

Purges::Read Purges::read(std::string_view log) {
  std::string_view rest = log;
  const auto answer = [&](Log state) {
    // How many purges are lost is unknown, but fewer than these.
    if (state == Log::Damaged) apply_to_everything(generation_ + (std::uint64_t{1} << 32));
    return Read{state, log.size() - rest.size()};
  };
  while (!rest.empty()) {
    std::string_view record = rest, payload;
    std::uint32_t size = 0, sum = 0;
    if (!take(record, size) || !take(record, sum)) return answer(Log::Torn);
    if (crc32c(rest.substr(0, 4)) != sum) return answer(Log::Damaged);
    if (!take(record, size, payload) || !take(record, sum)) return answer(Log::Torn);
    if (crc32c(payload) != sum || !replay(payload)) return answer(Log::Damaged);
    rest = record;
  }
  return answer(Log::Whole);
}

}  // namespace tenstone::file_cache
