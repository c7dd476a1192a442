#include "admission.hpp"

namespace tenstone::http {

Admission::Verdict Admission::enter(const std::string& address, bool limited) {
  const std::lock_guard guard(mutex_);
  if (open_ >= limits_.connections) return Verdict::AllTaken;
  std::size_t& count = by_address_[address];
  if (limited && count >= limits_.connections_per_address) return Verdict::AddressIsFull;
  ++count;
  ++open_;
  return Verdict::Entered;
}

void Admission::leave(const std::string& address) {
  const std::lock_guard guard(mutex_);
  --open_;
  forget(address);
}

void Admission::excuse(const std::string& address) {
  const std::lock_guard guard(mutex_);
  forget(address);
}

void Admission::count(const std::string& address) {
  const std::lock_guard guard(mutex_);
  ++by_address_[address];
}

void Admission::forget(const std::string& address) {
  if (const auto place = by_address_.find(address); --place->second == 0) by_address_.erase(place);
}

std::size_t Admission::open() const {
  const std::lock_guard guard(mutex_);
  return open_;
}

}  // namespace tenstone::http
