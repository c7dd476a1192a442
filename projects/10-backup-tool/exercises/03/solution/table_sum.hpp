// A sum does not depend on the order of what is added. XOR does not either, but there two equal rows make nothing of
// each other: (a, a) would be (b, b). The number of rows is counted beside it, so that no row is lost whose hash is 0.
#pragma once
#include "../row.hpp"

namespace solution {

class TableSum {
 public:
  void add(const exercise::Row& row) {
    std::string text;
    for (const auto& column : row)
      text += column ? std::to_string(column->size()) + ':' + *column : "-";  // where a column ends cannot be mistaken
    ++rows_;
    hash_ += exercise::hash(text);
  }
  void add(const TableSum& other) {
    rows_ += other.rows_;
    hash_ += other.hash_;
  }

  friend bool operator==(const TableSum&, const TableSum&) = default;

 private:
  std::uint64_t rows_ = 0, hash_ = 0;
};

}  // namespace solution
