#include "tenstone/log_view/download.hpp"

#include <algorithm>

#include "chain_reader.hpp"
#include "shown.hpp"
#include "tenstone/runtime/patiently.hpp"

namespace tenstone::log_view {
namespace {
using namespace std::chrono_literals;

constexpr std::size_t kPieceBytes = 1024 * 1024;
constexpr std::uint64_t kSearchedBytes = std::uint64_t{1} << 30;  // for one piece
constexpr auto kSearchTime = 2s;
constexpr std::string_view kCutLine = "[the rest of this entry is left out]\n";

class Download final : public http::Content {
 public:
  Download(const Logs& logs, runtime::BlockingPool& pool, std::string log, Query query)
      : logs_(logs), pool_(pool), log_(std::move(log)), query_(std::move(query)), shown_(query_) {}

  std::optional<std::uint64_t> size() const override { return std::nullopt; }
  void end() override { has_ended_ = true; }

  Task<Result<http::Piece>> next() override {
    if (std::exchange(is_ready_, false) && !text_.empty()) co_return http::Piece{.bytes = text_};
    text_.clear();
    while (text_.empty() && !is_done_ && !has_ended_)
      if (const auto read = co_await runtime::patiently([this] { return read_piece(); }); !read) co_return read.error();
    if (has_ended_ && !is_done_) co_return kBusy;
    co_return http::Piece{.bytes = text_};
  }

  // The first piece, so that what is wrong with the query can still be answered.
  Task<Result<void>> prepare() {
    is_ready_ = true;
    return read_piece();
  }

 private:
  Task<Result<void>> read_piece() {
    auto work = [this] { return read(); };
    const auto done = co_await pool_.run(work);
    if (!done) co_return done.error();
    co_return *done;
  }

  // Blocks.
  Result<void> read() {
    Budget budget(logs_.clock(), kSearchedBytes, kSearchTime);
    const auto reader = ChainReader::open(logs_.sources(), log_, query_, Direction::Forward, budget, place_);
    if (!reader) return reader.error();
    while (text_.size() < kPieceBytes) {
      const Entry* entry = (*reader)->next();
      if (entry == nullptr) break;
      const Entry* plain = shown_.of(*entry, (*reader)->file().format);
      if (plain == nullptr) continue;
      text_.append(plain->raw).append(1, '\n');
      if (plain->truncated) text_ += kCutLine;
    }
    is_done_ = (*reader)->is_done();
    place_ = (*reader)->place();
    return {};
  }

  const Logs& logs_;
  runtime::BlockingPool& pool_;
  const std::string log_;
  const Query query_;
  Shown shown_;
  std::optional<Place> place_;  // where the next piece begins
  std::string text_;
  bool is_ready_ = false, is_done_ = false, has_ended_ = false;
};

}  // namespace

Task<Result<std::unique_ptr<http::Content>>> download_of(const Logs& logs, runtime::BlockingPool& pool,
                                                         DownloadQuery query) {
  const auto parse = [&] { return Query::parse(query.q, logs.clock().now()); };
  auto parsed = co_await pool.run(parse);
  if (!parsed) co_return parsed.error();
  if (!*parsed) co_return parsed->error();
  auto download = std::make_unique<Download>(logs, pool, std::move(query.log), std::move(**parsed));
  if (const auto first = co_await download->prepare(); !first) co_return first.error();
  co_return download;
}

std::string file_name_of(std::string_view log) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
  std::string name(log);
  std::ranges::replace_if(name, [&](char c) { return !kPlain.contains(c); }, '_');
  return name;
}

}  // namespace tenstone::log_view
