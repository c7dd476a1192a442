#include "tenstone/file_cache/entry.hpp"

#include <fmt/core.h>

#include "bytes.hpp"
#include "hashing.hpp"
#include "tenstone/core/crc32c.hpp"

namespace tenstone::file_cache {
namespace {

constexpr std::string_view kMagic = "TSCE";
constexpr std::uint16_t kVersion = 1;
constexpr std::size_t kCrcAt = 8;
constexpr std::size_t kMaxMetaBytes = 2 + kMaxContentTypeBytes + kMaxTags * (2 + kMaxTagBytes);

std::size_t meta_size(const Meta& meta) {
  std::size_t size = 2 + meta.content_type.size();
  for (const std::string& tag : meta.tags) size += 2 + tag.size();
  return size;
}

std::uint64_t block_count(std::uint64_t body_size) { return body_size / kBlockBytes + (body_size % kBlockBytes != 0); }

std::int64_t microseconds(Time time) { return time.time_since_epoch().count(); }

// With the field of the sum as 0, whatever stands there.
std::uint32_t head_crc(std::string_view head) {
  static constexpr std::string_view kNoSum("\0\0\0\0", 4);
  return crc32c(head.substr(kCrcAt + 4), crc32c(kNoSum, crc32c(head.substr(0, kCrcAt))));
}

void append_header(std::string& out, const NewEntry& entry, std::uint64_t body_hash) {
  out += kMagic;
  append(out, kVersion);
  append(out, std::uint16_t{0});
  append(out, std::uint32_t{0});  // the sum, at last
  append(out, static_cast<std::uint16_t>(entry.key.size()));
  append(out, static_cast<std::uint16_t>(entry.meta.tags.size()));
  append(out, static_cast<std::uint32_t>(meta_size(entry.meta)));
  append(out, entry.body_size);
  // [snippet:times]
  append(out, microseconds(entry.created));
  append(out, entry.expires ? microseconds(*entry.expires) : std::int64_t{0});
  // [/snippet:times]
  append(out, entry.generation);
  append(out, body_hash);
  append(out, std::uint32_t{0});
  out += entry.key;
  append(out, static_cast<std::uint16_t>(entry.meta.content_type.size()));
  out += entry.meta.content_type;
  for (const std::string& tag : entry.meta.tags) {
    append(out, static_cast<std::uint16_t>(tag.size()));
    out += tag;
  }
}

struct Lengths {
  std::size_t key, tags, meta;
  std::uint64_t body, table;
  std::uint64_t head() const { return kHeaderBytes + key + meta + table; }
};

std::optional<Lengths> lengths(std::string_view start, std::uint64_t file_size) {
  if (start.size() < kHeaderBytes || !start.starts_with(kMagic) || load<std::uint16_t>(&start[4]) != kVersion)
    return {};
  Lengths out{.key = load<std::uint16_t>(&start[12]),
              .tags = load<std::uint16_t>(&start[14]),
              .meta = load<std::uint32_t>(&start[16]),
              .body = load<std::uint64_t>(&start[20]),
              .table = 0};
  if (out.key == 0 || out.key > kMaxKeyBytes || out.tags > kMaxTags || out.meta > kMaxMetaBytes) return {};
  if (out.body > file_size) return {};
  out.table = block_count(out.body) * 4;
  if (out.head() + out.body != file_size) return {};
  return out;
}

bool parse_meta(std::string_view meta, std::size_t tags, Head& head) {
  std::uint16_t size = 0;
  if (!take(meta, size) || !take(meta, size, head.content_type)) return false;
  head.tags.reserve(tags);
  for (std::size_t i = 0; i < tags; ++i) {
    std::string_view tag;
    if (!take(meta, size) || !take(meta, size, tag)) return false;
    head.tags.push_back(tag);
  }
  return meta.empty();
}

}  // namespace

std::uint32_t Head::block_crc(std::size_t index) const { return load<std::uint32_t>(&block_table[index * 4]); }

std::size_t Head::block_size(std::size_t index) const {
  return std::min<std::uint64_t>(kBlockBytes, body_size - index * kBlockBytes);
}

std::string Head::etag() const { return fmt::format("\"{:016x}\"", body_hash); }

std::uint64_t body_offset(const NewEntry& entry) {
  return kHeaderBytes + entry.key.size() + meta_size(entry.meta) + block_count(entry.body_size) * 4;
}

std::string encode_head(const NewEntry& entry, std::string_view block_table, std::uint64_t body_hash) {
  std::string out;
  out.reserve(body_offset(entry));
  append_header(out, entry, body_hash);
  out += block_table;
  store(&out[kCrcAt], head_crc(out));
  return out;
}

std::uint64_t encode_head(const NewEntry& entry, std::string_view body, std::string& out) {
  const std::uint64_t hash = hash_body(body);
  out.clear();
  append_header(out, entry, hash);
  for (std::size_t at = 0; at < body.size(); at += kBlockBytes) append(out, crc32c(body.substr(at, kBlockBytes)));
  store(&out[kCrcAt], head_crc(out));
  return hash;
}

std::optional<std::size_t> head_size(std::string_view start, std::uint64_t file_size) {
  const auto found = lengths(start, file_size);
  if (!found) return std::nullopt;
  return found->head();
}

std::optional<Head> parse_head(std::string_view start, std::uint64_t file_size) {
  const auto sizes = lengths(start, file_size);
  if (!sizes || start.size() < sizes->head()) return std::nullopt;
  start = start.substr(0, sizes->head());
  if (load<std::uint32_t>(&start[kCrcAt]) != head_crc(start)) return std::nullopt;
  if (load<std::uint16_t>(&start[6]) != 0 || load<std::uint32_t>(&start[60]) != 0) return std::nullopt;
  Head head;
  head.key = start.substr(kHeaderBytes, sizes->key);
  head.body_size = sizes->body;
  head.created = Time(std::chrono::microseconds(load<std::int64_t>(&start[28])));
  if (const auto expires = load<std::int64_t>(&start[36]); expires != 0)
    head.expires = Time(std::chrono::microseconds(expires));
  head.generation = load<std::uint64_t>(&start[44]);
  head.body_hash = load<std::uint64_t>(&start[52]);
  head.body_offset = start.size();
  head.block_table = start.substr(start.size() - sizes->table);
  if (!parse_meta(start.substr(kHeaderBytes + sizes->key, sizes->meta), sizes->tags, head)) return std::nullopt;
  return head;
}

bool block_holds(const Head& head, std::size_t index, std::string_view bytes) {
  return bytes.size() == head.block_size(index) && crc32c(bytes) == head.block_crc(index);
}

bool body_holds(const Head& head, std::string_view body) {
  if (body.size() != head.body_size) return false;
  for (std::size_t index = 0; index < head.block_count(); ++index)
    if (!block_holds(head, index, body.substr(index * kBlockBytes, kBlockBytes))) return false;
  return true;
}

}  // namespace tenstone::file_cache
