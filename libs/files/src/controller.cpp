#include "tenstone/files/controller.hpp"

#include "tenstone/files/reading.hpp"
#include "tenstone/http/errors.hpp"
#include "tenstone/http/representation.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::files {
namespace {

// From a copy, or from the store; then a whole file leaves a copy behind. Cache-Status (RFC 9211) says which.
Task<> add_content(http::Response& response, Store& store, Bytes& bytes, File file, http::Selection selected) {
  const std::uint64_t offset = selected.offset, length = selected.length;
  if (auto copy = co_await bytes.find(file, offset, length)) {
    response.header("Cache-Status", "tenstone; hit");
    response.content = copied_content(std::move(copy), store, std::move(file), offset, length);
    co_return;
  }
  std::unique_ptr<Copy> copy;
  if (length == file.size) copy = co_await bytes.keep(file);
  response.header("Cache-Status", copy ? "tenstone; fwd=miss; stored" : "tenstone; fwd=miss");
  response.content = stored_content(store, std::move(file), offset, length, std::move(copy));
}

}  // namespace

FilesController::FilesController(Store& store, Bytes* bytes) : store_(store), bytes_(bytes) {
  route("GET /v1/files/{id}", &FilesController::get)
      .guard(web::requires_scope("files:read"))
      .answers(kFileNotFound, http::kPreconditionFailed, http::kRangeNotSatisfiable)
      .summary("A file that a job made");
}

Task<Result<Download>> FilesController::get(web::Path<"id", Uuid> id, web::Principal who, http::Request& request) {
  const auto file = co_await store_.find(who.org, *id);
  if (!file) co_return kFileNotFound;
  const std::string etag = file->etag();
  const http::Representation current{.size = file->size, .etag = etag, .modified = file->created_at};
  const http::Selection selected = http::select(request, current);
  http::Response response = http::answer(selected, current);
  response.header("Cache-Control", "private, no-cache");
  if (!selected.has_body()) co_return Download{std::move(response)};
  response.header("Content-Type", file->content_type);
  response.header("Content-Disposition", content_disposition(file->name));
  if (bytes_ == nullptr || request.method() == http::Method::Head)
    response.content = stored_content(store_, *file, selected.offset, selected.length);
  else
    co_await add_content(response, store_, *bytes_, *file, selected);
  co_return Download{std::move(response)};
}

}  // namespace tenstone::files
