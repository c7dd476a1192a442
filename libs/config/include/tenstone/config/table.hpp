// The one table of settings: flags = environment = file.
//
//   struct HttpConfig { int port = 3000; std::chrono::milliseconds idle_timeout = 60s; };
//   constexpr auto schema(validation::For<HttpConfig>) {
//     return validation::object<HttpConfig>(
//         validation::field("port", &HttpConfig::port).or_default().range(0, 65'535).about("The port to listen on"),
//         …);
//   }
//   config::Table table;
//   const HttpConfig& http = table.add<HttpConfig>("http", {{"port", "PORT"}});
//   if (const auto loaded = table.load(arguments, config::environment()); !loaded) …   // prints the message, exits 2
#pragma once
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/config/area.hpp"
#include "tenstone/core/result.hpp"

namespace tenstone::config {

inline const ErrorCode kConfigInvalid{ErrorKind::Invalid, "config_invalid", "The configuration cannot be used"};

std::vector<std::pair<std::string, std::string>> environment();  // of this process

class Table {
 public:
  Table();
  Table(const Table&) = delete;  // keys are known by their address

  // Declares an area. The reference stays good for the table's life and holds the defaults until load(). Throws
  // std::logic_error when two fields would share a spelling.
  template <class T>
  const T& add(std::string_view area, std::initializer_list<Alias> aliases = {}) {
    auto typed = std::make_unique<TypedArea<T>>(area, aliases);
    const T& value = typed->value();
    adopt(std::move(typed));
    return value;
  }

  // Reads all sources; a flag wins over the environment, which wins over the file that --config or TENSTONE_CONFIG
  // names. Flags are "--name value" or "--name=value"; of yes/no, "--name" or "--name=false". The file holds NAME=value
  // lines with the names of the environment, "#" comments also behind a value, and quotes around a value if wanted. An
  // empty variable is as good as none, and so are the service_links(). Blocks (reads the file). Error: config_invalid;
  // its message has a line for every problem: an unknown flag, line or TENSTONE_* variable, two different values for
  // one key in one source, what breaks a rule. The values of secrets (and of anything else) are not in it. Nothing has
  // changed then.
  Result<void> load(std::span<const std::string> arguments, validation::Pairs environment);

  // The variables TENSTONE_… that others have set for a service of that name: Kubernetes, Docker.
  std::vector<std::string> service_links(validation::Pairs environment) const;

  // Takes this table's flags out of `words`, each with its value, and returns them for load().
  std::vector<std::string> take_flags(std::vector<std::string>& words) const;

  std::vector<const Key*> keys() const;  // in the order of declaration
  std::string explain() const;           // for people: key, value, source, default, meaning
  std::string markdown() const;          // docs/configuration.md: key, flag, names, default, meaning

 private:
  struct Setting {
    std::string spelling, value, where;
  };
  using Layer = std::map<const Key*, Setting>;

  void adopt(std::unique_ptr<Area> area);
  void index(Key& key);
  void put(Layer& layer, std::string_view kind, Setting setting, std::vector<Issue>& problems) const;
  Layer read_flags(std::span<const std::string> arguments, std::vector<Issue>& problems) const;
  Layer read_environment(validation::Pairs environment, std::vector<Issue>& problems) const;
  Layer read_file(const std::string& path, std::vector<Issue>& problems) const;
  void read_area(Area& area, const Layer& settings, std::vector<Issue>& problems) const;
  std::string suggestion(std::string_view unknown) const;

  Key config_file_;
  std::vector<std::unique_ptr<Area>> areas_;
  std::map<std::string, Key*, std::less<>> by_spelling_;  // flags and names
};

}  // namespace tenstone::config
