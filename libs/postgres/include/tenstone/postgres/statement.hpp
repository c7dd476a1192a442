// A statement is written once, as a constant; a Query is a statement with its parameters bound.
//
//   constexpr Statement kFind{"users.find", "select id, email from users where id = $1"};
//   const Rows rows = co_await database.read(kFind, id);
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/postgres/count_parameters.hpp"
#include "tenstone/postgres/parameters.hpp"

namespace tenstone::postgres {

// Takes literals only: the text must live as long as the program. Each connection prepares it at its first use, in the
// same round trip. The name stands in error texts and in pg_prepared_statements; without one, errors show the SQL.
// `parameters` is the highest $n of its text.
struct Statement {
  template <std::size_t N>
  constexpr Statement(const char (&text)[N])
      : name(text, N - 1), sql(text), hash(fnv1a(name)), parameters(count_parameters(name)) {}
  template <std::size_t M, std::size_t N>
  constexpr Statement(const char (&called)[M], const char (&text)[N])
      : name(called, M - 1), sql(text), hash(fnv1a({text, N - 1})), parameters(count_parameters({text, N - 1})) {}

  std::string_view name;
  const char* sql;
  std::uint64_t hash;
  std::size_t parameters;

 private:
  friend Statement keep_statement(std::string name, std::string sql);
  Statement(std::string_view called, const char* text)
      : name(called), sql(text), hash(fnv1a(text)), parameters(count_parameters(text)) {}
  static constexpr std::uint64_t fnv1a(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a, 64 bit: offset basis and prime
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return hash;
  }
};

// For the few that cannot be literals (LISTEN, the name of a partition): kept as long as the program runs, so never
// built from what users send. From any thread.
Statement keep_statement(std::string name, std::string sql);

[[noreturn]] void refuse_arguments(const Statement& statement, std::size_t given);

// Encodes its arguments at once and keeps none of them: they may be temporaries. Throws std::logic_error, which names
// the statement, when it takes another number of parameters than it was given.
class Query {
 public:
  template <class... A>
  Query(const Statement& statement, const A&... args) : statement_(statement) {
    if (statement.parameters != sizeof...(A)) refuse_arguments(statement, sizeof...(A));
    (parameters_.add(args), ...);
  }
  const Statement& statement() const { return statement_; }
  const Parameters& parameters() const { return parameters_; }

 private:
  Statement statement_;
  Parameters parameters_;
};

}  // namespace tenstone::postgres
