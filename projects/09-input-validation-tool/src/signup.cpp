#include "signup.hpp"

#include <algorithm>

namespace signups {

bool no_one_twice(const NewSignup& signup) {
  std::vector<std::string_view> addresses{signup.email};
  for (const Guest& guest : signup.guests) addresses.push_back(guest.email);
  std::ranges::sort(addresses);
  return std::ranges::adjacent_find(addresses) == addresses.end();
}

}  // namespace signups
