#include "tenstone/http/static_folder.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

#include "tenstone/http/errors.hpp"
#include "tenstone/http/representation.hpp"
#include "tenstone/runtime/blocking_pool.hpp"

namespace tenstone::http {
namespace {

constexpr std::uint64_t kInMemory = 64 * 1024;  // a file up to this size leaves in one write with its head

// What stands at a path: a file, a folder, or nothing that is served.
struct Found {
  Fd file;
  struct stat stat{};
  bool is_folder = false;
  std::string bytes;  // of a small file
};

// Opens one name of the path. O_NONBLOCK: a named pipe must not hold the thread.
Fd open_below(int folder, std::string_view name) {
  return Fd(::openat(folder, std::string(name).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
}

bool is_served(std::string_view name) { return !name.empty() && !name.starts_with('.'); }

// Blocks.
Found find(int root, std::string_view path) {
  Found found;
  const bool wants_folder = path.empty() || path.ends_with('/');
  if (path.ends_with('/')) path.remove_suffix(1);
  Fd at(::fcntl(root, F_DUPFD_CLOEXEC, 0));
  while (at && !path.empty()) {
    const std::string_view name = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), name.size() + 1));
    at = is_served(name) ? open_below(at.get(), name) : Fd();
  }
  if (at && wants_folder) at = open_below(at.get(), "index.html");
  if (!at || ::fstat(at.get(), &found.stat) != 0) return found;
  found.is_folder = S_ISDIR(found.stat.st_mode) && !wants_folder;
  if (!S_ISREG(found.stat.st_mode)) return found;
  const auto size = static_cast<std::uint64_t>(found.stat.st_size);
  if (size <= kInMemory) {
    found.bytes.resize(size);
    const auto read = ::pread(at.get(), found.bytes.data(), size, 0);
    if (read != found.stat.st_size) throw Failure(Error(kInternal, {}, "a static file changed while it was read"));
  }
  found.file = std::move(at);
  return found;
}

Time modified(const struct stat& stat) {
  return Time(std::chrono::seconds(stat.st_mtim.tv_sec)) + std::chrono::microseconds(stat.st_mtim.tv_nsec / 1000);
}

Response answer_file(const Request& request, Found found, std::string_view name, runtime::BlockingPool& pool,
                     Time now) {
  const auto size = static_cast<std::uint64_t>(found.stat.st_size);
  const std::string etag =
      fmt::format("\"{:x}-{:x}-{:x}\"", found.stat.st_ino, size, modified(found.stat).time_since_epoch().count());
  const Representation current{.size = size, .etag = etag, .modified = settled(modified(found.stat), now)};
  const Selection selected = select(request, current);
  Response response = answer(selected, current);
  if (response.is_problem()) return response;
  response.header("Content-Type", content_type_of(name));
  response.header("Cache-Control", "no-cache");
  if (!selected.has_body()) return response;
  if (size <= kInMemory)
    response.body = found.bytes.substr(selected.offset, selected.length);
  else
    response.content = file_content(std::move(found.file), selected.offset, selected.length, pool);
  return response;
}

// Relative, so that it holds behind a proxy that knows this folder by another path.
Response redirect_to_folder(const Request& request) {
  const std::string_view path = request.target().substr(0, request.target().find('?'));
  Response response(308);
  response.header("Location", fmt::format("{}/", path.substr(path.find_last_of('/') + 1)));
  return response;
}

Task<Response> serve(std::shared_ptr<const Fd> root, runtime::BlockingPool& pool, const Clock& clock,
                     Request& request) {
  const std::string path(request.path_parameter("path"));
  auto found = co_await pool.run([&root, &path] { return find(root->get(), path); });
  if (!found) co_return problem(found.error());
  if (found->is_folder) co_return redirect_to_folder(request);
  if (!found->file) co_return problem(kNoRoute);
  const bool is_index = path.empty() || path.ends_with('/');
  co_return answer_file(request, std::move(*found), is_index ? "index.html" : std::string_view(path), pool,
                        clock.now());
}

}  // namespace

std::string content_type_of(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 22> kTypes = {{
      {".html", "text/html; charset=utf-8"},
      {".htm", "text/html; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".txt", "text/plain; charset=utf-8"},
      {".md", "text/markdown; charset=utf-8"},
      {".csv", "text/csv; charset=utf-8"},
      {".xml", "application/xml"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".jpeg", "image/jpeg"},
      {".gif", "image/gif"},
      {".webp", "image/webp"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".wasm", "application/wasm"},
      {".pdf", "application/pdf"},
      {".zip", "application/zip"},
  }};
  for (const auto& [ending, type] : kTypes)
    if (name.size() >= ending.size() && equal_ignoring_case(name.substr(name.size() - ending.size()), ending))
      return std::string(type);
  return "application/octet-stream";
}

void add_static_folder(App& app, std::string_view at, const std::filesystem::path& root, runtime::BlockingPool& pool,
                       const Clock& clock) {
  const auto opened = std::make_shared<const Fd>(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!*opened)
    throw Failure(
        Error(kNoSuchFolder, fmt::format("The folder {} cannot be opened: {}", root.string(), std::strerror(errno))));
  const Handler files = [opened, &pool, &clock](Request& request) { return serve(opened, pool, clock, request); };
  const std::string below(at == "/" ? "" : at);
  app.get(below + "/", files).get(below + "/{path...}", files);
  if (!below.empty()) app.get(below, [](Request& request) -> Task<Response> { co_return redirect_to_folder(request); });
}

}  // namespace tenstone::http
