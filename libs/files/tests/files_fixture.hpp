// A migrated database of its own for every test, and files in it.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

#include "tenstone/files/bytes.hpp"
#include "tenstone/files/migrations.hpp"
#include "tenstone/files/store.hpp"
#include "tenstone/http/content.hpp"
#include "tenstone/postgres/migration.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::files {

using namespace std::chrono_literals;

class FilesTest : public ::testing::Test {
 protected:
  FilesTest() { loops_.start(); }
  ~FilesTest() override {
    run(database_.close(2s));
    loops_.stop();
    loops_.join();
  }
  template <class T>
  T run(Task<T> task) {
    return testing::await(loops_[0], std::move(task));
  }
  std::string sql(const std::string& text) { return temporary_.sql(text); }
  // Moves tenstone.now() of this database.
  void pass(std::chrono::seconds by) {
    passed_ += by;
    sql("create or replace function tenstone.now() returns timestamptz language sql stable as 'select pg_catalog.now() "
        "+ interval ''" +
        std::to_string(passed_.count()) + " seconds'''");
  }

  Uuid put(std::string bytes, std::string name = "jobs.csv", std::string type = "text/csv; charset=utf-8") {
    const auto id = run(store_.put(kOrg, {kJob, 7, 1}, {std::move(name), std::move(type), std::move(bytes)}));
    if (!id) throw Failure(id.error());
    return *id;
  }
  std::string refusal(NewFile file) {
    const auto id = run(store_.put(kOrg, {kJob, 7, 1}, std::move(file)));
    return id ? "stored" : id.error().code;
  }
  void publish(Uuid id) {
    sql("update files set published_at = tenstone.now(), expires_at = tenstone.now() + interval '7 days' where id = '" +
        to_string(id) + "'");
  }
  Uuid published(std::string bytes, std::string name = "jobs.csv") {
    const Uuid id = put(std::move(bytes), std::move(name));
    publish(id);
    return id;
  }
  // All of its pieces, or "cut: CODE".
  std::string drained(std::unique_ptr<http::Content> content) {
    const auto read = [](http::Content& from) -> Task<std::string> {
      std::string all;
      for (;;) {
        const auto piece = co_await from.next();
        if (!piece) co_return "cut: " + piece.error().code;
        if (piece->size() == 0) co_return all;
        all += piece->bytes;
      }
    };
    return run(read(*content));
  }
  // Different everywhere, so that a chunk in the wrong place is seen.
  static std::string bytes_of(std::size_t size) {
    std::string out;
    for (std::size_t i = 0; out.size() < size; ++i) out += std::to_string(i * 7919) + ',';
    out.resize(size);
    return out;
  }

  static inline const Uuid kOrg = *parse_uuid("0190a1b2-0000-7000-8000-000000000001");
  static inline const Uuid kOther = *parse_uuid("0190a1b2-0000-7000-8000-000000000002");
  static inline const Uuid kJob = *parse_uuid("0190a1b2-0000-7000-8000-000000000003");

  const testing::TemporaryDatabase temporary_{{postgres::migrations(), migrations()}};
  SystemClock clock_;
  Ids ids_{clock_};
  runtime::Loops loops_{1};
  postgres::Database database_{loops_, {.url = temporary_.url()}};
  Store store_{database_, ids_, 24h * 7};
  std::chrono::seconds passed_{0};
};

// Copies in memory.
class Copies final : public Bytes {
 public:
  Task<std::unique_ptr<http::Content>> find(const File& file, std::uint64_t offset, std::uint64_t length) override {
    const auto found = whole.find(file.id);
    if (found == whole.end()) co_return nullptr;
    co_return std::make_unique<Text>(found->second.substr(offset, length), breaks_behind);
  }
  Task<std::unique_ptr<Copy>> keep(const File& file) override {
    if (!keeps) co_return nullptr;
    co_return std::make_unique<Writing>(*this, file.id);
  }

  std::map<Uuid, std::string> whole;
  bool keeps = true, full = false;
  std::size_t breaks_behind = std::string::npos;  // so many bytes of an answer

 private:
  struct Text final : http::Content {
    Text(std::string text, std::size_t damage) : bytes(std::move(text)), good(damage) {}
    std::optional<std::uint64_t> size() const override { return bytes.size(); }
    Task<Result<http::Piece>> next() override {
      if (!std::exchange(sent, true)) co_return http::Piece{.bytes = std::string_view(bytes).substr(0, good)};
      if (good < bytes.size()) co_return kFileDamaged;
      co_return http::Piece{};
    }
    std::string bytes;
    std::size_t good;
    bool sent = false;
  };
  struct Writing final : Copy {
    Writing(Copies& copies, Uuid file) : all(copies), id(file) {}
    Task<bool> write(std::string_view more) override {
      bytes += more;
      co_return !all.full;
    }
    Task<> commit() override {
      all.whole[id] = bytes;
      co_return;
    }
    Copies& all;
    Uuid id;
    std::string bytes;
  };
};

}  // namespace tenstone::files
