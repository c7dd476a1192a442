#pragma once
#include <cstdint>

namespace tenstone::http {

// The extensions of one chunk, byte by byte from behind the first ";" (RFC 9112 §7.1.1):
//   chunk-ext = *( ";" chunk-ext-name [ "=" ( token / quoted-string ) ] )
// The "bad" space of the RFC around ";" and "=" is refused, as llhttp does it.
class ChunkExtension {
 public:
  void begin() { state_ = State::BeforeName; }
  bool take(char c);     // false: that byte cannot stand there
  bool may_end() const;  // the line may end here

 private:
  enum class State : std::uint8_t { BeforeName, Name, BeforeValue, Value, Quoted, Escaped, QuoteEnd };
  bool move(State to);

  State state_ = State::BeforeName;
};

}  // namespace tenstone::http
