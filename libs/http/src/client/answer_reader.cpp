#include "client/answer_reader.hpp"

#include <algorithm>

#include "tenstone/http/errors.hpp"

namespace tenstone::http {
namespace {

constexpr int kMaxInterim = 8;
constexpr std::string_view kBeginning = "HTTP/";

Error malformed_bytes(const char* why) { return Error(kMalformedAnswer, {}, why); }

// The errors of HeadScanner and ChunkedDecoder name what a request may be.
Error of_an_answer(const Error& error) {
  const bool large = error.is(kHeaderTooLarge) || error.is(kBodyTooLarge) || error.is(kTargetTooLong);
  return Error(large ? kAnswerTooLarge : kMalformedAnswer, {}, error.message);
}

Limits limits_of_head(std::size_t bytes) {
  return {.target_bytes = bytes, .header_bytes = bytes, .header_fields = 200, .field_bytes = bytes};
}

// Room for "one byte more than the limit".
AnswerLimits finite(AnswerLimits limits) {
  constexpr std::size_t kMost = std::size_t{1} << 40;
  limits.header_bytes = std::min(limits.header_bytes, kMost);
  limits.body_bytes = std::min(limits.body_bytes, kMost);
  return limits;
}

}  // namespace

AnswerReader::AnswerReader(bool head_only, const AnswerLimits& limits)
    : head_only_(head_only),
      limits_(finite(limits)),
      head_limits_(limits_of_head(limits_.header_bytes)),
      scanner_(head_limits_) {}

Result<std::size_t> AnswerReader::take(std::string_view in) {
  begun_ = begun_ || !in.empty();
  std::size_t at = 0;
  while (at < in.size() && part_ != Part::Done) {
    auto taken = part_ == Part::Head ? take_head(in.substr(at)) : take_body(in.substr(at));
    if (!taken) return taken;
    at += *taken;
  }
  return at;
}

// At most one byte more than the limit goes to the scanner, so that the first fault is the same for every split.
Result<std::size_t> AnswerReader::take_head(std::string_view in) {
  const std::size_t before = head_.size();
  head_ += in.substr(0, limits_.header_bytes + 1 - before);
  const auto compared = std::min(head_.size(), kBeginning.size());
  if (head_.substr(0, compared) != kBeginning.substr(0, compared))
    return malformed_bytes("it does not begin with HTTP/");
  const auto length = scanner_.scan(head_);
  if (!length) return of_an_answer(length.error());
  if (*length == 0) return head_.size() - before;
  if (auto good = begin_body(*length); !good) return good.error();
  return *length - before;
}

Result<void> AnswerReader::begin_body(std::size_t head_bytes) {
  const auto head = parse_answer_head(std::string_view(head_).substr(0, head_bytes));
  if (!head) return head.error();
  const auto framing = frame_answer(*head, head_only_);
  if (!framing) return framing.error();
  if (head->status / 100 == 1) {
    if (++interim_ > kMaxInterim) return malformed_bytes("more than 8 interim answers");
  } else {
    framing_ = *framing;
    answer_.status = head->status;
    for (const Field& field : head->fields)
      answer_.headers.push_back({std::string(field.name), std::string(field.value)});
    part_ = Part::Body;
    using enum AnswerFraming::Kind;
    if (framing_.kind == None || (framing_.kind == Length && framing_.length == 0)) part_ = Part::Done;
    if (framing_.kind == Length && framing_.length > limits_.body_bytes && !limits_.truncate)
      return Error(kAnswerTooLarge, {}, "Content-Length: " + std::to_string(framing_.length));
  }
  head_.clear();
  scanner_.reset();
  return {};
}

Result<std::size_t> AnswerReader::take_body(std::string_view in) {
  switch (framing_.kind) {
    case AnswerFraming::Kind::Length: return take_length(in);
    case AnswerFraming::Kind::Chunked: return take_chunks(in);
    case AnswerFraming::Kind::UntilClose: return take_until_close(in);
    case AnswerFraming::Kind::None: break;
  }
  return 0;
}

Result<std::size_t> AnswerReader::take_length(std::string_view in) {
  const std::uint64_t wanted = std::min<std::uint64_t>(framing_.length, limits_.body_bytes);
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(wanted - answer_.body.size(), in.size()));
  answer_.body.append(in.substr(0, taken));
  if (answer_.body.size() == wanted) {
    answer_.truncated = wanted < framing_.length;
    part_ = Part::Done;
  }
  return taken;
}

// No more bytes go to the decoder than may still be content: so the limit is reached before whatever stands behind it.
Result<std::size_t> AnswerReader::take_chunks(std::string_view in) {
  const std::size_t room = limits_.body_bytes + 1 - answer_.body.size();
  const auto taken =
      chunks_.decode(in.substr(0, room), answer_.body, limits_.truncate ? std::string::npos : limits_.body_bytes);
  if (!taken) return of_an_answer(taken.error());
  if (auto good = grown(); !good) return good.error();
  if (chunks_.done()) part_ = Part::Done;
  return *taken;
}

Result<std::size_t> AnswerReader::take_until_close(std::string_view in) {
  const auto taken = std::min(in.size(), limits_.body_bytes + 1 - answer_.body.size());
  answer_.body.append(in.substr(0, taken));
  if (auto good = grown(); !good) return good.error();
  return taken;
}

Result<void> AnswerReader::grown() {
  if (answer_.body.size() <= limits_.body_bytes) return {};
  if (!limits_.truncate) return Error(kAnswerTooLarge);
  answer_.body.resize(limits_.body_bytes);
  answer_.truncated = true;
  part_ = Part::Done;
  return {};
}

Result<void> AnswerReader::end() {
  const bool whole = part_ == Part::Body && framing_.kind == AnswerFraming::Kind::UntilClose;
  if (whole) part_ = Part::Done;
  if (part_ != Part::Done) return Error(kConnectionLost, {}, "the connection ended inside of the answer");
  return {};
}

}  // namespace tenstone::http
