// A log as a text, to keep.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "tenstone/http/content.hpp"
#include "tenstone/log_view/logs.hpp"
#include "tenstone/runtime/blocking_pool.hpp"

namespace tenstone::log_view {

// GET …/logs/download: the lines of the entries for which `q` holds.
struct DownloadQuery {
  std::string log;
  std::string q = {};
};
constexpr auto schema(validation::For<DownloadQuery>) {
  return validation::object<DownloadQuery>(validation::field("log", &DownloadQuery::log).length(1, 4096),
                                           validation::field("q", &DownloadQuery::q).or_default());
}

// The lines of all files of the log, oldest first, with secrets replaced; bytes that are not UTF-8 stay as they are.
// Where an entry was cut off, a line says so. About 1 MiB is in memory at a time. It is read as it is sent, up to the
// end that the log has then. If the place in the log is lost meanwhile, by a truncation, the content ends with
// log_gone, which cuts the connection. The server's limit for a handler cuts it as well, when the query finds nothing
// for so long. Suspends. `logs` and `pool` outlive the server. Errors: log_not_found, log_query_invalid, busy.
Task<Result<std::unique_ptr<http::Content>>> download_of(const Logs& logs, runtime::BlockingPool& pool,
                                                         DownloadQuery query);

// "app:nginx/access.log" as the name of a file: "app_nginx_access.log". Of letters, digits, '.', '-' and '_' alone.
std::string file_name_of(std::string_view log);

}  // namespace tenstone::log_view
