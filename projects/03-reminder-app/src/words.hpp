// The words of each note. Whoever writes one is answered at once; the worker counts behind the answer.
#pragma once
#include <cstdint>
#include <memory>

#include "notes.hpp"
#include "tenstone/runtime/supervisor.hpp"

namespace notes {

inline const ErrorCode kNotCounted{ErrorKind::NotFound, "not_counted",
                                   "There is no such note, or it is not counted yet"};

struct Words {  // a row of the table, without its key
  std::int32_t words = 0;
};
constexpr auto schema(validation::For<Words>) {
  return validation::object<Words>(validation::field("words", &Words::words));
}

class WordsController final : public web::Controller {
 public:
  explicit WordsController(service::Service& service);
  Task<Result<Words>> find(web::Path<"id", Uuid> id);

 private:
  postgres::Database& database_;
};

// In the process that was started with the verb `worker`: counts, once a second, what is not counted yet. Any number of
// workers may do so at once.
class WordsModule final : public service::Module {
 public:
  std::string_view name() const override { return "words"; }
  void open(service::Service& service) override;
  void work() override;
  Task<bool> drain() override;

 private:
  service::Service* service_ = nullptr;
  std::unique_ptr<runtime::Supervisor> supervisor_;
};

}  // namespace notes
