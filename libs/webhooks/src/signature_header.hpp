#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/webhooks/signature.hpp"

namespace tenstone::webhooks {

// What the header says of a signature, before it is believed.
struct Claim {
  std::string_view id;            // "": the scheme has none
  std::string_view timestamp;     // its text, which is what is signed; "": the scheme has none
  std::vector<std::string> macs;  // decoded; those that are malformed are left out
};

// Errors: signature_missing, signature_invalid (a form that is not the scheme's).
Result<Claim> read_claim(Scheme scheme, std::span<const http::Field> fields);

// 1 to 12 digits, seconds since 1970.
std::optional<Time> read_timestamp(std::string_view text);

// Whether it can be an event's id: 1 to 256 printable characters of ASCII, without a blank.
bool is_event_id(std::string_view text);

}  // namespace tenstone::webhooks
