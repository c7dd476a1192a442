// The steady path of the server allocates nothing for a request.
#if !__has_feature(thread_sanitizer)  // which brings an operator new of its own
#include <cstdlib>
#include <gtest/gtest.h>
#include <new>

#include "memory_transport.hpp"
#include "tenstone/http/client_address.hpp"
#include "tenstone/http/middleware.hpp"

namespace {
thread_local std::size_t allocations = 0;
}

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace tenstone::http {
namespace {

// A client that asks the same again and again, and drops the answers.
class Asking final : public Transport {
 public:
  explicit Asking(std::string_view request) : request_(request) {}
  std::size_t steady_allocations = 0;

  Task<Outcome> read(char* to, std::size_t size) override {
    if (asked_ == kWarmUp) before_ = allocations;
    if (asked_ == kWarmUp + kSteady) {
      steady_allocations = allocations - before_;
      co_return Outcome({}, 0);
    }
    ++asked_;
    co_return Outcome({}, request_.copy(to, size));
  }
  Task<Outcome> write(std::string_view bytes) override { co_return Outcome({}, bytes.size()); }
  std::size_t write_now(std::string_view bytes) override { return bytes.size(); }
  Task<Outcome> send_file(int, std::uint64_t, std::uint64_t length) override { co_return Outcome({}, length); }
  void interrupt() override {}
  void finish_writes() override {}
  void close() override {}

 private:
  static constexpr std::size_t kWarmUp = 100, kSteady = 1000;
  std::string_view request_;
  std::size_t asked_ = 0, before_ = 0;
};

std::size_t steady_allocations(const App& app, std::string_view request) {
  Asking transport(request);
  const CoarseTime time{{}, "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"};
  const Limits limits;
  const Timeouts timeouts;
  const logging::Logger log;
  metrics::Registry registry;
  RequestMetrics metrics(&registry);
  const SessionContext context{app, limits, time, log, metrics, timeouts};
  Session session(transport, context, "127.0.0.1");
  boost::asio::io_context io(1);
  boost::asio::co_spawn(io, session.run(), [](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);
  });
  io.run();
  return transport.steady_allocations;
}

constexpr std::string_view kRequest =
    "GET /notes/42?draft=1 HTTP/1.1\r\nHost: example.test\r\nUser-Agent: test\r\nAccept: */*\r\n\r\n";

TEST(Allocations, AreNoneForARequestThroughTheDefaultChain) {
  const SystemClock clock;
  Ids ids(clock);
  App app;
  app.use(request_id(ids)).use(client_address({})).use(access_log({})).use(problem_errors({}));
  app.get("/notes/{id}", [](Request&) -> Task<Response> { co_return text("ok"); });
  EXPECT_EQ(steady_allocations(app, kRequest), 0U);
}

TEST(Allocations, AreSeenByThisTest) {
  App app;
  app.get("/notes/{id}", [](Request&) -> Task<Response> { co_return text(std::string(1000, 'x')); });
  EXPECT_GE(steady_allocations(app, kRequest), 1000U);
}

}  // namespace
}  // namespace tenstone::http
#endif
