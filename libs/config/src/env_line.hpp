#pragma once
#include <expected>
#include <string>
#include <string_view>

namespace tenstone::config {

struct EnvLine {
  std::string name, value;  // no name: the line is empty or a comment
};

// One line of an env file, as shells and Compose read it: NAME=value, also with `export` in front; a value in single or
// double quotes is what stands between them; " #" begins a comment. Variables are not filled in, and a backslash is a
// backslash. The error says what is to be written instead.
std::expected<EnvLine, std::string> read_env_line(std::string_view line);

// Whether another program has set this variable for a service of ours: Kubernetes for each service of a namespace,
// Docker for each link. TENSTONE_SERVICE_HOST, TENSTONE_PORT=tcp://10.0.0.1:80, TENSTONE_PORT_80_TCP_ADDR, …
// `is_setting`: the name is one of ours, too, so that only the value can tell.
bool is_service_link(std::string_view name, std::string_view value, bool is_setting);

}  // namespace tenstone::config
