#include "http/json/component_names.hpp"

#include <algorithm>
#include <vector>

namespace tradeeon::json {

namespace {

/// Lower case letters and digits only: "MACD Line", "macd_line" → "macdline".
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z')
      out += static_cast<char>(c - 'A' + 'a');
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      out += c;
    else if (c == '%')
      out += "percent";
  }
  return out;
}

/// A component's spellings, most literal first: without its suffix, without the
/// indicator's name before it.
std::vector<std::string> spellings(const indicator_info& info, std::string_view name,
                                   std::string_view component) {
  std::vector<std::string> out{plain(component)};
  for (const std::string_view suffix : {"line", "band"}) {
    const auto& whole = out.front();
    if (whole.size() > suffix.size() &&
        whole.compare(whole.size() - suffix.size(), suffix.size(), suffix) == 0) {
      out.push_back(whole.substr(0, whole.size() - suffix.size()));
      break;
    }
  }
  auto prefixes = info.aliases;
  prefixes.push_back(info.name);
  prefixes.push_back(name);
  const auto count = out.size();
  for (std::size_t i = 0; i < count; ++i)
    for (const auto prefix : prefixes) {
      const auto word = plain(prefix);
      if (out[i].size() > word.size() && out[i].compare(0, word.size(), word) == 0)
        out.push_back(out[i].substr(word.size()));
    }
  return out;
}

bool names(const indicator_info& info, std::string_view name, const std::string& word) {
  return word == plain(info.name) || word == plain(name) ||
         std::any_of(info.aliases.begin(), info.aliases.end(),
                     [&](std::string_view alias) { return word == plain(alias); });
}

} // namespace

bool is_volume_average(std::string_view name) {
  return plain(name) == "volumema";
}

const indicator_info* info_of(std::string_view name) {
  return find_indicator(is_volume_average(name) ? "SMA" : name);
}

bool is_moving_average(const indicator_info& info) {
  return info.outputs.size() == 1 && !info.sources.empty() && info.name.size() >= 2 &&
         info.name.substr(info.name.size() - 2) == "MA";
}

std::optional<std::size_t> output_of(const indicator_info& info, std::string_view name,
                                     std::string_view component) {
  if (component.empty())
    return 0;
  for (const auto& word : spellings(info, name, component)) {
    for (std::size_t i = 0; i < info.outputs.size(); ++i)
      if (word == plain(info.outputs[i]))
        return i;
    if (names(info, name, word))
      return 0;
  }
  return std::nullopt;
}

bool is_zero_line(const indicator_info& info, std::string_view component) {
  return info.name == "MACD" && plain(component) == "zeroline";
}

average_side side_of(const std::string& indicator, const std::string& component) {
  const auto* info = info_of(indicator);
  if (info == nullptr || component.empty() || !is_moving_average(*info))
    return average_side::neither;
  for (const auto& word : spellings(*info, indicator, component)) {
    if (word == "fast")
      return average_side::fast;
    if (word == "slow")
      return average_side::slow;
  }
  return average_side::neither;
}

} // namespace tradeeon::json
