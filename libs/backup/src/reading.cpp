#include "tenstone/backup/reading.hpp"

#include "reading_state.hpp"
#include "stream_hash.hpp"
#include "tenstone/backup/errors.hpp"

namespace tenstone::backup {

Result<std::unique_ptr<Reading::State>> Reading::State::begin(std::shared_ptr<const OpenRepository> repository) {
  auto lock = repository->lock_to_read("a read of the repository");
  if (!lock) return lock.error();
  auto chunks = repository->index_to_read();
  if (!chunks) return chunks.error();
  return std::unique_ptr<State>(new State{std::move(repository), *std::move(lock), *std::move(chunks)});
}

Reading::Reading(std::unique_ptr<State> state) : state_(std::move(state)) {}
Reading::Reading(Reading&&) noexcept = default;
Reading& Reading::operator=(Reading&&) noexcept = default;
Reading::~Reading() = default;
Result<Manifest> Reading::manifest(const Version& version) const { return state_->repository->manifest(version); }

struct StreamReader::State {
  State(const Reading::State& its_reading, const Stream& its_stream)
      : reading(its_reading), stream(its_stream), chunks(*reading.repository, reading.chunks), list(stream.lists) {}
  State(const State&) = delete;

  const Reading::State& reading;
  const Stream stream;
  ChunkReader chunks;
  ChunkList list;
  StreamHash hash;
  std::uint64_t bytes = 0;
  std::string piece;
  bool ended = false;
};

StreamReader Reading::stream(const Stream& stream) const {
  return StreamReader(std::make_unique<StreamReader::State>(*state_, stream));
}

StreamReader::StreamReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
StreamReader::StreamReader(StreamReader&&) noexcept = default;
StreamReader& StreamReader::operator=(StreamReader&&) noexcept = default;
StreamReader::~StreamReader() = default;

Result<std::string_view> StreamReader::next() {
  State& state = *state_;
  if (state.ended) return std::string_view();
  if (auto held = state.reading.lock.demand(); !held) return held.error();
  const auto id = state.list.next(state.chunks);
  if (!id) return id.error();
  if (!*id) {
    state.ended = true;
    if (state.bytes != state.stream.bytes || state.hash.finish() != state.stream.hash)
      return Error(kBackupDamaged, "A stream has other bytes than its manifest says");
    return std::string_view();
  }
  if (auto read = state.chunks.read(**id, state.piece); !read) return read.error();
  state.hash.add(state.piece);
  state.bytes += state.piece.size();
  return std::string_view(state.piece);
}

}  // namespace tenstone::backup
