// Evaluation allocates nothing.
#if !__has_feature(thread_sanitizer)  // which brings an operator new of its own
#include <cstdlib>
#include <gtest/gtest.h>
#include <new>

#include "tenstone/flags/evaluate.hpp"

namespace {
thread_local std::size_t allocated = 0;
}

void* operator new(std::size_t size) {
  ++allocated;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocated;
  return std::malloc(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace tenstone::flags {
namespace {

TEST(EvaluationMemory, IsNotAllocated) {
  auto definitions = parse_definitions(
      R"({"flags":[{"key":"static","type":"string","variants":{"a":"a text that is too long for the object itself"},"default":"a"},)"
      R"({"key":"rules","type":"boolean","variants":{"on":true,"off":false},"targets":[{"variant":"on","units":["olaf"]}],)"
      R"("rules":[{"when":[{"segment":"eu"},{"attribute":"plan","op":"in","values":["pro","team"]},)"
      R"({"attribute":"app.version","op":"semver_at_least","values":["2.1.0"]},{"attribute":"ip","op":"in_network","values":["10.0.0.0/8"]},)"
      R"({"attribute":"since","op":"before","values":["2027-01-01T00:00:00Z"]}],)"
      R"("serve":{"ranges":[{"variant":"on","from":0,"to":100000}],"rest":"off"}}],"default":"off"}],)"
      R"("segments":[{"key":"eu","any":[{"when":[{"attribute":"country","op":"in","values":["DE","FR"]}]}]}]})");
  ASSERT_TRUE(definitions);
  const Program program = *Program::compile(std::move(*definitions));
  const Context context = *Context::parse(
      R"({"targetingKey":"a targeting key that is too long for the object itself","plan":"team","app":{"version":"2.1.0-rc.1+b"},)"
      R"("ip":"10.1.2.3","since":"2026-01-01T00:00:00Z","country":["US","FR"]})");
  const Context newer = *Context::parse(
      R"({"targetingKey":"mia","plan":"team","app.version":"2.1.1","ip":"10.1.2.3","since":"2026-01-01T00:00:00Z","country":"FR"})");
  const std::size_t before = allocated;
  const Evaluation fixed = program.evaluate("static", context);
  const Evaluation by_default = program.evaluate("rules", context);
  const Evaluation split = program.evaluate("rules", Type::Boolean, newer);
  const Evaluation missing = program.evaluate("missing", context);
  const std::size_t after = allocated;
  EXPECT_EQ(after - before, 0U);
  EXPECT_EQ(fixed.reason, Reason::Static);
  EXPECT_EQ(by_default.reason, Reason::Default);
  EXPECT_EQ(split.reason, Reason::Split);
  EXPECT_EQ(missing.error, EvaluationError::FlagNotFound);
  EXPECT_GT(before, 0U);
}

}  // namespace
}  // namespace tenstone::flags
#endif
