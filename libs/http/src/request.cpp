#include "tenstone/http/request.hpp"

#include <algorithm>
#include <stdexcept>

namespace tenstone::http {

struct Request::Owned {
  std::string target, body;
  std::vector<std::pair<std::string, std::string>> fields;
};

Request::Request(Method method, std::string target, std::vector<std::pair<std::string, std::string>> fields,
                 std::string body)
    : method_(method),
      peer_("127.0.0.1"),
      owned_(std::make_shared<Owned>(std::move(target), std::move(body), std::move(fields))) {
  raw_target_ = owned_->target;
  if (auto good = target_.parse(raw_target_); !good) throw Failure(good.error());
  for (const auto& [name, value] : owned_->fields) fields_.push_back({name, value});
  body_ = std::string_view(owned_->body);
}

void Request::reset() {
  route_ = client_ = {};
  fields_.clear(), query_.clear(), parameters_.clear(), slots_.clear();
  query_read_ = false;
  parameter_names_ = {};
  id_size_ = 0;
  trace_ = nullptr;
  body_.reset();
  streamed_ = false;
}

std::string_view Request::header(std::string_view name) const {
  for (const Field& field : fields_)
    if (equal_ignoring_case(field.name, name)) return field.value;
  return {};
}

std::string Request::joined_header(std::string_view name) const {
  std::string all;
  for (const Field& field : fields_) {
    if (!equal_ignoring_case(field.name, name)) continue;
    if (!all.empty()) all += ", ";
    all += field.value;
  }
  return all;
}

std::span<const Field> Request::query() {
  if (std::exchange(query_read_, true)) return query_;
  query_text_.clear();
  query_text_.reserve(target_.query.size());  // decoding never grows: the views stay where they are
  const auto decode = [this](std::string_view text) {
    const auto begin = query_text_.size();
    append_decoded(query_text_, text, true);  // the target's escapes are known to be whole
    return std::string_view(query_text_).substr(begin);
  };
  std::string_view rest = target_.query;
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    const auto name = decode(pair.substr(0, equals));
    query_.push_back({name, decode(pair.substr(std::min(pair.size(), equals + 1)))});
  }
  return query_;
}

std::optional<std::string_view> Request::query(std::string_view name) {
  for (const Field& pair : query())
    if (pair.name == name) return pair.value;
  return std::nullopt;
}

std::string_view Request::path_parameter(std::string_view name) const {
  for (std::size_t i = 0; i < parameter_names_.size() && i < parameters_.size(); ++i)
    if (parameter_names_[i] == name) return parameters_[i];
  return {};
}

void Request::set_client(const IpAddress& address) { client_ = address.write(client_text_); }

void Request::set_id(std::string_view id) {
  id_size_ = std::min(id.size(), sizeof(id_));
  std::copy_n(id.data(), id_size_, id_);
}

// version 00: "00-" 32 hex "-" 16 hex "-" 2 hex, lower case, neither id all zeros (W3C Trace Context §3.2).
std::string_view Request::trace_id() const {
  const std::string_view text = header("traceparent");
  constexpr std::size_t kSize = 55, kTrace = 3, kTraceSize = 32, kParent = 36, kParentSize = 16;
  if (text.size() != kSize || !text.starts_with("00-")) return {};
  for (std::size_t i = kTrace; i < kSize; ++i) {
    const bool dash = i == kParent - 1 || i == kParent + kParentSize;
    if (dash ? text[i] != '-' : !std::string_view("0123456789abcdef").contains(text[i])) return {};
  }
  const auto is_zero = [](std::string_view id) { return id.find_first_not_of('0') == id.npos; };
  if (is_zero(text.substr(kTrace, kTraceSize)) || is_zero(text.substr(kParent, kParentSize))) return {};
  return text.substr(kTrace, kTraceSize);
}

logging::Logger Request::logger() const {
  if (log_ == nullptr) return {};
  const std::string_view trace = trace_id();
  return trace.empty() ? log_->with({{"request_id", id()}}) : log_->with({{"request_id", id()}, {"trace_id", trace}});
}

Task<Result<std::string_view>> Request::body() {
  if (streamed_) throw std::logic_error("a handler calls body() behind read_some()");
  if (!body_) body_ = source_ == nullptr ? std::string_view() : co_await source_->read_body(body_limit_);
  co_return *body_;
}

Task<Result<std::string_view>> Request::read_some() {
  if (source_ == nullptr) {  // its own, whole
    const bool first = !std::exchange(streamed_, true);
    co_return first&& body_ ? *body_ : std::string_view();
  }
  if (body_) throw std::logic_error("a handler calls read_some() behind body()");
  streamed_ = true;
  co_return co_await source_->read_some(body_limit_);
}

std::optional<std::uint64_t> Request::content_length() const {
  if (source_ != nullptr) return source_->content_length();
  if (!body_ || !*body_ || (*body_)->empty()) return std::nullopt;
  return (*body_)->size();
}

}  // namespace tenstone::http
