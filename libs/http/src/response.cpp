#include "tenstone/http/response.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "tenstone/http/field.hpp"
#include "tenstone/validation/json_writer.hpp"

namespace tenstone::http {
namespace {

constexpr auto kNameCharacters = [] {
  std::array<bool, 256> good{};
  for (int c = ' ' + 1; c < 0x7f; ++c)
    good[static_cast<std::size_t>(c)] = !std::string_view("\"(),/:;<=>?@[\\]{}").contains(static_cast<char>(c));
  return good;
}();

void check(std::string_view name, std::string_view value) {
  const auto is_name = [](char c) { return kNameCharacters[static_cast<unsigned char>(c)]; };
  const auto is_value = [](char c) { return (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) || c == '\t'; };
  if (name.empty() || !std::ranges::all_of(name, is_name) || !std::ranges::all_of(value, is_value))
    throw std::invalid_argument("the response header \"" + std::string(name) +
                                "\" holds a character that no header may hold");
}

// Where the first line named `name` begins and ends; npos if there is none.
std::pair<std::size_t, std::size_t> find_line(std::string_view lines, std::string_view name) {
  for (std::size_t at = 0; at < lines.size();) {
    const auto end = lines.find('\n', at) + 1;
    if (lines[at + std::min(name.size(), end - at - 1)] == ':' &&
        equal_ignoring_case(lines.substr(at, name.size()), name))
      return {at, end};
    at = end;
  }
  return {std::string_view::npos, 0};
}

}  // namespace

Response& Response::header(std::string_view name, std::string_view value) {
  check(name, value);
  for (;;) {
    const auto [begin, end] = find_line(header_lines(), name);
    if (begin == std::string_view::npos) break;
    std::copy(lines_.data() + end, lines_.data() + lines_.size(), lines_.data() + begin);
    lines_.resize(lines_.size() - (end - begin));
  }
  append_line(name, value);
  return *this;
}

Response& Response::add_header(std::string_view name, std::string_view value) {
  check(name, value);
  append_line(name, value);
  return *this;
}

void Response::append_line(std::string_view name, std::string_view value) {
  for (const std::string_view part : {name, std::string_view(": "), value, std::string_view("\r\n")})
    lines_.append(part.data(), part.data() + part.size());
}

std::optional<std::string_view> Response::header(std::string_view name) const {
  const auto lines = header_lines();
  const auto [begin, end] = find_line(lines, name);
  if (begin == lines.npos) return std::nullopt;
  return lines.substr(begin + name.size() + 2, end - begin - name.size() - 4);
}

std::string_view Response::problem_code() const {
  constexpr std::string_view kMember = "\"code\":\"";  // inside of a JSON string its quotes would be escaped
  const auto at = body.find(kMember);
  if (!problem_ || at == body.npos) return {};
  const std::string_view rest = std::string_view(body).substr(at + kMember.size());
  return rest.substr(0, rest.find('"'));
}

void Response::name_request(std::string_view id) {
  if (!problem_ || !body.ends_with('}')) return;
  body.pop_back();
  body += ",\"request_id\":";
  validation::write_string(body, id);
  body += '}';
}

Response text(std::string body, int status) {
  Response response(status);
  response.body = std::move(body);
  response.add_header("Content-Type", "text/plain; charset=utf-8");
  return response;
}

Response json(std::string written, int status) {
  Response response(status);
  response.body = std::move(written);
  response.add_header("Content-Type", "application/json");
  return response;
}

}  // namespace tenstone::http
