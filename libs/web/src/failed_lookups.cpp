#include "tenstone/web/failed_lookups.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "tenstone/core/hash.hpp"
#include "tenstone/http/ip_address.hpp"

namespace tenstone::web {
namespace {

std::string group_of_client(std::string_view client) {
  const auto address = http::IpAddress::parse(client);
  return address ? http::group_of(*address) : std::string(client);
}

std::uint64_t short_hash(std::string_view credential) {
  std::uint64_t value = 0;
  std::memcpy(&value, sha256(credential).data(), sizeof value);
  return value;
}

}  // namespace

FailedLookups::Lookup::Lookup(Lookup&& other) noexcept
    : table_(other.table_),
      address_(std::move(other.address_)),
      credential_(other.credential_),
      pending_(std::exchange(other.pending_, false)),
      wait_(other.wait_) {}

FailedLookups::Lookup::~Lookup() {
  if (!pending_) return;
  const std::lock_guard guard(table_->mutex_);
  table_->end(address_);
}

void FailedLookups::Lookup::held() {
  const std::lock_guard guard(table_->mutex_);
  table_->note_held(credential_);
  if (std::exchange(pending_, false)) table_->end(address_);
}

void FailedLookups::Lookup::failed(Time now) {
  const std::lock_guard guard(table_->mutex_);
  int* const left = table_->known(credential_);
  if (left == nullptr || --*left == 0) {
    table_->young_.erase(credential_);
    table_->old_.erase(credential_);
    Address* address = table_->find(address_, now);
    if (address == nullptr) address = &table_->add(address_, now);
    address->failures += 1;
  }
  if (std::exchange(pending_, false)) table_->end(address_);
}

FailedLookups::Lookup FailedLookups::begin(std::string_view client, std::string_view credential, Time now) {
  Lookup lookup(*this, group_of_client(client), short_hash(credential));
  const std::lock_guard guard(mutex_);
  if (known(lookup.credential_) != nullptr) return lookup;
  Address* address = find(lookup.address_, now);
  if (address == nullptr) address = &add(lookup.address_, now);
  const bool clean = address->failures == 0;
  const double used = address->failures + address->pending;
  if (clean ? address->pending < options_.at_once : used + 1 <= options_.failures) {
    ++address->pending;
    lookup.pending_ = true;
  } else {
    const double over = std::max(1.0, address->failures + 1 - options_.failures);
    lookup.wait_ = std::chrono::seconds(static_cast<std::int64_t>(std::ceil(over)));
  }
  return lookup;
}

void FailedLookups::made(std::string_view credential) {
  const std::uint64_t hash = short_hash(credential);
  const std::lock_guard guard(mutex_);
  note_held(hash);
}

std::size_t FailedLookups::addresses() const {
  const std::lock_guard guard(mutex_);
  return used_.size();
}

int* FailedLookups::known(std::uint64_t credential) {
  for (auto* each : {&young_, &old_})
    if (const auto place = each->find(credential); place != each->end()) return &place->second;
  return nullptr;
}

void FailedLookups::note_held(std::uint64_t credential) {
  if (!young_.contains(credential) && young_.size() >= options_.credentials) old_ = std::exchange(young_, {});
  young_[credential] = options_.failures_of_known;
}

// A clock that was set back forgives nothing, and takes nothing.
FailedLookups::Address* FailedLookups::find(const std::string& name, Time now) {
  const auto place = places_.find(name);
  if (place == places_.end()) return nullptr;
  used_.splice(used_.begin(), used_, place->second);
  Address& address = used_.front();
  const double passed = std::chrono::duration<double>(now - address.at).count();
  address.failures = std::max(0.0, address.failures - std::max(0.0, passed));
  address.at = now;
  return &address;
}

FailedLookups::Address& FailedLookups::add(std::string name, Time now) {
  if (used_.size() >= options_.addresses) {
    places_.erase(used_.back().name);
    used_.pop_back();
  }
  used_.push_front({.name = name, .at = now});
  places_.emplace(std::move(name), used_.begin());
  return used_.front();
}

void FailedLookups::end(const std::string& name) {
  const auto place = places_.find(name);
  if (place == places_.end()) return;
  Address& address = *place->second;
  address.pending = std::max(0, address.pending - 1);
  if (address.pending > 0 || address.failures > 0) return;
  used_.erase(place->second);
  places_.erase(place);
}

}  // namespace tenstone::web
