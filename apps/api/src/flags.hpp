// The API of flags behind the platform's scopes: installation:flags:read to see them, installation:flags to change
// them. Both belong to the installation, so no member's "*" covers them. OFREP asks for an evaluation key instead.
#pragma once
#include "tenstone/core/secret.hpp"
#include "tenstone/flags/flags_controller.hpp"
#include "tenstone/flags/keys_controller.hpp"
#include "tenstone/flags/segments_controller.hpp"
#include "tenstone/http/app.hpp"

namespace tenstone::flags {
class Module;
}

namespace tenstone::api {

struct FlagControllers {
  // `flags` must outlive them. `cursor_key`: Service::key("cursors").
  FlagControllers(flags::Module& flags, const Secret<std::string>& cursor_key);
  void mount(http::App& app);

  flags::Module& module;
  flags::FlagsController flags;
  flags::SegmentsController segments;
  flags::KeysController keys;
};

}  // namespace tenstone::api
