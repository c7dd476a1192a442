// Any bytes as definitions and as a context. What parses is written so that it parses again, as the same; what compiles
// evaluates, and explains the same decision. A line break that is followed by '#' divides the two.
#include <cstdlib>
#include <string_view>

#include "tenstone/flags/evaluate.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tenstone::flags;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto divider = text.find("\n#");
  const std::string_view definitions = text.substr(0, divider);
  const auto parsed_context = Context::parse(divider == text.npos ? definitions : text.substr(divider + 2));
  const Context nothing;
  const Context& context = parsed_context ? *parsed_context : nothing;

  if (const auto one = parse_definition(definitions)) {
    const auto again = parse_definition(to_json(*one));
    if (!again || *again != *one) std::abort();
  }
  auto parsed = parse_definitions(definitions);
  if (!parsed) return 0;
  const auto again = parse_definitions(to_json(*parsed));
  if (!again || *again != *parsed || to_json(*again) != to_json(*parsed)) std::abort();
  const auto program = Program::compile(std::move(*parsed));
  if (!program) std::abort();
  for (const Definition& flag : program->definitions().flags) {
    const Evaluation made = program->evaluate(flag.key, flag.type, context);
    const Evaluation explained = program->explain(flag.key, context).evaluation;
    if (made.error != EvaluationError::None || made.variant != explained.variant || made.rule != explained.rule)
      std::abort();
    if (made.value && *made.value != flag.variants.at(std::string(made.variant))) std::abort();
  }
  return 0;
}
