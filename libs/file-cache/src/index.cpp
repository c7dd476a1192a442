#include "index.hpp"

namespace tenstone::file_cache {

using Guard = std::lock_guard<std::mutex>;

Index::Index(std::uint64_t max_bytes, std::uint64_t max_entries)
    : max_bytes_(max_bytes), max_entries_(max_entries), sieve_(max_entries) {}

std::optional<Sieve::Key> Index::key_of(std::string_view ns, const KeyHash& hash) const {
  const auto found = numbers_.find(ns);
  if (found == numbers_.end()) return std::nullopt;
  return Sieve::Key{found->second, hash};
}

Sieve::Key Index::make_key(std::string_view ns, const KeyHash& hash) {
  if (const auto key = key_of(ns, hash)) return *key;
  const auto number = static_cast<std::uint32_t>(namespaces_.size());
  namespaces_.push_back({std::string(ns), {}});
  numbers_.emplace(ns, number);
  return {number, hash};
}

Index::Place Index::place_of(const Sieve::Entry& entry) const {
  return {namespaces_[entry.key.ns].name, entry.key.hash, entry.bytes, entry.expires};
}

void Index::took_out(const Sieve::Entry& entry) {
  Stats::Share& share = namespaces_[entry.key.ns].share;
  --share.entries;
  share.bytes -= entry.bytes;
  verified_.erase(entry.key);
}

Index::Room Index::reserve(std::uint64_t bytes) {
  const Guard guard(mutex_);
  if (reserved_ + bytes > max_bytes_ || writers_ >= max_entries_) return Room::TooMuch;
  if (sieve_.bytes() + reserved_ + bytes > max_bytes_ || sieve_.size() + writers_ >= max_entries_) return Room::Full;
  reserved_ += bytes;
  ++writers_;
  return Room::Reserved;
}

void Index::release(std::uint64_t bytes) {
  const Guard guard(mutex_);
  reserved_ -= bytes;
  --writers_;
}

void Index::put(const Place& place) {
  const Guard guard(mutex_);
  const Sieve::Key key = make_key(place.ns, place.hash);
  if (const auto old = sieve_.put({key, place.bytes, place.expires})) took_out(*old);
  Stats::Share& share = namespaces_[key.ns].share;
  ++share.entries;
  share.bytes += place.bytes;
}

void Index::erase(std::string_view ns, const KeyHash& hash) {
  const Guard guard(mutex_);
  const Sieve::Key key = make_key(ns, hash);
  if (const auto old = sieve_.erase(key)) took_out(*old);
  if (loading_) gone_.insert(key);
}

std::optional<Index::Place> Index::find(std::string_view ns, const KeyHash& hash) const {
  const Guard guard(mutex_);
  const auto key = key_of(ns, hash);
  const auto entry = key ? sieve_.find(*key) : std::nullopt;
  if (!entry) return std::nullopt;
  return place_of(*entry);
}

std::optional<Index::Place> Index::victim() {
  const Guard guard(mutex_);
  const auto entry = sieve_.victim();
  if (!entry) return std::nullopt;
  took_out(*entry);
  if (loading_) gone_.insert(entry->key);
  return place_of(*entry);
}

bool Index::above(std::uint64_t percent) const {
  const auto part = [&](std::uint64_t whole) { return whole / 100 * percent + whole % 100 * percent / 100; };
  const Guard guard(mutex_);
  return sieve_.bytes() + reserved_ > part(max_bytes_) || sieve_.size() + writers_ > part(max_entries_);
}

bool Index::hit(std::string_view ns, const KeyHash& hash) {
  const Guard guard(mutex_);
  const auto key = key_of(ns, hash);
  return key && sieve_.touch(*key);
}

void Index::remember(std::string_view ns, const KeyHash& hash, const FileStamp& stamp) {
  const Guard guard(mutex_);
  const auto key = key_of(ns, hash);
  if (key && sieve_.find(*key)) verified_[*key] = stamp;
}

bool Index::verified(std::string_view ns, const KeyHash& hash, const FileStamp& stamp) const {
  const Guard guard(mutex_);
  const auto key = key_of(ns, hash);
  const auto found = key ? verified_.find(*key) : verified_.end();
  return found != verified_.end() && found->second == stamp;
}

void Index::add_oldest(const std::vector<Place>& found) {
  const Guard guard(mutex_);
  for (const Place& place : found) {
    const Sieve::Key key = make_key(place.ns, place.hash);
    if (gone_.contains(key) || !sieve_.put_oldest({key, place.bytes, place.expires})) continue;
    Stats::Share& share = namespaces_[key.ns].share;
    ++share.entries;
    share.bytes += place.bytes;
  }
}

void Index::loaded() {
  const Guard guard(mutex_);
  loading_ = false;
  gone_ = {};
}

bool Index::loading() const {
  const Guard guard(mutex_);
  return loading_;
}

std::size_t Index::scan(std::size_t from, std::size_t count, const Wanted& wanted, std::vector<Place>& out) const {
  const Guard guard(mutex_);
  return sieve_.scan(from, count, [&](const Sieve::Entry& entry) {
    if (wanted(namespaces_[entry.key.ns].name, entry.expires)) out.push_back(place_of(entry));
  });
}

Stats::Share Index::total() const {
  const Guard guard(mutex_);
  return {sieve_.size(), sieve_.bytes()};
}

std::uint64_t Index::reserved() const {
  const Guard guard(mutex_);
  return reserved_;
}

void Index::fill(Stats& stats) const {
  const Guard guard(mutex_);
  stats.total = {sieve_.size(), sieve_.bytes()};
  stats.reserved = reserved_;
  stats.loading = loading_;
  for (const Namespace& each : namespaces_)
    if (each.share.entries > 0) stats.namespaces.emplace(each.name, each.share);
}

}  // namespace tenstone::file_cache
