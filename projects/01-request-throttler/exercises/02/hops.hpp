// What both answers to exercise 02 work with.
#pragma once
#include <functional>
#include <span>
#include <string_view>

namespace exercise {

// Each proxy puts the address of whoever asked it behind the list, so the first is where a request says that it began,
// and the last one asked the peer: client, proxy, proxy. The client may have sent a list of its own.
using Hops = std::span<const std::string_view>;

// Whether an address is a proxy of ours, whose word is taken.
using IsTrusted = std::function<bool(std::string_view)>;

}  // namespace exercise
