// A file from bytes: the first one says whether its sum is made right, so that the fuzzer gets behind it. Checked,
// besides the sanitizers: what is read is within the file, and writing it again gives the same bytes.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "bytes.hpp"
#include "tenstone/core/crc32c.hpp"
#include "tenstone/file_cache/entry.hpp"

namespace tenstone::file_cache {
namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

void mend(std::string& file) {
  const auto size = head_size(file, file.size());
  if (!size) return;
  store(&file[8], std::uint32_t{0});
  store(&file[8], crc32c(std::string_view(file).substr(0, *size)));
}

void try_one(std::string_view file) {
  const auto head = parse_head(file, file.size());
  if (!head) return;
  check(head->file_size() == file.size());
  const std::string_view body = file.substr(head->body_offset);
  for (std::size_t i = 0; i < head->block_count(); ++i)
    block_holds(*head, i, body.substr(i * kBlockBytes, kBlockBytes));
  Meta meta{.content_type = std::string(head->content_type)};
  for (const std::string_view tag : head->tags) meta.tags.emplace_back(tag);
  const NewEntry again{.key = head->key,
                       .meta = meta,
                       .body_size = head->body_size,
                       .generation = head->generation,
                       .created = head->created,
                       .expires = head->expires};
  check(encode_head(again, head->block_table, head->body_hash) == file.substr(0, head->body_offset));
}

}  // namespace
}  // namespace tenstone::file_cache

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string file(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 2 == 1) tenstone::file_cache::mend(file);
  tenstone::file_cache::try_one(file);
  return 0;
}
