#include "socket_transport.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <sys/sendfile.h>
#include <sys/socket.h>

namespace tenstone::http {

namespace asio = boost::asio;
constexpr auto kOutcome = asio::as_tuple(asio::use_awaitable);

SocketTransport::SocketTransport(Socket socket) : socket_(std::move(socket)) {
  boost::system::error_code ignored;  // a peer that is already gone shows itself at the first read
  socket_.non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

Task<Transport::Outcome> SocketTransport::read(char* to, std::size_t size) {
  return socket_.async_read_some(asio::buffer(to, size), kOutcome);
}

Task<Transport::Outcome> SocketTransport::write(std::string_view bytes) {
  return socket_.async_write_some(asio::buffer(bytes), kOutcome);
}

std::size_t SocketTransport::write_now(std::string_view bytes) {
  const auto sent = ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  return sent > 0 ? static_cast<std::size_t>(sent) : 0;
}

Task<Transport::Outcome> SocketTransport::send_file(int file, std::uint64_t offset, std::uint64_t length) {
  for (;;) {
    auto at = static_cast<off_t>(offset);
    const auto sent = ::sendfile(socket_.native_handle(), file, &at, length);
    if (sent >= 0) {
      co_await asio::post(socket_.get_executor(), asio::use_awaitable);  // a client that keeps up lets others run, too
      co_return Outcome({}, static_cast<std::size_t>(sent));
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) co_return Outcome(boost::system::error_code(errno, boost::system::system_category()), 0);
    const auto [error] = co_await socket_.async_wait(Socket::wait_write, kOutcome);
    if (error) co_return Outcome(error, 0);
  }
}

bool SocketTransport::peer_finished() {
  char byte;
  const auto size = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR);
}

void SocketTransport::interrupt() {
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void SocketTransport::finish_writes() {
  boost::system::error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
}

void SocketTransport::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

}  // namespace tenstone::http
