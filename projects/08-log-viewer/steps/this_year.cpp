// It gives a line of syslog, which has no year, the year in which it is read: a line of December that is read in
// January lies in the future.
//   08-log-viewer_this_year 2027 <auth.log: the lines, newest first
#include <algorithm>
#include <ctime>
#include <iostream>
#include <string>
#include <vector>

namespace {

// [snippet:guessed]
std::time_t time_of(const std::string& line, int this_year) {
  std::tm time{};
  strptime(line.c_str(), "%b %d %H:%M:%S", &time);
  time.tm_year = this_year - 1900;
  return timegm(&time);
}
// [/snippet:guessed]

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::vector<std::pair<std::time_t, std::string>> lines;
  for (std::string line; std::getline(std::cin, line);) lines.emplace_back(time_of(line, std::stoi(argv[1])), line);
  std::ranges::sort(lines, std::greater());
  for (const auto& [time, line] : lines) {
    char day[16];
    std::strftime(day, sizeof day, "%Y-%m-%d", std::gmtime(&time));
    std::cout << day << "  " << line << '\n';
  }
}
