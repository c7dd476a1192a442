// The logs of the platform's own processes, for operators.
#pragma once
#include <memory>

#include "tenstone/log_view/download.hpp"
#include "tenstone/log_view/logs.hpp"
#include "tenstone/web/web.hpp"

namespace tenstone::platform {
class Platform;
}
namespace tenstone::runtime {
class BlockingPool;
}
namespace tenstone::service {
class Service;
}

namespace tenstone::api {

// Text that goes on, not JSON.
struct LogStream {
  http::Response response;
};

// They hold what every organisation does, so all routes want the scope installation:logs, which no member's "*" covers.
// Which logs: platform::log_roots().
class LogsController final : public web::Controller {
 public:
  // The service is open; both outlive it. Blocks. Throws Failure: log_root_unusable.
  LogsController(service::Service& service, platform::Platform& platform);
  ~LogsController() override;

  Task<Result<log_view::LogsAnswer>> list();
  Task<Result<log_view::AboutAnswer>> about(web::Query<log_view::AboutQuery> query);
  Task<Result<log_view::EntriesAnswer>> entries(web::Query<log_view::EntriesQuery> query);
  Task<Result<log_view::ContextAnswer>> context(web::Query<log_view::ContextQuery> query);
  Task<Result<log_view::HistogramAnswer>> histogram(web::Query<log_view::HistogramQuery> query);
  // log_view::LogHandlers answers these two.
  Task<Result<LogStream>> tail(web::Query<log_view::TailQuery> query, http::Request& request);
  Task<Result<LogStream>> download(web::Query<log_view::DownloadQuery> query, http::Request& request);

 private:
  // Asks on the pool. Errors: logs_off, busy; those of the question.
  template <class Answer, class Query>
  Task<Result<Answer>> ask(Result<Answer> (log_view::Logs::*question)(const Query&) const, Query query);

  struct Reader;
  runtime::BlockingPool& pool_;
  std::unique_ptr<Reader> reader_;  // null: there are no logs
};

}  // namespace tenstone::api

template <>
struct tenstone::web::Into<tenstone::api::LogStream> {
  static http::Response response(tenstone::api::LogStream stream, http::Request&) { return std::move(stream.response); }
};
template <>
inline constexpr bool tenstone::web::kAnswersJson<tenstone::api::LogStream> = false;
template <>
struct tenstone::web::DescribeResult<tenstone::api::LogStream> : DescribeResult<tenstone::http::Response> {};
