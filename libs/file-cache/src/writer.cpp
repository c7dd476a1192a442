#include <cerrno>
#include <cstring>

#include "writer_state.hpp"

namespace tenstone::file_cache {

Writer::State::State(Store& in, Draft from, std::uint64_t reserved)
    : store(in), draft(std::move(from)), reservation(in, reserved) {}

Writer::Writer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Writer::Writer(Writer&&) noexcept = default;
Writer& Writer::operator=(Writer&&) noexcept = default;
Writer::~Writer() = default;

Result<Writer> Store::begin(std::string_view ns, std::string_view key, std::uint64_t size, PutOptions given) {
  auto draft = this->draft(ns, key, size, std::move(given));
  if (!draft) return draft.error();
  const std::uint64_t at = body_offset(draft->entry()), bytes = on_disk(at + size);
  if (const auto room = make_room(bytes); !room) return room.error();
  auto state = std::make_unique<Writer::State>(*this, std::move(*draft), bytes);
  state->body_at = at;
  state->file.emplace(folder);
  if (state->file->file() < 0 && out_of_space(errno)) {
    evict_some(bytes);
    state->file.emplace(folder);
  }
  if (state->file->file() < 0) {
    if (!out_of_space(errno)) fail("make", "a file in tmp");
    disk_full_ = true;
    return kInsufficientStorage;
  }
  return Writer(std::move(state));
}

Result<void> Writer::State::drop(Error error) {
  file.reset();
  failed = error;
  return error;
}

Result<void> Writer::write(std::string_view bytes) {
  State& state = *state_;
  if (state.failed) return *state.failed;
  if (bytes.size() > state.draft.body_size - state.sum.size()) return state.drop(kCacheEntryIncomplete);
  const std::uint64_t at = state.body_at + state.sum.size();
  if (!write_at(state.file->file(), bytes, at)) {
    if (!out_of_space(errno)) fail("write", state.file->name());
    state.store.evict_some(bytes.size());
    if (!write_at(state.file->file(), bytes, at)) {
      if (!out_of_space(errno)) fail("write", state.file->name());
      state.store.disk_full_ = true;
      return state.drop({kInsufficientStorage, {}, std::strerror(errno)});
    }
  }
  state.sum.add(bytes);
  return {};
}

Result<Stored> Writer::commit() {
  State& state = *state_;
  if (state.failed) return *state.failed;
  if (state.sum.size() != state.draft.body_size) return state.drop(kCacheEntryIncomplete).error();
  const std::string head = encode_head(state.draft.entry(), state.sum.block_table(), state.sum.hash());
  const bool written = write_at(state.file->file(), head, 0);
  if (!written && !out_of_space(errno)) fail("write", state.file->name());
  Result<Stored> stored = written ? state.store.publish(state.draft, *state.file, state.sum.hash())
                                  : Result<Stored>(Error(kInsufficientStorage, {}, std::strerror(errno)));
  if (!stored) return state.drop(stored.error()).error();
  state.file.reset();
  state.failed = Error(kCacheEntryIncomplete, {}, "commit() was called before");
  return stored;
}

}  // namespace tenstone::file_cache
