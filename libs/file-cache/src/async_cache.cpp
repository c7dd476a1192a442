#include "tenstone/file_cache/async_cache.hpp"

#include "tenstone/runtime/single_flight.hpp"
#include "tenstone/runtime/supervisor.hpp"
#include "tenstone/runtime/time.hpp"

namespace tenstone::file_cache {
namespace {

using namespace std::chrono_literals;
constexpr std::chrono::milliseconds kBetweenSlices = 5ms, kPoolIsFull = 100ms;

using Bytes = std::shared_ptr<const std::string>;

Result<std::string> body_of(Hit& hit) {
  if (const auto whole = hit.whole()) return std::string(*whole);
  std::string body, buffer;
  body.reserve(hit.head().body_size);
  for (std::size_t i = 0; i < hit.head().block_count(); ++i) {
    const auto block = hit.read_block(i, buffer);
    if (!block) return block.error();
    body += *block;
  }
  return body;
}

}  // namespace

struct AsyncCache::State {
  State(FileCache& of, runtime::BlockingPool& on, runtime::Loop& home) : cache(of), pool(on), supervisor(home) {}
  static Task<> work(std::shared_ptr<State> self, runtime::Pulse pulse);

  FileCache& cache;
  runtime::BlockingPool& pool;
  runtime::Supervisor supervisor;
  runtime::SingleFlight<Bytes> flights;
};

Task<> AsyncCache::State::work(std::shared_ptr<State> self, runtime::Pulse pulse) {
  FileCache& cache = self->cache;
  for (bool loading = true; !self->supervisor.stopped();) {
    auto slice = [&cache, loading] { return loading ? cache.load_slice() : cache.sweep_slice().more; };
    const auto more = co_await self->pool.run(std::move(slice));
    pulse.well();
    std::chrono::steady_clock::duration pause = kPoolIsFull;
    if (more) pause = *more || loading ? kBetweenSlices : cache.options().sweep_every;
    if (more && !*more) loading = false;
    co_await self->supervisor.pause(pause);
  }
}

AsyncCache::AsyncCache(FileCache& cache, runtime::BlockingPool& pool, runtime::Loop& home)
    : cache_(cache), pool_(pool), state_(std::make_shared<State>(cache, pool, home)) {}
AsyncCache::~AsyncCache() = default;

void AsyncCache::start() {
  state_->supervisor.keep("file_cache",
                          [state = state_](runtime::Pulse pulse) { return State::work(state, std::move(pulse)); });
}

void AsyncCache::stop() { state_->supervisor.stop(); }
Task<> AsyncCache::join() { return state_->supervisor.join(); }

Task<Result<std::expected<Hit, Miss>>> AsyncCache::get(std::string ns, std::string key) {
  using Found = Result<std::expected<Hit, Miss>>;
  if (auto found = cache_.try_get(ns, key)) co_return Found(std::in_place, std::move(*found));
  auto work = [&] { return cache_.get(ns, key); };
  auto found = co_await pool_.run(std::move(work));
  co_return std::move(found);
}

Task<Result<Stored>> AsyncCache::put(std::string ns, std::string key, std::string body, PutOptions options) {
  auto work = [&] { return cache_.put(ns, key, body, std::move(options)); };
  auto ran = co_await pool_.run(std::move(work));
  if (!ran) co_return ran.error();
  co_return std::move(*ran);
}

Task<Result<bool>> AsyncCache::remove(std::string ns, std::string key, Condition condition) {
  auto work = [&] { return cache_.remove(ns, key, std::move(condition)); };
  auto ran = co_await pool_.run(std::move(work));
  if (!ran) co_return ran.error();
  co_return std::move(*ran);
}

Task<Result<void>> AsyncCache::purge(std::string ns, Purge purge) {
  auto work = [&] { return cache_.purge(ns, purge); };
  auto ran = co_await pool_.run(std::move(work));
  if (!ran) co_return ran.error();
  co_return std::move(*ran);
}

Task<Result<Page>> AsyncCache::list(std::string ns, std::string prefix, std::string cursor, std::size_t limit) {
  auto work = [&] { return cache_.list(ns, prefix, cursor, limit); };
  auto ran = co_await pool_.run(std::move(work));
  if (!ran) co_return ran.error();
  co_return std::move(*ran);
}

Task<Result<Writer>> AsyncCache::begin(std::string ns, std::string key, std::uint64_t size, PutOptions options) {
  auto work = [&] { return cache_.begin(ns, key, size, std::move(options)); };
  auto ran = co_await pool_.run(std::move(work));
  if (!ran) co_return ran.error();
  co_return std::move(*ran);
}

Task<Result<void>> AsyncCache::write(Writer& writer, std::string_view bytes) {
  auto work = [&writer, bytes] { return writer.write(bytes); };
  auto ran = co_await pool_.run(std::move(work));
  if (!ran) co_return ran.error();
  co_return std::move(*ran);
}

Task<Result<Stored>> AsyncCache::commit(Writer& writer) {
  auto work = [&writer] { return writer.commit(); };
  auto ran = co_await pool_.run(std::move(work));
  if (!ran) co_return ran.error();
  co_return std::move(*ran);
}

Task<Result<std::string_view>> AsyncCache::read_block(Hit& hit, std::size_t index, std::string& buffer) {
  auto work = [&hit, index, &buffer] { return hit.read_block(index, buffer); };
  auto ran = co_await pool_.run(std::move(work));
  if (!ran) co_return ran.error();
  co_return std::move(*ran);
}

Task<Result<VerifyStep>> AsyncCache::verify(std::function<void(const VerifyStep&)> progress) {
  VerifyStep all;
  for (;;) {
    auto work = [&] { return cache_.verify_slice(all.next); };
    const auto ran = co_await pool_.run(std::move(work));
    if (!ran) co_return ran.error();
    if (!*ran) co_return ran->error();
    all.checked += (*ran)->checked;
    all.corrupt += (*ran)->corrupt;
    all.next = (*ran)->next;
    if (progress) progress(all);
    if (all.next.empty()) co_return all;
    co_await runtime::sleep_for(kBetweenSlices);
  }
}

Task<std::optional<Result<std::string>>> AsyncCache::find(const std::string& ns, const std::string& key) {
  auto found = co_await get(ns, key);
  if (!found) co_return Result<std::string>(found.error());
  if (!*found) co_return std::nullopt;
  Hit& hit = **found;
  auto work = [&hit] { return body_of(hit); };
  if (hit.whole()) co_return body_of(hit);
  auto body = co_await pool_.run(std::move(work));
  if (!body) co_return Result<std::string>(body.error());
  if (!*body) co_return std::nullopt;  // damaged: made anew
  co_return std::move(*body);
}

Task<Result<std::string>> AsyncCache::get_or_compute(std::string ns, std::string key, PutOptions options, Make make,
                                                     std::chrono::steady_clock::duration deadline) {
  if (auto found = co_await find(ns, key)) co_return std::move(*found);
  const auto fly = [&]() -> Task<Result<Bytes>> {
    if (cache_.knows(ns, key)) {  // another's flight landed since
      if (auto found = co_await find(ns, key); found && *found) co_return std::make_shared<const std::string>(**found);
    }
    auto made = co_await make();
    if (!made) co_return made.error();
    auto body = std::make_shared<const std::string>(std::move(*made));
    auto work = [&] { return cache_.put(ns, key, *body, std::move(options)); };
    const auto ran = co_await pool_.run(std::move(work));
    if (!ran || !*ran) {
      const Error& error = ran ? ran->error() : ran.error();
      cache_.log().warn("cache.not_stored", {{"namespace", ns}, {"why", error.code}});
    }
    co_return body;
  };
  const std::string flight = ns + "/" + key;
  runtime::SingleFlight<Bytes>::Make run = fly;
  const auto body = co_await state_->flights.run(flight, std::move(run), deadline);
  if (!body) co_return body.error();
  co_return **body;
}

}  // namespace tenstone::file_cache
