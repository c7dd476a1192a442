// Bytes of a repository's files. The first byte chooses: bytes as a pack that is scanned and checked; as a list of
// chunks; as a document; or changes in a good pack. Checked, besides the sanitizers: what a scan finds is what was
// stored, and a changed pack is never called whole.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "document.hpp"
#include "open_repository.hpp"
#include "pack.hpp"

namespace tenstone::backup {
namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

const Keys& fuzz_keys() {
  static const Keys keys(Key(std::string(32, 'k')));
  return keys;
}

struct GoodPack {
  GoodPack() {
    PackBuilder builder(fuzz_keys());
    for (int chunk = 0; chunk < 8; ++chunk) {
      const std::string text(static_cast<std::size_t>(50 + 100 * chunk), static_cast<char>('a' + chunk));
      builder.add(fuzz_keys().id_of(text), text);
    }
    bytes = builder.close();
    contents = builder.contents();
  }
  std::string bytes;
  PackContents contents;
};
const GoodPack& good_pack() {
  static const GoodPack pack;
  return pack;
}

// Three bytes each: the place, and what is put there.
void change_pack(std::string_view changes) {
  const GoodPack& good = good_pack();
  std::string bytes = good.bytes;
  for (; changes.size() >= 3; changes.remove_prefix(3)) {
    const auto place =
        static_cast<std::size_t>(static_cast<unsigned char>(changes[0]) << 8 | static_cast<unsigned char>(changes[1]));
    bytes[place % bytes.size()] = changes[2];
  }
  if (changes.size() == 1) bytes.resize(bytes.size() * static_cast<unsigned char>(changes[0]) / 255);
  const PackFaults faults = check_pack(fuzz_keys(), good.contents, bytes);
  check((bytes == good.bytes) == (faults.blobs.empty() && !faults.frame));
  for (const PackEntry& found : scan_pack(fuzz_keys(), good.contents.id, bytes))
    check(std::ranges::find(good.contents.entries, found) != good.contents.entries.end());
}

void try_pack(std::string_view bytes) {
  const PackId& id = good_pack().contents.id;
  check(scan_pack(fuzz_keys(), id, bytes).empty());
  check(!PackOpener(fuzz_keys(), id).trailer(bytes));
  const PackFaults faults = check_pack(fuzz_keys(), good_pack().contents, bytes);
  check(faults.frame && faults.blobs.size() == good_pack().contents.entries.size());
  if (const auto header = parse_blob_header(bytes)) {
    std::string again;
    append_blob_header(again, *header);
    check(again == bytes.substr(0, kBlobHeader));
  }
}

void try_entries(std::string_view bytes) {
  const auto entries = parse_entries(bytes);
  if (!entries) return;
  std::string again;
  append_entries(again, *entries);
  check(again == bytes);
}

// Sealed, so that the fuzzer gets behind the seal.
void try_index(std::string_view text) {
  const auto packs = open_index(fuzz_keys(), "i", seal_document(fuzz_keys(), "index i", text));
  if (!packs) return;
  ChunkIndex index;
  for (const PackContents& pack : *packs) index.add(pack);
  for (const PackContents& pack : *packs)
    for (const PackEntry& entry : pack.entries) check(index.find(entry.id).has_value());
  const auto again = open_index(fuzz_keys(), "i", seal_index(fuzz_keys(), "i", *packs));
  check(again && again->size() == packs->size());
}

void try_document(std::string_view bytes) {
  check(!open_document(fuzz_keys(), "x", bytes));
  (void)parse_version(bytes);
}

}  // namespace
}  // namespace tenstone::backup

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tenstone::backup;
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 5) {
    case 0: try_pack(rest); break;
    case 1: try_entries(rest); break;
    case 2: try_index(rest); break;
    case 3: try_document(rest); break;
    default: change_pack(rest);
  }
  return 0;
}
