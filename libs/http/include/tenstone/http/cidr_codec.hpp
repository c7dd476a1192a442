// Networks as values of a schema. Issue of both: cidr.
#pragma once
#include <string>
#include <vector>

#include "tenstone/http/ip_address.hpp"
#include "tenstone/validation/codec.hpp"

namespace tenstone::http {

// As one text, for settings: "10.0.0.0/8, fd00::/8"; empty: none.
struct CidrList {
  std::vector<Cidr> networks;
};

}  // namespace tenstone::http

namespace tenstone::validation {

// As http::Cidr::parse() reads them.
template <>
struct Codec<http::Cidr> {
  using Rules = NoRules;
  static void read(Reader& in, http::Cidr& out, Rules, const At& at, Issues& issues);
  static void write(std::string& out, const http::Cidr& value);
};

template <>
struct Codec<http::CidrList> {
  using Rules = NoRules;
  static void read(Reader& in, http::CidrList& out, Rules, const At& at, Issues& issues);
  static void write(std::string& out, const http::CidrList& value);
};

}  // namespace tenstone::validation
