#pragma once
#include <boost/asio/ip/tcp.hpp>

#include "transport.hpp"

namespace tenstone::http {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

class SocketTransport final : public Transport {
 public:
  explicit SocketTransport(Socket socket);
  Task<Outcome> read(char* to, std::size_t size) override;
  Task<Outcome> write(std::string_view bytes) override;
  std::size_t write_now(std::string_view bytes) override;
  Task<Outcome> send_file(int file, std::uint64_t offset, std::uint64_t length) override;
  bool peer_finished() override;
  void interrupt() override;
  void finish_writes() override;
  void close() override;

 private:
  Socket socket_;
};

}  // namespace tenstone::http
