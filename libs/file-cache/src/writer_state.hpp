#pragma once
#include "store.hpp"

namespace tenstone::file_cache {

// Bytes that are promised to an entry which is being written.
class Reservation {
 public:
  Reservation(Store& store, std::uint64_t bytes) : store_(&store), bytes_(bytes) {}  // after make_room(bytes)
  Reservation(const Reservation&) = delete;
  ~Reservation() { store_->index.release(bytes_); }

 private:
  Store* store_;
  std::uint64_t bytes_;
};

struct Writer::State {
  State(Store& in, Draft from, std::uint64_t reserved);
  Result<void> drop(Error error);  // the file goes, and each later call returns `error`
  Store& store;
  Draft draft;
  Reservation reservation;
  std::optional<TemporaryFile> file;
  BodySum sum;
  std::uint64_t body_at = 0;
  std::optional<Error> failed;
};

}  // namespace tenstone::file_cache
