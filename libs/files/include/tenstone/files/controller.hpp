#pragma once
#include "tenstone/files/bytes.hpp"
#include "tenstone/files/store.hpp"
#include "tenstone/web/controller.hpp"

namespace tenstone::files {

// The bytes of a file, or of a part of it, with what belongs to a download.
struct Download {
  http::Response response;
};

// GET|HEAD /v1/files/{id}: a file of the caller's organisation, as a download. ETag, If-None-Match, If-Match,
// Range and If-Range as RFC 9110 says. Needs the scope files:read.
// Errors: file_not_found (also for a file of another organisation), range_not_satisfiable, precondition_failed; those
// of the database: the row says who may read the file and until when, so nothing is served without it.
class FilesController final : public web::Controller {
 public:
  // `store` and `bytes` must outlive it. `bytes` may be nullptr: there are no copies.
  FilesController(Store& store, Bytes* bytes);

 private:
  Task<Result<Download>> get(web::Path<"id", Uuid> id, web::Principal who, http::Request& request);

  Store& store_;
  Bytes* bytes_;
};

}  // namespace tenstone::files

template <>
struct tenstone::web::Into<tenstone::files::Download> {
  static http::Response response(files::Download download, http::Request&) { return std::move(download.response); }
};
template <>
inline constexpr bool tenstone::web::kAnswersJson<tenstone::files::Download> = false;
template <>
struct tenstone::web::DescribeResult<tenstone::files::Download> {
  static void to(Operation& operation) {
    operation.answers.push_back({"2XX", "", {{"ETag", "For If-None-Match, If-Match and If-Range"}}});
  }
};
