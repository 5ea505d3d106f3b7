#pragma once

#include "app/config.hpp"

#include <CLI/CLI.hpp>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon {

/// Those options of the configuration that a subcommand has as flags, and
/// `--config FILE`. Made before the command line is read, loaded afterwards.
class settings {
public:
  /// Adds the named options to `command`; no names: all that may be flags.
  settings(CLI::App& command, const std::vector<std::string_view>& names);

  /// The configuration as flags, environment and file have it. `serving`: as
  /// in config_sources.
  [[nodiscard]] result<config> load(bool serving) const;

private:
  struct flag {
    CLI::Option* option = nullptr;
    std::string value;
  };
  std::string file_;
  std::map<std::string, flag> flags_; ///< by option name
};

} // namespace tradeeon
