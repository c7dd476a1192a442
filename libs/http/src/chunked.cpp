#include "chunked.hpp"

#include <algorithm>

#include "octets.hpp"
#include "tenstone/http/errors.hpp"

namespace tenstone::http {
namespace {

constexpr std::size_t kExtensionBytes = 256, kAllExtensionBytes = 4096, kTrailerBytes = 4096;

Error malformed(const char* what) { return Error(kMalformedRequest, what); }

}  // namespace

Result<std::size_t> ChunkedDecoder::decode(std::string_view in, std::string& out, std::size_t limit) {
  std::size_t at = 0;
  while (at < in.size() && state_ != State::Done) {
    if (state_ == State::Data) {
      const auto take = static_cast<std::size_t>(std::min<std::uint64_t>(left_, in.size() - at));
      out.append(in.substr(at, take));
      at += take;
      left_ -= take;
      if (left_ == 0) state_ = State::DataEnd;
      continue;
    }
    if (const auto good = step(in[at++], limit - std::min(limit, out.size())); !good) return good.error();
  }
  return at;
}

Result<void> ChunkedDecoder::step(char c, std::size_t room) {
  switch (state_) {
    case State::Size: return size_digit(c);
    case State::Extension: return extension(c);
    case State::SizeEnd:
      if (c != '\n') return malformed("A chunk's size does not end in CRLF");
      if (left_ > room) return Error(kBodyTooLarge);
      state_ = left_ == 0 ? State::LineStart : State::Data;
      digits_ = 0;
      extension_bytes_ = 0;
      return {};
    case State::DataEnd:
      if (c != '\r') return malformed("A chunk is longer than its size");
      state_ = State::DataLf;
      return {};
    case State::DataLf:
      if (c != '\n') return malformed("A chunk does not end in CRLF");
      state_ = State::Size;
      return {};
    case State::LastLf:
      if (c != '\n') return malformed("The last chunk does not end in CRLF");
      state_ = State::Done;
      return {};
    case State::LineStart:
    case State::Name:
    case State::Value:
    case State::LineEnd: return trailer(c);
    case State::Data:
    case State::Done: break;
  }
  return {};
}

Result<void> ChunkedDecoder::size_digit(char c) {
  if (c == '\r' && digits_ > 0) {
    state_ = State::SizeEnd;
    return {};
  }
  if (c == ';' && digits_ > 0) {
    state_ = State::Extension;
    extension_.begin();
    return {};
  }
  const int value = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
  if (value < 0) return malformed("A chunk's size is not a hex number");
  if (++digits_ > 15) return malformed("A chunk's size has more than 15 digits");
  left_ = left_ * 16 + static_cast<std::uint64_t>(value);
  return {};
}

Result<void> ChunkedDecoder::extension(char c) {
  if (c == '\r' && extension_.may_end()) {
    state_ = State::SizeEnd;
    return {};
  }
  if (!extension_.take(c)) return malformed("A chunk extension is not a name, or a name and a value");
  if (++extension_bytes_ > kExtensionBytes || ++all_extension_bytes_ > kAllExtensionBytes)
    return malformed("The chunk extensions are too large");
  return {};
}

Result<void> ChunkedDecoder::trailer(char c) {
  if (++trailer_bytes_ > kTrailerBytes) return Error(kHeaderTooLarge, "The trailers are larger than 4 KiB");
  if (state_ == State::LineStart && c == '\r') {
    state_ = State::LastLf;
  } else if (state_ == State::LineStart || (state_ == State::Name && c != ':')) {
    if (!is_token(c)) return malformed("A trailer's name is not a token");
    state_ = State::Name;
  } else if (state_ == State::Name) {
    state_ = State::Value;
  } else if (state_ == State::Value) {
    if (c == '\r')
      state_ = State::LineEnd;
    else if (!is_text(c))
      return malformed("A trailer holds a control character");
  } else {
    if (c != '\n') return malformed("A trailer does not end in CRLF");
    state_ = State::LineStart;
  }
  return {};
}

}  // namespace tenstone::http
