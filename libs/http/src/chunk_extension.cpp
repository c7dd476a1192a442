#include "chunk_extension.hpp"

#include "octets.hpp"

namespace tenstone::http {

bool ChunkExtension::move(State to) {
  state_ = to;
  return true;
}

bool ChunkExtension::take(char c) {
  switch (state_) {
    case State::BeforeName: return is_token(c) && move(State::Name);
    case State::Name:
      if (c == '=') return move(State::BeforeValue);
      return is_token(c) || (c == ';' && move(State::BeforeName));
    case State::BeforeValue:
      if (c == '"') return move(State::Quoted);
      return is_token(c) && move(State::Value);
    case State::Value: return is_token(c) || (c == ';' && move(State::BeforeName));
    case State::Quoted:
      if (c == '"') return move(State::QuoteEnd);
      if (c == '\\') return move(State::Escaped);
      return is_text(c);
    case State::Escaped: return is_text(c) && move(State::Quoted);
    case State::QuoteEnd: return c == ';' && move(State::BeforeName);
  }
  return false;
}

bool ChunkExtension::may_end() const {
  return state_ == State::Name || state_ == State::Value || state_ == State::QuoteEnd;
}

}  // namespace tenstone::http
