#include <optional>

#include "chunker.hpp"
#include "stream_hash.hpp"
#include "taking_state.hpp"
#include "tenstone/backup/taking.hpp"

namespace tenstone::backup {

struct StreamWriter::State {
  explicit State(Taking::State& its_taking)
      : taking(its_taking), data(taking.repository->keys.gear()), ids(taking.repository->keys.gear()) {}

  bool keep(Result<void> done) {
    if (!done) failed = std::move(done).error();
    return !failed;
  }
  bool store_list(std::string_view list) {
    const ChunkId id = taking.repository->keys.id_of(list);
    stream.lists.push_back(to_hex(bytes_of(id)));
    return keep(taking.store(id, list));
  }
  bool store(std::string_view chunk) {
    const ChunkId id = taking.repository->keys.id_of(chunk);
    if (!keep(taking.store(id, chunk))) return false;
    ids.add(bytes_of(id), [this](std::string_view list) { return store_list(list); });
    return !failed;
  }

  Taking::State& taking;
  Chunker data, ids;
  StreamHash hash;
  Stream stream;
  std::optional<Error> failed;
};

StreamWriter Taking::stream() { return StreamWriter(std::make_unique<StreamWriter::State>(*state_)); }

StreamWriter::StreamWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
StreamWriter::StreamWriter(StreamWriter&&) noexcept = default;
StreamWriter& StreamWriter::operator=(StreamWriter&&) noexcept = default;
StreamWriter::~StreamWriter() = default;

Result<void> StreamWriter::write(std::string_view bytes) {
  State& state = *state_;
  if (!state.failed && state.keep(state.taking.demand_locks())) {
    state.hash.add(bytes);
    state.stream.bytes += bytes.size();
    state.data.add(bytes, [&](std::string_view chunk) { return state.store(chunk); });
  }
  if (state.failed) return *state.failed;
  return {};
}

Result<Stream> StreamWriter::finish() {
  State& state = *state_;
  if (!state.failed) state.data.finish([&](std::string_view chunk) { return state.store(chunk); });
  if (!state.failed) state.ids.finish([&](std::string_view list) { return state.store_list(list); });
  if (state.failed) return *state.failed;
  state.stream.hash = state.hash.finish();
  return std::move(state.stream);
}

}  // namespace tenstone::backup
