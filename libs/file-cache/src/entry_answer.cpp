#include "entry_answer.hpp"

#include <algorithm>
#include <fcntl.h>
#include <fmt/format.h>

#include "tenstone/file_cache/endpoints.hpp"
#include "tenstone/http/content.hpp"
#include "tenstone/http/representation.hpp"

namespace tenstone::file_cache {
namespace {
using std::chrono::floor, std::chrono::seconds;

// A part of a large body, each block verified before it is sent.
class Blocks final : public http::Content {
 public:
  Blocks(Hit hit, AsyncCache& cache, std::uint64_t offset, std::uint64_t length)
      : hit_(std::move(hit)), cache_(cache), at_(offset), length_(length), left_(length) {}

  std::optional<std::uint64_t> size() const override { return length_; }

  Task<Result<http::Piece>> next() override {
    if (left_ == 0) co_return http::Piece{};
    const auto block = co_await cache_.read_block(hit_, at_ / kBlockBytes, buffer_);
    if (!block) co_return block.error();
    const std::string_view part = block->substr(at_ % kBlockBytes).substr(0, left_);
    at_ += part.size();
    left_ -= part.size();
    co_return http::Piece{.bytes = part};
  }

 private:
  Hit hit_;
  AsyncCache& cache_;
  std::uint64_t at_;
  const std::uint64_t length_;
  std::uint64_t left_;
  std::string buffer_;
};

std::unique_ptr<http::Content> content_of(Hit hit, AsyncCache& cache, const http::Selection& part) {
  if (hit.verified())
    if (Fd file(::fcntl(hit.file(), F_DUPFD_CLOEXEC, 0)); file)
      return http::file_content(std::move(file), hit.head().body_offset + part.offset, part.length, cache.pool());
  return std::make_unique<Blocks>(std::move(hit), cache, part.offset, part.length);
}

std::string hit_status(const Head& head, Time now) {
  if (!head.expires) return "tenstone; hit";
  return fmt::format("tenstone; hit; ttl={}", floor<seconds>(*head.expires - now).count());
}

}  // namespace

// Clients ask each time (no-cache), so that nothing that was purged lives on in one of them; and none guesses what an
// entry is, whose type is what its writer said.
http::Response entry_answer(const http::Request& request, Hit hit, AsyncCache& cache, Time now) {
  const Head& head = hit.head();
  const std::string etag = hit.etag();
  const http::Representation current{.size = head.body_size, .etag = etag, .modified = head.created};
  const http::Selection selected = http::select(request, current);
  http::Response response = http::answer(selected, current);
  const auto age = std::max(floor<seconds>(now - head.created), seconds(0));
  response.header("Age", std::to_string(age.count()));
  response.header("Cache-Status", hit_status(head, now));
  if (selected.status == 200 || selected.status == 206 || selected.status == 304)
    response.header("Cache-Control", "no-cache");
  if (!selected.has_body()) return response;
  response.header("Content-Type", head.content_type);
  response.header("X-Content-Type-Options", "nosniff");
  if (const auto whole = hit.whole())
    response.body = whole->substr(selected.offset, selected.length);
  else
    response.content = content_of(std::move(hit), cache, selected);
  return response;
}

http::Response miss_answer(Miss miss) {
  Error error(kCacheMiss);
  error.members.emplace_back("reason", fmt::format("\"{}\"", to_string(miss)));
  http::Response response = http::problem(error);
  response.header("Cache-Status", fmt::format("tenstone; fwd=miss; detail={}", to_string(miss)));
  response.header("Cache-Control", "no-store");
  return response;
}

}  // namespace tenstone::file_cache
