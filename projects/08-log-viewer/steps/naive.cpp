// The version that breaks: it reads the whole file for each page, counts pages from the end of a file that grows, and
// puts the name of the file behind a folder without a look at it.
//   GET /entries?log=app.log&page=0&q=text
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <ranges>

#include "tenstone/http/app.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kPage = 3;  // lines

// [snippet:entries]
std::string entries(const fs::path& file, std::size_t page, std::string_view q) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  std::erase_if(lines, [&](const std::string& line) { return !line.contains(q); });
  std::string text;
  for (const std::string& line : lines | std::views::reverse | std::views::drop(page * kPage) | std::views::take(kPage))
    text += line + "\n";
  return text;
}
// [/snippet:entries]

Task<http::Response> answer(http::Request& request, fs::path folder) {
  const std::string_view number = request.query("page").value_or("0");
  std::size_t page = 0;
  std::from_chars(number.data(), number.data() + number.size(), page);
  const fs::path file = folder / request.query("log").value_or("");
  if (!fs::exists(file)) co_return http::Response(404);
  co_return http::text(entries(file, page, request.query("q").value_or("")));
}

}  // namespace

int main(int argc, char** argv) {
  service::Service service("naive");
  return service::run(service, argc, argv, [&] {
    const fs::path folder = fs::path(service.data_folder()) / "logs";
    http::App app;
    app.get("/entries", [folder](http::Request& request) { return answer(request, folder); });
    return service.serve(app, service::Service::Role::Api);
  });
}
