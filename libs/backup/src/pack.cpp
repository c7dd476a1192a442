#include "pack.hpp"

#include <algorithm>

#include "numbers.hpp"
#include "tenstone/core/random.hpp"

namespace tenstone::backup {
namespace {

constexpr std::string_view kPackMagic = "TSBP0001", kTrailerMagic = "TSBT";

std::string pack_header(const PackId& id) { return std::string(kPackMagic).append(bytes_of(id)); }

}  // namespace

std::optional<TrailerPlace> find_trailer(std::string_view footer, std::uint64_t pack_size) {
  if (footer.size() != kPackFooter || pack_size < kPackHeader + kPackFooter) return std::nullopt;
  const std::uint64_t count = load<std::uint32_t>(&footer[4]), sealed = load<std::uint32_t>(&footer[8]);
  if (!footer.starts_with(kTrailerMagic) || sealed != count * kPackEntry + kTag ||
      sealed > pack_size - kPackHeader - kPackFooter)
    return std::nullopt;
  return TrailerPlace{.offset = pack_size - kPackFooter - sealed, .size = sealed};
}

void append_entries(std::string& out, std::span<const PackEntry> entries) {
  for (const PackEntry& entry : entries) {
    append(out, entry.offset);
    append(out, entry.sealed);
    append(out, entry.plain);
    out.append(bytes_of(entry.id));
  }
}

std::optional<std::vector<PackEntry>> parse_entries(std::string_view bytes) {
  if (bytes.size() % kPackEntry != 0) return std::nullopt;
  std::vector<PackEntry> entries;
  entries.reserve(bytes.size() / kPackEntry);
  for (; !bytes.empty(); bytes.remove_prefix(kPackEntry)) {
    entries.push_back({.id = id_from<ChunkId>(bytes.substr(12, 32)),
                       .offset = load<std::uint32_t>(bytes.data()),
                       .sealed = load<std::uint32_t>(&bytes[4]),
                       .plain = load<std::uint32_t>(&bytes[8])});
    const PackEntry& entry = entries.back();
    if (entry.offset < kPackHeader || entry.plain == 0 || entry.plain > kMaxPlain || entry.sealed <= kTag ||
        entry.sealed > entry.plain + kTag)
      return std::nullopt;
  }
  return entries;
}

void PackBuilder::begin() {
  contents_.id = id_from<PackId>(random_string(PackId().size()));
  cipher_.emplace(keys_.of_pack(contents_.id));
  bytes_.reserve(kPackSize + (1 << 20));
  bytes_ += pack_header(contents_.id);
}

void PackBuilder::add(const ChunkId& id, std::string_view chunk) {
  if (bytes_.empty()) begin();
  const std::string_view compressed = compressor_.compress(chunk);
  const std::string_view text = compressed.empty() ? chunk : compressed;
  const PackEntry entry{.id = id,
                        .offset = static_cast<std::uint32_t>(bytes_.size()),
                        .sealed = static_cast<std::uint32_t>(text.size() + kTag),
                        .plain = static_cast<std::uint32_t>(chunk.size())};
  std::string header;
  append_blob_header(header, {.encoding = compressed.empty() ? Encoding::Plain : Encoding::Zstd,
                              .sealed = entry.sealed,
                              .plain = entry.plain,
                              .id = id});
  bytes_ += header;
  cipher_->seal(text, header, entry.offset, bytes_);
  contents_.entries.push_back(entry);
}

std::string_view PackBuilder::close() {
  std::string list, footer(kTrailerMagic);
  append_entries(list, contents_.entries);
  append(footer, static_cast<std::uint32_t>(contents_.entries.size()));
  append(footer, static_cast<std::uint32_t>(list.size() + kTag));
  cipher_->seal(list, footer, bytes_.size(), bytes_);
  bytes_ += footer;
  return bytes_;
}

void PackBuilder::clear() {
  bytes_.clear();
  contents_.entries.clear();
}

bool PackOpener::open(const PackEntry& entry, std::string_view blob, Compressor& compressor, std::string& chunk) {
  const auto header = parse_blob_header(blob);
  if (!header || header->sealed != entry.sealed || header->plain != entry.plain || header->id != entry.id ||
      blob.size() != kBlobHeader + entry.sealed)
    return false;
  std::string& text = header->encoding == Encoding::Plain ? chunk : opened_;
  if (!cipher_.open(blob.substr(kBlobHeader), blob.substr(0, kBlobHeader), entry.offset, text)) return false;
  if (header->encoding == Encoding::Zstd && !compressor.decompress(opened_, entry.plain, chunk)) return false;
  return keys_.id_of(chunk) == entry.id;
}

std::optional<std::vector<PackEntry>> PackOpener::trailer(TrailerPlace place, std::string_view list,
                                                          std::string_view footer) {
  std::string opened;
  if (!cipher_.open(list, footer, place.offset, opened)) return std::nullopt;
  return parse_entries(opened);
}

std::optional<std::vector<PackEntry>> PackOpener::trailer(std::string_view pack) {
  const std::string_view footer = pack.substr(pack.size() - std::min(pack.size(), kPackFooter));
  const auto place = find_trailer(footer, pack.size());
  return place ? trailer(*place, pack.substr(place->offset, place->size), footer) : std::nullopt;
}

PackFaults check_pack(const Keys& keys, const PackContents& expected, std::string_view pack) {
  PackOpener opener(keys, expected.id);
  Compressor compressor;
  std::string chunk;
  PackFaults faults;
  std::uint64_t at = kPackHeader;
  for (const PackEntry& entry : expected.entries) {
    const std::uint64_t end = std::uint64_t{entry.offset} + kBlobHeader + entry.sealed;
    if (entry.offset != at) faults.frame = true;
    at = end;
    if (end > pack.size() || !opener.open(entry, pack.substr(entry.offset, end - entry.offset), compressor, chunk))
      faults.blobs.push_back(entry);
  }
  const auto listed = opener.trailer(pack);
  if (!pack.starts_with(pack_header(expected.id)) || !listed || *listed != expected.entries ||
      pack.size() != at + listed->size() * kPackEntry + kTag + kPackFooter)
    faults.frame = true;
  return faults;
}

std::vector<PackEntry> scan_pack(const Keys& keys, const PackId& id, std::string_view pack) {
  PackOpener opener(keys, id);
  Compressor compressor;
  std::string chunk;
  std::vector<PackEntry> found;
  for (std::size_t at = kPackHeader; at < pack.size();) {
    at = pack.find("TSBB", at);
    if (at == pack.npos) break;
    const auto header = parse_blob_header(pack.substr(at));
    if (header && header->sealed <= pack.size() - at - kBlobHeader) {
      const PackEntry entry{
          .id = header->id, .offset = static_cast<std::uint32_t>(at), .sealed = header->sealed, .plain = header->plain};
      if (opener.open(entry, pack.substr(at, kBlobHeader + entry.sealed), compressor, chunk)) {
        found.push_back(entry);
        at += kBlobHeader + entry.sealed;
        continue;
      }
    }
    ++at;
  }
  return found;
}

}  // namespace tenstone::backup
