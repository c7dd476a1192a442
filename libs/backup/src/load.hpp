// Fills the tables of a new database from a version, by several workers.
#pragma once
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include "tenstone/backup/manifest.hpp"
#include "tenstone/backup/progress.hpp"
#include "tenstone/backup/reading.hpp"
#include "tenstone/postgres/blocking_connection.hpp"

namespace tenstone::backup {

class Load {
 public:
  // All references must outlive run().
  Load(const Reading& reading, const Manifest& manifest, std::string url, const OnProgress& on_progress);
  Result<void> run(unsigned workers, const std::stop_token& stop);

 private:
  struct Part {
    std::size_t table;
    const Stream* stream;
  };
  Result<void> work(std::stop_token stop);
  Result<void> copy(postgres::BlockingConnection& connection, const Part& part, const std::stop_token& stop);
  std::optional<Part> take_part();
  void add(const Part& part, std::uint64_t rows);
  Result<void> check_rows() const;

  const Reading& reading_;
  const Manifest& manifest_;
  std::string url_;
  const OnProgress& on_progress_;
  std::vector<Part> parts_;
  std::mutex mutex_;
  std::size_t next_ = 0;
  std::vector<std::uint64_t> rows_;  // by table
  std::vector<std::size_t> left_;    // parts that are not done, by table
  Progress progress_{.phase = "load"};
};

}  // namespace tenstone::backup
