#include "client/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <fmt/format.h>
#include <sys/socket.h>

#include "client/tls.hpp"

namespace tenstone::http {
namespace {

using boost::asio::ip::tcp;
constexpr auto kClientOutcome = boost::asio::as_tuple(boost::asio::use_awaitable);

tcp::endpoint endpoint_of(const IpAddress& address, unsigned short port) {
  const auto& bytes = address.bytes();
  if (!address.is_v4()) return {boost::asio::ip::address_v6(bytes), port};
  return {boost::asio::ip::address_v4({bytes[12], bytes[13], bytes[14], bytes[15]}), port};
}

std::optional<IpAddress> address_of(const tcp::endpoint& endpoint) {
  const std::string text = endpoint.address().to_string();
  return IpAddress::parse(std::string_view(text).substr(0, text.find('%')));  // without a zone
}

}  // namespace

// Outlives a connection that waits for it no longer.
struct ClientConnection::Lookup {
  explicit Lookup(runtime::Loop& loop) : landed(loop) {}
  runtime::Event landed;
  std::optional<Result<std::vector<IpAddress>>> found;
};

ClientConnection::ClientConnection(runtime::Loop& loop, std::shared_ptr<std::atomic<std::size_t>> open)
    : loop_(loop), open_(std::move(open)), socket_(loop.io()), timer_(loop.io()) {
  open_->fetch_add(1, std::memory_order_relaxed);
}
ClientConnection::~ClientConnection() { open_->fetch_sub(1, std::memory_order_relaxed); }

Task<Result<void>> ClientConnection::open(const Url& url, const AddressRules& rules,
                                          const std::shared_ptr<Resolver>& resolver, TlsContext& tls,
                                          SteadyTime deadline) {
  limit(deadline);
  const auto found = co_await addresses(url, resolver);
  if (!found) co_return found.error();
  for (const IpAddress& address : *found)
    if (!rules.permits(address)) co_return Error(kAddressForbidden, {}, url.host() + " has " + to_string(address));
  if (const auto connected = co_await connect(*found, url.port(), deadline); !connected) co_return connected.error();
  if (const auto good = check_peer(rules); !good) co_return good.error();
  if (!url.tls()) co_return Result<void>();
  limit(deadline);
  co_return co_await secure(url, tls);
}

Task<> ClientConnection::look_up(std::shared_ptr<Resolver> resolver, std::string name, std::shared_ptr<Lookup> lookup) {
  lookup->found.emplace(co_await resolver->resolve(std::move(name)));
  lookup->landed.notify();
}

Task<Result<std::vector<IpAddress>>> ClientConnection::addresses(const Url& url,
                                                                 const std::shared_ptr<Resolver>& resolver) {
  if (url.address()) co_return std::vector<IpAddress>{*url.address()};
  const auto lookup = lookup_ = std::make_shared<Lookup>(loop_);
  loop_.spawn(look_up(resolver, url.host(), lookup));
  while (!lookup->found && !late_ && !cut_) co_await lookup->landed.wait();
  if (cut_) co_return Error(kConnectionLost, {}, "cut off while its name was looked up");
  if (!lookup->found)
    co_return Error(kConnectTimeout, {}, "the search for the address of " + url.host() + " takes long");
  if (lookup->found->has_value() && (*lookup->found)->empty()) co_return Error(kNameNotFound);
  co_return std::move(*lookup->found);
}

// Each address gets its share of the time that is left, so that one that is silent does not use up all of it.
Task<Result<void>> ClientConnection::connect(const std::vector<IpAddress>& addresses, unsigned short port,
                                             SteadyTime deadline) {
  std::string why;
  for (std::size_t i = 0; i < addresses.size() && !cut_; ++i) {
    const auto left = deadline - std::chrono::steady_clock::now();
    late_ = left.count() <= 0;
    if (late_) break;
    limit(deadline - left + left / static_cast<int>(addresses.size() - i));
    const tcp::endpoint to = endpoint_of(addresses[i], port);
    const auto [error] = co_await socket_.async_connect(to, kClientOutcome);
    boost::system::error_code ignored;
    if (!error && !late_ && !cut_) {
      socket_.set_option(tcp::no_delay(true), ignored);
      co_return Result<void>();
    }
    why +=
        fmt::format("{}{}: {}", why.empty() ? "" : "; ", to_string(addresses[i]), late_ ? "silent" : error.message());
    socket_.close(ignored);
  }
  if (cut_) co_return Error(kConnectionLost, {}, "cut off while it was connected");
  co_return Error(late_ ? kConnectTimeout : kConnectFailed, {}, why);
}

Result<void> ClientConnection::check_peer(const AddressRules& rules) const {
  boost::system::error_code error;
  const auto peer = address_of(socket_.remote_endpoint(error));
  if (error) return Error(kConnectFailed, {}, error.message());
  if (!peer || !rules.permits(*peer))
    return Error(kAddressForbidden, {}, "the peer is " + (peer ? to_string(*peer) : std::string("unknown")));
  return {};
}

Task<Result<void>> ClientConnection::secure(const Url& url, TlsContext& tls) {
  tls_ = std::make_unique<Tls>(socket_, tls);
  if (!tls_->expect(url)) co_return Error(kTlsFailed, {}, "no certificate can have the name " + url.host());
  const auto [error] = co_await tls_->stream.async_handshake(boost::asio::ssl::stream_base::client, kClientOutcome);
  if (cut_) co_return Error(kConnectionLost, {}, "cut off inside of the TLS handshake");
  if (late_) co_return Error(kConnectTimeout, {}, "the TLS handshake takes long");
  if (error) co_return tls_->refusal(error);
  co_return Result<void>();
}

Task<Transport::Outcome> ClientConnection::read(char* to, std::size_t size) {
  if (tls_) return tls_->stream.async_read_some(boost::asio::buffer(to, size), kClientOutcome);
  return socket_.async_read_some(boost::asio::buffer(to, size), kClientOutcome);
}

Task<bool> ClientConnection::write(std::string_view head, std::string_view body) {
  const std::array<boost::asio::const_buffer, 2> all{boost::asio::buffer(head), boost::asio::buffer(body)};
  Transport::Outcome outcome;
  if (tls_)
    outcome = co_await boost::asio::async_write(tls_->stream, all, kClientOutcome);
  else
    outcome = co_await boost::asio::async_write(socket_, all, kClientOutcome);
  co_return !std::get<0>(outcome);
}

void ClientConnection::limit(SteadyTime deadline) {
  deadline_ = deadline;
  late_ = false;
  timer_.expires_at(deadline);
  if (deadline == SteadyTime::max()) return;
  timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (error || !self || std::chrono::steady_clock::now() < self->deadline_) return;
    self->late_ = true;
    self->end_waiting();
  });
}

void ClientConnection::cut() {
  cut_ = true;
  end_waiting();
}

void ClientConnection::end_waiting() {
  boost::system::error_code ignored;
  socket_.close(ignored);
  if (lookup_) lookup_->landed.notify();
}

bool ClientConnection::quiet() {
  char byte;
  const auto size = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) && (!tls_ || tls_->quiet());
}

}  // namespace tenstone::http
