// Any bytes as the Cookie and as the Authorization of a request, at a line break cut in two of each. What is found is
// what a plain reading of RFC 6265 §5.4 and RFC 6750 §2.1 finds.
#include <cstdlib>
#include <string>
#include <vector>

#include "tenstone/http/request.hpp"
#include "tenstone/web/bearer.hpp"
#include "tenstone/web/parameters.hpp"

namespace {
using namespace tenstone;

std::vector<std::string> pieces(const std::string& text, char mark) {
  std::vector<std::string> out(1);
  for (const char c : text) c == mark ? (void)out.emplace_back() : out.back().push_back(c);
  return out;
}

std::string without_spaces(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t"), end = text.find_last_not_of(" \t");
  return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
}

void check_cookie(const std::vector<std::string>& lines) {
  std::vector<std::pair<std::string, std::string>> fields;
  std::vector<std::string> values;
  for (const std::string& line : lines) {
    fields.emplace_back("Cookie", line);
    for (const std::string& piece : pieces(line, ';'))
      if (const std::string pair = without_spaces(piece); pair.starts_with("sid=")) values.push_back(pair.substr(4));
  }
  const http::Request request(http::Method::Get, "/", fields);
  const auto found = web::cookie(request, "sid");
  if (found.has_value() != (values.size() == 1)) std::abort();
  if (found && *found != values.front()) std::abort();
}

void check_bearer(const std::vector<std::string>& lines) {
  std::vector<std::pair<std::string, std::string>> fields;
  for (const std::string& line : lines) fields.emplace_back("Authorization", line);
  const http::Request request(http::Method::Get, "/", fields);
  const auto token = web::bearer_token(request);
  if (!token || token->empty()) return;
  if (lines.size() != 1 || !lines.front().ends_with(*token) || token->find_first_of(" ,;\t") != token->npos)
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto lines = pieces(std::string(reinterpret_cast<const char*>(data), size), '\n');
  check_cookie(lines);
  check_bearer(lines);
  return 0;
}
