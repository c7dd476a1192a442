#include "client/client_loop.hpp"

#include <boost/asio/error.hpp>

#include "client/answer_reader.hpp"
#include "client/request_text.hpp"

namespace tenstone::http {
namespace {

using std::chrono::steady_clock;
constexpr std::size_t kReadBytes = 16'384;

std::chrono::microseconds since(SteadyTime start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - start);
}

// Why no answer came to its end.
Error lost(const ClientConnection& connection, const boost::system::error_code& error) {
  if (connection.was_cut()) return Error(kConnectionLost, {}, "cut off by the end of the client");
  if (connection.late()) return Error(kAnswerTimeout);
  return Error(kConnectionLost, {}, error.message());
}

}  // namespace

struct ClientLoop::Job {
  const ClientRequest& request;
  const std::string& head;
  const SteadyTime started;
  const std::string key = (request.url.tls() ? "https " : "http ") + request.url.host() + " " +
                          std::to_string(request.url.port()) + " " + request.rules.text();
};

struct ClientLoop::Exchanged {
  Result<ClientResponse> answer;
  bool silent = false;  // the connection broke, and not one byte of an answer had come
};

// While it lives, drain() waits for the request, and can cut its connection.
class ClientLoop::Active {
 public:
  Active(ClientLoop& at, ClientConnection& connection)
      : loop_(at), place_(at.active_.insert(at.active_.end(), &connection)) {}
  Active(const Active&) = delete;
  ~Active() {
    loop_.active_.erase(place_);
    if (runtime::Loop::inside()) loop_.one_ended_.notify();  // else the loops are being destroyed, and nobody waits
  }

 private:
  ClientLoop& loop_;
  std::list<ClientConnection*>::iterator place_;
};

ClientLoop::ClientLoop(runtime::Loop& loop, std::shared_ptr<ClientShared> shared)
    : loop_(loop),
      shared_(std::move(shared)),
      idle_(shared_->options.idle_each, shared_->options.idle_in_all, shared_->options.idle_timeout),
      one_ended_(loop),
      tick_(loop.io()) {}

Task<Result<ClientResponse>> ClientLoop::send(std::shared_ptr<ClientLoop> self, ClientRequest request) {
  const SteadyTime started = steady_clock::now();
  const auto head = request_head(request);
  if (!head) co_return head.error();
  if (self->stopping_) co_return Error(kBusy, {}, "the client is being drained");
  const Job job{request, *head, started};
  Result<ClientResponse> answer = co_await self->perform(job);
  self->shared_->counts.done(answer, steady_clock::now() - started);
  co_return answer;
}

Task<Result<ClientResponse>> ClientLoop::perform(const Job& job) {
  auto kept = idle_.take(job.key, steady_clock::now());
  count_idle();
  if (kept) {
    const Active active(*this, *kept);
    ClientResponse reused{.reused = true};
    auto exchanged = co_await exchange(job, std::move(kept), std::move(reused));
    if (!exchanged.silent || !is_idempotent(job.request.method)) co_return std::move(exchanged.answer);
  }
  const ClientRequest& request = job.request;
  const auto fresh = std::make_shared<ClientConnection>(loop_, shared_->open);
  const Active active(*this, *fresh);
  const auto deadline = job.started + std::min(request.connect_timeout, request.total_timeout);
  const auto opened =
      co_await fresh->open(request.url, request.rules, shared_->options.resolver, *shared_->tls, deadline);
  if (!opened) co_return opened.error();
  ClientResponse connected{.connected = since(job.started)};
  auto exchanged = co_await exchange(job, fresh, std::move(connected));
  co_return std::move(exchanged.answer);
}

Task<ClientLoop::Exchanged> ClientLoop::exchange(const Job& job, std::shared_ptr<ClientConnection> connection,
                                                 ClientResponse so_far) {
  connection->limit(job.started + job.request.total_timeout);
  const bool written = co_await connection->write(job.head, job.request.body);  // if not, an early answer may say why
  AnswerReader reader(job.request.method == Method::Head, job.request.limits);
  std::string buffer(kReadBytes, '\0');
  bool more = false;
  while (!reader.done()) {
    const auto [error, size] = co_await connection->read(buffer.data(), buffer.size());
    if (size == 0) {
      const auto ended = error == boost::asio::error::eof ? reader.end() : Result<void>(lost(*connection, error));
      if (ended) break;
      const bool broke = !connection->late() && !connection->was_cut();
      co_return Exchanged{ended.error(), broke && !reader.begun()};
    }
    if (!reader.begun()) so_far.first_byte = since(job.started);
    const auto taken = reader.take({buffer.data(), size});
    if (!taken) co_return Exchanged{taken.error()};
    more = *taken < size;
  }
  ClientResponse& answer = reader.answer();
  answer.reused = so_far.reused;
  answer.connected = so_far.connected;
  answer.first_byte = so_far.first_byte;
  answer.total = since(job.started);
  connection->limit(SteadyTime::max());
  if (written && !more && reader.keep_alive() && !stopping_) keep(job.key, std::move(connection));
  co_return Exchanged{std::move(answer)};
}

void ClientLoop::keep(const std::string& key, std::shared_ptr<ClientConnection> connection) {
  idle_.put(key, std::move(connection), steady_clock::now());
  count_idle();
  if (!std::exchange(ticking_, true)) tick_later();
}

void ClientLoop::tick_later() {
  tick_.expires_after(std::min<std::chrono::milliseconds>(shared_->options.idle_timeout, std::chrono::seconds(1)));
  tick_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (error || !self) return;
    self->idle_.expire(steady_clock::now());
    self->count_idle();
    self->ticking_ = self->idle_.size() > 0;
    if (self->ticking_) self->tick_later();
  });
}

void ClientLoop::count_idle() {
  shared_->idle.fetch_add(idle_.size() - counted_idle_, std::memory_order_relaxed);
  counted_idle_ = idle_.size();
}

Task<bool> ClientLoop::drain(std::shared_ptr<ClientLoop> self, std::chrono::steady_clock::duration deadline) {
  const auto end = steady_clock::now() + deadline;
  self->stopping_ = true;
  self->idle_.clear();
  self->count_idle();
  self->tick_.cancel();
  while (!self->active_.empty()) {
    const auto left = end - steady_clock::now();
    if (left.count() <= 0) break;
    co_await self->one_ended_.wait(left);
  }
  for (ClientConnection* each : self->active_) each->cut();
  co_return self->active_.empty();
}

}  // namespace tenstone::http
