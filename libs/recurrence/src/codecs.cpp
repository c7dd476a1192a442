#include "tenstone/recurrence/codecs.hpp"

namespace tenstone::validation {
namespace {

template <class T>
void read_by(Result<T> (*parse)(std::string_view), Reader& in, T& out, const At& at, Issues& issues) {
  std::string text;
  if (!issues.accept(in.string(text), "string", at)) return;
  auto parsed = parse(text);
  if (parsed)
    out = *std::move(parsed);
  else
    issues.add(at, parsed.error().code, parsed.error().message);
}

}  // namespace

void Codec<recurrence::Cron>::read(Reader& in, recurrence::Cron& out, Rules, const At& at, Issues& issues) {
  read_by(&recurrence::Cron::parse, in, out, at, issues);
}
void Codec<recurrence::Cron>::write(std::string& out, const recurrence::Cron& value) {
  write_string(out, value.text());
}

void Codec<recurrence::Zone>::read(Reader& in, recurrence::Zone& out, Rules, const At& at, Issues& issues) {
  read_by(&recurrence::Zone::find, in, out, at, issues);
}
void Codec<recurrence::Zone>::write(std::string& out, const recurrence::Zone& value) {
  write_string(out, value.name());
}

}  // namespace tenstone::validation
