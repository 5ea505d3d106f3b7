#include "app/commands/settings.hpp"

#include "app/option_table.hpp"

#include <unistd.h>

#include <algorithm>

namespace tradeeon {

namespace {

std::map<std::string, std::string> environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string text{*entry};
    if (const auto equals = text.find('='); equals != std::string::npos)
      variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

} // namespace

settings::settings(CLI::App& command, const std::vector<std::string_view>& names) {
  command.add_option("--config", file_, "TOML file with these options (TRADEEON_CONFIG)")
    ->type_name("FILE");
  for (const auto& option : all_options()) {
    const bool wanted =
      names.empty() || std::find(names.begin(), names.end(), option.name) != names.end();
    if (option.confidential || !wanted)
      continue;
    auto& entry = flags_[std::string{option.name}];
    const auto fallback = option.get(config{});
    std::string help{option.help};
    if (option.shape == option_shape::yes_no) {
      entry.option = command.add_flag(option.flag(), entry.value, help);
      continue;
    }
    if (!fallback.empty())
      help += " [" + fallback + "]";
    entry.option = command.add_option(option.flag(), entry.value, help)
                     ->type_name(std::string{option.metavar});
  }
}

result<config> settings::load(bool serving) const {
  config_sources from;
  from.serving = serving;
  from.environment = environment();
  from.file_name = file_;
  if (const auto named = from.environment.find("TRADEEON_CONFIG");
      file_.empty() && named != from.environment.end())
    from.file_name = named->second;
  for (const auto& [name, entry] : flags_)
    if (entry.option->count() > 0)
      from.flags.emplace(name, entry.value);
  return load_config_file(std::move(from));
}

} // namespace tradeeon
