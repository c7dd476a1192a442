#include "logs_controller.hpp"

#include "tenstone/log_view/endpoints.hpp"
#include "tenstone/log_view/errors.hpp"
#include "tenstone/log_view/query.hpp"
#include "tenstone/platform/logs.hpp"
#include "tenstone/platform/platform.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::api {
namespace {

using namespace log_view;

// Of its own: a question about a log may take seconds, and passwords are checked on the other one.
constexpr std::size_t kThreads = 2, kQueue = 16;
constexpr int kNice = 5;

Sources opened(std::vector<Root> roots) {
  auto sources = Sources::open(std::move(roots));
  if (!sources) throw Failure(sources.error());
  return std::move(*sources);
}

}  // namespace

struct LogsController::Reader {
  Reader(std::vector<Root> roots, const Secret<std::string>& key, const Clock& clock, runtime::BlockingPool& pool,
         const Settings& settings)
      : sources(opened(std::move(roots))),
        cursors(key),
        logs(sources, cursors, clock, settings.options()),
        tails(logs, pool, settings.tail_limits()),
        handlers(log_handlers(logs, tails, pool)) {}

  Sources sources;
  web::Cursors cursors;
  Logs logs;
  Tails tails;
  LogHandlers handlers;
};

LogsController::LogsController(service::Service& service, platform::Platform& platform)
    : pool_(service.add_pool(kThreads, kQueue, kNice)) {
  const Settings& settings = platform.log_settings();
  if (auto roots = platform::log_roots(service, settings); !roots.empty())
    reader_ = std::make_unique<Reader>(std::move(roots), service.key("cursors"), service.clock(), pool_, settings);
  const auto operators = web::requires_scope("installation:logs");
  route("GET /v1/logs", &LogsController::list)
      .guard(operators)
      .answers(platform::kLogsOff, kBusy, kLogIo)
      .summary("The log files of this installation");
  route("GET /v1/logs/about", &LogsController::about)
      .guard(operators)
      .answers(platform::kLogsOff, kBusy, kLogNotFound, kLogIo)
      .summary("A log: its format, its times, and its files");
  route("GET /v1/logs/entries", &LogsController::entries)
      .guard(operators)
      .answers(platform::kLogsOff, kBusy, kLogNotFound, kLogGone, kInvalidQuery, kLogIo)
      .summary("A page of the entries of a log that a query finds");
  route("GET /v1/logs/context", &LogsController::context)
      .guard(operators)
      .answers(platform::kLogsOff, kBusy, kLogNotFound, kLogGone, web::kInvalidCursor, kLogIo)
      .summary("The entries around one");
  route("GET /v1/logs/histogram", &LogsController::histogram)
      .guard(operators)
      .answers(platform::kLogsOff, kBusy, kLogNotFound, kLogGone, kInvalidQuery, web::kInvalidCursor, kLogIo)
      .summary("How many entries a query finds, over time");
  route("GET /v1/logs/tail", &LogsController::tail)
      .guard(operators)
      .answers(platform::kLogsOff, kBusy, kLogNotFound, kLogGone, kInvalidQuery, web::kInvalidCursor, kTooManyTails,
               kLogIo)
      .summary("What is written to a log from now on, as server-sent events");
  route("GET /v1/logs/download", &LogsController::download)
      .guard(operators)
      .answers(platform::kLogsOff, kBusy, kLogNotFound, kInvalidQuery, kLogIo)
      .summary("The lines of a log that a query finds, as text");
}

LogsController::~LogsController() = default;

template <class Answer, class Query>
Task<Result<Answer>> LogsController::ask(Result<Answer> (Logs::*question)(const Query&) const, Query query) {
  if (!reader_) co_return platform::kLogsOff;
  auto work = [&] { return (reader_->logs.*question)(query); };
  auto answer = co_await pool_.run(std::move(work));
  if (!answer) co_return answer.error();
  co_return std::move(*answer);
}

Task<Result<LogsAnswer>> LogsController::list() {
  if (!reader_) co_return platform::kLogsOff;
  auto work = [this] { return reader_->logs.list(); };
  co_return co_await pool_.run(std::move(work));
}

Task<Result<AboutAnswer>> LogsController::about(web::Query<AboutQuery> query) {
  return ask(&Logs::about, std::move(*query));
}
Task<Result<EntriesAnswer>> LogsController::entries(web::Query<EntriesQuery> query) {
  return ask(&Logs::entries, std::move(*query));
}
Task<Result<ContextAnswer>> LogsController::context(web::Query<ContextQuery> query) {
  return ask(&Logs::context, std::move(*query));
}
Task<Result<HistogramAnswer>> LogsController::histogram(web::Query<HistogramQuery> query) {
  return ask(&Logs::histogram, std::move(*query));
}

Task<Result<LogStream>> LogsController::tail(web::Query<TailQuery>, http::Request& request) {
  if (!reader_) co_return platform::kLogsOff;
  co_return LogStream{co_await reader_->handlers.tail(request)};
}
Task<Result<LogStream>> LogsController::download(web::Query<DownloadQuery>, http::Request& request) {
  if (!reader_) co_return platform::kLogsOff;
  co_return LogStream{co_await reader_->handlers.download(request)};
}

}  // namespace tenstone::api
