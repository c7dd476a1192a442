#include "tenstone/http/cidr_codec.hpp"

#include "tenstone/http/field.hpp"

namespace tenstone::validation {
namespace {
constexpr std::string_view kWhat =
    "must be a network such as 10.0.0.0/8 or fd00::/8, with no bit set behind its prefix";
}

void Codec<http::Cidr>::read(Reader& in, http::Cidr& out, Rules, const At& at, Issues& issues) {
  std::string text;
  if (!issues.accept(in.string(text), "string", at)) return;
  if (const auto network = http::Cidr::parse(text))
    out = *network;
  else
    issues.add(at, "cidr", kWhat);
}

void Codec<http::Cidr>::write(std::string& out, const http::Cidr& value) { write_string(out, to_string(value)); }

void Codec<http::CidrList>::read(Reader& in, http::CidrList& out, Rules, const At& at, Issues& issues) {
  std::string text;
  if (!issues.accept(in.string(text), "string", at)) return;
  out.networks.clear();
  bool good = true;
  http::for_each_in_list(text, [&](std::string_view part) {
    const auto network = http::Cidr::parse(part);
    if (network) out.networks.push_back(*network);
    good = good && (network || part.empty());
  });
  if (!good) issues.add(at, "cidr", kWhat);
}

void Codec<http::CidrList>::write(std::string& out, const http::CidrList& value) {
  std::string text;
  for (const http::Cidr& network : value.networks) text += (text.empty() ? "" : ", ") + to_string(network);
  write_string(out, text);
}

}  // namespace tenstone::validation
