#include "tenstone/files_cache/copies.hpp"

#include "tenstone/file_cache/content.hpp"

namespace tenstone::files_cache {
namespace {

using std::chrono::floor, std::chrono::seconds;

class Writing final : public files::Copy {
 public:
  Writing(file_cache::AsyncCache& cache, file_cache::Writer writer, const logging::Logger& log)
      : cache_(cache), writer_(std::move(writer)), log_(log) {}

  Task<bool> write(std::string_view bytes) override {
    try {
      const auto written = co_await cache_.write(writer_, bytes);
      if (!written) refused(written.error());
      co_return written.has_value();
    } catch (const Failure& failure) {
      refused(failure.error());
    }
    co_return false;
  }
  Task<> commit() override {
    try {
      const auto stored = co_await cache_.commit(writer_);
      if (!stored) refused(stored.error());
    } catch (const Failure& failure) {
      refused(failure.error());
    }
  }

 private:
  void refused(const Error& error) const { log_.info("files.not_copied", {{"code", error.code}}); }

  file_cache::AsyncCache& cache_;
  file_cache::Writer writer_;
  const logging::Logger& log_;
};

}  // namespace

Task<std::unique_ptr<http::Content>> Copies::find(const files::File& file, std::uint64_t offset, std::uint64_t length) {
  file_cache::AsyncCache* const cache = cache_.load();
  if (cache == nullptr) co_return nullptr;
  const std::uint64_t size = file.size;
  try {
    auto found = co_await cache->get(to_string(file.org_id), to_string(file.id));
    if (!found || !*found || (*found)->head().body_size != size) co_return nullptr;
    co_return file_cache::content_of(std::move(**found), *cache, offset, length);
  } catch (const Failure& failure) {
    log_.warn("files.copy_unreadable", {{"code", failure.error().code}});
  }
  co_return nullptr;
}

Task<std::unique_ptr<files::Copy>> Copies::keep(const files::File& file) {
  file_cache::AsyncCache* const cache = cache_.load();
  const seconds left = floor<seconds>(file.expires_at - clock_.now());
  if (cache == nullptr || file.size == 0 || left < seconds(1)) co_return nullptr;
  file_cache::PutOptions options{.content_type = file.content_type, .ttl = std::min(left, file_cache::kMaxTtl)};
  try {
    auto writer = co_await cache->begin(to_string(file.org_id), to_string(file.id), file.size, std::move(options));
    if (writer) co_return std::make_unique<Writing>(*cache, std::move(*writer), log_);
    log_.info("files.not_copied", {{"code", writer.error().code}});
  } catch (const Failure& failure) {
    log_.warn("files.not_copied", {{"code", failure.error().code}});
  }
  co_return nullptr;
}

}  // namespace tenstone::files_cache
