#include "tenstone/files/store.hpp"

#include <algorithm>

#include "tenstone/core/hash.hpp"

namespace tenstone::files {
namespace {

using postgres::Statement;

constexpr Statement kPutChunk{"files.put_chunk",
                              "insert into file_chunks (org_id, file, number, bytes) values ($1, $2, $3, $4)"};
// $10 how many seconds it is kept unpublished.
constexpr Statement kPut{"files.put", R"(
  insert into files (org_id, id, job, worker, attempt, name, content_type, size, sha256, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, tenstone.now() + $10::int * interval '1 second'))"};

constexpr Statement kFind{"files.find", R"(
  select org_id, id, job, name, content_type, size, sha256, created_at, expires_at from files
  where org_id = $1 and id = $2 and published_at is not null and expires_at > tenstone.now())"};
constexpr Statement kOfJob{"files.of_job", R"(
  select org_id, id, job, name, content_type, size, sha256, created_at, expires_at from files
  where org_id = $1 and job = $2 and published_at is not null and expires_at > tenstone.now() order by id)"};
struct Row {
  Uuid org_id, id, job;
  std::string name, content_type;
  std::int64_t size;
  postgres::Bytes sha256;
  Time created_at, expires_at;
};

constexpr Statement kChunk{"files.chunk",
                           "select bytes from file_chunks where org_id = $1 and file = $2 and number = $3"};

// Its chunks go with it.
constexpr Statement kRemove{"files.remove", R"(
  delete from files where (org_id, id) in (
    select org_id, id from files where expires_at < tenstone.now() - interval '10 minutes'
    order by expires_at limit $1 for update skip locked))"};

File file_of(Row row) {
  return {.org_id = row.org_id,
          .id = row.id,
          .job = row.job,
          .name = std::move(row.name),
          .content_type = std::move(row.content_type),
          .size = static_cast<std::uint64_t>(row.size),
          .sha256 = std::move(row.sha256.value),
          .created_at = row.created_at,
          .expires_at = row.expires_at};
}

}  // namespace

Task<Result<Uuid>> Store::put(Uuid org, Origin origin, NewFile file) {
  if (const auto fine = check(file); !fine) co_return fine.error();
  const Uuid id = ids_.next();
  Sha256 sum;  // in slices: a loop hashes 256 KiB in less than a millisecond
  auto transaction = co_await database_.begin();
  std::int32_t number = 0;
  for (std::string_view rest = file.bytes; !rest.empty(); rest.remove_prefix(std::min(rest.size(), kChunkBytes))) {
    const postgres::Bytes chunk{std::string(rest.substr(0, kChunkBytes))};
    sum.add(chunk.value);
    const auto done = co_await transaction.execute(kPutChunk, org, id, number++, chunk);
    if (!done) co_return done.error();
  }
  const auto seconds = static_cast<std::int32_t>(std::chrono::seconds(kUnpublished).count());
  postgres::Query last(kPut, org, id, origin.job, origin.worker, origin.attempt, file.name, file.content_type,
                       static_cast<std::int64_t>(file.bytes.size()), postgres::Bytes{sum.finish()}, seconds);
  const auto done = co_await transaction.commit_with(std::move(last));
  if (!done) co_return done.error();
  co_return id;
}

Task<std::optional<File>> Store::find(Uuid org, Uuid id) {
  const auto rows = co_await database_.read(kFind, org, id);
  auto row = rows.one<Row>();
  if (!row) co_return std::nullopt;
  co_return file_of(std::move(*row));
}

Task<std::vector<File>> Store::of_job(Uuid org, Uuid job) {
  const auto rows = co_await database_.read(kOfJob, org, job);
  std::vector<File> files;
  for (Row& row : rows.as<Row>()) files.push_back(file_of(std::move(row)));
  co_return files;
}

Task<std::string> Store::chunk(const File& file, std::uint64_t number) {
  const Uuid org = file.org_id, id = file.id;
  const std::uint64_t begin = number * kChunkBytes;
  const std::uint64_t expected = begin < file.size ? std::min(kChunkBytes, file.size - begin) : 0;
  const auto rows = co_await database_.read(kChunk, org, id, static_cast<std::int32_t>(number));
  auto bytes = rows.one<postgres::Bytes>();
  if (!bytes || bytes->value.size() != expected)
    throw Failure(Error(kFileDamaged, {}, "file " + to_string(id) + ", chunk " + std::to_string(number)));
  co_return std::move(bytes->value);
}

Task<std::size_t> Store::remove_expired(std::size_t most) {
  const auto removed = co_await database_.write(kRemove, static_cast<std::int64_t>(most));
  if (!removed) throw Failure(removed.error());
  co_return removed->affected();
}

}  // namespace tenstone::files
