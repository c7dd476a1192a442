#include "tenstone/backup/taking.hpp"

#include <unistd.h>

#include "document.hpp"
#include "files.hpp"
#include "taking_state.hpp"
#include "tenstone/backup/errors.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/random.hpp"

namespace tenstone::backup {

Taking::Taking(std::unique_ptr<State> state) : state_(std::move(state)) {}
Taking::Taking(Taking&&) noexcept = default;
Taking& Taking::operator=(Taking&&) noexcept = default;
Taking::~Taking() = default;
Result<Version> Taking::commit(Manifest manifest) { return state_->commit(std::move(manifest)); }

Result<std::unique_ptr<Taking::State>> Taking::State::begin(std::shared_ptr<const OpenRepository> repository,
                                                            std::string database) {
  const std::string operation = "a backup of " + database;
  auto shared = repository->lock(kWholeRepository, Lock::Mode::Shared, operation);
  if (!shared) return shared.error();
  auto own = repository->lock(database_scope(database), Lock::Mode::Exclusive, operation);
  if (!own) return own.error();
  remove_left_behind(repository->folder);
  auto chunks = repository->index_to_write();
  if (!chunks) return chunks.error();
  auto scratch = own->scratch();
  if (!scratch) return scratch.error();
  return std::make_unique<State>(std::move(repository), std::move(database), *std::move(shared), *std::move(own),
                                 *std::move(chunks), *std::move(scratch));
}

Result<void> Taking::State::demand_locks() const {
  if (auto held = repository_lock.demand(); !held) return held;
  return database_lock.demand();
}

std::unique_ptr<PackBuilder> Taking::State::take_builder() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::make_unique<PackBuilder>(repository->keys);
  auto builder = std::move(idle_.back());
  idle_.pop_back();
  return builder;
}

Result<void> Taking::State::failure() {
  const std::lock_guard lock(mutex_);
  return failure_ ? Result<void>(*failure_) : Result<void>();
}

Result<void> Taking::State::store(const ChunkId& id, std::string_view chunk) {
  if (failed_) return failure();
  if (!chunks.claim(id)) return {};
  ++claimed_;
  auto builder = take_builder();
  builder->add(id, chunk);
  Result<void> written;
  if (builder->full()) written = write_pack(*builder);
  const std::lock_guard lock(mutex_);
  if (written) {
    idle_.push_back(std::move(builder));
  } else {
    failure_ = written.error();
    failed_ = true;
  }
  return written;
}

Result<void> Taking::State::write_pack(PackBuilder& builder) {
  if (auto held = demand_locks(); !held) return held;
  const std::string name = to_hex(bytes_of(builder.contents().id));
  const std::string_view bytes = builder.close();
  if (auto written = write_synced(scratch / name, bytes); !written) return written;
  new_bytes += bytes.size();
  std::unique_lock lock(mutex_);
  packs_.push_back(name);
  unlisted_.push_back(builder.contents());
  unlisted_chunks_ += builder.contents().entries.size();
  written_chunks_ += builder.contents().entries.size();
  builder.clear();
  return unlisted_chunks_ >= kIndexChunks ? write_index(lock) : Result<void>();
}

Result<void> Taking::State::write_index(std::unique_lock<std::mutex>& held) {
  const std::vector<PackContents> packs = std::exchange(unlisted_, {});
  unlisted_chunks_ = 0;
  const std::string name = to_hex(random_string(16));
  indexes_.push_back(name);
  held.unlock();
  const std::string sealed = seal_index(repository->keys, name, packs);
  new_bytes += sealed.size();
  return write_synced(scratch / name, sealed);
}

Result<void> Taking::State::finish_packs() {
  for (const auto& builder : idle_)
    if (!builder->empty())
      if (auto written = write_pack(*builder); !written) return written;
  std::unique_lock lock(mutex_);
  return unlisted_.empty() ? Result<void>() : write_index(lock);
}

Result<void> Taking::State::move_all(const std::vector<std::string>& names, const char* folder) {
  for (const std::string& name : names)
    if (auto moved = move_file(scratch / name, repository->folder / folder / name); !moved) return moved;
  // Also when there are none: the version may need what another backup moved there just now.
  return sync_folder(repository->folder / folder);
}

// All that needs space is written before the first file gets its place.
Result<void> Taking::State::publish(const Version& version, const Manifest& manifest) {
  const fs::path prepared = scratch / "version", place = repository->version(version);
  const std::string json = validation::to_json(manifest);
  if (const auto again = validation::parse_json<Manifest>(json); !again)
    return Error(kBackupManifestInvalid, {}, again.error().message);
  const std::string text = seal_document(repository->keys, "version " + to_string(version), json);
  if (auto written = write_synced(prepared, text); !written) return written;
  if (auto made = make_folder(repository->versions(database)); !made) return made;
  if (auto synced = sync_folder(repository->folder / "versions"); !synced) return synced;
  if (auto moved = move_all(packs_, "packs"); !moved) {
    for (const std::string& name : packs_) unlink((repository->folder / "packs" / name).c_str());
    return moved;
  }
  // From here on another backup may rely on these packs, so they stay whatever happens.
  // [snippet:publish]
  if (auto moved = move_all(indexes_, "index"); !moved) return moved;
  if (auto held = demand_locks(); !held) return held;
  auto done = move_file(prepared, place);
  if (done) done = sync_folder(place.parent_path());
  // [/snippet:publish]
  // Whoever took the lock away may have deleted what this version needs.
  if (done) repository_lock.beat(), database_lock.beat(), done = demand_locks();
  if (!done) unlink(place.c_str());
  return done;
}

Result<Version> Taking::State::commit(Manifest manifest) {
  if (auto whole = failure(); !whole) return whole.error();
  if (auto finished = finish_packs(); !finished) return finished.error();
  if (written_chunks_ != claimed_)
    return Error(kBackupIo, "A part of the data was not stored: a writer was ended by an exception");
  const auto newest = repository->newest(database);
  if (!newest) return newest.error();
  Version version{.database = database, .number = *newest ? (*newest)->number + 1 : 1};
  manifest.database = database;
  manifest.new_bytes = new_bytes;
  manifest.total_bytes = manifest.pre_data.bytes + manifest.post_data.bytes;
  for (const TableEntry& table : manifest.tables)
    for (const Stream& stream : table.streams) manifest.total_bytes += stream.bytes;
  if (auto published = publish(version, manifest); !published) return published.error();
  return version;
}

}  // namespace tenstone::backup
