// One answer from bytes. The first byte says how it is read (bit 0: to HEAD; bit 1: a long body is cut off; the rest:
// how many pieces), the next ones where it is split. Checked, besides the sanitizers: the outcome is the same in one
// piece, in these pieces and byte by byte; a body keeps to its limit; no header holds a line break.
#include <cstdint>
#include <cstdlib>

#include "../tests/answers.hpp"

namespace tenstone::http {
namespace {

constexpr std::size_t kHeaderBytes = 300, kBodyBytes = 20;

void check_whole(std::string_view bytes, const AnswerLimits& limits, bool head_only) {
  AnswerReader reader(head_only, limits);
  const auto taken = reader.take(bytes);
  if (!taken) return;
  const ClientResponse& answer = reader.answer();
  if (*taken > bytes.size() || answer.body.size() > kBodyBytes) std::abort();
  if (!reader.done()) return;
  if (answer.status < 200 || answer.status > 999 || (answer.truncated && reader.keep_alive())) std::abort();
  for (const ClientField& field : answer.headers)
    if (field.name.empty() ||
        (field.name + field.value).find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
      std::abort();
}

}  // namespace
}  // namespace tenstone::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tenstone::http;
  if (size < 1) return 0;
  const std::size_t cuts = data[0] >> 2U & 15U;
  if (size < 1 + cuts) return 0;
  const bool head_only = (data[0] & 1U) != 0;
  const AnswerLimits limits{.header_bytes = kHeaderBytes, .body_bytes = kBodyBytes, .truncate = (data[0] & 2U) != 0};
  const std::string whole(reinterpret_cast<const char*>(data) + 1 + cuts, size - 1 - cuts);
  std::vector<std::string> pieces, bytes;
  std::string_view rest = whole;
  for (std::size_t i = 0; i < cuts; ++i) {
    pieces.emplace_back(rest.substr(0, data[1 + i]));
    rest.remove_prefix(pieces.back().size());
  }
  pieces.emplace_back(rest);
  for (const char c : whole) bytes.emplace_back(1, c);

  check_whole(whole, limits, head_only);
  const std::string outcome = outcome_of({whole}, limits, head_only);
  if (outcome_of(pieces, limits, head_only) != outcome || outcome_of(bytes, limits, head_only) != outcome) std::abort();
  return 0;
}
