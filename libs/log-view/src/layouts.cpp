#include <algorithm>

#include "tenstone/log_view/layout.hpp"

namespace tenstone::log_view {

// A pattern is the line as it looks, with
//
//   {@FORM}   date and time, see read_stamp()         {*}     the message: the rest of the line
//   {+} {+1}  the level: a word, one letter;          {*NAME} the rest of the line as a field
//   {+A}      a word of three capitals or more        ( )     may be missing
//   {NAME}    a field; with spaces only before ']'
//   {"NAME}   a field in quotes                        space   one or more spaces
//
// {pri} is a priority of syslog, {status} one of HTTP: both tell the level. {"request} is split into its three words.
//
// Detection prefers the first of those that match nearly as much, so a layout stands before those that take its lines
// too.
const std::vector<Layout>& layouts() {
#define ISO "{@Y-m-dTH:M:SfZ}"
  static const std::vector<Layout> all = [] {
    using Kind = Layout::Kind;
    const auto pattern = [](std::string_view name, std::string_view text) { return Layout(name, Kind::Pattern, text); };
    return std::vector<Layout>{
        Layout("json", Kind::Json, {}),
        Layout("logfmt", Kind::Logfmt, {}),
        pattern("syslog-5424",
                "<{pri}>1 (- )(" ISO " ){host} {program} {pid} {msgid} (-)([{sd}])([{sd}])([{sd}])( ){*}"),
        pattern("syslog-3164", "(<{pri}>){@b e H:M:Sf} {host} {program}([{pid}]): {*}"),
        pattern("syslog-bare", "(<{pri}>){@b e H:M:Sf} {host} {*}"),
        pattern("combined",
                "{host} {ident} {user} [{@d/b/Y:H:M:SZ}] {\"request} {status} {bytes} {\"referer} {\"agent}({*extra})"),
        pattern("vhost-combined",
                "{vhost}:{port} {host} {ident} {user} [{@d/b/Y:H:M:SZ}] {\"request} {status} {bytes} {\"referer} "
                "{\"agent}({*extra})"),
        pattern("common", "{host} {ident} {user} [{@d/b/Y:H:M:SZ}] {\"request} {status} {bytes}({*extra})"),
        // [snippet:patterns]
        pattern("nginx-error", "{@Y/m/d H:M:S} [{+}] {pid}#{tid}: (*{connection} ){*}"),
        pattern("apache-error", "[{@a b e H:M:Sf Y}] [({module}:){+}] ([pid {pid}] )([client {client}] ){*}"),
        pattern("postgres", "{@Y-m-d H:M:SfZ} [{pid}] ({user}@{database} ){+}: {*}"),
        pattern("redis", "{pid}:{role} {@d b Y H:M:Sf} {+} {*}"),
        // [/snippet:patterns]
        pattern("glog", "{+1}{@md H:M:Sf} {thread} {source}] {*}"),
        pattern("logcat", "{@m-d H:M:Sf} {pid} {tid} {+1} {tag}( ): {*}"),
        pattern("spring", ISO " {+} {pid} --- [{thread}] {logger}( ): {*}"),
        pattern("log4j-dash", ISO " - {+} [{thread}] - {*}"),
        pattern("log4j", ISO " {+} [{thread}] {logger}:( -) {*}"),
        pattern("log4j-source", ISO " {+} [{thread}] {logger} - {*}"),
        pattern("logback", ISO " [{thread}] {+} {logger} - {*}"),
        pattern("hdfs", "{@ymd HMS} {pid} {+} {logger}: {*}"),
        pattern("spark", "{@y/m/d H:M:S} {+} {logger}: {*}"),
        pattern("python", ISO " - {logger} - {+} - {*}"),
        pattern("oslo", ISO " {pid} {+} {logger} {*}"),
        pattern("spdlog", "[" ISO "] [{+}] {*}"),
        pattern("spdlog-named", "[" ISO "] [{logger}] [{+}] {*}"),
        pattern("env-logger", "[" ISO " {+} {target}] {*}"),
        pattern("tracing", ISO " {+} {target}: {*}"),
        pattern("syslog-iso", "(<{pri}>)" ISO " {host} {program}([{pid}]): {*}"),
        pattern("go", "{@Y/m/d H:M:Sf} {*}"),
        pattern("iso", "([)" ISO "(])(,)( -)( [{+}](:))( {+}:)( {+A}){*}"),
        pattern("ctime", "([){@a b e H:M:Sf Y}(]) ([{+}] ){*}"),
        pattern("epoch", "([){@E}(]) ([{+}](:) )({+}: )({+A} ){*}"),
        pattern("python-basic", "{+}:{logger}:{*}"),
        Layout("plain", Kind::Plain, {}),
    };
  }();
#undef ISO
  return all;
}

const Layout* find_layout(std::string_view name) {
  const auto found = std::ranges::find(layouts(), name, &Layout::name);
  return found == layouts().end() ? nullptr : &*found;
}

const Layout& plain_layout() { return layouts().back(); }

}  // namespace tenstone::log_view
