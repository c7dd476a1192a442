#include "client/answer_head.hpp"

#include <algorithm>
#include <charconv>
#include <llhttp.h>
#include <optional>

#include "tenstone/http/client.hpp"

static_assert(LLHTTP_STRICT_MODE == 1, "llhttp must be strict in every unit that sees its header");

namespace tenstone::http {
namespace {

Error malformed_head(const char* why) { return Error(kMalformedAnswer, {}, why); }

std::vector<Field>& answer_fields(llhttp_t* parser) { return static_cast<AnswerHead*>(parser->data)->fields; }

int on_answer_field(llhttp_t* parser, const char* at, std::size_t size) {
  answer_fields(parser).push_back({{at, size}, {}});
  return 0;
}
int on_answer_value(llhttp_t* parser, const char* at, std::size_t size) {
  std::string_view value(at, size);
  while (value.ends_with(' ') || value.ends_with('\t')) value.remove_suffix(1);
  answer_fields(parser).back().value = value;
  return 0;
}
int on_answer_head_complete(llhttp_t*) { return HPE_PAUSED; }  // bodies are not llhttp's business here

const llhttp_settings_t& answer_settings() {
  static const llhttp_settings_t kSettings = [] {
    llhttp_settings_t made;
    llhttp_settings_init(&made);
    made.on_header_field = on_answer_field;
    made.on_header_value = on_answer_value;
    made.on_headers_complete = on_answer_head_complete;
    return made;
  }();
  return kSettings;
}

bool is_status_digit(char c) { return c >= '0' && c <= '9'; }

// "HTTP/1.1 200 OK"; many servers leave out the reason, and some the blank before it.
Result<void> read_status_line(std::string_view line, AnswerHead& head) {
  constexpr std::string_view kVersion = "HTTP/1.";
  const bool good = line.size() >= 12 && line.starts_with(kVersion) && (line[7] == '0' || line[7] == '1') &&
                    line[8] == ' ' && line[9] >= '1' && std::ranges::all_of(line.substr(9, 3), is_status_digit) &&
                    (line.size() == 12 || line[12] == ' ');
  if (!good) return malformed_head("the status line is not HTTP/1.1 NNN reason");
  head.minor = line[7] - '0';
  head.status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
  if (head.status == 101) return malformed_head("the server changes the protocol, which nobody has asked for");
  return {};
}

struct SeenInAnswer {
  int lengths = 0, codings = 0;
  std::string_view length, coding;
  bool close = false, keep_alive = false;
};

SeenInAnswer look_at(const AnswerHead& head) {
  SeenInAnswer seen;
  for (const Field& field : head.fields) {
    if (equal_ignoring_case(field.name, "Content-Length")) ++seen.lengths, seen.length = field.value;
    if (equal_ignoring_case(field.name, "Transfer-Encoding")) ++seen.codings, seen.coding = field.value;
    if (equal_ignoring_case(field.name, "Connection"))
      for_each_in_list(field.value, [&](std::string_view word) {
        seen.close = seen.close || equal_ignoring_case(word, "close");
        seen.keep_alive = seen.keep_alive || equal_ignoring_case(word, "keep-alive");
      });
  }
  return seen;
}

std::optional<std::uint64_t> read_length(std::string_view text) {
  std::uint64_t length = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, length);
  return !text.empty() && stop == end && error == std::errc() ? std::optional(length) : std::nullopt;
}

}  // namespace

Result<AnswerHead> parse_answer_head(std::string_view text) {
  AnswerHead head;
  if (auto good = read_status_line(text.substr(0, text.find('\r')), head); !good) return good.error();
  llhttp_t parser;
  llhttp_init(&parser, HTTP_RESPONSE, &answer_settings());
  parser.data = &head;
  if (const auto outcome = llhttp_execute(&parser, text.data(), text.size()); outcome != HPE_PAUSED)
    return malformed_head(llhttp_errno_name(outcome));
  return head;
}

Result<AnswerFraming> frame_answer(const AnswerHead& head, bool head_only) {
  const SeenInAnswer seen = look_at(head);
  AnswerFraming framing{.keep_alive = !seen.close && (head.minor == 1 || seen.keep_alive)};
  if (seen.codings > 0 && seen.lengths > 0) return malformed_head("Content-Length and Transfer-Encoding");
  if (seen.codings > 0) {
    if (head.minor == 0 || seen.codings > 1 || !equal_ignoring_case(seen.coding, "chunked"))
      return malformed_head("a Transfer-Encoding that is not \"chunked\", once, in HTTP/1.1");
    framing.kind = AnswerFraming::Kind::Chunked;
  } else if (seen.lengths > 0) {
    const auto length = read_length(seen.length);
    if (seen.lengths > 1 || !length) return malformed_head("Content-Length is not one number");
    framing.kind = AnswerFraming::Kind::Length;
    framing.length = *length;
  }
  const bool without_body = head_only || head.status / 100 == 1 || head.status == 204 || head.status == 304;
  if (without_body) {
    // A 204 has neither of the two fields (RFC 9110 §6.4.1, §8.6). Who sends one may send a body, too.
    const bool doubtful = head.status == 204 && (seen.codings > 0 || framing.length > 0);
    return AnswerFraming{.kind = AnswerFraming::Kind::None, .keep_alive = framing.keep_alive && !doubtful};
  }
  if (framing.kind == AnswerFraming::Kind::UntilClose) framing.keep_alive = false;
  return framing;
}

}  // namespace tenstone::http
