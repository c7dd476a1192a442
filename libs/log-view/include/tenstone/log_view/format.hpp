// Which layout a log has.
#pragma once
#include <span>
#include <string_view>

#include "tenstone/log_view/layout.hpp"

namespace tenstone::log_view {

// The layouts of one file.
struct Format {
  const Layout* layout = nullptr;  // never null in what detect() gives
  const Layout* other = nullptr;   // of lines that begin entries but are written by another program; nullptr: none

  bool writes_years() const { return layout->writes_years() && (other == nullptr || other->writes_years()); }
  // `line` begins an entry, which is read into `out`. false: it goes on with the entry before.
  bool parse(std::string_view line, Entry& out) const {
    return layout->parse(line, out) || (other != nullptr && other->parse(line, out));
  }
};

// Looks at blocks from the head, the middle and the end of a file, 64 KiB each; a line that a block begins or ends
// within is not counted, but for the first line of the first block. The layout that matches most bytes wins, and has to
// match 60 % of them; lines that begin with white space belong to an entry before and do not count. Otherwise it is
// "plain". `other` is the layout of at least 5 % of the bytes, all of them in lines that the winner does not match.
Format detect(std::span<const std::string_view> blocks);

}  // namespace tenstone::log_view
