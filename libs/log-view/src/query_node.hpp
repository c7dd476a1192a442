// A query, compiled.
#pragma once
#include <memory>
#include <optional>
#include <re2/re2.h>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/log_view/query.hpp"

namespace tenstone::log_view {

enum class Comparison : std::uint8_t { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual };
inline constexpr std::string_view kComparisons[] = {"=", "!=", "<", "<=", ">", ">="};

struct Query::Node {
  enum class Kind : std::uint8_t { All, Any, Not, Text, Regex, Field, Message, Level, Time };
  Kind kind = Kind::All;
  std::vector<Node> children = {};  // of All, Any; the one of Not
  std::string text = {};            // of Text; the pattern of Regex; the value of Field and Message
  std::string name = {};            // of Field
  Comparison comparison = Comparison::Equal;
  std::optional<double> number = {};  // `text` as one
  log_view::Level level = log_view::Level::None;
  std::shared_ptr<const re2::RE2> regex = {};                                 // of Regex
  bool is_any_case = false;                                                   // of Regex
  tenstone::Time begin = tenstone::Time::min(), end = tenstone::Time::max();  // of Time

  bool matches(const Entry& entry) const;
  std::string literal() const;
  bool finds_no_more_when_redacted() const;
  bool looks_at_text() const;
  void write(std::string& out) const;
};

// The whole of `text` as a number.
std::optional<double> parse_number(std::string_view text);

// Reads the text of a query. The first fault ends it: what is read behind it means nothing.
class QueryReader {
 public:
  QueryReader(std::string_view text, Time now) : text_(text), now_(now) {}
  Result<Query::Node> read();

 private:
  using Node = Query::Node;
  Node any(std::size_t depth);
  Node all(std::size_t depth);
  Node term(std::size_t depth);
  Node regex();
  Node word();
  Node comparison(std::string_view name, std::size_t begin);
  Node range();
  Node last();
  Time time(std::string_view text, std::size_t at);
  std::chrono::milliseconds length(std::string_view text, std::size_t at);
  std::string quoted();
  std::string_view bare(std::string_view stops);
  void skip_space();
  bool take(std::string_view what);
  bool at_or() const;
  Node fail(std::size_t at, std::string_view message);  // goes to the end of the text, where every loop ends

  const std::string_view text_;
  const Time now_;
  std::size_t at_ = 0, terms_ = 0, patterns_ = 0;
  std::optional<Error> fault_;
};

}  // namespace tenstone::log_view
