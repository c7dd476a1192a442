// The half of a session that sends an answer's Content, piece by piece.
#include <algorithm>
#include <fmt/format.h>

#include "exception_answer.hpp"
#include "session.hpp"

namespace tenstone::http {
namespace {
constexpr std::size_t kCopied = 16 * 1024;  // a piece up to this size leaves in one write with what is before it
}

// False: the connection is to be closed as it is, so that the client sees an incomplete body.
Task<bool> Session::send_content(Content& content, bool chunked) {
  struct Sending {
    Session& session;
    const bool endless;
    Sending(Session& of, Content& what) : session(of), endless(what.endless()) {
      session.sending_ = &what;
      if (endless) session.endless(true);
    }
    ~Sending() {
      session.sending_ = nullptr;
      if (endless) session.endless(false);
    }
  } const sending(*this, content);
  if (draining_) content.end();
  co_return co_await send_pieces(content, chunked);
}

Task<bool> Session::send_pieces(Content& content, bool chunked) {
  const std::optional<std::uint64_t> announced = content.size();
  std::uint64_t sent = 0;
  for (;;) {
    const std::optional<Piece> piece = co_await next_piece(content);
    if (!piece) co_return false;
    if (piece->size() == 0) break;
    sent += piece->size();
    if (announced && sent > *announced) break;
    if (!co_await send_piece(*piece, chunked)) co_return false;
  }
  if (announced && sent != *announced) {
    context_.log.error(
        "answer.incomplete",
        {{"route", request_.route()}, {"announced", *announced}, {"made", sent}, {"request_id", request_.id()}});
    co_return false;
  }
  if (chunked) out_ += "0\r\n\r\n";
  co_return flush_now() || co_await flush();
}

// nullopt: there will be none, and the log says why.
Task<std::optional<Piece>> Session::next_piece(Content& content) {
  // An event stream is silent between two heartbeats, however soon a handler must have answered.
  enter(Phase::Content, content.endless() ? std::max(handler_time_, context_.timeouts.piece) : handler_time_);
  std::string why;
  try {
    const Result<Piece> piece = co_await content.next();
    if (piece) co_return *piece;
    why = piece.error().detail.empty() ? piece.error().message : piece.error().detail;
  } catch (const std::exception& exception) {
    why = exception.what();
  }
  if (!expired_)
    context_.log.error("answer.broken", {{"route", request_.route()}, {"detail", why}, {"request_id", request_.id()}});
  co_return std::nullopt;
}

Task<bool> Session::send_piece(Piece piece, bool chunked) {
  if (chunked) fmt::format_to(std::back_inserter(out_), "{:x}\r\n", piece.size());
  const bool copied = piece.file < 0 && piece.bytes.size() <= kCopied;
  if (copied) out_ += piece.bytes;
  if (chunked && copied) out_ += "\r\n";
  if (!flush_now() && !co_await flush()) co_return false;
  if (copied) co_return true;
  while (piece.size() > 0) {
    enter(Phase::Write, context_.timeouts.write);
    auto write =
        piece.file < 0 ? transport_.write(piece.bytes) : transport_.send_file(piece.file, piece.offset, piece.length);
    const auto [error, size] = co_await std::move(write);
    if (size == 0) co_return false;
    if (piece.file < 0) {
      piece.bytes.remove_prefix(size);
    } else {
      piece.offset += size;
      piece.length -= size;
    }
  }
  if (chunked) out_ += "\r\n";
  co_return true;
}

}  // namespace tenstone::http
