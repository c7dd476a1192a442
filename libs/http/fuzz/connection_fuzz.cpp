// A whole connection from bytes. The first byte says into how many pieces, the next ones where; the rest is what the
// client sends. Checked, besides the sanitizers: each request that ran is answered once, in order, and nothing is
// answered after a refusal; and the same bytes in one piece run the same requests.
#include <cstdint>
#include <cstdlib>

#include "../tests/memory_transport.hpp"

namespace tenstone::http {
namespace {

class Recorder {
 public:
  Recorder() {
    const Handler reads = [this](Request& request) -> Task<Response> {
      note(request);
      const auto body = co_await request.body();
      if (!body) co_return problem(body.error());
      ran.back() += " " + std::string(*body);
      co_return text("body");
    };
    const Handler streams = [this](Request& request) -> Task<Response> {
      note(request);
      std::string all;
      for (;;) {
        const auto bytes = co_await request.read_some();
        if (!bytes) co_return problem(bytes.error());
        if (bytes->empty()) break;
        all += *bytes;
      }
      ran.back() += " " + all;
      co_return text("stream");
    };
    const Handler ignores = [this](Request& request) -> Task<Response> {
      note(request);
      request.query();
      co_return text("none");
    };
    app.get("/", ignores).get("/{a}", ignores).get("/{a}/b/{c}", ignores);
    app.post("/", reads)
        .post("/small", body_limit(8), reads)
        .post("/stream", body_limit(1000), streams)
        .put("/{a}", reads)
        .post("/ignore", ignores);
  }
  App app;
  std::vector<std::string> ran;

 private:
  void note(Request& request) {
    ran.push_back(std::string(to_string(request.method())) + " " + std::string(request.path()) + " " +
                  std::string(request.header("Host")));
  }
};

// Walks over the answers; what they say about their own length must add up to the output.
std::size_t count_answers(std::string_view output) {
  std::size_t answers = 0;
  bool closed = false;
  while (!output.empty()) {
    const auto end = output.find("\r\n\r\n");
    if (end == output.npos || !output.starts_with("HTTP/1.1 ") || closed) std::abort();
    const std::string_view head = output.substr(0, end + 2);
    output.remove_prefix(end + 4);
    if (head.starts_with("HTTP/1.1 100 ")) continue;
    ++answers;
    closed = head.contains("\r\nConnection: close\r\n");
    constexpr std::string_view kLength = "\r\nContent-Length: ";
    const auto at = head.find(kLength);
    const auto length = at == head.npos ? 0 : std::strtoul(head.data() + at + kLength.size(), nullptr, 10);
    const bool is_head = !output.empty() && output.starts_with("HTTP/1.1 ");
    if (is_head || length > output.size()) {
      if (length > output.size() && !output.empty() && !is_head) std::abort();
      continue;  // the answer to a HEAD
    }
    output.remove_prefix(length);
  }
  return answers;
}

}  // namespace
}  // namespace tenstone::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tenstone::http;
  if (size < 1) return 0;
  const std::size_t cuts = data[0] % 16;
  if (size < 1 + cuts) return 0;
  std::string_view rest(reinterpret_cast<const char*>(data) + 1 + cuts, size - 1 - cuts);
  const std::string whole(rest);
  std::deque<std::string> pieces;
  for (std::size_t i = 0; i < cuts; ++i) {
    pieces.emplace_back(rest.substr(0, data[1 + i]));
    rest.remove_prefix(std::min<std::size_t>(rest.size(), data[1 + i]));
  }
  pieces.emplace_back(rest);

  Recorder split, once;
  const std::size_t answers = count_answers(converse(split.app, pieces));
  if (split.ran.size() > answers) std::abort();
  converse(once.app, {whole});
  // A body that nobody reads may be skipped when it is at hand, and close the connection when it is not: then one has
  // run less. What both ran must be the same.
  const std::size_t both = std::min(split.ran.size(), once.ran.size());
  for (std::size_t i = 0; i < both; ++i)
    if (split.ran[i] != once.ran[i]) std::abort();
  return 0;
}
