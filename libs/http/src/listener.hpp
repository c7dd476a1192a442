#pragma once
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <list>
#include <memory>

#include "admission.hpp"
#include "refusals.hpp"
#include "session.hpp"
#include "socket_transport.hpp"
#include "tenstone/http/server.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/supervisor.hpp"

namespace tenstone::http {

// What all listeners of a server share. Only `admission` and `refusals` change.
struct Shared {
  Shared(const App& for_app, const Clock& with_clock, ServerOptions given)
      : app(for_app), clock(with_clock), options(fair(std::move(given))), admission(options.limits) {}
  static ServerOptions fair(ServerOptions options);  // no address gets more than half of the connections
  const App& app;
  const Clock& clock;
  const ServerOptions options;
  Admission admission;
  Refusals refusals;
};

// One loop's share of a server: its listening socket, its connections, its tick.
class Listener final : public std::enable_shared_from_this<Listener> {
 public:
  Listener(runtime::Loop& loop, std::shared_ptr<Shared> shared);

  // Binds and listens; returns the port. From any thread, before run().
  Result<unsigned short> listen(unsigned short port);
  void run();  // starts accepting; from any thread, once
  // On the loop: stop accepting, end what is idle, wait, cancel what is left. True: nothing was left.
  Task<bool> drain(std::chrono::steady_clock::duration deadline);
  runtime::Loop& loop() { return loop_; }

 private:
  struct Connection;
  using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;
  static Task<> accept(std::shared_ptr<Listener> self, runtime::Pulse pulse);
  static Task<> tick(std::shared_ptr<Listener> self, runtime::Pulse pulse);
  static Task<> serve(std::shared_ptr<Listener> self, std::shared_ptr<Connection> connection);
  void admit(Socket socket);
  void refuse(Socket socket, Admission::Verdict verdict, const std::string& address);
  Task<> miss(std::string error);
  void move_time();
  void report(std::exception_ptr error) const;

  runtime::Loop& loop_;
  const std::shared_ptr<Shared> shared_;
  Acceptor acceptor_;
  CoarseTime time_;
  RequestMetrics metrics_;
  SessionContext context_;
  std::list<Connection*> connections_;
  runtime::Event one_ended_;
  runtime::Supervisor supervisor_;
  bool stopping_ = false;
};

}  // namespace tenstone::http
