// Documents a second, text -> valid struct, one core. Rows are interleaved, the best round counts: machines are noisy.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "rows.hpp"

namespace {

std::string order_text() {
  std::string text =
      R"({"id":918273645,"customer":{"name":"Mia Lindqvist","email":"mia.lindqvist@example.org","address":)"
      R"({"street":"Storgatan 14 B","city":"Uppsala","country":"SE","zip":75331},"vip":true},"lines":[)";
  for (int i = 0; i < 6; ++i)
    text += std::string(i ? "," : "") + R"({"sku":"TS-10)" + std::to_string(i) +
            R"(4-XL","name":"Granite paving stone, grey","quantity":)" + std::to_string(i + 1) +
            R"(,"price":24.95,"tags":["stone","garden"]})";
  return text + R"(],"note":"Please ring the bell twice; the gate sticks."})";
}

constexpr int kDocuments = 2'000;  // a round
constexpr int kRounds = 400;       // or as many as the first argument says

void time(double& best, bool (*read)(std::string_view), const std::string& text) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < kDocuments; ++i)
    if (!read(text)) std::abort();
  const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - start;
  best = std::min(best, taken.count() / kDocuments);
}

void print(const char* name, double nanoseconds, double ours) {
  std::printf("%-44s %7.0f k/s %7.0f ns   ours/this %.2f\n", name, 1e6 / nanoseconds, nanoseconds, nanoseconds / ours);
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : kRounds;
  const std::string text = order_text();
  double cursor = 1e9, direct = 1e9;
  [[maybe_unused]] double sketch = 1e9;
  for (int round = 0; round < rounds; ++round) {
    time(cursor, read_by_cursor, text);
#ifdef TENSTONE_WITH_SKETCH
    time(sketch, read_by_sketch, text);
#endif
    time(direct, read_by_template, text);
  }
  std::printf("%zu bytes -> valid struct, best of %d rounds of %d\n", text.size(), rounds, kDocuments);
  print("libs/validation", cursor, cursor);
  print("the same schema templated on simdjson", direct, cursor);
#ifdef TENSTONE_WITH_SKETCH
  print("the sketch", sketch, cursor);
#else
  std::puts(
      "SKIPPED: the sketch. Give its folder: cmake -DTENSTONE_SKETCH_WEB=/path/to/sketches/web (or set it in the "
      "environment)");
#endif
}
