// Result<T>: a value or an Error. A caller may not ignore it, and passes an error on in plain words:
//
//   const auto user = co_await users.find(id);
//   if (!user) co_return user.error();
#pragma once
#include <expected>
#include <utility>

#include "tenstone/core/error.hpp"

namespace tenstone {

template <class T>
class [[nodiscard]] Result : public std::expected<T, Error> {
 public:
  using std::expected<T, Error>::expected;
  Result(Error error) : std::expected<T, Error>(std::unexpect, std::move(error)) {}
  Result(const ErrorCode& code) : Result(Error(code)) {}
};

}  // namespace tenstone
