// Anything that calls itself a Redis server may send anything: the reader must neither crash nor grow without bound,
// and must give the same replies however the bytes are cut.
#include <cstdlib>

#include "reply_reader.hpp"

using namespace tenstone::redis;

namespace {

bool same(const Reply& a, const Reply& b) {
  return a.kind == b.kind && a.integer == b.integer && a.text == b.text && std::ranges::equal(a.items, b.items, same);
}

std::vector<Reply> replies(std::string_view bytes, std::size_t piece) {
  ReplyReader reader;
  std::vector<Reply> all;
  while (!bytes.empty()) {
    reader.feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    while (auto reply = reader.next()) all.push_back(std::move(*reply));
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (!std::ranges::equal(replies(bytes, size + 1), replies(bytes, 7), same)) std::abort();
  return 0;
}
